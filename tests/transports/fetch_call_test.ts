/**
 * What the transport over `fetch` asks of it, and what it makes of what comes, with a `fetch` that a test puts there.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  NetworkError,
  ReadError,
  ReadTimeoutError,
  WriteError,
  WriteTimeoutError,
} from "../../core.ts";
import { type FetchParts, FetchTransport } from "../../src/core/fetch/fetch.ts";
import type { SendContext } from "../../src/core/fetch/transport.ts";
import { DEFAULT_TIMEOUT } from "../../src/core/options/timeout.ts";
import {
  type BodySource,
  type HeaderRecord,
  PreparedRequest,
} from "../../src/core/request/prepared.ts";
import { toStreamSource } from "../../src/core/response/byte_source.ts";
import { Cancellation } from "../../src/core/time/cancellation.ts";
import { Deadlines } from "../../src/core/time/deadlines.ts";
import { test } from "../checked.ts";

/** A `fetch` in the place of the global one, for one test; it keeps what it was given. */
class StubbedFetch implements Disposable {
  readonly #before = globalThis.fetch;
  readonly calls: RequestInit[] = [];

  constructor(answer: (init: RequestInit) => unknown) {
    Reflect.set(globalThis, "fetch", (_url: string, init: RequestInit) => {
      this.calls.push(init);
      // A signal that is aborted ends any fetch.
      const { signal } = init;
      const over = new Promise<never>((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason))
      );
      over.catch(() => {});
      return Promise.race([answer(init), over]);
    });
  }

  [Symbol.dispose](): void {
    globalThis.fetch = this.#before;
  }
}

function contextOf(more: Partial<SendContext> = {}): SendContext {
  const cancellation = new Cancellation();
  return {
    cancellation,
    deadlines: new Deadlines(),
    timeout: DEFAULT_TIMEOUT,
    onSent: undefined,
    get signal() {
      return cancellation.signal;
    },
    ...more,
  };
}

interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: HeaderRecord;
  readonly body?: BodySource;
}

function requestOf(
  { method = "GET", url = "http://h.example/", headers = {}, body }: Asked,
): PreparedRequest {
  return new PreparedRequest(method, new URL(url), headers, body);
}

function bodyOf(text: string, more: Partial<BodySource> = {}): BodySource {
  const bytes = new TextEncoder().encode(text);
  return {
    size: bytes.length,
    contentType: undefined,
    replayable: true,
    open: () => bytes,
    discard: () => Promise.resolve(),
    ...more,
  };
}

test("a body with GET or HEAD is refused before fetch is called", async () => {
  using stub = new StubbedFetch(() => new Response());
  using transport = new FetchTransport();
  for (const method of ["GET", "HEAD"]) {
    const request = requestOf({ method, body: bodyOf("x") });
    await assertRejects(
      () => transport.sendPrepared(request, contextOf()),
      TypeError,
      `Cannot send a body with ${method}: fetch refuses it`,
    );
  }
  assertEquals(stub.calls, []);
});

test("what has no body is sent without one, but for PATCH, whose length nobody would say", async () => {
  using stub = new StubbedFetch(() => new Response());
  using transport = new FetchTransport();
  for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
    await transport.sendPrepared(requestOf({ method }), contextOf());
  }
  const bodies = stub.calls.map(({ body }) => body instanceof Uint8Array ? body.length : body);
  assertEquals(bodies, [undefined, undefined, 0, undefined]);
});

test("where every connection may be a kept one, what goes out once goes as a stream of nothing", async () => {
  const { createHttpClient } = Deno;
  Reflect.deleteProperty(Deno, "createHttpClient");
  try {
    using stub = new StubbedFetch(() => new Response());
    const transport = new FetchTransport();
    for (const body of [undefined, bodyOf(""), bodyOf("x")]) {
      await transport.sendPrepared(requestOf({ method: "POST", ...body && { body } }), contextOf());
    }
    await transport.sendPrepared(requestOf({ method: "GET" }), contextOf());
    const texts = stub.calls.map(async ({ body }) => body && await new Response(body).text());
    assertEquals(await Promise.all(texts), ["", "", "x", undefined]);
    const kinds = stub.calls.map(({ body }) => body instanceof ReadableStream);
    assertEquals(kinds, [true, true, false, false]);
    assertEquals(stub.calls.map((init) => Reflect.get(init, "duplex")), [
      "half",
      "half",
      "half",
      undefined,
    ]);
  } finally {
    Reflect.set(Deno, "createHttpClient", createHttpClient);
  }
});

/** What is asked for and comes, whether it is undone here, and whether what is given is decoded. */
const CODINGS: readonly (readonly [HeaderRecord, string | undefined, number, string, boolean])[] = [
  [{}, undefined, 200, "", false],
  [{}, "gzip", 200, "", true],
  [{}, "zstd", 200, "undone", true],
  [{}, "zstd", 206, "undone", true],
  [{}, "gzip, zstd", 200, "doubtful", true],
  [{}, "unknown", 200, "asked", false],
  [{ range: "bytes=0-1" }, "gzip", 206, "", false],
  [{ range: "bytes=0-1" }, "gzip", 200, "undone", true],
  [{ "accept-encoding": "identity" }, "gzip", 200, "undone", true],
  [{ "accept-encoding": "gzip" }, "gzip", 200, "", true],
];

test("a coding that the runtime leaves is undone, but for that of a part", async () => {
  for (const [headers, coding, status, wanted, decoded] of CODINGS) {
    using _stub = new StubbedFetch(() =>
      new Response("body", { status, headers: coding ? { "content-encoding": coding } : {} })
    );
    const seen: string[] = [];
    const decode: FetchParts["decode"] = async (source, coding, { request, doubtful }) => {
      assertStrictEquals(request.headers, headers);
      await Promise.resolve();
      seen.push(coding === "unknown" ? "asked" : doubtful ? "doubtful" : "undone");
      return coding === "unknown" ? undefined : source;
    };
    using transport = new FetchTransport({}, { decode });
    const raw = await transport.sendPrepared(requestOf({ headers }), contextOf());
    const label = JSON.stringify([headers, coding, status]);
    assertEquals([seen.join(), raw.decoded], [wanted, decoded], label);
    raw.source?.abort(new Error("over"));
    raw.watch?.stop();
  }
});

test("nothing is undone of an answer without a body, nor where nothing can do it", async () => {
  using _stub = new StubbedFetch(() =>
    new Response("body", { headers: { "content-encoding": "zstd" } })
  );
  const decode = () => Promise.reject(new Error("not asked for"));
  using undoing = new FetchTransport({}, { decode });
  const none = await undoing.sendPrepared(requestOf({ method: "HEAD" }), contextOf());
  assertEquals([none.source, none.decoded], [undefined, false]);
  using plain = new FetchTransport();
  const raw = await plain.sendPrepared(requestOf({}), contextOf());
  assertEquals(raw.decoded, false);
  raw.source?.abort(new Error("over"));
  raw.watch?.stop();
});

const CLOSED = "peer closed connection without sending TLS close_notify: https://docs.rs/";

/** What the runtime says of a connection of TLS that was closed under a request. */
function closedError(): TypeError {
  return new TypeError("error sending request for url (https://h.example/)", {
    cause: new Error(`client error (SendRequest): ${CLOSED}`),
  });
}

/** What comes before, what is asked for then, and how often that goes out when its connection was closed. */
const REPEATED: readonly (readonly [string, string | undefined, Asked, boolean, number])[] = [
  ["a GET to an origin that answered", "https://h.example/a", {}, false, 2],
  ["a PUT of bytes", "https://h.example/a", { method: "PUT", body: bodyOf("x") }, false, 2],
  ["a first GET", undefined, {}, false, 1],
  ["a GET to another origin", "https://h.example:444/", {}, false, 1],
  ["a GET without TLS", "http://h.example/", { url: "http://h.example/" }, false, 1],
  ["a POST", "https://h.example/a", { method: "POST", body: bodyOf("x") }, false, 1],
  [
    "a PUT of what can be had once",
    "https://h.example/a",
    { method: "PUT", body: bodyOf("x", { replayable: false }) },
    false,
    1,
  ],
  [
    "a PUT whose progress is told",
    "https://h.example/a",
    { method: "PUT", body: bodyOf("x") },
    true,
    1,
  ],
  ["a GET whose progress would be told", "https://h.example/a", {}, true, 2],
];

test("what a kept connection of TLS did not answer goes out once more, if it may", async () => {
  for (const [name, before, asked, isTold, times] of REPEATED) {
    let isClosed = false;
    using stub = new StubbedFetch(() => {
      if (isClosed) throw closedError();
      return new Response(null, { status: 204 });
    });
    using transport = new FetchTransport();
    if (before) await transport.sendPrepared(requestOf({ url: before }), contextOf());
    isClosed = true;
    stub.calls.length = 0;
    const context = contextOf(isTold ? { onSent: () => {} } : {});
    const request = requestOf({ url: "https://h.example/", ...asked });
    await assertRejects(() => transport.sendPrepared(request, context), ReadError, undefined, name);
    assertEquals([name, stub.calls.length], [name, times]);
  }
});

test("another failure is not repeated, whatever answered before", async () => {
  let isBroken = false;
  using stub = new StubbedFetch(() => {
    if (isBroken) throw new TypeError("odd");
    return new Response(null, { status: 204 });
  });
  using transport = new FetchTransport();
  const request = requestOf({ url: "https://h.example/" });
  await transport.sendPrepared(request, contextOf());
  isBroken = true;
  const error = await assertRejects(
    () => transport.sendPrepared(request, contextOf()),
    NetworkError,
  );
  assertEquals([stub.calls.length, error.phase], [2, undefined]);
});

test("a thousand origins that answered are remembered, then it begins anew", async () => {
  let isClosed = false;
  using stub = new StubbedFetch(() => {
    if (isClosed) throw closedError();
    return new Response(null, { status: 204 });
  });
  using transport = new FetchTransport();
  const ask = (index: number) =>
    transport.sendPrepared(requestOf({ url: `https://h${index}.example/` }), contextOf());
  const timesOf = async (index: number) => {
    isClosed = true;
    stub.calls.length = 0;
    await assertRejects(() => ask(index), ReadError);
    isClosed = false;
    return stub.calls.length;
  };
  for (let index = 0; index < 1_000; index++) await ask(index);
  await ask(999);
  assertEquals([await timesOf(0), await timesOf(999)], [2, 2]);
  await ask(1_000);
  assertEquals([await timesOf(0), await timesOf(1_000)], [1, 2]);
});

test("an answer to half of a request is refused, with why the caller's stream failed", async () => {
  const cause = new Error("disk gone");
  const pull = () => {
    throw cause;
  };
  let cancelled = 0;
  using _stub = new StubbedFetch(async ({ body }) => {
    if (body instanceof ReadableStream) await body.getReader().read().catch(() => {});
    return new Response(new ReadableStream({ cancel: () => void cancelled++ }));
  });
  using transport = new FetchTransport();
  const body = bodyOf("", { size: undefined, open: () => new ReadableStream({ pull }) });
  const error = await assertRejects(
    () => transport.sendPrepared(requestOf({ method: "PUT", body }), contextOf()),
    WriteError,
    "the stream of the request body failed",
  );
  assertStrictEquals(error.cause, cause);
  assertEquals([error.phase, cancelled], ["write", 1]);
});

test("a TypeError of the caller's stream, and what a callback throws, come out as they are", async () => {
  const own = new TypeError("of the caller's");
  const fail = () => {
    throw own;
  };
  using _stub = new StubbedFetch(async ({ body }) => {
    await new Response(body).arrayBuffer();
    return new Response();
  });
  using transport = new FetchTransport();
  const send = (body: BodySource, more: Partial<SendContext> = {}) =>
    transport.sendPrepared(requestOf({ method: "PUT", body }), contextOf(more))
      .catch((error: unknown) => error);
  const failing = bodyOf("", { size: undefined, open: () => new ReadableStream({ pull: fail }) });
  assertStrictEquals(await send(failing), own);
  assertStrictEquals(await send(bodyOf("", { open: fail })), own);
  assertStrictEquals(await send(bodyOf("x"), { onSent: fail }), own);
});

test("the clock goes by what is waited for: a chunk that is taken, then the answer", async () => {
  using time = new FakeTime();
  using _stub = new StubbedFetch(() => new Promise(() => {}));
  using transport = new FetchTransport();
  const timeout = { ...DEFAULT_TIMEOUT, connect: 1_000, read: 2_000, write: 500 };
  const endOf = async (asked: Asked, limits = timeout) => {
    let ended: unknown;
    const sending = transport.sendPrepared(requestOf(asked), contextOf({ timeout: limits }))
      .catch((error: unknown) => ended = error);
    let passed = 0;
    for (; ended === undefined && passed < 10_000; passed += 250) {
      await time.tickAsync(250);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
    await sending;
    return [ended instanceof WriteTimeoutError, ended instanceof ReadTimeoutError, passed];
  };
  assertEquals(await endOf({}), [false, true, 3_000]);
  assertEquals(await endOf({}, { ...timeout, write: Infinity }), [false, true, 3_000]);
  assertEquals(await endOf({ method: "PUT", body: bodyOf("x") }), [false, true, 3_000]);
  // Each 64 KiB that nobody sees go out may take the time of a chunk.
  const large = bodyOf("x".repeat(3 * 65_536));
  assertEquals(await endOf({ method: "PUT", body: large }), [false, true, 4_500]);
  const untaken = bodyOf("", { size: undefined, open: () => new ReadableStream() });
  assertEquals(await endOf({ method: "PUT", body: untaken }), [true, false, 500]);
});

test("what is waited for too long is said, and in which phase", async () => {
  using time = new FakeTime();
  using _stub = new StubbedFetch(() => new Promise(() => {}));
  using transport = new FetchTransport();
  const timeout = { ...DEFAULT_TIMEOUT, connect: 1_000, read: 2_000, write: 500 };
  const untaken = bodyOf("", { size: undefined, open: () => new ReadableStream() });
  const rows = [
    [{}, timeout, "no response came within connect + read (3000 ms)", "read"],
    [
      {},
      { ...timeout, connect: 700, read: 700, write: 700, pool: 700 },
      "no response came within timeout (700 ms)",
      "read",
    ],
    [
      { method: "PUT", body: untaken },
      timeout,
      "no chunk of the body was taken within timeout.write (500 ms)",
      "write",
    ],
  ] as const;
  for (const [asked, timeout, reason, phase] of rows) {
    const sending = transport.sendPrepared(requestOf(asked), contextOf({ timeout }))
      .catch((error: unknown) => error);
    await time.tickAsync(3_000);
    const error = await sending;
    assert(error instanceof ReadTimeoutError || error instanceof WriteTimeoutError);
    assertEquals([error.message.includes(reason), error.phase], [true, phase], error.message);
  }
});

test("when it is over, nothing listens to the call, and no clock runs", async () => {
  using time = new FakeTime();
  const answers = [
    () => new Response(null, { status: 204 }),
    () => {
      throw new TypeError("connection reset");
    },
    () => Response.error(),
  ];
  for (const answer of answers) {
    using stub = new StubbedFetch(answer);
    using transport = new FetchTransport();
    const context = contextOf();
    await transport.sendPrepared(requestOf({}), context).catch(() => {});
    assertEquals(time.next(), false);
    context.cancellation.cancel(new Error("late"));
    assertEquals(stub.calls.map(({ signal }) => signal?.aborted), [false]);
  }
});

test("the reason of who gives up comes out, and what is no answer does not pass", async () => {
  using transport = new FetchTransport();
  const reason = { own: true };
  {
    using _stub = new StubbedFetch(() => new Promise(() => {}));
    const context = contextOf();
    const sending = transport.sendPrepared(requestOf({}), context).catch((error: unknown) => error);
    context.cancellation.cancel(reason);
    assertStrictEquals(await sending, reason);
    const late = transport.sendPrepared(requestOf({}), context).catch((error: unknown) => error);
    assertStrictEquals(await late, reason);
  }
  using _stub = new StubbedFetch(() => Response.error());
  const error = await assertRejects(
    () => transport.sendPrepared(requestOf({}), contextOf()),
    NetworkError,
    "fetch gave Response.error()",
  );
  assertEquals(
    [error.request?.method, error.phase, error.cause],
    ["GET", undefined, undefined],
  );
  const { elapsed = -1 } = error;
  assert(elapsed >= 0 && elapsed < performance.now(), `${elapsed} ms`);
});

test("a body that is given where there is none is let go of", async () => {
  for (const [method, status] of [["HEAD", 200], ["GET", 204], ["GET", 304]] as const) {
    let cancelled = 0;
    const body = new ReadableStream({ cancel: () => void cancelled++ });
    const answer = { status, statusText: "", headers: new Headers(), body, type: "default" };
    using _stub = new StubbedFetch(() => answer);
    using transport = new FetchTransport();
    const raw = await transport.sendPrepared(requestOf({ method }), contextOf());
    assertEquals([method, status, raw.source, cancelled], [method, status, undefined, 1]);
  }
});

test("what a decoder gives in the place of the source is the body", async () => {
  using _stub = new StubbedFetch(() =>
    new Response("coded", { headers: { "content-encoding": "zstd" } })
  );
  const decode: FetchParts["decode"] = (source) => {
    source.abort(new Error("not needed"));
    return Promise.resolve(toStreamSource(new Blob(["plain"]).stream()));
  };
  using transport = new FetchTransport({}, { decode });
  const raw = await transport.sendPrepared(requestOf({}), contextOf());
  raw.watch?.stop();
  assertEquals(new TextDecoder().decode(await raw.source?.read()), "plain");
  assertEquals([raw.decoded, await raw.source?.read()], [true, undefined]);
});

test("the size that is announced is that of the body, unless the runtime undoes its coding", async () => {
  const rows = [[undefined, 4], ["gzip", undefined], ["zstd", 4], [
    "gzip, zstd",
    undefined,
  ]] as const;
  for (const [coding, size] of rows) {
    const headers = { "content-length": "4", ...coding && { "content-encoding": coding } };
    using _stub = new StubbedFetch(() => new Response("body", { headers }));
    using transport = new FetchTransport();
    const raw = await transport.sendPrepared(requestOf({}), contextOf());
    raw.watch?.stop();
    assertEquals([coding, raw.source?.size], [coding, size]);
    raw.source?.abort(new Error("over"));
  }
});

test("a body that fails says so in the phase of reading", async () => {
  const pull = () => {
    throw new TypeError("error reading a body from connection");
  };
  using _stub = new StubbedFetch(() => new Response(new ReadableStream({ pull })));
  using transport = new FetchTransport();
  const raw = await transport.sendPrepared(requestOf({}), contextOf());
  raw.watch?.stop();
  const error = await assertRejects(async () => await raw.source?.read(), ReadError);
  assertEquals([error.phase, error.request?.method], ["read", "GET"]);
});

test("who gives up while the body comes gets the own reason, and a stall ends it", async () => {
  using time = new FakeTime();
  using _stub = new StubbedFetch(() => new Response(new ReadableStream()));
  using transport = new FetchTransport();
  const context = contextOf();
  const raw = await transport.sendPrepared(requestOf({}), context);
  const reading = Promise.resolve(raw.source?.read()).catch((error: unknown) => error);
  const reason = { own: true };
  context.cancellation.cancel(reason);
  assertStrictEquals(await reading, reason);
  raw.watch?.stop();
  const stalled = await transport.sendPrepared(requestOf({}), contextOf());
  const late = Promise.resolve(stalled.source?.read()).catch((error: unknown) => error);
  await time.tickAsync(10_000);
  assertEquals(await late instanceof ReadTimeoutError, true);
});

test("no clock runs for the rest of a body when there is an answer or a failure", async () => {
  using time = new FakeTime();
  for (const isAnswered of [true, false]) {
    let end = () => {};
    const ended = new Promise<void>((resolve) => end = resolve);
    const pull = async (controller: ReadableStreamDefaultController) => {
      await ended;
      controller.close();
    };
    let reading: Promise<unknown> | undefined;
    using _stub = new StubbedFetch(({ body }) => {
      // With the end of the answer the rest is let go of.
      reading = new Response(body).arrayBuffer().catch(() => {});
      if (!isAnswered) throw new TypeError("connection reset");
      return new Response(null, { status: 204 });
    });
    using transport = new FetchTransport();
    const body = bodyOf("", { size: undefined, open: () => new ReadableStream({ pull }) });
    await transport.sendPrepared(requestOf({ method: "PUT", body }), contextOf()).catch(() => {});
    end();
    await reading;
    assertEquals([isAnswered, time.next()], [isAnswered, false]);
  }
});
