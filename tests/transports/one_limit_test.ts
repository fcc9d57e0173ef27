import { assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import {
  Client,
  type ClientOptions,
  FetchTransport,
  HandlerTransport,
  ReadTimeoutError,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { untilHeaders } from "../../src/core/options/timeout.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

const OVER: Readonly<Record<string, () => ClientOptions>> = {
  sockets: () => ({ transport: new SocketTransport() }),
  fetch: () => ({ transport: new FetchTransport() }),
  "a transport of the caller's": () => ({
    transport: new HandlerTransport(() => new Promise(() => {})),
  }),
};

for (const [name, over] of Object.entries(OVER)) {
  test(`a number as timeout is the most that headers take, over ${name}`, async () => {
    await using server = await respondWith({ end: "hang" });
    using client = new Client(over());
    const asking = () => client.get(server.url, { timeout: 100 });
    const error = await assertRejects(asking, ReadTimeoutError);
    assertInstanceOf(error, ReadTimeoutError);
    assertMatch(error.message, /within timeout(?:\.read)? \(100 ms\)/);
  });
}

test("an object keeps connect and read apart where they can be told apart", async () => {
  await using server = await respondWith({ end: "hang" });
  for (const name of ["sockets", "fetch"]) {
    using client = new Client({ ...OVER[name]?.(), timeout: { connect: 300, read: 100 } });
    const says = name === "fetch"
      ? "within connect + read (400 ms)"
      : "within timeout.read (100 ms)";
    await assertRejects(() => client.get(server.url), ReadTimeoutError, says);
  }
});

test("one limit stays one when the client is extended, and with a total", () => {
  using client = new Client({ timeout: 500 });
  assertEquals(untilHeaders(client.timeout).ms, 500);
  using child = client.extend({ timeout: { total: 9_000 } });
  assertEquals([untilHeaders(child.timeout).ms, child.timeout.total], [500, 9_000]);
  child.timeout = { read: 200 };
  assertEquals(untilHeaders(child.timeout), { ms: 700, name: "connect + read" });
  using usual = new Client();
  assertEquals(untilHeaders(usual.timeout).ms, 10_000);
  assertEquals(usual.timeout.pool, Infinity);
  usual.timeout = null;
  assertEquals(untilHeaders(usual.timeout).ms, Infinity);
});

test("a queue is no failure: who waits longer than every other limit is served", async () => {
  await using server = await respondWith({ send: toAnswer("ok"), delay: 150 });
  for (const name of ["sockets", "fetch"]) {
    const limits = { maxConnections: 2 };
    const timeout = { connect: 1_000, read: 1_000, write: 1_000 };
    using client = new Client({ ...OVER[name]?.(), limits, timeout });
    const answers = await Promise.all(Array.from({ length: 24 }, () => client.get(server.url)));
    assertEquals(answers.filter(({ ok }) => ok).length, 24);
  }
});
