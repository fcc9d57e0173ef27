/**
 * Lets the caller's `logger` and `trace` see what happens, and sends the trace context on.
 *
 * @module
 */

import { type LogFunction, resolveLogger } from "./logger.ts";
import type { Trace } from "./trace.ts";
import { checkTraceContext, type TraceContextInput } from "./trace_context.ts";
import type { Feature } from "../../core/feature.ts";
import { Option } from "../option.ts";
import { toCallback } from "../../core/options/settle.ts";
import type { CallObserver, ObservedCall } from "./observer.ts";
import { maySeeCredentials } from "../../core/origin.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { HopContext } from "../../core/hop_context.ts";
import type { Call } from "../../core/call.ts";
import type { Send, Stage } from "../../core/stage.ts";

/** Gets one line for everything that was sent. */
const LOGGER: Option<"logger", LogFunction | undefined> = new Option({
  name: "logger",
  by: "both",
  initial: undefined,
  settle: (given) => given === null ? undefined : resolveLogger(given),
});

/** Told of every step. */
const TRACE: Option<"trace", Trace | undefined> = new Option({
  name: "trace",
  by: "both",
  initial: undefined,
  settle: (given) => toCallback("trace", given),
});

/** The trace that requests go on with. */
const TRACE_CONTEXT: Option<"traceContext", TraceContextInput | undefined> = new Option({
  name: "traceContext",
  by: "both",
  initial: undefined,
  settle: (given) => given === null ? undefined : checkTraceContext(given),
});

/** Logger and trace. */
export const observe: Feature = {
  options: [LOGGER, TRACE, TRACE_CONTEXT],
  install: () => ({ inner: withObserver(), begin }),
};

/** Who follows which call. */
const observers = new WeakMap<Call, CallObserver>();

/** Gives who follows a call, if anybody does. */
export function observerOf(call: Call): CallObserver | undefined {
  return call.listener && observers.get(call);
}

/** Begins to follow a call that somebody wants to know of; what it needs is loaded for the first of them. */
function begin(call: Call, request: PreparedRequest): Promise<void> | undefined {
  const logger = LOGGER.of(call.settings);
  const trace = TRACE.of(call.settings);
  const traceContext = TRACE_CONTEXT.of(call.settings);
  if (!logger && !trace && !traceContext) return undefined;
  return observeCall(call, request, { logger, trace, traceContext });
}

async function observeCall(
  call: Call,
  request: PreparedRequest,
  options: Omit<ObservedCall, "elapsed">,
): Promise<void> {
  const { startObserver } = await import("./observer.ts");
  const observer = startObserver({
    ...options,
    traceContext: observers.get(call.root)?.traceContext ?? options.traceContext,
    elapsed: () => call.elapsed,
  });
  observers.set(call, observer);
  call.listener = observer;
  observer.start(request);
}

/**
 * Follows each try of each hop.
 *
 * It stands inside of hooks and auth, so that it sees what is sent and a signature does not depend on the span, inside
 * of retries, each of which is a span and a line of its own, and outside of everything that a request may wait for.
 */
function withObserver(): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    const observer = observerOf(hop.call);
    return observer ? follow(next, { request, hop, observer }) : next(request, hop);
  };
}

interface Start {
  readonly request: PreparedRequest;
  readonly hop: HopContext;
  readonly observer: CallObserver;
}

async function follow(next: Send, { request, hop, observer }: Start): Promise<HttpResponse> {
  const attempt = observer.begin(request, hop.attempt);
  try {
    const signed = attempt.sign(request, isForeign(request, hop));
    return await next(signed, hop.with({ listener: attempt }));
  } catch (error) {
    attempt.fail(error);
    throw error;
  }
}

/** What tracing systems say to each other is for those whom the caller asked. */
function isForeign({ url }: PreparedRequest, { call, original }: HopContext): boolean {
  return !maySeeCredentials(original.chain?.url ?? call.origin, url);
}
