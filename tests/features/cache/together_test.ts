import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Client, HandlerTransport, type Stage, type TraceEvent } from "../../../mod.ts";
import { cache, type CacheStore, MemoryCacheStore } from "../../../src/features/cache/mod.ts";
import { HarRecorder } from "../../../src/features/har/mod.ts";
import { CassetteTransport, MockTransport } from "../../../src/testing/mod.ts";
import { SocketTransport } from "../../../src/transports/socket/mod.ts";
import { test } from "../../checked.ts";
import { did, Origin } from "./server.ts";
import { until } from "../../until.ts";

const URL_ = "http://example.org/";
const fresh = { "cache-control": "max-age=60" };

const HIT = "answered by a stage of the client, not by the server";

for (const stream of [false, true]) {
  test(`a HAR file shows hits${stream ? " that are streamed" : ""}, with their bodies`, async () => {
    const recorder = new HarRecorder();
    const origin = new Origin({
      headers: { ...fresh, "content-type": "text/plain" },
      body: "hello",
    });
    using client = origin.client({}, { recorder });
    const ask = () => stream ? client.stream("GET", URL_) : client.get(URL_);
    for (let n = 0; n < 3; n++) assertEquals(await (await ask()).text(), "hello");
    const { entries } = recorder.toJSON().log;
    assertEquals(entries.map(({ comment }) => comment), [undefined, HIT, HIT]);
    assertEquals(entries.map(({ response }) => response.content.text), ["hello", "hello", "hello"]);
    assertEquals(entries.map(({ response }) => response.bodySize), [5, 0, 0]);
    const status = entries[1]?.response.headers.find(({ name }) => name === "cache-status");
    assert(status?.value.includes("hit"));
  });
}

test("a HAR file shows what is validated, and no secret of a hit", async () => {
  const recorder = new HarRecorder();
  const origin = new Origin({ headers: { ...fresh, "set-cookie": "session=hush" } });
  using client = origin.client({}, { recorder });
  for (let n = 0; n < 2; n++) await client.get(URL_, { headers: { authorization: "Bearer hush" } });
  assertEquals(recorder.entries.length, 2);
  assertEquals(JSON.stringify(recorder.toJSON()).includes("hush"), false);
});

test("a streamed hit in pieces is recorded while it is read, and let go of when it is closed", async () => {
  const recorder = new HarRecorder();
  let returned = 0;
  async function* pieces(whole: Uint8Array<ArrayBuffer>) {
    try {
      for (const byte of whole) yield await Promise.resolve(new Uint8Array([byte]));
    } finally {
      returned++;
    }
  }
  const memory = new MemoryCacheStore();
  const store: CacheStore = {
    get: (key) => memory.get(key),
    body: (key, id) => {
      const whole = memory.body(key, id);
      return whole && pieces(whole);
    },
    write: (key, entry) => memory.write(key, entry),
    update: (key, entry) => memory.update(key, entry),
    delete: (key, id) => memory.delete(key, id),
    clear: () => memory.clear(),
    purge: (now) => memory.purge(now),
    stats: () => memory.stats(),
  };
  const origin = new Origin({ headers: fresh, body: "hello" });
  using client = origin.client({ store }, { recorder });
  await client.get(URL_);
  assertEquals(await client.get(URL_).text(), "hello");
  const response = await client.stream("GET", URL_);
  await response.iterBytes().next();
  response.close();
  await until(() => returned === 2 && recorder.entries.length === 3);
  assertEquals(recorder.entries.map(({ response }) => response.content.text), [
    "hello",
    "hello",
    "h",
  ]);
});

test("trace and logger tell of the request below a stream, as of a call of its own", async () => {
  const events: TraceEvent[] = [];
  const lines: string[] = [];
  const origin = new Origin({ headers: fresh, body: "hello" });
  using client = origin.client({}, {
    trace: (event) => void events.push(event),
    logger: (line) => void lines.push(line),
  });
  for (let n = 0; n < 2; n++) await (await client.stream("GET", URL_)).read();
  const calls = [...new Set(events.map(({ call }) => call))];
  const typesOf = (call: string | undefined) =>
    events.filter((event) => event.call === call).map(({ type }) => type);
  assertEquals(calls.length, 3);
  assertEquals(typesOf(calls[0]), ["call.start", "stage.cache", "call.end"]);
  assertEquals(typesOf(calls[2]), ["call.start", "stage.cache", "call.end"]);
  const below = typesOf(calls[1]);
  assertEquals([below[0], below.at(-1)], ["call.start", "call.end"]);
  assert(below.includes("response.head") && below.includes("response.body.end"));
  assertEquals(lines.length, 1);
});

test("detach() of a stage of one's own is told of, also where it fails", async () => {
  const events: TraceEvent[] = [];
  const done = Promise.withResolvers<void>();
  const stage: Stage = (next) => (request, context) => {
    next(request.withHeader("x-apart", "1"), context.detach()).then(() => {}, () => done.resolve());
    return next(request, context);
  };
  const transport = new HandlerTransport(({ headers }) => {
    if (headers.has("x-apart")) throw new Error("no");
    return new Response("yes");
  });
  using client = new Client({
    transport,
    retries: 0,
    stages: [stage],
    trace: (event) => void events.push(event),
  });
  await client.get(URL_).then(() => {}, () => {});
  await done.promise;
  const ended = events.filter(({ type }) => type === "call.end");
  assertEquals(new Set(ended.map(({ call }) => call)).size, ended.length);
  assertEquals(ended.length, 2);
});

test("a background validation has a call of its own in the trace", async () => {
  const types: string[] = [];
  const done = Promise.withResolvers<void>();
  const said = { "cache-control": "max-age=1, stale-while-revalidate=60", age: "5", etag: '"a"' };
  const origin = new Origin({ headers: said }, { status: 304, headers: fresh });
  using client = origin.client({}, {
    trace: ({ type, call }) => {
      types.push(`${type} ${call}`);
      if (types.filter((text) => text.startsWith("call.end")).length === 3) done.resolve();
    },
  });
  await client.get(URL_);
  await client.get(URL_);
  await done.promise;
  assertEquals(types.filter((text) => text.startsWith("call.start")).length, 3);
});

test("a mock is asked once, and a cache in front of it obeys its headers", async () => {
  const mock = new MockTransport().get("/a", { json: { n: 1 }, headers: fresh }).get("/b", {
    json: { n: 2 },
    headers: { "cache-control": "no-store" },
  });
  using client = new Client({ transport: mock, baseUrl: URL_, stages: [cache()] });
  for (let n = 0; n < 3; n++) for (const path of ["/a", "/b"]) await client.get(path);
  assertEquals([mock.callsTo("GET", "/a").length, mock.callsTo("GET", "/b").length], [1, 3]);
});

test("a cassette records what goes to the server, and replays it below a cache", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/cassette.har`;
  try {
    const origin = new Origin({ headers: fresh, body: "hello" });
    for (const mode of ["record", "replay"] as const) {
      await using cassette = new CassetteTransport(path, { mode, transport: origin.transport });
      using client = new Client({ transport: cassette, stages: [cache()] });
      const answers = [];
      for (let n = 0; n < 3; n++) answers.push(did(await client.get(URL_)));
      assertEquals(answers, ["uri-miss", "hit", "hit"], mode);
    }
    assertEquals(JSON.parse(await Deno.readTextFile(path)).log.entries.length, 1);
    assertEquals(origin.count, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("a download out of the cache is the same file, and nothing goes over the wire", async () => {
  let count = 0;
  const text = "line\n".repeat(50_000);
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    count++;
    return new Response(text, { headers: { ...fresh, etag: '"a"' } });
  });
  const folder = await Deno.makeTempDir();
  try {
    using client = new Client({ transport: new SocketTransport(), stages: [cache()] });
    const url = `http://127.0.0.1:${server.addr.port}/file.txt`;
    for (const name of ["one", "two"]) {
      await client.download(url, `${folder}/${name}`);
      assertEquals(await Deno.readTextFile(`${folder}/${name}`), text);
    }
    assertEquals(count, 1);
    await Deno.writeTextFile(`${folder}/three.part`, text.slice(0, 10));
    await client.download(url, `${folder}/three`, { resume: true });
    assertEquals(await Deno.readTextFile(`${folder}/three`), text);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("paginate() goes page by page through the cache", async () => {
  const origin = new Origin(({ url }) => {
    const page = Number(new URL(url).searchParams.get("page") ?? 1);
    const link = page < 3 ? { link: `</list?page=${page + 1}>; rel="next"` } : {};
    return { headers: { ...fresh, ...link }, body: `${page}` };
  });
  using client = origin.client();
  for (let n = 0; n < 2; n++) {
    const pages = await Array.fromAsync(client.paginate("http://example.org/list"));
    assertEquals(await Promise.all(pages.map((page) => page.text())), ["1", "2", "3"]);
  }
  assertEquals(origin.count, 3);
});

for (const accept of [undefined, "text/event-stream"]) {
  test(`an event stream is never stored, nor shared, with Accept ${accept}`, async () => {
    const store = new MemoryCacheStore();
    const origin = new Origin({
      headers: { ...fresh, "content-type": "text/event-stream" },
      body: "data: 1\n\n",
    });
    using client = origin.client({ store });
    const ask = async () => {
      const headers = accept === undefined ? {} : { accept };
      const response = await client.stream("GET", URL_, { headers });
      return (await Array.fromAsync(response.events())).map(({ data }) => data);
    };
    assertEquals(await Promise.all([ask(), ask()]), [["1"], ["1"]]);
    await ask();
    assertEquals([origin.count, store.stats().entries], [3, 0]);
  });
}

test("an entry grows old by a faked clock", async () => {
  using time = new FakeTime();
  const origin = new Origin({ headers: { ...fresh, etag: '"a"' } }, {
    status: 304,
    headers: fresh,
  });
  using client = origin.client();
  await client.get(URL_);
  const seen = [];
  for (const seconds of [30, 29, 2, 59, 2]) {
    time.tick(seconds * 1_000);
    const response = await client.get(URL_);
    seen.push([did(response), response.headers.get("age")]);
  }
  assertEquals(seen, [["hit", "30"], ["hit", "59"], ["stale", "0"], ["hit", "59"], ["stale", "0"]]);
});

test("an open circuit and a spent rate are nothing to a hit", async () => {
  const origin = new Origin({ headers: fresh }, new Error("down"));
  using client = origin.client({}, { rateLimit: { requests: 1, per: 3_600_000 } });
  await client.get(URL_);
  for (let n = 0; n < 5; n++) assertEquals(did(await client.get(URL_)), "hit");
});

test("defaultEncoding holds for misses and for hits", async () => {
  const origin = new Origin(() => ({
    headers: { ...fresh, "content-type": "text/plain" },
    body: new Uint8Array([0xe9]),
  }));
  using client = origin.client({}, {
    defaultEncoding: "iso-8859-1",
  });
  for (const expected of ["uri-miss", "hit"]) {
    const response = await client.get(URL_);
    assertEquals([did(response), await response.text()], [expected, "é"]);
  }
});

test("parseJson holds for misses and for hits, of a stream as well", async () => {
  const origin = new Origin({
    headers: { ...fresh, "content-type": "application/json" },
    body: "1",
  });
  using client = origin.client({}, { parseJson: (text: string) => ({ text }) });
  for (const expected of ["uri-miss", "hit"]) {
    const response = await client.get(URL_);
    assertEquals([did(response), await response.json()], [expected, { text: "1" }]);
  }
  const other = "http://example.org/other";
  const all = await Promise.all([1, 2].map(() => client.stream("GET", other)));
  for (const response of all) assertEquals(await response.json(), { text: "1" });
});

test("throwOnError throws for hits as well, with the body", async () => {
  const origin = new Origin({ status: 404, headers: fresh, body: "gone" });
  using client = origin.client({}, { throwOnError: true });
  for (let n = 0; n < 2; n++) {
    await assertRejects(async () => await client.get(URL_), Error, "404");
  }
  assertEquals(origin.count, 1);
});

test("timeout.total and the caller's signal bound a streamed miss and those who share it", async () => {
  const release = Promise.withResolvers<void>();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    const steps = ["one"];
    return new Response(
      new ReadableStream({
        async pull(controller) {
          const text = steps.shift();
          if (text) return controller.enqueue(new TextEncoder().encode(text));
          await release.promise;
          controller.close();
        },
      }),
      { headers: fresh },
    );
  });
  using client = new Client({ transport: new SocketTransport(), stages: [cache()] });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const asking = [
    client.stream("GET", url, { timeout: { total: 500 } }),
    client.stream("GET", url, { timeout: { total: 500 } }),
    client.stream("GET", url),
  ];
  const [one, two, three] = await Promise.all(asking);
  for (const response of [one, two]) {
    await assertRejects(async () => await response?.text(), Error, "total");
  }
  release.resolve();
  assertEquals(await three?.text(), "one");
});

test("what is stale from its beginning is validated, also within the same millisecond", async () => {
  using _time = new FakeTime();
  for (const control of ["max-age=0", "max-age=0, stale-while-revalidate=0", "no-cache"]) {
    const headers = { "cache-control": control, etag: '"a"' };
    const origin = new Origin({ headers }, { status: 304, headers });
    using client = origin.client();
    await client.get(URL_);
    assertEquals([did(await client.get(URL_)), origin.count], ["stale", 2], control);
  }
});
