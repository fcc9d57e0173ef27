/**
 * The `traceparent` and `tracestate` headers (W3C Trace Context, levels 1 and 2).
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";
import { checkTraceContext, type TraceContextInput, type TraceHeaders } from "./trace_context.ts";

/** A trace that requests belong to. */
export interface TraceContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** Bit 1: sampled. Bit 2: the id is random. */
  readonly flags: number;
  /** What tracing systems say to each other, as it came. */
  readonly tracestate: string | undefined;
}

/** Whoever begins a trace keeps a record of it here, in log lines or events; and its id is random. */
const SAMPLED_AND_RANDOM = 3;

/** Level 2 knows these; a level that does not clears them. */
const KNOWN_FLAGS = 3;

/** All that is known of a version that is not out yet. */
const SAMPLED = 1;

/** Version, trace id, parent id, flags; later versions may add more. */
const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * Gives the trace that a call goes on with: the incoming one, or a new one if that is invalid or missing.
 *
 * @param given What the caller gave.
 * @returns `undefined` if a function of the caller's has none.
 * @throws {TypeError} If a function of the caller's gives something else.
 */
export function openTraceContext(given: TraceContextInput): TraceContext | undefined {
  const found = typeof given === "function" ? given() : given;
  if (found === undefined || found === null) return undefined;
  checkTraceContext(found);
  if (found === true) return startTrace();
  const { traceparent, tracestate } = toTraceHeaders(found);
  return parseTraceparent(traceparent?.trim(), tracestate) ?? startTrace();
}

function toTraceHeaders(
  given: string | Request | Headers | TraceHeaders,
): { traceparent: string | undefined; tracestate: string | undefined } {
  if (typeof given === "string") return { traceparent: given, tracestate: undefined };
  const headers = given instanceof Request ? given.headers : given;
  if (!(headers instanceof Headers)) {
    return { traceparent: headers.traceparent, tracestate: headers.tracestate };
  }
  return {
    traceparent: headers.get("traceparent") ?? undefined,
    tracestate: headers.get("tracestate") ?? undefined,
  };
}

/**
 * Reads a `traceparent`.
 *
 * @param traceparent The value; digits must be in lower case.
 * @param tracestate What came with it.
 * @returns `undefined` if it is invalid; the `tracestate` means nothing then.
 */
export function parseTraceparent(
  traceparent: string | undefined,
  tracestate?: string | undefined,
): TraceContext | undefined {
  const [, version, traceId = "", parentId = "", flags = "", rest] =
    TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (version === undefined || version === "ff" || (version === "00" && rest !== undefined)) {
    return undefined;
  }
  if (isZero(traceId) || isZero(parentId)) return undefined;
  const mask = version === "00" ? KNOWN_FLAGS : SAMPLED;
  return { traceId, flags: parseInt(flags, 16) & mask, tracestate: toState(tracestate) };
}

function isZero(digits: string): boolean {
  return /^0+$/.test(digits);
}

/** What cannot be a header is dropped; the trace goes on without it. */
function toState(tracestate: string | undefined): string | undefined {
  const state = tracestate?.trim();
  return state && /^[\x20-\x7e\t]+$/.test(state) ? state : undefined;
}

function startTrace(): TraceContext {
  return { traceId: toRandomId(16), flags: SAMPLED_AND_RANDOM, tracestate: undefined };
}

/** Gives a new id for a request in a trace. */
export function toSpanId(): string {
  return toRandomId(8);
}

/** Zero alone is no id. */
function toRandomId(bytes: number): string {
  const id = encodeHex(crypto.getRandomValues(new Uint8Array(bytes)));
  return isZero(id) ? toRandomId(bytes) : id;
}

/** Writes a `traceparent`. */
export function toTraceparent({ traceId, flags }: TraceContext, spanId: string): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, "0")}`;
}
