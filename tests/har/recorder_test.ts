import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, ConnectError, HandlerTransport } from "../../mod.ts";
import { type HarEntry, HarRecorder, type HarRecorderOptions } from "../../src/features/har/mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { respondWith } from "../wire/scripted.ts";
import { assertHar, problemsOf } from "./schema.ts";

/** A client over a handler, with a recorder. */
function setUp(
  handler: (request: Request) => Response | Promise<Response>,
  options: HarRecorderOptions = {},
): { recorder: HarRecorder; client: Client; entry: (index?: number) => HarEntry } {
  const recorder = new HarRecorder(options);
  const client = new Client({ transport: new HandlerTransport(handler), recorder });
  const entry = (index = 0) => {
    const found = recorder.entries[index];
    assert(found, `there is no entry ${index}`);
    assertHar(recorder.toJSON());
    return found;
  };
  return { recorder, client, entry };
}

test("the schema is able to say no", () => {
  const har = new HarRecorder().toJSON();
  assertEquals(problemsOf(har), []);
  assert(problemsOf({ log: { ...har.log, entries: [{}] } }).length > 0);
  assert(problemsOf({}).length > 0);
});

test("an entry has what was sent and what came back", async () => {
  const { client, entry } = setUp(() =>
    new Response("héllo", {
      status: 201,
      statusText: "Made",
      headers: { "content-type": "text/plain; charset=utf-8", "x-y": "1" },
    })
  );
  await client.get("http://u:p@app.example/a%20b?x=1&x=2&y=ä#part", { headers: { "x-a": "b" } });
  const { request, response, startedDateTime, time, timings, cache } = entry();
  assertEquals(request.method, "GET");
  assertEquals(request.url, "http://app.example/a%20b?x=1&x=2&y=%C3%A4");
  assertEquals(request.queryString, [
    { name: "x", value: "1" },
    { name: "x", value: "2" },
    { name: "y", value: "ä" },
  ]);
  assert(request.headers.some(({ name, value }) => name === "x-a" && value === "b"));
  assertEquals(request.headersSize, -1);
  assertEquals(request.bodySize, 0);
  assertEquals(request.postData, undefined);
  assertEquals(response.status, 201);
  assertEquals(response.statusText, "Made");
  assertEquals(response.content, { size: 6, mimeType: "text/plain; charset=utf-8", text: "héllo" });
  assertEquals(response.bodySize, 6);
  assertEquals(response.redirectURL, "");
  assert(response.headers.some(({ name, value }) => name === "x-y" && value === "1"));
  assertEquals(cache, {});
  assert(Math.abs(Date.parse(startedDateTime) - Date.now()) < 10_000);
  assert(Math.abs(time - (timings.send + timings.wait + timings.receive)) < 0.01);
});

test("bodies of requests: text, JSON, forms, multipart, Blobs, bytes and streams", async () => {
  const { client, entry } = setUp(async (request) => new Response(await request.bytes()));
  const url = "http://app.example/";
  await client.post(url, { json: { a: "ü" } });
  await client.post(url, { data: { a: "1 2", b: ["x", "y"] } });
  await client.post(url, {
    data: { field: "value" },
    files: { text: new File(["file"], 'a"b.txt', { type: "text/plain" }) },
  });
  await client.post(url, { body: new Uint8Array([0, 255, 1]) });
  await client.post(url, { body: new Blob(["blob"], { type: "text/plain" }) });
  await client.post(url, {
    body: ReadableStream.from([new Uint8Array([104]), new Uint8Array([105])]),
    headers: { "content-type": "text/plain" },
  });
  await client.post(url, { data: { a: "b" }, files: { bin: new Uint8Array([255, 254]) } });

  assertEquals(entry(0).request.postData?.text, '{"a":"ü"}');
  assertEquals(entry(0).request.postData?.mimeType, "application/json");
  assertEquals(entry(0).request.bodySize, 10);
  assertEquals(entry(1).request.postData?.params, [
    { name: "a", value: "1 2" },
    { name: "b", value: "x" },
    { name: "b", value: "y" },
  ]);
  assertEquals(entry(1).request.postData?.text, "a=1+2&b=x&b=y");
  assertEquals(entry(2).request.postData?.params, [
    { name: "field", value: "value" },
    { name: "text", fileName: 'a"b.txt', contentType: "text/plain" },
  ]);
  assert(entry(2).request.postData?.text?.includes("\r\n\r\nfile\r\n"));
  assertEquals(entry(3).request.postData, { mimeType: "", text: "AP8B", _encoding: "base64" });
  assertEquals(entry(4).request.postData?.text, "blob");
  assertEquals(entry(5).request.postData?.text, "hi");
  assertEquals(entry(5).request.bodySize, 2);
  assertEquals(entry(6).request.postData?._encoding, "base64");
  assertEquals(entry(6).request.postData?.params?.map(({ name }) => name), ["a", "bin"]);
});

test("redirects, tries and failures are an entry each", async () => {
  let calls = 0;
  const recorder = new HarRecorder();
  await using client = new Client({
    recorder,
    retries: { total: 1, backoff: { base: 1 } },
    transport: {
      send: (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/from") {
          return Promise.resolve(
            new Response(null, { status: 302, headers: { location: "/to?token=s3cr3t" } }),
          );
        }
        if (calls++ === 0) return Promise.reject(new ConnectError("no route"));
        return Promise.resolve(new Response("there"));
      },
    },
  });
  assertEquals(await (await client.get("http://app.example/from")).text(), "there");
  assertHar(recorder.toJSON());
  const [redirect, failed, last] = recorder.entries;
  assertEquals(recorder.entries.length, 3);
  assertEquals(redirect?.response.redirectURL, "/to?token=REDACTED");
  assertEquals(redirect?.response.status, 302);
  assertEquals(failed?.response.status, 0);
  assertEquals(failed?.response._error, "ERR_CONNECT");
  assertEquals(failed?.request.url, "http://app.example/to?token=REDACTED");
  assertEquals(last?.response.content.text, "there");
});

test("answers without a body: 204, 304, HEAD, and an empty one", async () => {
  const { client, entry } = setUp((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/empty") return new Response("");
    return new Response(null, { status: Number(pathname.slice(1)) });
  });
  await client.get("http://app.example/204");
  await client.get("http://app.example/304");
  await client.head("http://app.example/200");
  await client.get("http://app.example/empty");
  for (const index of [0, 1, 2, 3]) {
    assertEquals(entry(index).response.content.size, 0);
    assertEquals(entry(index).response.content.text, undefined);
    assertEquals(entry(index).response.bodySize, 0);
  }
});

test("what is no text is base64, and comes back byte for byte", async () => {
  const bodies: readonly (readonly [string, readonly number[], string | undefined])[] = [
    ["image/png", [137, 80, 78, 71], "iVBORw=="],
    ["text/plain", [0xff, 0xfe], "//4="],
    ["text/plain", [0xef, 0xbb, 0xbf, 97], "\ufeffa"],
    ["text/plain; charset=iso-8859-1", [0xe4], "5A=="],
    ["text/plain; charset=iso-8859-1", [0xc3, 0xa4], "w6Q="],
    ["text/plain; charset=iso-8859-1", [97], "a"],
    ["application/problem+json", [123, 125], "{}"],
    ["application/octet-stream", [97], "YQ=="],
    ["", [97], "a"],
    ["", [0, 97], "AGE="],
  ];
  let index = 0;
  const { client, entry } = setUp(() => {
    const [type, bytes] = bodies[index] ?? [];
    return new Response(
      new Uint8Array(bytes ?? []),
      type ? { headers: { "content-type": type } } : {},
    );
  });
  for (; index < bodies.length; index++) {
    await client.get("http://app.example/");
    const { content } = entry(index).response;
    assertEquals(content.text, bodies[index]?.[2], bodies[index]?.[0]);
    const isText = !/^[\w+/]+={0,2}$/.test(content.text ?? "") || content.text === "a";
    assertEquals(content.encoding, isText ? undefined : "base64");
  }
});

test("bodies are cut at maxBodyBytes, which is said, between two characters", async () => {
  const { client, entry } = setUp(async (request) => {
    await request.text();
    return new Response("ää".repeat(1_000));
  }, { maxBodyBytes: 5 });
  const response = await client.post("http://app.example/", {
    body: "öö".repeat(1_000),
    headers: { "content-type": "text/plain" },
  });
  assertEquals((await response.text()).length, 2_000);
  assertEquals(entry().response.content.text, "ää");
  assertEquals(entry().response.content.size, 4_000);
  assertEquals(entry().response.content._incomplete, true);
  assertEquals(entry().response.content.comment, "the first 5 of 4000 bytes");
  assertEquals(entry().request.postData?.text, "öö");
  assertEquals(entry().request.postData?._incomplete, true);
  assertEquals(entry().request.bodySize, 4_000);
});

test("content: false keeps no body", async () => {
  const { client, entry } = setUp(async (request) => {
    await request.text();
    return new Response("body");
  }, { content: false });
  await client.post("http://app.example/", { json: { a: 1 } });
  assertEquals(entry().request.postData, undefined);
  assertEquals(entry().request.bodySize, 7);
  assertEquals(entry().response.content.text, undefined);
  assertEquals(entry().response.content.size, 4);
});

test("a stream is recorded as it is read, and its entry comes with its end", async () => {
  const pulled: number[] = [];
  const { client, entry, recorder } = setUp(() => {
    let index = 0;
    return new Response(
      new ReadableStream({
        pull(controller) {
          pulled.push(index);
          controller.enqueue(new Uint8Array([97 + index++]));
          if (index === 3) controller.close();
        },
      }, { highWaterMark: 0 }),
      { headers: { "content-type": "text/plain" } },
    );
  });
  const response = await client.stream("GET", "http://app.example/");
  assertEquals(recorder.entries.length, 0);
  assertEquals(pulled, [], "nobody has read yet");
  const chunks: string[] = [];
  for await (const chunk of response.iterBytes()) {
    chunks.push(new TextDecoder().decode(chunk));
    assertEquals(pulled.length, chunks.length, "no more is read than the caller takes");
    chunk.fill(0);
  }
  assertEquals(chunks, ["a", "b", "c"]);
  assertEquals(
    entry().response.content.text,
    "abc",
    "what the reader does to its bytes is its own",
  );
});

test("a stream that is closed early has what was read of it", async () => {
  const { client, entry } = setUp(() =>
    new Response(ReadableStream.from(["a", "b", "c"]).pipeThrough(new TextEncoderStream()))
  );
  const response = await client.stream("GET", "http://app.example/");
  for await (const _ of response.iterBytes()) break;
  const { content, _error } = entry().response;
  assertEquals(content._incomplete, true);
  assertEquals(content.text, "a");
  assertEquals(_error, undefined);
});

test("over sockets: the phases, the address, and what a coding saved", async () => {
  const zipped = new Uint8Array(
    await new Response(
      new Blob(["zip".repeat(1_000)]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer(),
  );
  const head = `HTTP/1.1 200 Fine\r\ncontent-type: text/plain\r\ncontent-encoding: gzip\r\n` +
    `set-cookie: a=1; Path=/; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Secure; HttpOnly\r\n` +
    `set-cookie: b=2\r\ncontent-length: ${zipped.length}\r\n\r\n`;
  await using server = await respondWith({ send: [head, zipped] });
  const recorder = new HarRecorder();
  await using client = new Client({ transport: new SocketTransport(), recorder });
  await client.get(server.url);
  await (await client.stream("GET", server.url)).iterRaw().next();
  assertHar(recorder.toJSON());
  const [entry, raw] = recorder.entries;
  assertEquals(entry?.serverIPAddress, "127.0.0.1");
  assertEquals(entry?.connection, String(server.port));
  assertEquals(entry?.request.httpVersion, "HTTP/1.1");
  assertEquals(entry?.response.httpVersion, "HTTP/1.1");
  assertEquals(entry?.response.statusText, "Fine");
  assertEquals(entry?.response.content.text, "zip".repeat(1_000));
  assertEquals(entry?.response.bodySize, zipped.length);
  assertEquals(entry?.response.content.compression, 3_000 - zipped.length);
  assertEquals(entry?.response.cookies, [
    {
      name: "a",
      value: "REDACTED",
      path: "/",
      expires: "2099-10-21T07:28:00.000Z",
      httpOnly: true,
      secure: true,
    },
    { name: "b", value: "REDACTED", httpOnly: false, secure: false },
  ]);
  assert(entry && entry.timings.connect >= 0 && entry.timings.wait >= 0);
  assertEquals(raw, undefined, "a body that was neither read to its end nor closed is not over");
});

test("over sockets: a body that breaks off, and one that never came", async () => {
  await using server = await respondWith([
    {
      send: "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\nhalf",
      end: "close",
    },
    { send: "nonsense\r\n\r\n", end: "close" },
  ]);
  const recorder = new HarRecorder();
  await using client = new Client({ transport: new SocketTransport(), recorder });
  await assertRejects(() => client.get(`${server.url}?password=s3cr3t`));
  await assertRejects(() => client.get(server.url));
  assertHar(recorder.toJSON());
  const [half, none] = recorder.entries;
  assertEquals(half?.response.status, 200);
  assertEquals(half?.response.content.text, "half");
  assertEquals(half?.response._error, "ERR_READ");
  assertEquals(half?.response.comment, "the connection broke within the body: it was closed");
  assertEquals(none?.response._error, "ERR_PROTOCOL");
  assert(!JSON.stringify(recorder).includes("s3cr3t"));
});

test("over fetch: a body of gzip, a POST and a refused connection", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("plain ".repeat(500)),
  );
  const recorder = new HarRecorder();
  await using client = overFetch({ recorder });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  await client.get(url, { headers: { "accept-encoding": "gzip" } });
  await client.post(url, { json: {} });
  await assertRejects(() => client.get("http://127.0.0.1:1/"), ConnectError);
  assertHar(recorder.toJSON());
  const [got, posted, refused] = recorder.entries;
  assertEquals(got?.response.content.text, "plain ".repeat(500));
  assertEquals(got?.request.httpVersion, "unknown");
  assert(got && got.timings.wait > 0);
  assertEquals(posted?.response.content.text, "plain ".repeat(500));
  assertEquals(refused?.response.status, 0);
  assertEquals(refused?.response._error, "ERR_CONNECT");
});

test("a recorder serves clients that extend another, until it is null", async () => {
  const { client, recorder } = setUp(() => new Response("ok"));
  using more = client.extend({ headers: { a: "b" } });
  using none = client.extend({ recorder: null });
  await more.get("http://app.example/1");
  await none.get("http://app.example/2");
  assertEquals(recorder.entries.map(({ request }) => request.url), ["http://app.example/1"]);
  recorder.clear();
  assertEquals(recorder.entries, []);
});

test("save() writes the file whole, and only for its owner", async () => {
  const { client, recorder } = setUp(() => new Response("ok"));
  await client.get("http://app.example/1");
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/a.har`;
    await recorder.save(path);
    await recorder.save(new URL(`file://${path}`));
    assertEquals(JSON.parse(await Deno.readTextFile(path)), JSON.parse(JSON.stringify(recorder)));
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    assertEquals([...Deno.readDirSync(folder)].length, 1, "nothing is left beside it");
    await assertRejects(() => recorder.save(new URL("https://x.example/")), TypeError, "no file");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("wrong options are refused before anything is sent", () => {
  const wrong: unknown = { maxBodyByte: 1 };
  assertThrows(() => Reflect.construct(HarRecorder, [wrong]), TypeError, "no such option");
  assertThrows(() => new HarRecorder({ maxBodyBytes: -1 }), RangeError);
  assertThrows(() => Reflect.construct(HarRecorder, [{ redact: "yes" }]), TypeError, "redact");
  assertThrows(() => Reflect.construct(Client, [{ recorder: {} }]), TypeError, "no start()");
});
