import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  ConnectError,
  DecodeError,
  type EventSourceOptions,
  HandlerTransport,
  JsonDecodeError,
  ReadTimeoutError,
  SchemaError,
  type ServerSentEvent,
  type StandardSchema,
  StatusError,
} from "../mod.ts";
import { FakeTime } from "@std/testing/time";
import { test } from "./checked.ts";
import { advance } from "./turns.ts";
import type { RawRequest } from "./wire/request_reader.ts";
import { type Answer, respondWith, type Script } from "./wire/scripted.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
const END = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

/** An answer that is cut off in the middle of a chunk. */
const dropped = (text: string): Script => ({
  send: `${HEAD}Transfer-Encoding: chunked\r\n\r\n${
    text.length.toString(16)
  }\r\n${text}\r\nff\r\nx`,
  end: "close",
});

/** An answer that ends as it should. */
const ended = (text: string): Script => ({
  send: `${HEAD}Connection: close\r\n\r\n${text}`,
  end: "close",
});

async function serve(answers: readonly (Script | string)[]) {
  const requests: RawRequest[] = [];
  const list: Answer[] = answers.map((answer) => (request) => {
    requests.push(request);
    return typeof answer === "string" ? { send: answer, end: "close" } : answer;
  });
  const server = await respondWith(list);
  return { url: server.url, requests, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const dataOf = (event: ServerSentEvent) => event.data;

const stream = (text: string) =>
  new Response(text, { headers: { "content-type": "text/event-stream" } });

test("a dropped connection is made again, with the id of the last event", async () => {
  const utf8 = String.fromCharCode(...new TextEncoder().encode("é€"));
  await using server = await serve([
    dropped("retry: 1\nid: 7\ndata: a\n\ndata: lost"),
    ended(`data: b\n\nid: ${utf8}\ndata: c\n\n`),
    dropped("id\ndata: d\n\n"),
    END,
  ]);
  using client = new Client();
  const events = await Array.fromAsync(client.events(server.url, { lastEventId: "start" }));
  assertEquals(events.map(({ data, id }) => [data, id]), [
    ["a", "7"],
    ["b", "7"],
    ["c", "é€"],
    ["d", ""],
  ]);
  const ids = server.requests.map(({ headers }) => headers.get("last-event-id"));
  assertEquals(ids, ["start", "7", utf8, null]);
  for (const { headers } of server.requests) {
    assertEquals(headers.get("accept"), "text/event-stream");
    assertEquals(headers.get("cache-control"), "no-cache");
  }
  assertEquals(client.stats.active, 0);
});

test("the stream is dropped at every byte: no event is lost or doubled", async () => {
  const text = "retry: 0\nid: 1\ndata: one\n\nid: 2\ndata: two\n\n: note\n\nid: 3\ndata: three\n\n";
  let cuts = Array.from({ length: text.length }, (_, at) => at);
  // The server sends what comes after the id that it is told, up to the next cut.
  const blocks = text.slice(9).split(/(?<=\n\n)/);
  const transport = new HandlerTransport(({ headers }) => {
    const last = Number(headers.get("last-event-id") ?? 0);
    const rest = blocks.filter((block) => Number(/id: (\d)/.exec(block)?.[1] ?? 0) > last).join("");
    const cut = cuts.shift();
    if (rest === "") return new Response(null, { status: 204 });
    return stream(`retry: 0\n${rest.slice(0, cut)}`);
  });
  using client = new Client({ transport });
  for (let cut = 0; cut <= text.length; cut++) {
    cuts = [cut];
    const events = await Array.fromAsync(client.events("http://h/", { maxRetry: 0, retry: 0 }));
    assertEquals(events.map(dataOf), ["one", "two", "three"], `cut at ${cut}`);
    if (cut > 40) cut += 4;
  }
});

test("204 ends it, another status or type is an error, and nothing is asked again", async () => {
  const cases: [ResponseInit, typeof StatusError | typeof DecodeError][] = [
    [{ status: 404 }, StatusError],
    [{ status: 503, headers: { "content-type": "text/event-stream" } }, StatusError],
    [{ status: 205 }, StatusError],
    [{ headers: { "content-type": "text/html" } }, DecodeError],
    [{ headers: { "content-type": "" } }, DecodeError],
  ];
  for (const [init, kind] of cases) {
    let asked = 0;
    const transport = new HandlerTransport(() => {
      asked++;
      return new Response(init.status === 205 ? null : "what it says", init);
    });
    using client = new Client({ transport });
    const error = await assertRejects(() => Array.fromAsync(client.events("http://h/")), kind);
    assertEquals([asked, client.stats.active], [1, 0]);
    assert(error.response);
  }
});

test("nobody at the address is an error; nobody there any more is waited for", async () => {
  using client = new Client();
  const dead = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = dead.addr;
  dead.close();
  const url = `http://127.0.0.1:${port}/`;
  await assertRejects(() => Array.fromAsync(client.events(url)), ConnectError);
  const seen: string[] = [];
  let down = 0;
  const transport = new HandlerTransport(() => {
    if (down++ === 0) return stream("retry: 1\ndata: a\n\n");
    throw down < 4 ? new ConnectError("Cannot connect: nobody there") : new RangeError("stop");
  });
  using broken = new Client({ transport });
  const follow = async (options: EventSourceOptions) => {
    for await (const { data } of broken.events("http://h/", options)) seen.push(data);
  };
  await assertRejects(() => follow({}), RangeError, "stop");
  assertEquals([seen, down], [["a"], 4]);
  down = 0;
  await assertRejects(() => follow({ maxReconnects: 1 }), ConnectError);
  assertEquals(down, 2);
});

test("a POST is not sent again, unless asked for; its body is", async () => {
  const bodies: string[] = [];
  const transport = new HandlerTransport(async (request) => {
    bodies.push(`${request.method} ${await request.text()}`);
    return bodies.length < 3
      ? stream("retry: 1\ndata: 1\n\n")
      : new Response(null, { status: 204 });
  });
  using client = new Client({ transport });
  assertEquals((await Array.fromAsync(client.events("http://h/", { json: 1 }))).length, 1);
  const again = client.events("http://h/", { json: 2, reconnect: true });
  assertEquals((await Array.fromAsync(again)).length, 1);
  assertEquals(bodies, ["POST 1", "POST 2", "POST 2"]);
});

test("a schema types the data, or refuses it; until is the end", async () => {
  const schema: StandardSchema<unknown, number> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        typeof value === "number" ? { value: value * 2 } : { issues: [{ message: "no number" }] },
    },
  };
  let text = "data: 1\nid: x\n\ndata: 2\n\ndata: [DONE]\n\ndata: 3\n\n";
  using client = new Client({ transport: new HandlerTransport(() => stream(text)) });
  const until = ({ data }: ServerSentEvent) => data === "[DONE]";
  const events = await Array.fromAsync(client.events("http://h/", { schema, until }));
  const numbers: number[] = events.map(({ data }) => data);
  assertEquals([numbers, events[0]?.id], [[2, 4], "x"]);
  text = 'data: 1\n\ndata: "x"\n\n';
  await assertRejects(() => Array.fromAsync(client.events("http://h/", { schema })), SchemaError);
  text = "data: {\n\n";
  await assertRejects(
    () => Array.fromAsync(client.events("http://h/", { schema })),
    JsonDecodeError,
  );
  assertEquals(client.stats.active, 0);
});

test("it ends by its signal, with the caller's reason: connecting, reading and waiting", async () => {
  const scripts: Script[] = [
    { end: "hang" },
    { send: `${HEAD}\r\ndata: a\n\n`, end: "hang" },
    ended("retry: 60000\ndata: a\n\n"),
  ];
  for (const script of scripts) {
    await using server = await serve([script]);
    using client = new Client();
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new RangeError("enough")), 60);
    const { signal } = controller;
    const all = () => Array.fromAsync(client.events(server.url, { signal }));
    await assertRejects(all, RangeError, "enough");
    clearTimeout(timer);
    assertEquals(client.stats.active, 0);
  }
});

test("return() ends a next() under way", async () => {
  for (
    const script of [{ end: "hang" }, { send: `${HEAD}\r\n`, end: "hang" }, ended("")] as const
  ) {
    await using server = await serve([script]);
    using client = new Client();
    const events = client.events(server.url);
    const next = events.next();
    await new Promise((resolve) => setTimeout(resolve, 60));
    assertEquals(await events.return?.(), { done: true, value: undefined });
    assertEquals(await next, { done: true, value: undefined });
    assertEquals(await events.next(), { done: true, value: undefined });
    assertEquals(client.stats.active, 0);
  }
});

test("silence is no failure, but before the headers, or where a limit is set", async () => {
  const slow: Script = {
    send: [`${HEAD}\r\ndata: a\n\n`, "data: b\n\n"],
    pause: 150,
    end: "close",
  };
  await using server = await serve([slow, END]);
  using client = new Client({ timeout: { connect: 400, read: 40 } });
  const events = await Array.fromAsync(client.events(server.url, { retry: 1 }));
  assertEquals(events.map(dataOf), ["a", "b"]);
  await using silent = await serve([{ end: "hang" }]);
  const waiting = () => Array.fromAsync(client.events(silent.url));
  await assertRejects(waiting, ReadTimeoutError, "connect + read (440 ms)");
  await using limited = await serve([{ send: `${HEAD}\r\ndata: a\n\n`, end: "hang" }, END]);
  const options = { retry: 1, timeout: { read: 50 } };
  assertEquals((await Array.fromAsync(client.events(limited.url, options))).map(dataOf), ["a"]);
});

test("an id that no header can hold does not end the stream", async () => {
  const ids: (string | null)[] = [];
  const transport = new HandlerTransport(({ headers }) => {
    ids.push(headers.get("last-event-id"));
    return ids.length > 1
      ? new Response(null, { status: 204 })
      : stream("retry: 1\nid: \x07\ndata: a\n\n");
  });
  using client = new Client({ transport });
  assertEquals((await Array.fromAsync(client.events("http://h/")))[0]?.id, "\x07");
  assertEquals(ids, [null, null]);
});

test("wrong options are refused", async () => {
  using client = new Client();
  assertThrows(() => client.events("http://h/", { retry: -1 }), RangeError);
  assertThrows(() => client.events("http://h/", { maxRetry: NaN }), RangeError);
  assertThrows(() => client.events("http://h/", { lastEventId: "a\nb" }), TypeError);
  const unknown = () => Array.fromAsync(client.events("http://h/", JSON.parse('{"nonsense":1}')));
  await assertRejects(unknown, TypeError);
});

test("a server that wants to be asked at once is asked ten times a second at most", async () => {
  const asked: number[] = [];
  const transport = new HandlerTransport(() => {
    asked.push(performance.now());
    return asked.length > 4 ? new Response(null, { status: 204 }) : stream("retry: 0\ndata: a\n\n");
  });
  using client = new Client({ transport });
  const events = await Array.fromAsync(client.events("http://h/", { retry: 0, maxRetry: 0 }));
  assertEquals(events.length, 4);
  const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  assertEquals(gaps.filter((gap) => gap < 95), []);
});

test("maxRetry is the most that a server may ask for", async () => {
  let asked = 0;
  const transport = new HandlerTransport(() =>
    asked++ ? new Response(null, { status: 204 }) : stream("retry: 60000\ndata: a\n\n")
  );
  using client = new Client({ transport });
  const startedAt = performance.now();
  const events = await Array.fromAsync(client.events("http://h/", { maxRetry: 150 }));
  assertEquals([events.length, asked], [1, 2]);
  assertEquals(performance.now() - startedAt < 30_000, true);
});

test("a caller may wait longer than maxRetry, a server may not", async () => {
  using time = new FakeTime();
  let asked = 0;
  const transport = new HandlerTransport(() =>
    asked++ ? new Response(null, { status: 204 }) : stream("data: a\n\n")
  );
  using client = new Client({ transport });
  const options = { retry: 5_000, maxRetry: 1_000 };
  const events = Array.fromAsync(client.events("http://h/", options));
  await advance(time, 4_900, 100);
  assertEquals(asked, 1);
  await advance(time, 200, 100);
  assertEquals([(await events).length, asked], [1, 2]);
});
