/**
 * One line for everything that was sent: what a logger is and gets.
 *
 * @module
 */

import type { ResponseTimings } from "../../core/response/raw_response.ts";

/**
 * What one line is about: a request that was sent, and what came of it. A redirect, an answered challenge and each try
 * have lines of their own.
 *
 * @example A line of JSON for a log
 * ```ts
 * import { Client, type LogEntry } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const toJson = ({ method, url, status, attempt }: LogEntry) =>
 *   JSON.stringify({ method, url, status, attempt });
 * const lines: string[] = [];
 * const logger = (_line: string, entry: LogEntry) => void lines.push(toJson(entry));
 * using client = new Client({ transport: new MockTransport({ "*": 204 }), logger });
 * await client.get("http://example.org/");
 * assertEquals(lines, ['{"method":"GET","url":"http://example.org/","status":204,"attempt":1}']);
 * ```
 * @category Observability
 */
export interface LogEntry {
  /** The method. */
  readonly method: string;
  /** The URL without userinfo and fragment; the values of parameters that look like secrets are `REDACTED`. */
  readonly url: string;
  /** The status; `undefined` if there was no answer. */
  readonly status?: number | undefined;
  /** The reason phrase. */
  readonly statusText?: string | undefined;
  /** Milliseconds from when it was begun, the wait for a token or a connection included, until its body had ended. */
  readonly elapsed: number;
  /** How many bytes of the body came, as `response.numBytesDownloaded`. */
  readonly bytes: number;
  /** The number of the try, from 1. */
  readonly attempt: number;
  /** Whether the body was let go of before its end. */
  readonly closed?: boolean | undefined;
  /** Why it failed; not there if it did not. */
  readonly error?: unknown;
  /** How many milliseconds each phase took, as far as the transport can tell. */
  readonly timings?: ResponseTimings | undefined;
  /** The trace that the request belongs to, with `traceContext`. */
  readonly traceId?: string | undefined;
  /** The span that the request is in that trace. */
  readonly spanId?: string | undefined;
}

/**
 * Gets a line for everything that was sent, and what the line says.
 *
 * @example Only what was sent again
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { LogFunction } from "@ferry/http/trace";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const logger: LogFunction = (line, { attempt }) => {
 *   if (attempt > 1) lines.push(line);
 * };
 * const transport = new MockTransport().get("*", 503, 204);
 * using client = new Client({ transport, logger, retries: { total: 1, backoff: { base: 1 } } });
 * await client.get("http://example.org/");
 * assertEquals(lines.length, 1);
 * ```
 * @category Observability
 */
export type LogFunction = (line: string, entry: LogEntry) => void;

/**
 * A function, or anything with an `info` method that takes a line, such as `console`.
 *
 * It is called while the request is under way; what it throws goes to `console.error` and harms nothing.
 *
 * @example Only what failed or was slow
 * ```ts
 * import { Client, HandlerTransport, type Logger } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const logger: Logger = (line, { error, elapsed, status = 500 }) => {
 *   if (error || elapsed > 1_000 || status >= 500) lines.push(line);
 * };
 * const transport = new HandlerTransport(({ url }) =>
 *   new Response("", { status: url.endsWith("/bad") ? 503 : 200 })
 * );
 * using client = new Client({ transport, logger });
 * await client.get("http://app.example/good");
 * await client.get("http://app.example/bad?token=hunter2#/bad");
 * await client.get("http://app.example/bad");
 * assertEquals(lines.map((line) => line.slice(0, 50)), [
 *   "GET http://app.example/bad 503 Service Unavailable",
 * ]);
 * ```
 * @category Observability
 */
export type Logger = LogFunction | { info(line: string): void };

/**
 * Settles a loose logger.
 *
 * @throws {TypeError} If it is neither a function nor has an `info`.
 */
export function resolveLogger(logger: Logger): LogFunction {
  if (typeof logger === "function") return logger;
  if (typeof logger === "object" && typeof logger?.info === "function") {
    return (line) => logger.info(line);
  }
  throw new TypeError("Cannot use the logger: give a function, or an object with info()");
}
