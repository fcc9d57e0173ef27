/**
 * What docs/timeouts-and-limits.md's picture of time limits says where the two transports differ, or could.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { Client, FetchTransport, WriteTimeoutError } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "./scripted.ts";

/** A limit that a machine with other things to do keeps, and a rest that is longer. */
const LIMIT = 400;
const REST = 900;

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST));
}

const transports = [
  { name: "fetch", make: () => new FetchTransport() },
  { name: "sockets", make: () => new SocketTransport() },
] as const;

/** A body that has nothing to give for a while. */
async function* hesitant() {
  yield "one";
  await rest();
  yield "two";
}

test("over fetch the wait for a stream's next chunk counts as writing", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = new Client({ transport: new FetchTransport(), timeout: { write: LIMIT } });
  await assertRejects(() => client.put(server.url, { body: hesitant() }), WriteTimeoutError);
  await rest(); // until the body's own rest is over
});

test("over sockets it does not", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = new Client({ transport: new SocketTransport(), timeout: { write: LIMIT } });
  const response = await client.put(server.url, { body: hesitant() });
  assertEquals(await response.text(), "ok");
});

for (const { name, make } of transports) {
  test(`an answer that came before the body had ended has no limit for its headers, over ${name}`, async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";
    const send = [head, ..."123456789abc"];
    await using server = await respondWith({ read: "head", send, pause: REST / 5, end: "hang" });
    const timeout = { connect: LIMIT / 2, read: 2 * LIMIT, write: 10 * LIMIT };
    using client = new Client({ transport: make(), timeout });
    const response = await client.put(server.url, { body: hesitant() });
    assertEquals(await response.text(), "123456789abc");
  });
}

for (const { name, make } of transports) {
  test(`nobody's time runs while nobody reads, over ${name}`, async () => {
    const half = "a".repeat(100_000);
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${2 * half.length}\r\n\r\n`;
    await using server = await respondWith({ send: [head + half, half] });
    using client = new Client({ transport: make(), timeout: { read: LIMIT } });
    await using response = await client.stream("GET", server.url);
    await rest();
    let bytes = 0;
    for await (const chunk of response.iterBytes({ chunkSize: 100_000 })) {
      bytes += chunk.length;
      if (bytes === half.length) await rest();
    }
    assertEquals(bytes, 2 * half.length);
  });
}
