import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  type ClientOptions,
  ReadTimeoutError,
  ResponseTooLargeError,
  TotalTimeoutError,
  WriteTimeoutError,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { startRawServer } from "../wire/raw.ts";
import { respondWith, type Script, sleep, toAnswer } from "../wire/scripted.ts";

const never = new AbortController().signal;
const OK = "HTTP/1.1 200 OK\r\n";
const hanging: Script = { end: "hang" };

/** Asks with limits that are short, and tells how long it took. */
async function timed(
  url: string,
  timeout: ClientOptions["timeout"],
): Promise<{ error: unknown; took: number }> {
  using client = overFetch({ timeout: timeout ?? null });
  const started = performance.now();
  const error = await client.get(url).then(() => undefined, (error: unknown) => error);
  const took = performance.now() - started;
  assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
  return { error, took };
}

test("headers that do not come within connect + read are a ReadTimeoutError", async () => {
  await using server = await respondWith(hanging);
  const { error, took } = await timed(server.url, { connect: 60, read: 80 });
  assertInstanceOf(error, ReadTimeoutError);
  assertEquals([error.phase, error.code], ["read", "ERR_READ_TIMEOUT"]);
  assert(error.message.includes("140 ms"), error.message);
  assertGreaterOrEqual(took, 135);
  assertLess(took, 10_000);
});

test("headers that drip do not come for ever", async () => {
  await using server = await respondWith({
    send: OK + "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    pieceSize: 1,
    pause: 100,
    end: "hang",
  });
  const { error, took } = await timed(server.url, { connect: 150, read: 150 });
  assertInstanceOf(error, ReadTimeoutError);
  assertLess(took, 4_000);
});

test("a body that drips is read, since each byte comes in time", async () => {
  const framings = [
    `${OK}Content-Length: 6\r\n\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n`,
    `${OK}Connection: close\r\n\r\n`,
  ];
  await Promise.all(framings.map(async (head) => {
    const chunked = head.includes("chunked");
    const pieces = [..."abcdef"].map((letter) => chunked ? `1\r\n${letter}\r\n` : letter);
    const send = [head, ...pieces, ...(chunked ? ["0\r\n\r\n"] : [])];
    await using server = await respondWith({ send, pause: 300, end: "close" });
    using client = overFetch({ timeout: { connect: 1_500, read: 1_500 } });
    assertEquals(await (await client.get(server.url)).text(), "abcdef");
    await using streamed = await client.stream("GET", server.url);
    assertEquals(await streamed.text(), "abcdef");
  }));
});

test("a body that stalls is a ReadTimeoutError, however its length is told", async () => {
  for (
    const frame of ["Content-Length: 10\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"]
  ) {
    await using server = await respondWith({ send: OK + frame, end: "hang" });
    const { error, took } = await timed(server.url, { read: 80 });
    assertInstanceOf(error, ReadTimeoutError);
    assert(error.message.includes("80 ms"), error.message);
    assertEquals(error.response?.status, 200);
    assertLess(took, 10_000);
  }
});

test("a streamed body that stalls is a ReadTimeoutError while it is read", async () => {
  await using server = await respondWith({ send: `${OK}Content-Length: 9\r\n\r\nab`, end: "hang" });
  using client = overFetch({ timeout: { read: 60 } });
  await using response = await client.stream("GET", server.url);
  await sleep(120, never);
  const chunks = response.iterBytes();
  assertEquals((await chunks.next()).value, new TextEncoder().encode("ab"));
  await assertRejects(() => chunks.next(), ReadTimeoutError);
  assertEquals(client.stats.active, 0);
});

test("a total timeout holds from the call to the last byte, redirects included", async () => {
  await using server = await respondWith([
    { send: "HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n", delay: 60 },
    { send: "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", delay: 60 },
    { send: [`${OK}Content-Length: 99\r\n\r\n`, ..."abcdefghijklmnopqrstuvwxyz"], pause: 200 },
  ]);
  const { error, took } = await timed(server.url, { total: 1_000 });
  assertInstanceOf(error, TotalTimeoutError);
  assertEquals(error.code, "ERR_TOTAL_TIMEOUT");
  assert(error.message.includes("1000 ms"), error.message);
  assertEquals(server.requests.length, 3);
  assertGreaterOrEqual(took, 995);
  assertLess(took, 4_000);
});

test("a total timeout holds for a streamed body, too", async () => {
  await using server = await respondWith({ send: `${OK}Content-Length: 9\r\n\r\nab`, end: "hang" });
  using client = overFetch({ timeout: { total: 500 } });
  await using response = await client.stream("GET", server.url);
  await assertRejects(() => response.text(), TotalTimeoutError);
  assertEquals(client.stats.active, 0);
});

test("timeout: null waits as long as it takes", async () => {
  await using server = await respondWith({ send: toAnswer("late"), delay: 150 });
  using client = overFetch({ timeout: 20 });
  assertEquals(await (await client.get(server.url, { timeout: null })).text(), "late");
});

test("a server that takes no byte of the body is a WriteTimeoutError", async () => {
  await using server = await startRawServer((_, __, signal) => sleep(5_000, signal));
  using client = overFetch({ timeout: { write: 100 } });
  const endless = function* () {
    for (;;) yield new Uint8Array(65_536);
  };
  const error = await assertRejects(
    () => client.post(server.url, { body: endless() }),
    WriteTimeoutError,
    "100 ms",
  );
  assertEquals(error.phase, "write");
  assertEquals(client.stats.active, 0);
});

test("a body that is slow to make is the caller's own time only up to write", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = overFetch({ timeout: { connect: 100, read: 400, write: 2_000 } });
  const slow = async function* () {
    for (const letter of "abcd") {
      await sleep(150, never);
      yield letter;
    }
  };
  assertEquals(await (await client.post(server.url, { body: slow() })).text(), "ok");
});

test("the caller's own reason comes out, wherever the call is", async (t) => {
  const places: Record<string, Script> = {
    "before the head": hanging,
    "within the head": { send: `${OK}X-A: b`, end: "hang" },
    "within the body": { send: `${OK}Content-Length: 9\r\n\r\nab`, end: "hang" },
  };
  for (const [name, answer] of Object.entries(places)) {
    await t.step(name, async () => {
      await using server = await respondWith(answer);
      using client = overFetch();
      const controller = new AbortController();
      const reason = new Error("mine");
      const { stack } = reason;
      const call = client.get(server.url, { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 40);
      assertStrictEquals(await call.catch((error: unknown) => error), reason);
      assertEquals(reason.stack, stack, "and is not touched");
      assertEquals(client.stats.active, 0);
    });
  }
});

test("an endless body is aborted midway with the caller's own reason", async () => {
  await using server = await startRawServer(async (connection) => {
    await connection.write(new TextEncoder().encode(`${OK}\r\n`));
    for (;;) await connection.write(new Uint8Array(16_384));
  });
  using client = overFetch();
  const controller = new AbortController();
  await using response = await client.stream("GET", server.url, { signal: controller.signal });
  let bytes = 0;
  const error = await (async () => {
    for await (const chunk of response.iterBytes()) {
      bytes += chunk.length;
      if (bytes > 1_000_000) controller.abort("enough");
    }
  })().catch((error: unknown) => error);
  assertEquals(error, "enough");
  assertLess(bytes, 20_000_000);
  assertEquals(client.stats.active, 0);
});

test("a signal that was aborted before sends nothing", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = overFetch();
  const signal = AbortSignal.abort("early");
  assertEquals(await client.get(server.url, { signal }).catch((error: unknown) => error), "early");
  assertEquals(server.accepted, 0);
});

test("maxResponseBytes ends an endless body, and counts decoded bytes", async () => {
  await using endless = await startRawServer(async (connection) => {
    await connection.write(new TextEncoder().encode(`${OK}\r\n`));
    for (;;) await connection.write(new Uint8Array(16_384));
  });
  using client = overFetch({ maxResponseBytes: 100_000 });
  const error = await assertRejects(() => client.get(endless.url), ResponseTooLargeError);
  assertEquals([error.code, error.response?.status], ["ERR_RESPONSE_TOO_LARGE", 200]);
  const bomb = new Blob([new Uint8Array(5_000_000)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(bomb).arrayBuffer());
  assertLess(packed.length, 100_000);
  await using server = await respondWith(
    toAnswer(packed, { headers: ["Content-Encoding: gzip"] }),
  );
  await assertRejects(() => client.get(server.url), ResponseTooLargeError);
  await using streamed = await client.stream("GET", server.url);
  await assertRejects(() => Array.fromAsync(streamed.iterBytes()), ResponseTooLargeError);
  const whole = await client.get(server.url, { maxResponseBytes: null });
  assertEquals(whole.content.length, 5_000_000);
  assertEquals(client.stats.active, 0);
});

test("nobody's clock runs before somebody reads a streamed response", async () => {
  const send = [OK + "Content-Length: 4\r\n\r\nab", "cd"];
  await using server = await respondWith({ send, pause: 20 });
  for (const transport of [undefined, new SocketTransport()]) {
    using client = overFetch({
      ...transport && { transport },
      timeout: { connect: 1_000, read: 300 },
    });
    const response = await client.stream("GET", server.url);
    await sleep(600, never);
    assertEquals(await response.text(), "abcd");
  }
});
