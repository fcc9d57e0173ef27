import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  BodyUsedError,
  Client,
  type ClientOptions,
  FetchTransport,
  type Progress,
  ReadError,
  ReadTimeoutError,
  ResponseTooLargeError,
  TotalTimeoutError,
  WriteError,
  WriteTimeoutError,
} from "../../mod.ts";
import { PreparedRequest } from "../../src/prepared.ts";
import { DEFAULT_TIMEOUT } from "../../src/timeout.ts";
import { test } from "../checked.ts";
import { respondWith, type Script, sleep, toAnswer } from "../wire/scripted.ts";
import { startRawServer } from "../wire/raw.ts";

const never = new AbortController().signal;
const OK = "HTTP/1.1 200 OK\r\n";
const hanging: Script = { end: "hang" };

/** Asks with limits that are short, and tells how long it took. */
async function timed(
  url: string,
  timeout: ClientOptions["timeout"],
): Promise<{ error: unknown; took: number }> {
  using client = new Client({ timeout: timeout ?? null });
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
  assertLess(took, 600);
});

test("headers that drip do not come for ever", async () => {
  await using server = await respondWith({
    send: OK + "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    pieceSize: 1,
    pause: 10,
    end: "hang",
  });
  const { error, took } = await timed(server.url, { connect: 50, read: 100 });
  assertInstanceOf(error, ReadTimeoutError);
  assertLess(took, 600);
});

test("a body that drips is read, since each byte comes in time", async () => {
  const framings = [
    `${OK}Content-Length: 12\r\n\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n`,
    `${OK}Connection: close\r\n\r\n`,
  ];
  for (const head of framings) {
    const chunked = head.includes("chunked");
    const pieces = [..."abcdefghijkl"].map((letter) => chunked ? `1\r\n${letter}\r\n` : letter);
    const send = [head, ...pieces, ...(chunked ? ["0\r\n\r\n"] : [])];
    await using server = await respondWith({ send, pause: 40, end: "close" });
    using client = new Client({ timeout: { connect: 200, read: 150 } });
    assertEquals(await (await client.get(server.url)).text(), "abcdefghijkl");
    await using streamed = await client.stream("GET", server.url);
    assertEquals(await streamed.text(), "abcdefghijkl");
  }
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
    assertLess(took, 600);
  }
});

test("a streamed body that stalls is a ReadTimeoutError while it is read", async () => {
  await using server = await respondWith({ send: `${OK}Content-Length: 9\r\n\r\nab`, end: "hang" });
  using client = new Client({ timeout: { read: 60 } });
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
    { send: [`${OK}Content-Length: 99\r\n\r\n`, ..."abcdefghijklmnopqrstuvwxyz"], pause: 40 },
  ]);
  const { error, took } = await timed(server.url, { total: 250 });
  assertInstanceOf(error, TotalTimeoutError);
  assertEquals(error.code, "ERR_TOTAL_TIMEOUT");
  assert(error.message.includes("250 ms"), error.message);
  assertEquals(server.requests.length, 3);
  assertGreaterOrEqual(took, 245);
  assertLess(took, 800);
});

test("a total timeout holds for a streamed body, too", async () => {
  await using server = await respondWith({ send: `${OK}Content-Length: 9\r\n\r\nab`, end: "hang" });
  using client = new Client({ timeout: { total: 100 } });
  await using response = await client.stream("GET", server.url);
  await assertRejects(() => response.text(), TotalTimeoutError);
  assertEquals(client.stats.active, 0);
});

test("timeout: null waits as long as it takes", async () => {
  await using server = await respondWith({ send: toAnswer("late"), delay: 150 });
  using client = new Client({ timeout: 20 });
  assertEquals(await (await client.get(server.url, { timeout: null })).text(), "late");
});

test("a server that takes no byte of the body is a WriteTimeoutError", async () => {
  await using server = await startRawServer((_, __, signal) => sleep(5_000, signal));
  using client = new Client({ timeout: { write: 100 } });
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
  using client = new Client({ timeout: { connect: 20, read: 80, write: 200 } });
  const slow = async function* () {
    for (const letter of "abcd") {
      await sleep(60, never);
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
      using client = new Client();
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
  using client = new Client();
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
  using client = new Client();
  const signal = AbortSignal.abort("early");
  assertEquals(await client.get(server.url, { signal }).catch((error: unknown) => error), "early");
  assertEquals(server.accepted, 0);
});

test("maxResponseBytes ends an endless body, and counts decoded bytes", async () => {
  await using endless = await startRawServer(async (connection) => {
    await connection.write(new TextEncoder().encode(`${OK}\r\n`));
    for (;;) await connection.write(new Uint8Array(16_384));
  });
  using client = new Client({ maxResponseBytes: 100_000 });
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

test("a length that is too large is refused before a byte is read", async () => {
  await using server = await respondWith({
    send: `${OK}Content-Length: 1000000\r\n\r\nab`,
    end: "hang",
  });
  using client = new Client({ maxResponseBytes: 10 });
  await assertRejects(() => client.get(server.url), ResponseTooLargeError);
});

test("a Transfer-Encoding beats a Content-Length, so that nothing is cut off", async () => {
  await using server = await respondWith(
    `${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  );
  using client = new Client();
  assertEquals(await (await client.get(server.url)).text(), "hello");
});

test("POST goes out once: a kept connection that is closed on it is not tried again", async () => {
  const bodies: Record<string, () => BodyInit> = {
    text: () => "a=1",
    bytes: () => new Uint8Array([1, 2, 3]),
    blob: () => new Blob(["blob"]),
    stream: () => new Blob(["stream"]).stream(),
  };
  for (const [name, body] of Object.entries(bodies)) {
    for (const method of ["POST", "PATCH"]) {
      await using server = await respondWith([
        toAnswer("first"),
        { end: "close" },
        toAnswer("third"),
      ]);
      using client = new Client();
      await client.get(server.url);
      const error = await assertRejects(
        () => client.request(method, server.url, { body: body() }),
        ReadError,
        undefined,
        `${method} ${name}`,
      );
      assertEquals(error.phase, "read");
      await sleep(30, never);
      const seen = server.requests.filter((request) => request.startsWith(method));
      assertEquals(seen.length, 1, `${method} ${name}`);
    }
  }
});

test("a POST whose connection the server closes while it idles goes out once", async () => {
  await using server = await respondWith({ send: toAnswer("ok"), end: "close" });
  using client = new Client();
  for (let count = 0; count < 3; count++) {
    assertEquals(await (await client.post(server.url, { body: "x" })).text(), "ok");
  }
  assertEquals(server.requests.length, 3);
});

test("idempotent requests share a connection", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = new Client();
  for (let count = 0; count < 5; count++) await client.get(server.url);
  for await (const _ of (await client.stream("GET", server.url)).iterBytes());
  await client.get(server.url);
  assertEquals([server.accepted, server.requests.length], [1, 7]);
});

test("what goes over the wire is what was asked", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = new Client({ headers: { "user-agent": "tester" } });
  await client.post(`${server.url}/a%20b?c=d#e`, {
    body: "hé",
    headers: { "X-Odd": "caf\xe9", host: "other.example" },
  });
  const [raw = ""] = server.requests;
  const [head = "", body] = raw.split("\r\n\r\n");
  const [first, ...lines] = head.split("\r\n");
  assertEquals(first, "POST /a%20b?c=d HTTP/1.1");
  const sent = new Map(
    lines.map((line) => [line.split(":")[0]?.toLowerCase(), line.replace(/^[^:]*: /, "")]),
  );
  assertEquals(sent.get("host"), "other.example");
  assertEquals(sent.get("user-agent"), "tester");
  assertEquals(sent.get("accept"), "*/*");
  assertEquals(sent.get("content-length"), "3");
  assertEquals(sent.get("x-odd"), "caf\xe9");
  assertEquals(body, "h\xc3\xa9");
});

test("upload progress tells of every chunk of a stream, and of the end of bytes", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = new Client();
  const reports: Progress[] = [];
  const onUploadProgress = (progress: Progress) => void reports.push(progress);
  await client.post(server.url, { body: new Uint8Array(1_000), onUploadProgress });
  assertEquals(reports.at(-1)?.transferred, 1_000);
  assertEquals(reports.at(-1)?.total, 1_000);
  reports.length = 0;
  const body = async function* () {
    for (let count = 0; count < 4; count++) {
      await sleep(15, never);
      yield new Uint8Array(100);
    }
  };
  await client.post(server.url, { body: body(), onUploadProgress });
  assertEquals(reports.map(({ transferred }) => transferred), [100, 200, 300, 400]);
  assertEquals(reports.at(-1)?.total, undefined);
});

test("download progress tells of what came, and of the end", async () => {
  await using server = await respondWith({
    send: [`${OK}Content-Length: 8\r\n\r\n`, "abcd", "efgh"],
    pause: 30,
  });
  using client = new Client();
  const reports: Progress[] = [];
  await client.get(server.url, { onDownloadProgress: (progress) => void reports.push(progress) });
  assertEquals(reports.map(({ transferred, total }) => [transferred, total]), [[4, 8], [8, 8]]);
  assertEquals(reports.at(-1)?.eta, 0);
  assert(reports.every(({ rate }) => rate >= 0));
});

test("a progress callback that throws fails the call with its error, and frees the connection", async () => {
  await using server = await respondWith(toAnswer("body"));
  using client = new Client();
  const fail = () => {
    throw new RangeError("from the callback");
  };
  await assertRejects(() => client.get(server.url, { onDownloadProgress: fail }), RangeError);
  await assertRejects(
    () => client.post(server.url, { body: "x", onUploadProgress: fail }),
    RangeError,
  );
  await using streamed = await client.stream("GET", server.url, { onDownloadProgress: fail });
  await assertRejects(() => streamed.text(), RangeError);
  const body = new Blob(["x"]).stream();
  await assertRejects(
    () => client.post(server.url, { body, onUploadProgress: fail }),
    RangeError,
  );
  await assertRejects(() => client.post(server.url, { body: fail }), RangeError);
  assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
});

test("a stream of the caller's that fails is a WriteError with the cause", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = new Client();
  const cause = new Error("disk gone");
  const body = async function* () {
    yield "a";
    await sleep(10, never);
    throw cause;
  };
  const error = await assertRejects(() => client.post(server.url, { body: body() }), WriteError);
  assertStrictEquals(error.cause, cause);
  assertEquals(client.stats.active, 0);
});

test("a transport that is called with web objects gives a web response", async () => {
  await using server = await respondWith(toAnswer("hello", { status: "999 Odd" }));
  using transport = new FetchTransport();
  const signal = new AbortController().signal;
  const response = await transport.send(new Request(server.url), {
    signal,
    timeout: DEFAULT_TIMEOUT,
  });
  assertEquals([response.status, await response.text()], [999, "hello"]);
});

test("a transport of the caller's may stand in front of fetch", async () => {
  await using server = await respondWith(toAnswer("hello", { status: "999 Odd" }));
  using inner = new FetchTransport();
  const seen: string[] = [];
  using client = new Client({
    transport: {
      send(request, context) {
        seen.push(request.method);
        return inner.send(request, context);
      },
    },
  });
  const response = await client.get(server.url);
  assertEquals([response.status, await response.text()], [999, "hello"]);
  assertEquals(seen, ["GET"]);
});

test("a transport that is called directly lets go of the signal when it fails", async () => {
  await using server = await respondWith({ end: "close" });
  using transport = new FetchTransport();
  const { signal } = new AbortController();
  const remove = signal.removeEventListener.bind(signal);
  let removed = 0;
  Object.assign(signal, {
    removeEventListener: (...args: Parameters<typeof remove>) => (removed++, remove(...args)),
  });
  const request = new PreparedRequest("GET", new URL(server.url), {}, undefined).toRequest();
  await assertRejects(
    () => transport.send(request, { signal, timeout: DEFAULT_TIMEOUT }),
    ReadError,
  );
  assertEquals(removed, 1);
});

test("options that fetch cannot have are refused", () => {
  for (const proxy of ["ftp://h:1", "nonsense", "http//x"]) {
    assertThrows(() => new FetchTransport({ proxy }), TypeError, "proxy");
  }
  assertThrows(() => new FetchTransport({ limits: { keepaliveExpiry: -1 } }), RangeError);
});

test("a redirect with a one-shot body that was sent is a BodyUsedError", async () => {
  await using server = await respondWith([
    "HTTP/1.1 307 Temporary\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n",
    toAnswer("ok"),
  ]);
  using client = new Client();
  const body = new Blob(["once"]).stream();
  await assertRejects(() => client.post(server.url, { body }), BodyUsedError);
  assertEquals([server.requests.length, client.stats.active], [1, 0]);
});

test("a redirect whose body drips holds nobody up", async () => {
  await using server = await respondWith([
    {
      send: [`HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n`, ..."a".repeat(60)],
      pause: 50,
      end: "close",
    },
    toAnswer("there"),
  ]);
  using client = new Client();
  const started = performance.now();
  assertEquals(await (await client.get(server.url)).text(), "there");
  assertLess(performance.now() - started, 1_500);
});
