import { assert, assertEquals, assertNotStrictEquals, assertThrows } from "@std/assert";
import {
  Client,
  FetchTransport,
  HandlerTransport,
  HttpResponse,
  type Transport,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";
import { respondWith, type Script } from "../wire/scripted.ts";

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  FetchTransport: () => new FetchTransport(),
  SocketTransport: () => new SocketTransport(),
};

type Ask = (client: Client, url: string) => Promise<Response>;

/** Each way to get a response. */
const WAYS: Readonly<Record<string, Ask>> = {
  get: (client, url) => client.get(url),
  stream: (client, url) => client.stream("GET", url),
  send: (client, url) => client.send(new Request(url)),
  fetch: (client, url) => client.fetch(url),
  "a clone": async (client, url) => {
    const response = await client.get(url);
    return response.clone();
  },
  "a clone of fetch": async (client, url) => {
    const response = await client.fetch(url);
    response.clone().body?.cancel(); // ends when both are
    return response.clone();
  },
};

async function toCoded(coding: CompressionFormat, text: string): Promise<Script> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(coding));
  const body = await new Response(stream).bytes();
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: ${coding}\r\n` +
    `Content-Length: ${body.length}\r\nX-A: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n`;
  return { send: [head, body] };
}

for (const [name, make] of Object.entries(TRANSPORTS)) {
  test(`headers of a response cannot be changed: ${name}`, async () => {
    await using server = await respondWith(await toCoded("gzip", "hello"));
    for (const [way, ask] of Object.entries(WAYS)) {
      using client = new Client({ transport: make() });
      const response = await ask(client, server.url);
      const { headers } = response;
      assertThrows(() => headers.set("x-a", "2"), TypeError, "new Response", way);
      assertThrows(() => headers.append("x-b", "2"), TypeError, "new Response");
      assertThrows(() => headers.delete("x-a"), TypeError, "new Response");
      assertEquals(headers.get("X-A"), "1");
      assert(headers.has("x-a"));
      assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
      const changed = new Response(response.body, response);
      changed.headers.set("x-a", "2");
      assertEquals([changed.headers.get("x-a"), await changed.text()], ["2", "hello"], way);
      assertEquals(changed.headers.getSetCookie(), ["a=1", "b=2"]);
    }
  });

  test(`no coding or length of the wire stays on a body that was decoded: ${name}`, async () => {
    for (const coding of ["gzip", "deflate"] as const) {
      await using server = await respondWith(await toCoded(coding, "hello"));
      using client = new Client({ transport: make() });
      for (const [way, ask] of Object.entries(WAYS)) {
        const response = await ask(client, server.url);
        const { headers } = response;
        assertEquals(headers.get("Content-Encoding"), coding, way);
        assert(headers.has("content-encoding") && Number(headers.get("content-length")) > 0);
        const listed = [...headers.keys(), ...new Headers(headers).keys()];
        assert(!listed.includes("content-encoding") && !listed.includes("content-length"), way);
        const handed = new Response(response.body, response);
        assertEquals(handed.headers.get("content-encoding"), null);
        assertEquals([handed.headers.get("content-length"), await handed.text()], [null, "hello"]);
      }
      const listen = { port: 0, hostname: "127.0.0.1", onListen() {} };
      for (const ask of Object.values(WAYS)) {
        await using gateway = Deno.serve(listen, () => ask(client, server.url));
        const passed = await fetch(`http://127.0.0.1:${gateway.addr.port}/`);
        assertEquals([passed.headers.get("content-encoding"), await passed.text()], [
          null,
          "hello",
        ]);
        assertEquals(passed.headers.get("x-a"), "1");
      }
    }
  });

  test(`what was not decoded keeps its coding and its length: ${name}`, async () => {
    const { send = "" } = await toCoded("gzip", "hello");
    const [head = ""] = typeof send === "string" || send instanceof Uint8Array ? [send] : send;
    await using server = await respondWith([
      head,
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ]);
    using client = new Client({ transport: make() });
    const answered = await client.head(server.url);
    assertEquals(new Headers(answered.headers).get("content-encoding"), "gzip");
    assert(new Headers(answered.headers).has("content-length"));
    using other = new Client({ transport: make() });
    assertEquals(new Headers((await other.get(server.url)).headers).get("content-length"), "2");
  });
}

test("the headers of a clone are its own, and those of a handler's response cannot be changed", async () => {
  const app = record(() => new Response("x", { headers: { "x-a": "1" } }));
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h/");
  assertNotStrictEquals(response.clone().headers, response.headers);
  assertEquals([...response.clone().headers], [...response.headers]);
  assertThrows(() => response.headers.set("x-a", "2"), TypeError);
});

test("HttpResponse.from() makes an answer of any web Response", async () => {
  const made = new Response("hello", {
    status: 201,
    statusText: "Made",
    headers: [["x-a", "1"], ["set-cookie", "a=1"], ["set-cookie", "b=2"]],
  });
  const response = HttpResponse.from(made);
  assertEquals([response.status, response.statusText, response.url], [201, "Made", ""]);
  assertEquals([response.headers.get("x-a"), response.headers.getSetCookie()], ["1", [
    "a=1",
    "b=2",
  ]]);
  assertEquals([await response.text(), await response.text()], ["hello", "hello"]);
  assertEquals(HttpResponse.from(response), response);
  assertEquals(await HttpResponse.from(new Response(null, { status: 204 })).text(), "");
  const request = new Request("http://h/a#b", { method: "PUT" });
  const asked = HttpResponse.from(Response.json([1]), request);
  assertEquals([asked.request.method, asked.url, await asked.json()], ["PUT", "http://h/a", [1]]);
});

test("HttpResponse.from() streams, keeps the URL of a fetch, and takes what fetch has decoded", async () => {
  await using server = await respondWith(await toCoded("gzip", "hello"));
  const response = HttpResponse.from(await fetch(server.url));
  assertEquals([response.url, response.headers.get("content-encoding")], [
    new URL(server.url).href,
    "gzip",
  ]);
  assertEquals([...response.headers.keys()].includes("content-encoding"), false);
  assertEquals(await response.text(), "hello");
  const coded = new Response("bytes", { headers: { "content-encoding": "gzip" } });
  assert([...HttpResponse.from(coded).headers.keys()].includes("content-encoding"));
  let cancelled: unknown;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(new Uint8Array([1])),
    cancel: (reason) => cancelled = reason,
  });
  const streamed = HttpResponse.from(new Response(endless));
  for await (const chunk of streamed.iterBytes()) {
    assertEquals(chunk.length, 1);
    break;
  }
  assert(cancelled !== undefined);
});

test("what cannot become an answer is a TypeError that says so", async () => {
  const used = new Response("x");
  await used.text();
  const locked = new Response("x");
  const reader = locked.body?.getReader();
  for (const response of [used, locked, Response.error()]) {
    assertThrows(() => HttpResponse.from(response), TypeError, "Cannot make an HttpResponse");
  }
  await reader?.cancel();
  for (const args of [["x"], [], [null], ["x", { status: 200 }], [{}]]) {
    const error = assertThrows(() => Reflect.construct(HttpResponse, args), TypeError);
    assert(error.message.includes("HttpResponse.from("), error.message);
  }
  assertThrows(() => Reflect.apply(HttpResponse.from, undefined, ["x"]), TypeError, "a string");
});

test("a runtime may ask a response for anything while it is made", () => {
  const seen: string[] = [];
  class Asking extends Response {
    constructor(body?: BodyInit | null, init?: ResponseInit) {
      super(body, init);
      const { status, ok, statusText, url, redirected, headers, bodyUsed, type } = this;
      seen.push([status, ok, statusText, url, redirected, bodyUsed, type].join(), `${headers}`);
      assertEquals([headers.get("x-a"), headers.has("x-a")], [null, false]);
    }
  }
  assertEquals(Object.getPrototypeOf(HttpResponse), Response);
  Object.setPrototypeOf(HttpResponse, Asking);
  try {
    assertEquals(HttpResponse.from(new Response("x", { status: 201 })).status, 201);
  } finally {
    Object.setPrototypeOf(HttpResponse, Response);
  }
  assertEquals(seen.length, 2);
});

test("an answer that a stage made has its cookies, and is read like any other", async () => {
  const transport = new HandlerTransport(() => new Response("never"));
  using client = new Client({
    transport,
    stages: [
      () => ({ url }) => Promise.resolve(HttpResponse.from(Response.json({ url: url.href }))),
    ],
  });
  assertEquals(await client.get("http://h/a").json(), { url: "http://h/a" });
  assertEquals(await (await client.fetch("http://h/b")).json(), { url: "http://h/b" });
});
