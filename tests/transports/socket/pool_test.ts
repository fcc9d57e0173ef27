import { assert, assertEquals, assertRejects } from "@std/assert";
import { NetworkError, PoolTimeoutError } from "../../../src/core/errors.ts";
import { Deadlines } from "../../../src/core/time/deadlines.ts";
import { resolveLimits } from "../../../src/core/limits/connection_limits.ts";
import type { Connection } from "../../../src/transports/socket/connection.ts";
import { resolveHeadLimits } from "../../../src/transports/socket/message/fields.ts";
import { Pool } from "../../../src/transports/socket/pool.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { answering, latin1, type Peer, RawServer, readBody, send } from "./wire.ts";
import { until } from "../../until.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Answers every request after a while. */
async function answerSlowly(peer: Peer): Promise<void> {
  while (await peer.request()) {
    await pause(5);
    await peer.write(OK);
  }
}

test("one connection carries request after request", async () => {
  await using server = new RawServer(answering(OK));
  const transport = new SocketTransport();
  for (let round = 0; round < 20; round++) {
    await readBody(await send(transport, server.url));
  }
  assertEquals(server.accepted, 1);
  assertEquals(transport.stats, { open: 1, idle: 1, waiting: 0 });
  transport.close();
  assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
});

test("there are never more connections than may be, and nobody is forgotten", async () => {
  await using server = new RawServer(async (peer) => {
    while (await peer.request()) {
      await pause(1);
      await peer.write(OK);
    }
  });
  const transport = new SocketTransport({ limits: { maxConnections: 4 } });
  const texts = await Promise.all(Array.from({ length: 100 }, async () => {
    return latin1(await readBody(await send(transport, server.url)));
  }));
  assertEquals(texts.filter((text) => text === "ok").length, 100);
  assertEquals(server.peak, 4);
  assertEquals(server.accepted, 4);
  transport.close();
});

test("a limit for each host leaves room for others", async () => {
  await using one = new RawServer(answerSlowly);
  await using two = new RawServer(answerSlowly);
  const transport = new SocketTransport({
    limits: { maxConnections: 3, maxConnectionsPerHost: 2 },
  });
  await Promise.all(
    [one, one, one, one, two, two].map(({ url }) => send(transport, url).then(readBody)),
  );
  assert(one.peak <= 2);
  assert(two.peak <= 2);
  transport.close();
});

test("an idle connection to another host makes room", async () => {
  await using one = new RawServer(answering(OK));
  await using two = new RawServer(answering(OK));
  const transport = new SocketTransport({ limits: { maxConnections: 1 } });
  for (const { url } of [one, two, one]) {
    await readBody(await send(transport, url));
  }
  assertEquals([one.accepted, two.accepted], [2, 1]);
  assertEquals(transport.stats.open, 1);
  transport.close();
});

test("waiting has a limit, and can be cancelled", async () => {
  await using server = new RawServer((peer) => peer.drain());
  const transport = new SocketTransport({ limits: { maxConnections: 1 } });
  const controller = new AbortController();
  const first = send(transport, server.url, { signal: controller.signal })
    .catch((e) => e);
  await assertRejects(
    () => send(transport, server.url, { timeout: { pool: 20 } }),
    PoolTimeoutError,
    "within timeout.pool (20 ms)",
  );
  const second = send(transport, server.url, { signal: controller.signal })
    .catch((e) => e);
  assertEquals(transport.stats.waiting, 1);
  const reason = new Error("enough");
  controller.abort(reason);
  assertEquals([await first, await second], [reason, reason]);
  assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
  transport.close();
});

test("close() lets what is under way finish, and turns away what waits or comes later", async () => {
  const { promise: goOn, resolve } = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await using server = new RawServer(async (peer) => {
    await peer.request();
    asked.resolve();
    await goOn;
    await peer.write(OK);
    await peer.drain();
  });
  const transport = new SocketTransport({ limits: { maxConnections: 1 } });
  const first = send(transport, server.url);
  const second = send(transport, server.url);
  await asked.promise;
  transport.close();
  await assertRejects(() => second, NetworkError, "closed");
  await assertRejects(() => send(transport, server.url), NetworkError, "closed");
  resolve();
  assertEquals(latin1(await readBody(await first)), "ok");
  assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
  assertEquals(server.accepted, 1);
});

test("close() drops idle connections, and one in use once its body has ended", async () => {
  await using server = new RawServer(answering(OK));
  const transport = new SocketTransport();
  const answers = await Promise.all([send(transport, server.url), send(transport, server.url)]);
  for (const answer of answers) await readBody(answer);
  assertEquals(transport.stats.idle, 2);
  const open = await send(transport, server.url);
  transport.close();
  assertEquals(transport.stats.idle, 0);
  assertEquals(latin1(await readBody(open)), "ok");
  assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
});

test("idle connections are dropped when their time is over", async () => {
  await using server = new RawServer(answering(OK));
  const transport = new SocketTransport({ limits: { keepaliveExpiry: 30 } });
  await readBody(await send(transport, server.url));
  assertEquals(transport.stats.idle, 1);
  await until(() => transport.stats.open === 0);
  assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
  await readBody(await send(transport, server.url));
  assertEquals(server.accepted, 2);
  transport.close();
});

test("the server's own Keep-Alive time is kept", async () => {
  await using server = new RawServer(answering(
    "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0, max=5\r\nContent-Length: 2\r\n\r\nok",
  ));
  const transport = new SocketTransport();
  for (let round = 0; round < 2; round++) {
    await readBody(await send(transport, server.url));
  }
  assertEquals(server.accepted, 2);
  transport.close();
});

test("only so many idle connections are kept", async () => {
  await using server = new RawServer(async (peer) => {
    while (await peer.request()) {
      await pause(5);
      await peer.write(OK);
    }
  });
  const transport = new SocketTransport({
    limits: { maxKeepaliveConnections: 3 },
  });
  await Promise.all(
    Array.from(
      { length: 10 },
      () => send(transport, server.url).then(readBody),
    ),
  );
  await until(() => transport.stats.open <= 3);
  assertEquals(transport.stats, { open: 3, idle: 3, waiting: 0 });
  transport.close();
  const none = new SocketTransport({ limits: { maxKeepaliveConnections: 0 } });
  await readBody(await send(none, server.url));
  assertEquals(none.stats.open, 0);
  none.close();
});

const CLOSING: readonly (readonly [answer: string, headers: Record<string, string>])[] = [
  ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", {}],
  [
    "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 2\r\n\r\nok",
    {},
  ],
  ["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", {}],
  [OK, { connection: "close" }],
];

test("a connection that is to close is not used again", async () => {
  for (const [answer, headers] of CLOSING) {
    await using server = new RawServer(answering(answer));
    const transport = new SocketTransport();
    for (let round = 0; round < 2; round++) {
      await readBody(await send(transport, server.url, { headers }));
      assertEquals(transport.stats.open, 0);
    }
    assertEquals(server.accepted, 2);
    transport.close();
  }
});

test("an idle connection that got bytes or its end is dropped at once", async () => {
  for (const stray of ["HTTP/1.1 408 Request Timeout\r\n\r\n", "x", ""]) {
    let seen = Promise.withResolvers<void>();
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(OK);
      await seen.promise;
      await peer.write(stray);
      if (stray) await peer.drain();
    });
    const transport = new SocketTransport();
    for (let round = 0; round < 2; round++) {
      assertEquals(
        latin1(await readBody(await send(transport, server.url))),
        "ok",
      );
      assertEquals(transport.stats.idle, 1);
      seen.resolve();
      await until(() => transport.stats.open === 0);
      seen = Promise.withResolvers<void>();
    }
    transport.close();
  }
});

test("a body that is not read to its end takes its connection with it", async () => {
  await using server = new RawServer(answering(
    `HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n${"x".repeat(1_000_000)}`,
  ));
  const transport = new SocketTransport();
  const raw = await send(transport, server.url);
  await raw.source?.read();
  assertEquals(transport.stats, { open: 1, idle: 0, waiting: 0 });
  raw.source?.abort(new Error("enough"));
  assertEquals(transport.stats.open, 0);
  transport.close();
});

test("an idle connection does not keep a program running", async () => {
  await using server = new RawServer(answering(OK));
  const socket = new URL(
    "../../../src/transports/socket/socket.ts",
    import.meta.url,
  );
  const wire = new URL("./wire.ts", import.meta.url);
  const script = `
    import { SocketTransport } from "${socket}";
    import { readBody, send } from "${wire}";
    const transport = new SocketTransport({ limits: { keepaliveExpiry: 60_000 } });
    await readBody(await send(transport, "${server.url}"));
    console.log("read");
  `;
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-check",
      `--config=${new URL("../../../deno.json", import.meta.url).pathname}`,
      script,
    ],
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await child.output();
  assertEquals(latin1(stdout).trim(), "read", latin1(stderr));
  assert(performance.now() - start < 40_000, "it ended before keepaliveExpiry");
});

test("thousands of requests are served by a few connections, and memory stays flat", async () => {
  await using server = new RawServer(answering(OK));
  const transport = new SocketTransport({ limits: { maxConnections: 20 } });
  let left = 20_000;
  let good = 0;
  const worker = async () => {
    while (left-- > 0) {
      const raw = await send(transport, server.url);
      if ((await raw.source?.read())?.length === 2) good++;
    }
  };
  await Promise.all(Array.from({ length: 200 }, worker));
  assertEquals(good, 20_000);
  assert(server.peak <= 20);
  assertEquals(transport.stats.waiting, 0);
  transport.close();
});

test("a connection that makes room for another host is closed, and those who wait for one get it", async () => {
  await using one = new RawServer(answerSlowly);
  await using two = new RawServer(answerSlowly);
  const transport = new SocketTransport({ limits: { maxConnections: 1 } });
  await send(transport, one.url).then(readBody);
  // The idle one goes; then each waits for the connection of the other.
  const urls = [two.url, one.url, two.url, two.url, one.url];
  const texts = await Promise.all(urls.map((url) => send(transport, url).then(readBody)));
  assertEquals(texts.map(latin1), ["ok", "ok", "ok", "ok", "ok"]);
  assertEquals(transport.stats, { open: 1, idle: 1, waiting: 0 });
  await pause(20);
  assertEquals(one.open + two.open, 1);
  transport.close();
});

test("a connection that is handed on counts as used: what it loses may be repeated", async () => {
  let connections = 0;
  await using server = new RawServer(async (peer) => {
    const isFirst = connections++ === 0;
    while (await peer.request()) {
      await pause(5);
      if (isFirst && connections === 1 && first++ > 0) return;
      await peer.write(OK);
    }
  });
  let first = 0;
  const transport = new SocketTransport({ limits: { maxConnections: 1 } });
  const texts = await Promise.all(
    [server.url, server.url].map((url) => send(transport, url).then(readBody)),
  );
  assertEquals([texts.map(latin1), connections], [["ok", "ok"], 2]);
  transport.close();
});

test("a place that a host's last connection made counts for that host", () => {
  const pool = new Pool(
    resolveLimits({ maxConnections: 3, maxConnectionsPerHost: 2 }),
    resolveHeadLimits(undefined),
  );
  const [idle, ...busy] = ["a", "b", "c"].map((key) => {
    assert(pool.takePlace(key));
    return pool.add(key, new SilentConnection(), new Deadlines());
  });
  assert(idle);
  pool.release(idle);
  // As a request does whose connection turned out to be dead, while another one to its host is idle.
  assertEquals([pool.takePlace("a"), idle.closed], [true, true]);
  for (const channel of busy) pool.forget(channel);
  assertEquals([pool.takePlace("a"), pool.takePlace("a")], [true, false]);
  pool.giveBack("a");
  pool.giveBack("a");
  assertEquals(pool.stats, { open: 0, idle: 0, waiting: 0 });
  pool.close();
});

/** A connection over which nothing comes. */
class SilentConnection implements Connection {
  readonly remoteAddress = undefined;
  readonly tls = undefined;
  read(): Promise<number | null> {
    return new Promise(() => {});
  }
  write(bytes: Uint8Array): Promise<number> {
    return Promise.resolve(bytes.length);
  }
  close(): void {}
  ref(): void {}
  unref(): void {}
}
