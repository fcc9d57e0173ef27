/**
 * A call and its hops, apart from the stages: its clock, what it remembers with its errors, and what goes on after it.
 *
 * @module
 */

import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type Attempt,
  Client,
  type ClientOptions,
  HandlerTransport,
  HttpError,
  HttpResponse,
  TotalTimeoutError,
} from "../mod.ts";
import { Call } from "../src/core/call.ts";
import { HopContext } from "../src/core/hop_context.ts";
import { laterFactsOf } from "../src/core/errors/later_facts.ts";
import type { CallListener } from "../src/core/call_events.ts";
import { Deadlines } from "../src/core/time/deadlines.ts";
import { test } from "./checked.ts";

/** A hop as the stage of a user gets it. */
async function hopOf(options: ClientOptions = {}): Promise<HopContext> {
  let hop: HopContext | undefined;
  using client = new Client({
    transport: new HandlerTransport(() => new Response("ok")),
    trustEnv: false,
    ...options,
    stages: [(next) => (request, context) => {
      hop = HopContext.of(context);
      return next(request, context);
    }],
  });
  await client.get("http://h.example/");
  if (hop === undefined) throw new Error("The stage was not called");
  return hop;
}

/** A call of its own, with timers of its own. */
async function callOf(options: ClientOptions = {}): Promise<Call> {
  const { call, original } = await hopOf(options);
  return new Call(call.settings, original, { ...call, deadlines: new Deadlines() });
}

/** Follows a call, and tells of what it is told. */
function listenerOf(told: string[]): CallListener {
  return {
    step: (event) => void told.push(event.type),
    fail: () => void told.push("fail"),
    end: () => void told.push("end"),
  };
}

const failure = () => new HttpError("broken", { phase: "read" });
const responseOf = (status: number) => HttpResponse.of(new Uint8Array(1), { status });
const tried: readonly Attempt[] = [{ status: 503, wait: 0, elapsed: 1 }];

test("the total timeout ends a call once, with the request, the phase and the time", async () => {
  using time = new FakeTime();
  const call = await callOf({ timeout: { total: 1_000 } });
  const reasons: unknown[] = [];
  call.cancellation.add((reason) => reasons.push(reason));
  time.tick(999);
  assertEquals(reasons, []);
  time.tick(1);
  const [error] = reasons;
  assert(error instanceof TotalTimeoutError);
  assert(error.message.includes("the call took longer than timeout.total (1000 ms)"));
  assertEquals([error.phase, error.request?.url, reasons.length], [
    "total",
    "http://h.example/",
    1,
  ]);
  assert((error.elapsed ?? -1) >= 0 && (error.elapsed ?? Infinity) < 60_000);
});

test("a call knows how long it lasts and how much time is left", async () => {
  const endless = await callOf();
  assertEquals(endless.left, Infinity);
  const before = performance.now();
  const call = await callOf({ timeout: { total: 60_000 } });
  const until = performance.now() + 5;
  while (performance.now() < until);
  const { elapsed } = call;
  assert(elapsed >= 5 && elapsed <= performance.now() - before, `${elapsed}`);
  assert(call.left <= 59_995 && call.left > 30_000, `${call.left}`);
  call.settle();
});

test("the clock stops when the call has its answer and no body is open any more", async () => {
  using time = new FakeTime();
  const begin = async () => {
    const told: string[] = [];
    const controller = new AbortController();
    const call = await callOf({ timeout: { total: 1_000 } });
    call.listener = listenerOf(told);
    return { call, told, controller };
  };
  const plain = await begin();
  plain.call.settle();
  assertEquals([plain.told, time.next()], [["end"], false]);

  const late = await begin();
  late.call.opened();
  late.call.opened();
  late.call.settle();
  late.call.ended();
  assertEquals(late.told, []);
  late.call.ended();
  assertEquals([late.told, time.next()], [["end"], false]);

  const early = await begin();
  early.call.opened();
  early.call.ended();
  assertEquals(early.told, [], "the answer may still be on its way");
  early.call.settle();
  assertEquals([early.told, time.next()], [["end"], false]);

  const open = await begin();
  open.call.opened();
  open.call.settle();
  open.call.awaited();
  time.tick(1_000);
  assertEquals(open.call.cancellation.cancelled, true, "the body belongs to the call");
});

/** Timers that say who holds the program. */
class Holding extends Deadlines {
  readonly said: boolean[] = [];

  override setHolding(...args: Parameters<Deadlines["setHolding"]>): void {
    this.said.push(args[1]);
    super.setHolding(...args);
  }
}

test("a call holds the program while somebody waits for it, or for its body", async () => {
  const { call: { settings, ...parts }, original } = await hopOf({ timeout: { total: 60_000 } });
  const deadlines = new Holding();
  const call = new Call(settings, original, { ...parts, deadlines });
  call.opened();
  call.settle();
  assertEquals(deadlines.said, [false]);
  call.awaited();
  assertEquals(deadlines.said, [false, true]);
  call.ended();
  const endless = await hopOf();
  const other = new Call(endless.call.settings, original, { ...parts, deadlines });
  other.settle();
  other.awaited();
  assertEquals(deadlines.said, [false, true]);
});

test("an error of a call keeps the tries, and the responses that were first", async () => {
  const call = await callOf();
  const [first, second] = [responseOf(301), responseOf(302)];
  const error = failure();
  call.remember(error, tried);
  call.rememberPrevious(error, undefined);
  assertEquals(laterFactsOf(error), { attempts: tried });
  call.rememberPrevious(error, first);
  call.rememberPrevious(error, second);
  call.rememberResponse(error, () => first);
  call.rememberResponse(error, () => second);
  const facts = laterFactsOf(error);
  assertStrictEquals(facts.attempts, tried);
  assertStrictEquals(facts.previous, first);
  assertStrictEquals(facts.response, first);
});

test("what is no error of the call stays as it is", async () => {
  const call = await callOf();
  const response = responseOf(301);
  const foreign = new TypeError("of the caller's");
  const keep = (error: unknown) => {
    call.remember(error, tried);
    call.rememberPrevious(error, response);
    call.rememberResponse(error, () => response);
  };
  for (const error of [foreign, undefined, "text"]) keep(error);
  assertEquals(laterFactsOf(foreign), {});
  // An HttpError that the caller aborts with is the caller's own.
  const own = failure();
  call.cancellation.cancel(own);
  keep(own);
  assertEquals(laterFactsOf(own), {});
  const total = new TotalTimeoutError("over", { phase: "total" });
  keep(total);
  assertStrictEquals(laterFactsOf(total).attempts, tried);
});

test("the call that one goes on with is that of the first", async () => {
  const { call: first, original } = await hopOf();
  assert(first.root === first);
  const next = new Call(first.settings, original, first);
  assert(next.root === first);
  assert(new Call(next.settings, original, next).root === first);
});

test("a hop with changes is the same but for these", async () => {
  const hop = await hopOf();
  const permit = { [Symbol.dispose]() {} };
  const changed = hop.with({ attempts: tried, permit, queued: 5 });
  assertStrictEquals(changed.permit, permit);
  assertEquals([changed.attempt, changed.queued, changed.hop], [2, 5, 1]);
  assertStrictEquals(changed.call, hop.call);
  assertStrictEquals(changed.original, hop.original);
  assertEquals([hop.attempt, hop.attempts, hop.isDetached], [1, undefined, false]);
  const more = changed.with({ previous: responseOf(302) });
  assertEquals([more.hop, more.attempt, more.queued], [2, 2, 5]);
});

test("a hop is shown without what it holds, and no other object passes for one", async () => {
  const hop = await hopOf({ headers: { authorization: "secret" } });
  assertEquals([JSON.stringify({ hop }), Deno.inspect(hop)], [
    '{"hop":"<StageContext>"}',
    "<StageContext>",
  ]);
  assertStrictEquals(HopContext.of(hop), hop);
  for (const context of [{ ...hop }, {}, Object.create(hop)]) {
    assertThrows(
      () => Reflect.apply(HopContext.of, HopContext, [context]),
      TypeError,
      "hand on the context that the stage got",
    );
  }
});

test("only events of a stage are told of, to whoever follows the call", async () => {
  const hop = await hopOf();
  const told: string[] = [];
  hop.tell({ type: "stage.before" });
  hop.call.listener = listenerOf(told);
  hop.tell({ type: "stage.mine" });
  for (const event of [undefined, null, "stage.x", {}, { type: 5 }, { type: "redirect" }]) {
    assertThrows(
      () => Reflect.apply(hop.tell, hop, [event]),
      TypeError,
      "its type must begin with stage.",
    );
  }
  assertEquals(told, ["stage.mine"]);
});

test("what is detached outlives its call, but not the client, and has its own time", async () => {
  const caller = new AbortController();
  const hop = await hopOf({ timeout: { total: 60_000 } });
  const detached = hop.detach();
  assertEquals([detached.isDetached, detached.stream, detached.listener], [true, true, undefined]);
  assertEquals([detached.left > 30_000, detached.left <= 60_000], [true, true]);
  assertStrictEquals(detached.original, hop.original);
  assertStrictEquals(detached.call.root, hop.call.root);
  // Its client is closed by now.
  assertEquals(detached.call.cancellation.cancelled, true);
  for (const total of [NaN, -1, "5"]) {
    assertThrows(
      () => Reflect.apply(hop.detach, hop, [undefined, { total }]),
      Error,
      "total of detach()",
    );
  }
  assertEquals(hop.detach(undefined, { total: Infinity }).left, Infinity);
  const short = hop.detach(caller.signal, { total: 5_000 });
  assert(short.left <= 5_000);
  const followed = hop.with({
    listener: { onEvent: undefined, answer: () => {}, end: () => {} },
  });
  const quiet = followed.detach();
  assertEquals(quiet.listener, undefined);
  for (const each of [detached, short, quiet]) each.call.settle();
});

test("the signal of who detaches ends what is detached, while the client is open", async () => {
  let hop: HopContext | undefined;
  const client = new Client({
    transport: new HandlerTransport(() => new Response("ok")),
    trustEnv: false,
    stages: [(next) => (request, context) => {
      hop = HopContext.of(context);
      return next(request, context);
    }],
  });
  await client.get("http://h.example/");
  const own = new AbortController();
  const ended = hop?.detach(own.signal);
  const other = hop?.detach();
  own.abort(new Error("enough"));
  assertEquals([ended?.call.cancellation.cancelled, other?.call.cancellation.cancelled], [
    true,
    false,
  ]);
  client.close();
  assertEquals(other?.call.cancellation.cancelled, true);
  for (const each of [ended, other]) each?.call.settle();
});

test("a redirect of a hop is followed by one step, whatever the call follows", async () => {
  const ways: Readonly<Record<string, string>> = { "/1": "/2", "/2": "/3" };
  const asked: string[] = [];
  const transport = new HandlerTransport(({ url }) => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    const location = ways[pathname];
    return location ? new Response(null, { status: 302, headers: { location } }) : new Response();
  });
  const steps: unknown[] = [];
  using client = new Client({
    transport,
    trustEnv: false,
    stages: [(next) => async (request, context) => {
      const hop = HopContext.of(context);
      const response = await next(request, hop);
      if (asked.length === 1) {
        const step = await hop.follow(response);
        steps.push(step?.status, step?.url);
      }
      return response;
    }],
  });
  await client.get("http://h.example/1");
  assertEquals(steps, [302, "http://h.example/2"]);
});

test("the signal of a hop is that of its call", async () => {
  const controller = new AbortController();
  const hop = await hopOf();
  const { call: { settings, ...parts }, original } = hop;
  const call = new Call({ ...settings, signal: controller.signal }, original, parts);
  const { signal } = new HopContext(call, { original });
  const reason = new Error("enough");
  controller.abort(reason);
  assertStrictEquals(signal.reason, reason);
});

test("a hop says where a redirect leads, and follows none where there is none", async () => {
  const hop = await hopOf();
  const moved = HttpResponse.of(null, { status: 302, headers: { location: "/there" } });
  assertEquals(hop.next(moved)?.url.pathname, "/there");
  assertEquals(hop.next(responseOf(200)), undefined);
  assertEquals(await hop.follow(responseOf(200)), undefined);
});
