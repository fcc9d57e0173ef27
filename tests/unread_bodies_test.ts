import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { Client, FetchTransport, HandlerTransport, type Transport } from "../mod.ts";
import { SocketTransport } from "../src/transports/socket/mod.ts";
import { test } from "./checked.ts";
import { type Answer, respondWith } from "./wire/scripted.ts";

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  FetchTransport: () => new FetchTransport(),
  SocketTransport: () => new SocketTransport(),
};

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
const gzip = (text: string) =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();

/** Answers that are small, with the text that each has. */
const SMALL: Readonly<Record<string, readonly [Answer, string]>> = {
  "no bytes": [`${HEAD}Content-Length: 0\r\n\r\n`, ""],
  "an empty chunked body": [`${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, ""],
  "an empty chunked body, later": [
    { send: [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, "0\r\n\r\n"], pause: 30 },
    "",
  ],
  "a redirect by hand": [
    "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmoved",
    "moved",
  ],
  "a short body": [`${HEAD}Content-Length: 5\r\n\r\nhello`, "hello"],
  "a short body, later": [
    { send: [`${HEAD}Content-Length: 5\r\n\r\nhe`, "llo"], pause: 30 },
    "hello",
  ],
  "64 KiB": [`${HEAD}Content-Length: 65536\r\n\r\n${"x".repeat(65_536)}`, "x".repeat(65_536)],
  "chunks": [
    {
      send: [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, "2\r\nhe\r\n", "3\r\nllo\r\n0\r\n\r\n"],
      pause: 20,
    },
    "hello",
  ],
  "an error": ["HTTP/1.1 500 Oh\r\nContent-Length: 5\r\n\r\nsorry", "sorry"],
};

for (const [name, make] of Object.entries(TRANSPORTS)) {
  for (const [which, [answer, text]] of Object.entries(SMALL)) {
    test(`${which} that nobody reads does not hold the client up: ${name}`, async () => {
      await using server = await respondWith(answer);
      const limits = { maxConnections: 1 };
      using client = new Client({ transport: make(), limits, timeout: { pool: 20_000 } });
      const kept: Response[] = [];
      for (let count = 0; count < 4; count++) {
        kept.push(await client.fetch(server.url, { redirect: "manual" }));
      }
      for (const response of kept) assertEquals(await response.text(), text);
      assertEquals(client.stats.active, 0);
    });
  }

  test(`a coded body that nobody reads does not hold the client up: ${name}`, async () => {
    const body = await gzip("hello".repeat(100));
    const head = `${HEAD}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    await using server = await respondWith({ send: [head, body], pause: 10 });
    const limits = { maxConnections: 1 };
    using client = new Client({ transport: make(), limits, timeout: { pool: 20_000 } });
    const kept = [await client.fetch(server.url), await client.fetch(server.url)];
    for (const response of kept) assertEquals(await response.text(), "hello".repeat(100));
    assertEquals(client.stats.active, 0);
  });

  test(`a body that is read ahead and fails fails its reader, and holds nothing: ${name}`, async () => {
    await using server = await respondWith({
      send: `${HEAD}Content-Length: 50\r\n\r\nhello`,
      end: "close",
    });
    const limits = { maxConnections: 1 };
    using client = new Client({ transport: make(), limits, timeout: { pool: 20_000 } });
    const kept = [await client.fetch(server.url), await client.fetch(server.url)];
    for (const response of kept) await assertRejects(() => response.text(), TypeError);
    assertEquals(client.stats.active, 0);
  });

  test(`a body that is cancelled or aborted while it is read ahead: ${name}`, async () => {
    const stalled: Answer = { send: `${HEAD}Content-Length: 50\r\n\r\nhello`, end: "hang" };
    await using server = await respondWith(stalled);
    using client = new Client({ transport: make() });
    const cancelled = await client.fetch(server.url);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await cancelled.body?.cancel();
    assertEquals(client.stats.active, 0);
    const controller = new AbortController();
    const aborted = await client.fetch(server.url, { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort("enough");
    assertEquals(client.stats.active, 0);
    assertStrictEquals(await aborted.text().catch((error) => error), "enough");
  });

  test(`stream() leaves its body unread, but one that is known to be empty has ended: ${name}`, async () => {
    const [empty] = SMALL["no bytes"] ?? [""];
    const [short] = SMALL["a short body"] ?? [""];
    await using server = await respondWith([empty, short]);
    using client = new Client({ transport: make() });
    const first = await client.stream("GET", server.url);
    assertEquals(client.stats.active, 0);
    assertEquals(await first.text(), "");
    await using second = await client.stream("GET", server.url);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assertEquals(client.stats.active, 1);
    assertEquals(await second.text(), "hello");
    assertEquals(client.stats.active, 0);
  });

  test(`what is read while it is read ahead is whole, and the read timeout holds: ${name}`, async () => {
    const slow: Answer = {
      send: [`${HEAD}Content-Length: 6\r\n\r\n`, "a", "b", "c", "d", "e", "f"],
      pause: 5,
    };
    await using server = await respondWith([slow, slow, {
      send: `${HEAD}Content-Length: 50\r\n\r\nhello`,
      end: "hang",
    }]);
    using client = new Client({ transport: make() });
    for (const pause of [0, 12]) {
      const response = await client.fetch(server.url);
      await new Promise((resolve) => setTimeout(resolve, pause));
      let text = "";
      for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
      assertEquals(text, "abcdef");
    }
    using hasty = new Client({ transport: make(), timeout: { read: 300 } });
    const stalled = await hasty.fetch(server.url);
    await new Promise((resolve) => setTimeout(resolve, 600));
    assertEquals(hasty.stats.active, 1);
    const error = await assertRejects(() => stalled.text(), TypeError, "network error");
    assert(String(error.cause).includes("timeout.read (300 ms)"));
    assertEquals(hasty.stats.active, 0);
  });
}

test("an answer of a handler that nobody reads does not hold the client up", async () => {
  const transport = new HandlerTransport(({ url }) =>
    new Response(url.endsWith("empty") ? null : new Blob(["hello"]).stream())
  );
  using client = new Client({ transport, limits: { maxConnections: 1 } });
  const kept: Response[] = [];
  for (const path of ["a", "b", "empty", "c"]) kept.push(await client.fetch(`http://h/${path}`));
  const texts = await Promise.all(kept.map((response) => response.text()));
  assertEquals(texts, ["hello", "hello", "", "hello"]);
});

test("a hook may use the client that waits for it", async () => {
  await using server = await respondWith(`${HEAD}Content-Length: 5\r\n\r\nhello`);
  for (const make of Object.values(TRANSPORTS)) {
    using client = new Client({ transport: make(), limits: { maxConnections: 1 } });
    const texts: string[] = [];
    const ask = async () => void texts.push(await client.get(server.url, { hooks: null }).text());
    const response = await client.get(server.url, { hooks: { response: [ask] } });
    assertEquals([...texts, await response.text()], ["hello", "hello"]);
  }
});
