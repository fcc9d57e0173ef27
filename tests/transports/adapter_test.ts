import { assert, assertEquals, assertLess, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  Client,
  HandlerTransport,
  type Progress,
  ReadError,
  ReadTimeoutError,
  type Stage,
  type Transport,
} from "../../mod.ts";
import { sendWeb } from "../../src/core/fetch/adapter.ts";
import { sendLight } from "../../src/core/fetch/light.ts";
import type { LightTransport, SendContext } from "../../src/core/fetch/transport.ts";
import { resolveTimeout } from "../../src/core/options/timeout.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { toStreamSource } from "../../src/core/response/byte_source.ts";
import type { RawResponse } from "../../src/core/response/raw_response.ts";
import { Cancellation } from "../../src/core/time/cancellation.ts";
import { Deadlines } from "../../src/core/time/deadlines.ts";
import { test } from "../checked.ts";
import { sleep } from "../wire/scripted.ts";

const never = new AbortController().signal;
const URL = "http://h.example/path";

function giving(body: BodyInit | null): Transport {
  return { send: () => Promise.resolve(new Response(body)) };
}

test("a transport that never answers is a ReadTimeoutError, and its late answer is cancelled", async () => {
  const cancelled = Promise.withResolvers<unknown>();
  const answer = Promise.withResolvers<Response>();
  const signals: AbortSignal[] = [];
  const transport: Transport = {
    send(_, { signal }) {
      signals.push(signal);
      return answer.promise;
    },
  };
  using client = new Client({ transport, timeout: { connect: 20, read: 30 } });
  const before = performance.now();
  const error = await assertRejects(() => client.get(URL), ReadTimeoutError, "50 ms");
  assertStrictEquals(signals[0]?.reason, error);
  assertEquals([error.phase, error.request?.url], ["read", URL]);
  const { elapsed = -1 } = error;
  assert(elapsed >= 45 && elapsed <= performance.now() - before, `${elapsed}`);
  answer.resolve(new Response(new ReadableStream({ cancel: (why) => cancelled.resolve(why) })));
  await cancelled.promise;
  assertEquals(client.stats.active, 0);
});

test("a body that fails is a ReadError with the cause, and says of which request", async () => {
  const cause = new TypeError("broken");
  const body = () =>
    new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array([1]));
        controller.error(cause);
      },
    });
  using client = new Client({ transport: { send: () => Promise.resolve(new Response(body())) } });
  const before = performance.now();
  const error = await assertRejects(() => client.get(URL), ReadError, `Cannot GET ${URL}: `);
  assertStrictEquals(error.cause, cause);
  assertEquals(error.phase, "read");
  const { elapsed = -1 } = error;
  assert(elapsed >= 0 && elapsed <= performance.now() - before, `${elapsed}`);
});

test("a body that stalls is a ReadTimeoutError and is cancelled", async () => {
  const cancelled = Promise.withResolvers<unknown>();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array([1])),
    cancel: (reason) => cancelled.resolve(reason),
  });
  using client = new Client({ transport: giving(body), timeout: { read: 40 } });
  const error = await assertRejects(() => client.get(URL), ReadTimeoutError);
  assertStrictEquals(await cancelled.promise, error);
});

test("an abort ends waiting and reading, with the caller's own reason", async () => {
  for (
    const transport of [giving(new ReadableStream({})), {
      send: () => new Promise<never>(() => {}),
    }]
  ) {
    using client = new Client({ transport });
    const controller = new AbortController();
    const reason = { mine: true };
    setTimeout(() => controller.abort(reason), 20);
    const call = client.get(URL, { signal: controller.signal });
    assertStrictEquals(await call.catch((error: unknown) => error), reason);
    assertEquals(client.stats.active, 0);
  }
});

test("an abort in the very moment of the answer is not missed", async () => {
  const controller = new AbortController();
  const transport: Transport = {
    send: () => {
      const response = new Response(new ReadableStream({}));
      return Promise.resolve(response).finally(() => queueMicrotask(() => controller.abort("now")));
    },
  };
  using client = new Client({ transport, timeout: { read: 500 } });
  const call = client.get(URL, { signal: controller.signal });
  assertEquals(await call.catch((error: unknown) => error), "now");
});

test("an upload over any transport is told of, and is a sign of life", async () => {
  const transport = new HandlerTransport(async (request) => new Response(await request.text()));
  using client = new Client({ transport, timeout: { connect: 100, read: 300 } });
  const reports: Progress[] = [];
  const onUploadProgress = (progress: Progress) => void reports.push(progress);
  const body = async function* () {
    for (const letter of "abcdef") {
      await sleep(120, never);
      yield letter;
    }
  };
  const response = await client.post(URL, { body: body(), onUploadProgress });
  assertEquals(await response.text(), "abcdef");
  assertEquals(reports.map(({ transferred }) => transferred), [1, 2, 3, 4, 5, 6]);
  await client.post(URL, { body: "bytes", onUploadProgress });
  assertEquals([reports.at(-1)?.transferred, reports.at(-1)?.total], [5, 5]);
});

test("what the transport throws comes out as it is", async () => {
  const mine = new RangeError("mine");
  const { stack } = mine;
  for (
    const send of [() => Promise.reject(mine), () => {
      throw mine;
    }]
  ) {
    using client = new Client({ transport: { send } });
    assertStrictEquals(await client.get(URL).catch((error: unknown) => error), mine);
    assertEquals(mine.stack, stack);
  }
});

test("a body that a web request cannot have is refused, not lost", async () => {
  let asked = 0;
  const transport: Transport = { send: () => Promise.resolve(new Response(`${++asked}`)) };
  using client = new Client({ transport });
  await assertRejects(() => client.get(URL, { body: "x" }), TypeError, "a body with GET");
  const stage: Stage = (next) => (request, context) =>
    next(request.with({ method: "HEAD" }), context);
  using changed = client.extend({ stages: [stage] });
  await assertRejects(() => changed.post(URL, { body: "x" }), TypeError, "a body with HEAD");
  assertEquals(asked, 0);
  assertEquals(await client.post(URL, { body: "x" }).text(), "1");
});

test("what is no Response, or one that is locked, is refused with words", async () => {
  const rubbish: readonly unknown[] = [undefined, null, "text", { status: 200 }];
  for (const answer of rubbish) {
    // @ts-expect-error: that is the point
    using client = new Client({ transport: { send: () => Promise.resolve(answer) } });
    await assertRejects(() => client.get(URL), TypeError, "Cannot use what the transport gave");
  }
  const locked = new Response("x");
  locked.body?.getReader();
  using client = new Client({ transport: { send: () => Promise.resolve(locked) } });
  await assertRejects(() => client.get(URL), TypeError);
  assertEquals(client.stats.active, 0);
});

test("reading ends when the body does, and nothing is left of the call", async () => {
  using client = new Client({ transport: giving("x".repeat(200_000)) });
  const started = performance.now();
  assertEquals((await client.get(URL)).content.length, 200_000);
  assert(client.stats.active === 0);
  assertLess(performance.now() - started, 10_000);
});

function contextOf(): SendContext {
  const cancellation = new Cancellation();
  const timeout = resolveTimeout({});
  const deadlines = new Deadlines();
  return { cancellation, deadlines, timeout, onSent: undefined, signal: never };
}

/** What the transport does, how much of the answer is read, and whether the end of the call still ends it then. */
const ENDS: readonly {
  readonly what: string;
  readonly answer: () => Promise<Response>;
  readonly reads: number;
  readonly ends: boolean;
}[] = [
  { what: "no body", answer: () => Promise.resolve(new Response(null)), reads: 0, ends: false },
  { what: "a failure", answer: () => Promise.reject(new Error("own")), reads: 0, ends: false },
  {
    what: "an unread body",
    answer: () => Promise.resolve(new Response("x")),
    reads: 0,
    ends: true,
  },
  { what: "a begun body", answer: () => Promise.resolve(new Response("x")), reads: 1, ends: true },
  { what: "a read body", answer: () => Promise.resolve(new Response("x")), reads: 2, ends: false },
];

test("the end of a call ends what its transport still gives, and nothing that is over", async () => {
  using time = new FakeTime();
  for (const { what, answer, reads, ends } of ENDS) {
    const signals: AbortSignal[] = [];
    const transport: Transport = {
      send(_, { signal }) {
        signals.push(signal);
        return answer();
      },
    };
    const context = contextOf();
    const request = new PreparedRequest("GET", new globalThis.URL(URL), {}, undefined);
    const raw = await sendWeb(transport, request, context).catch(() => undefined);
    for (let count = 0; count < reads; count++) await raw?.source?.read();
    assertEquals([what, time.next()], [what, false]);
    context.cancellation.cancel(new Error("over"));
    assertEquals([what, signals.map(({ aborted }) => aborted)], [what, [ends]]);
  }
});

test("a transport reads the body of a request, or lets go of it", async () => {
  let discarded = 0;
  const body = {
    size: 3,
    contentType: undefined,
    replayable: true,
    open: () => new TextEncoder().encode("abc"),
    discard: () => Promise.resolve(void discarded++),
  };
  const send = async (use: (request: Request) => unknown) => {
    const request = new PreparedRequest("PUT", new globalThis.URL(URL), {}, body);
    const transport: Transport = {
      send: async (request) => new Response(String(await use(request))),
    };
    const raw = await sendWeb(transport, request, contextOf());
    return new TextDecoder().decode(await raw.source?.read());
  };
  assertEquals([await send((request) => request.text()), discarded], ["abc", 0]);
  assertEquals([await send((request) => request.body?.cancel()), discarded], ["undefined", 1]);
});

test("who asks a built-in transport with a signal is let go of with the answer", async () => {
  const send = (source: RawResponse["source"]) => {
    const { signal } = new AbortController();
    let isHeld = false;
    Reflect.set(signal, "addEventListener", () => void (isHeld = true));
    Reflect.set(signal, "removeEventListener", () => void (isHeld = false));
    const transport: LightTransport = {
      send: () => Promise.reject(new Error("not asked")),
      sendPrepared: () => {
        const headers = new Headers();
        return Promise.resolve({ status: 200, reasonPhrase: "", fields: headers, headers, source });
      },
    };
    const request = new PreparedRequest("GET", new globalThis.URL(URL), {}, undefined);
    const answer = sendLight(transport, request, { signal, timeout: resolveTimeout({}) });
    return { answer, isHeld: () => isHeld };
  };
  const bare = send(undefined);
  assertEquals(bare.isHeld(), true);
  await bare.answer;
  assertEquals(bare.isHeld(), false);
  const whole = send(toStreamSource(new Blob(["body"]).stream()));
  const response = await whole.answer;
  assertEquals(whole.isHeld(), true);
  assertEquals([await response.text(), whole.isHeld()], ["body", false]);
});

test("a built-in transport answers who asks it with web objects", async () => {
  const light = (source: RawResponse["source"]): LightTransport => ({
    send: (request, context) => sendLight(light(source), PreparedRequest.from(request), context),
    sendPrepared: () => {
      const headers = new Headers({ "x-a": "1" });
      return Promise.resolve({ status: 203, reasonPhrase: "Hm", fields: headers, headers, source });
    },
  });
  const context = { signal: new AbortController().signal, timeout: resolveTimeout({ read: 20 }) };
  const bare = await light(undefined).send(new Request(URL), context);
  assertEquals([bare.status, bare.url, bare.headers.get("x-a"), await bare.text()], [
    ...[203, URL, "1", ""],
  ]);
  const whole = await light(toStreamSource(new Blob(["body"]).stream()))
    .send(new Request(URL), context);
  assertEquals([whole.url, await whole.text()], [URL, "body"]);
  const stuck = await light(toStreamSource(new ReadableStream())).send(new Request(URL), context);
  const error = await assertRejects(() => stuck.text(), ReadTimeoutError);
  assertEquals(error.request?.url, URL);
});
