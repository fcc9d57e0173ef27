import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { runInNewContext } from "node:vm";
import { Client, CookieJar, FetchTransport, type Transport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";
import type { RawRequest } from "../wire/request_reader.ts";
import { type RawBytes, respondWith, toAnswer } from "../wire/scripted.ts";

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  FetchTransport: () => new FetchTransport(),
  SocketTransport: () => new SocketTransport(),
};

/** Answers, and keeps what was asked. */
const keep = (received: RawRequest[], answer: RawBytes) => (request: RawRequest) => {
  received.push(request);
  return answer;
};

/** Only JavaScript can call it so. */
function call(client: Client, ...args: unknown[]): Promise<Response> {
  return Reflect.apply(client.fetch, undefined, args);
}

/** What the runtime's own `fetch` says of arguments. */
function ask(...args: unknown[]): Promise<Response> {
  return Reflect.apply(fetch, undefined, args);
}

test("what the platform refuses is a TypeError here, too, and nothing is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const url = "http://127.0.0.1/";
  const wrong: readonly (readonly unknown[])[] = [
    [],
    [undefined],
    [Symbol("x")],
    [url, 5],
    [url, "x"],
    [url, { redirect: "foo" }],
    [url, { cache: "foo" }],
    [url, { credentials: "foo" }],
    [url, { mode: "foo" }],
    [url, { mode: "navigate" }],
    [url, { referrer: "http://[" }],
    [url, { referrerPolicy: "foo" }],
    [url, { priority: "foo" }],
    [url, { redirect: null }],
    [url, { signal: 5 }],
    [url, { method: "a b" }],
    [url, { method: "TRACE" }],
    [url, { body: "" }],
    [url, { method: "get", body: "x" }],
    [url, { method: "POST", body: Symbol("x") }],
    [url, { method: "POST", body: new SharedArrayBuffer(2) }],
    [url, { method: "POST", body: new Uint8Array(new SharedArrayBuffer(2)) }],
    [new Request(url, { method: "POST", body: "x" }), { method: "GET" }],
  ];
  for (const args of wrong) {
    await assertRejects(() => ask(...args), TypeError);
    await assertRejects(() => call(client, ...args), TypeError);
  }
  assertEquals(app.seen.length, 0);
});

test("what the platform takes is taken, and a body that is none is text", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const url = "http://h/";
  const post = (body: unknown) => [url, { method: "POST", body }];
  const { buffer, view } = runInNewContext(
    "const view = new Uint8Array([0, 97, 98, 0]).subarray(1, 3); ({ buffer: view.slice().buffer, view })",
  );
  async function* chunks() {
    yield await Promise.resolve(new TextEncoder().encode("late"));
  }
  const taken: readonly (readonly [readonly unknown[], string])[] = [
    [[url, null], "GET "],
    [[url, () => {}], "GET "],
    [[{ toString: () => url }, {}], "GET "],
    [[url, { method: undefined, body: undefined, headers: undefined, signal: undefined }], "GET "],
    [[url, { method: "post", body: null }], "POST "],
    [[url, { mode: "no-cors", cache: "no-store", credentials: "include", keepalive: 1 }], "GET "],
    [[url, { redirect: "manual", referrer: "", referrerPolicy: "origin", integrity: "" }], "GET "],
    [post(buffer), "POST ab"],
    [post(view), "POST ab"],
    [post(5), "POST 5"],
    [post({}), "POST [object Object]"],
    [post([1, 2]), "POST 1,2"],
    [post({ toString: () => "own" }), "POST own"],
    [post(chunks()), "POST late"],
    [post(new DataView(new TextEncoder().encode("view").buffer)), "POST view"],
  ];
  for (const [args, expected] of taken) {
    await (await call(client, ...args)).text();
    assertEquals(`${app.last.method} ${app.last.body}`, expected);
  }
  assertEquals(app.seen.length, taken.length);
});

for (const [name, make] of Object.entries(TRANSPORTS)) {
  test(`a body that is null leaves that of the Request: ${name}`, async () => {
    const received: RawRequest[] = [];
    await using server = await respondWith(keep(received, toAnswer("ok")));
    using client = new Client({ transport: make() });
    const request = () => new Request(server.url, { method: "POST", body: "kept" });
    for (const init of [{ body: null }, {}, { body: null, method: "PUT" }]) {
      await (await client.fetch(request(), init)).text();
    }
    assertEquals(
      received.map(({ method, body }) => [method, new TextDecoder().decode(body)]),
      [
        ["POST", "kept"],
        ["POST", "kept"],
        ["PUT", "kept"],
      ],
    );
    await (await client.fetch(new Request(server.url, { method: "POST" }), { body: null })).text();
    const bare = received.at(-1)?.headers;
    assertFalse(bare?.has("content-type") || bare?.has("transfer-encoding"));
  });

  test(`data: and blob: URLs are the runtime's: ${name}`, async () => {
    using client = new Client({ transport: make(), baseUrl: "http://127.0.0.1:1/" });
    const blob = URL.createObjectURL(new Blob(["from a blob"]));
    for (
      const [input, text] of [
        ["data:text/plain,hello", "hello"],
        [" DATA:text/plain,hello", "hello"],
        [new URL("data:text/plain,hello"), "hello"],
        [new Request("data:text/plain,hello"), "hello"],
        [blob, "from a blob"],
      ] as const
    ) {
      const response = await client.fetch(input);
      assertEquals([response.status, await response.text()], [200, text]);
    }
    URL.revokeObjectURL(blob);
    await assertRejects(() => client.fetch("data:broken"), TypeError);
    await assertRejects(() => client.fetch(blob), TypeError);
  });

  test(`credentials: "omit" is without what the client has: ${name}`, async () => {
    const answer = toAnswer("ok", { headers: ["set-cookie: fresh=1"] });
    const received: RawRequest[] = [];
    await using server = await respondWith(keep(received, answer));
    const cookies = new CookieJar();
    cookies.setCookie("kept=1", server.url);
    const headers = { "x-key": "secret", "x-plain": "1", cookie: "default=1" };
    const shared = { cookies, headers, sensitiveHeaders: ["x-key"] };
    using client = new Client({ ...shared, auth: ["u", "p"], transport: make() });
    const omit = { credentials: "omit" } as const;
    const asked: readonly (() => Promise<Response>)[] = [
      () => client.fetch(server.url, omit),
      () => client.fetch(new Request(server.url, omit)),
      () => client.fetch(new Request(server.url), omit),
    ];
    for (const fetched of asked) {
      await (await fetched()).text();
      const sent = received.at(-1)?.headers ?? new Headers();
      for (const field of ["cookie", "authorization", "x-key"]) assertFalse(sent.has(field), field);
      assertEquals(sent.get("x-plain"), "1");
    }
    assertEquals(cookies.toObject(), { kept: "1" });
    const own = { ...omit, headers: { authorization: "mine" } };
    await (await client.fetch(server.url, own)).text();
    assertEquals(received.at(-1)?.headers.get("authorization"), "mine");
    await (await client.fetch(new Request(server.url, omit), { credentials: "include" })).text();
    const all = received.at(-1)?.headers;
    for (const field of ["cookie", "authorization", "x-key"]) assert(all?.has(field), field);
    assertEquals(cookies.toObject(), { kept: "1", fresh: "1" });
  });
}

test("client.fetch waits for a body as long as it takes, unless a timeout was said", async () => {
  const timeouts: unknown[] = [];
  const transport: Transport = {
    send(_request, { timeout }) {
      timeouts.push(timeout.read);
      return Promise.resolve(new Response());
    },
  };
  using client = new Client({ transport });
  using child = client.extend();
  using said = new Client({ transport, timeout: { read: 5_000 } });
  for (const one of [client, child, said, said.extend()]) await one.fetch("http://h/");
  await client.get("http://h/");
  client.timeout = { connect: 1_000 };
  await client.fetch("http://h/");
  assertEquals(timeouts, [Infinity, Infinity, 5_000, 5_000, 5_000, 5_000]);
});
