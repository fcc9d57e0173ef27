import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { startRawServer } from "./raw.ts";
import { type Answer, respondWith, type Script, toAnswer } from "./scripted.ts";

/** A client of its own for each test, so that no pooled connection outlives it. */
async function ask(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string }> {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const response = await fetch(url, { ...init, client });
  return { status: response.status, text: await response.text() };
}

test("the raw server counts its connections and closes them all", async () => {
  const server = await startRawServer(async (connection) => {
    await connection.drain();
  });
  const clients = [];
  for (let i = 0; i < 3; i++) {
    clients.push(
      await Deno.connect({ hostname: "127.0.0.1", port: server.port }),
    );
  }
  while (server.open < 3) await new Promise((done) => setTimeout(done, 1));
  assertEquals([server.accepted, server.open], [3, 3]);
  await server[Symbol.asyncDispose]();
  for (const client of clients) {
    assertEquals(await client.read(new Uint8Array(1)).catch(() => null), null);
    client.close();
  }
  assertEquals([server.accepted, server.open], [3, 0]);
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port: server.port }));
});

test("a handler's own error comes out of the disposal", async () => {
  const server = await startRawServer(() => Promise.reject(new Error("mine")));
  await assertRejects(() => ask(server.url));
  await assertRejects(() => server[Symbol.asyncDispose](), Error, "mine");
});

test("a handler is not blamed for a client that went away", async () => {
  const server = await startRawServer(async (connection) => {
    for (;;) await connection.write(new Uint8Array(65_536));
  });
  const client = await Deno.connect({
    hostname: "127.0.0.1",
    port: server.port,
  });
  await client.read(new Uint8Array(1));
  client.close();
  while (server.open > 0) await new Promise((done) => setTimeout(done, 1));
  await server[Symbol.asyncDispose]();
});

test("requests are kept byte for byte", async () => {
  await using server = await respondWith(
    toAnswer("hello", { headers: ["X: \xe9"] }),
  );
  const url = `${server.url}/a?b`;
  assertEquals(await ask(url), { status: 200, text: "hello" });
  await ask(url, { method: "POST", body: new Uint8Array([0, 255, 13, 10]) });
  await ask(url, {
    method: "PUT",
    body: ReadableStream.from([new Uint8Array([65, 66])]),
  });
  const [get = "", post = "", put = ""] = server.requests;
  assert(get.startsWith("GET /a?b HTTP/1.1\r\n") && get.endsWith("\r\n\r\n"));
  assertStringIncludes(post, "content-length: 4\r\n");
  assert(post.endsWith("\r\n\r\n\x00\xff\r\n"));
  assert(put.endsWith("\r\n\r\n2\r\nAB\r\n0\r\n\r\n"));
  assertEquals(server.requests.length, 3);
});

test("one connection carries several requests, each with an answer of its own", async () => {
  await using server = await respondWith([
    toAnswer("one"),
    ({ method, body }, index) => toAnswer(`${method} ${body.length} ${index}`),
  ]);
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 1 });
  const texts = [];
  for (const body of [null, "12345", "1"]) {
    const method = body === null ? "GET" : "POST";
    const response = await fetch(server.url, { method, body, client });
    texts.push(await response.text());
  }
  assertEquals(texts, ["one", "POST 5 1", "POST 1 2"]);
  assertEquals(server.accepted, 1);
});

/** Sends a request by hand and says what came back and how it ended. */
async function converse(script: Answer, request: string): Promise<string> {
  await using server = await respondWith(script);
  using client = await Deno.connect({
    hostname: "127.0.0.1",
    port: server.port,
  });
  await client.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(100);
  let seen = "";
  for (;;) {
    try {
      const count = await client.read(buffer);
      if (count === null) return `${seen}|fin`;
      seen += new TextDecoder().decode(buffer.subarray(0, count));
    } catch (error) {
      return `${seen}|${error instanceof Error ? error.name : error}`;
    }
  }
}

const get = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const post = "POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc";

test("an answer ends as the script says", async () => {
  assertEquals(await converse({ send: "abc", end: "close" }, get), "abc|fin");
  const reset: Script = { send: "abc", end: "reset", endAfter: 20 };
  assertEquals(await converse(reset, get), "abc|ConnectionReset");
  assertEquals(await converse(reset, post), "abc|ConnectionReset");
  assertEquals(
    await converse({ ...reset, read: "head" }, post),
    "abc|ConnectionReset",
  );
  assertEquals(await converse(() => reset, post), "abc|ConnectionReset");
  const early: Script = { end: "reset", read: "nothing", delay: 20 };
  assertEquals(await converse(early, get), "|ConnectionReset");
  assertEquals(await converse({ read: "nothing", end: "close" }, ""), "|fin");
});

test("an answer is dripped with pauses, and a hanging one is cut off by the disposal", async () => {
  const dripped = await respondWith({
    send: toAnswer("abcdef"),
    pieceSize: 10,
    pause: 10,
  });
  const started = performance.now();
  assertEquals((await ask(dripped.url)).text, "abcdef");
  assert(performance.now() - started >= 30);
  await dripped[Symbol.asyncDispose]();

  const hanging = await respondWith({
    send: "HTTP/1.1 200 OK\r\n",
    end: "hang",
  });
  const asked = assertRejects(() => ask(hanging.url));
  while (hanging.requests.length === 0) {
    await new Promise((done) => setTimeout(done, 1));
  }
  await hanging[Symbol.asyncDispose]();
  await asked;

  const slow = await respondWith({ send: "x", delay: 60_000 });
  const waiting = assertRejects(() => ask(slow.url));
  while (slow.requests.length === 0) {
    await new Promise((done) => setTimeout(done, 1));
  }
  await slow[Symbol.asyncDispose]();
  await waiting;
});
