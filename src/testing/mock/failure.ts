/**
 * Failures that a mock stands in for: the classes of real ones, at the time at which they would come.
 *
 * @module
 */

import {
  ConnectError,
  ConnectTimeoutError,
  ContentDecodingError,
  DnsError,
  type HttpError,
  type HttpErrorOptions,
  type Phase,
  PoolTimeoutError,
  ProtocolError,
  ProxyError,
  ReadError,
  ReadTimeoutError,
  TlsError,
  TotalTimeoutError,
  TransportError,
  WriteError,
  WriteTimeoutError,
} from "../../core/errors.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { ResolvedTimeout } from "../../core/options/timeout.ts";

interface Failure {
  readonly error: new (reason: string, options: HttpErrorOptions) => HttpError;
  readonly phase: Phase;
  /** Why no answer came; empty for what happens within a body only. */
  readonly reason: string;
  /** Why the body came to no end; `undefined` for what cannot happen there. */
  readonly within?: string;
  /** The limit that is named with it. */
  readonly limit?: keyof ResolvedTimeout;
}

/**
 * The errors that a mock can fail with, by the names of their classes.
 *
 * @example A program that stands every failure
 * ```ts
 * import { Client, HttpError } from "@ferry/http";
 * import { type FailureName, MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const failures: FailureName[] = ["DnsError", "TlsError", "ReadTimeoutError"];
 * for (const fails of failures) {
 *   using client = new Client({ transport: new MockTransport({ "*": { fails } }) });
 *   const error: unknown = await client.get("https://api.example/").catch((error) => error);
 *   assert(HttpError.is(error));
 *   assertEquals(error.name, fails);
 * }
 * ```
 * @category Testing
 */
export type FailureName =
  | "PoolTimeoutError"
  | "ConnectError"
  | "DnsError"
  | "TlsError"
  | "ProxyError"
  | "ConnectTimeoutError"
  | "WriteError"
  | "WriteTimeoutError"
  | "ReadError"
  | "ReadTimeoutError"
  | "ProtocolError"
  | "ContentDecodingError"
  | "TotalTimeoutError"
  | "TransportError";

/** In the words of the transports. */
const FAILURES: Readonly<Record<FailureName, Failure>> = {
  PoolTimeoutError: {
    error: PoolTimeoutError,
    phase: "pool",
    reason: "no connection was free in time",
    limit: "pool",
  },
  ConnectError: {
    error: ConnectError,
    phase: "connect",
    reason: "the connection failed: Connection refused",
  },
  DnsError: {
    error: DnsError,
    phase: "connect",
    reason: "the host name cannot be resolved: failed to lookup address information",
  },
  TlsError: {
    error: TlsError,
    phase: "connect",
    reason: "the TLS handshake failed: tls handshake eof",
  },
  ProxyError: {
    error: ProxyError,
    phase: "connect",
    reason: "the proxy refused: 502 Bad Gateway",
  },
  ConnectTimeoutError: {
    error: ConnectTimeoutError,
    phase: "connect",
    reason: "no connection in time",
    limit: "connect",
  },
  WriteError: {
    error: WriteError,
    phase: "write",
    reason: "the connection broke while the request was sent: Broken pipe",
  },
  WriteTimeoutError: {
    error: WriteTimeoutError,
    phase: "write",
    reason: "the server took no byte of the request in time",
    limit: "write",
  },
  ReadError: {
    error: ReadError,
    phase: "read",
    reason: "connection closed before an answer came",
    within: "connection closed before message completed",
  },
  ReadTimeoutError: {
    error: ReadTimeoutError,
    phase: "read",
    reason: "no byte of an answer came in time",
    within: "no byte of the body came in time",
    limit: "read",
  },
  ProtocolError: {
    error: ProtocolError,
    phase: "read",
    reason: "it is not HTTP/1",
    within: "a chunk's size is malformed",
  },
  ContentDecodingError: {
    error: ContentDecodingError,
    phase: "decode",
    reason: "",
    within: "the body is not what its Content-Encoding says, or is cut short",
  },
  TotalTimeoutError: {
    error: TotalTimeoutError,
    phase: "total",
    reason: "the call took too long",
    within: "the call took too long",
    limit: "total",
  },
  TransportError: { error: TransportError, phase: "connect", reason: "fetch failed" },
};

const KNOWN: Readonly<Record<string, Failure>> = FAILURES;

/** The names of all failures. */
export const failureNames: readonly string[] = Object.keys(FAILURES);

/** What comes before a failure. */
export interface FailureOptions {
  /** The name of the class. */
  readonly fails: string;
  /** How many bytes of the body come before; without it nothing of the answer does. */
  readonly afterBytes: number | undefined;
}

/**
 * Makes sure that there is such a failure.
 *
 * @throws {TypeError} If the name is not known, or it cannot happen within a body.
 * @throws {RangeError} If the number of bytes is no whole number from 0.
 */
export function checkFailure({ fails, afterBytes }: FailureOptions): void {
  const failure = Object.hasOwn(KNOWN, fails) ? KNOWN[fails] : undefined;
  if (!failure) {
    throw new TypeError(`Cannot fail with ${fails}: give one of ${failureNames.join(", ")}`);
  }
  if (afterBytes === undefined) return;
  if (!failure.within) throw new TypeError(`Cannot fail with ${fails} within a body: no such case`);
  if (!Number.isSafeInteger(afterBytes) || afterBytes < 0) {
    throw new RangeError(`Cannot fail after ${afterBytes} bytes: give a whole number from 0`);
  }
}

/** How many bytes of the body come before a failure; `undefined` if nothing of the answer does. */
export function bytesBefore({ fails, afterBytes }: FailureOptions): number | undefined {
  return afterBytes ?? (KNOWN[fails]?.reason === "" ? 0 : undefined);
}

/** Tells whether nothing is sent of a request that fails so. */
export function isUnsent(name: string): boolean {
  const phase = KNOWN[name]?.phase;
  return phase === "pool" || phase === "connect";
}

/** What is known where a request fails. */
export interface FailureEvidence {
  readonly request: Request;
  readonly timeout: ResolvedTimeout;
  /** When the request came, by `performance.now()`. */
  readonly startedAt: number;
}

/** Makes the error of a failure, as a transport would. */
export function toError(
  { fails, afterBytes }: FailureOptions,
  { request, timeout, startedAt }: FailureEvidence,
): Error {
  const failure = KNOWN[fails];
  if (!failure) return new TypeError(`Cannot fail with ${fails}: no such error`);
  const { error, phase, limit, reason, within } = failure;
  const ms = limit ? timeout[limit] : Infinity;
  const words = (afterBytes === undefined ? undefined : within) ?? reason;
  return new error(ms === Infinity ? words : `${words} (${limit}: ${ms} ms)`, {
    request: PreparedRequest.from(request).with({ body: undefined }),
    phase,
    elapsed: performance.now() - startedAt,
  });
}

/** Gives so many bytes of a body, then fails. */
export function cutBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  { afterBytes, fail }: { readonly afterBytes: number; readonly fail: () => Error },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  let left = afterBytes;
  return new ReadableStream({
    async pull(controller) {
      const chunk = left > 0 ? (await reader?.read())?.value : undefined;
      if (chunk) controller.enqueue(chunk.subarray(0, left));
      left = chunk ? left - Math.min(left, chunk.length) : 0;
      // An error at once would take with it what was just given.
      if (chunk) return;
      controller.error(fail());
      await reader?.cancel();
    },
    cancel: (reason) => reader?.cancel(reason),
  }, { highWaterMark: 0 });
}
