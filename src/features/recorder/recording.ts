/**
 * What a recorder is told of each exchange between a client and a server.
 *
 * @module
 */

import type { HttpVersion, ResponseTimings } from "../../core/response/raw_response.ts";

/**
 * Sees every exchange of a client just before it goes to the transport: each hop of a redirect, each answer to a
 * challenge, each try. It sees what a stage answers by itself as well. It sees secrets, and must not throw.
 *
 * @example Count the bytes of all answers
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { Recorder } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * let bytes = 0;
 * const counter: Recorder = {
 *   start: () => ({
 *     received: (chunk) => {
 *       bytes += chunk.length;
 *     },
 *   }),
 * };
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport, recorder: counter });
 * await client.get("http://app.example/");
 * assertEquals(bytes, 5);
 * ```
 * @category Observability
 */
export interface Recorder {
  /**
   * Called before a request is sent, which waits for it.
   *
   * @param request What is sent.
   * @returns Who is told of the rest.
   */
  start(request: RecordedRequest): RecordedExchange | Promise<RecordedExchange>;
}

/**
 * The head of a request that is sent.
 *
 * @example Which requests had a body
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { RecordedRequest } from "@ferry/http/har";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const sizes: (number | undefined)[] = [];
 * const start = ({ body }: RecordedRequest) => {
 *   if (body) sizes.push(body.size);
 *   return {};
 * };
 * using client = new Client({ transport: new MockTransport({ "*": 204 }), recorder: { start } });
 * await client.get("http://example.org/");
 * await client.put("http://example.org/", { body: "hello" });
 * assertEquals(sizes, [5]);
 * ```
 * @category Observability
 */
export interface RecordedRequest {
  /** The method. */
  readonly method: string;
  /** Where to. */
  readonly url: URL;
  /** The headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body that goes with it, if one does: its size in bytes, where known before. */
  readonly body: { readonly size: number | undefined } | undefined;
  /** The client's `sensitiveHeaders`, in lower case. */
  readonly sensitiveHeaders: readonly string[];
}

/**
 * The head of an answer; what comes late, such as the time for its body, is there when it has ended.
 *
 * @example Count the statuses
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { RecordedAnswer } from "@ferry/http/har";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const counts = new Map<number, number>();
 * const answered = ({ status }: RecordedAnswer) =>
 *   void counts.set(status, (counts.get(status) ?? 0) + 1);
 * const recorder = { start: () => ({ answered }) };
 * const transport = new MockTransport().get("*", 503, 204);
 * using client = new Client({ transport, recorder, retries: { total: 1, backoff: { base: 1 } } });
 * await client.get("http://example.org/");
 * assertEquals([...counts], [[503, 1], [204, 1]]);
 * ```
 * @category Observability
 */
export interface RecordedAnswer {
  /** The status code. */
  readonly status: number;
  /** The reason phrase. */
  readonly reasonPhrase: string;
  /** The headers. */
  readonly headers: Headers;
  /** Whether the body is decoded while the headers still name a coding. */
  readonly decoded?: boolean | undefined;
  /** Whether a stage made it, such as a cache; no transport was asked then. */
  readonly isMade?: boolean | undefined;
  /** The HTTP version, where known. */
  readonly httpVersion?: HttpVersion | undefined;
  /** The address and port of the server or the proxy, where the transport can see it. */
  readonly remoteAddress?: string | undefined;
  /** How long each phase took, where the transport can tell. */
  readonly timings?: ResponseTimings | undefined;
}

/**
 * How an exchange ended.
 *
 * @example What did not come to its end
 * ```ts
 * import { Client, DnsError } from "@ferry/http";
 * import type { RecordedEnd } from "@ferry/http/har";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const failures: unknown[] = [];
 * const ended = ({ complete, error }: RecordedEnd) => {
 *   if (!complete) failures.push(error);
 * };
 * const transport = new MockTransport({ "*": { fails: "DnsError" } });
 * using client = new Client({ transport, recorder: { start: () => ({ ended }) } });
 * await client.get("http://exmaple.com/").catch(() => {});
 * assert(DnsError.is(failures[0]));
 * ```
 * @category Observability
 */
export interface RecordedEnd {
  /** Whether the answer came to its end; `false` where it failed or was let go before. */
  readonly complete: boolean;
  /** Why it did not. */
  readonly error?: unknown;
  /** How many bytes of the answer's body came over the wire, where known. */
  readonly wireBytes?: number | undefined;
}

/**
 * Is told how an exchange goes on. A chunk belongs to somebody else: copy what is to be kept.
 *
 * @example How many bytes went each way
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { RecordedExchange } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = { out: 0, in: 0 };
 * const exchange: RecordedExchange = {
 *   sent: (chunk) => void (bytes.out += chunk.length),
 *   received: (chunk) => void (bytes.in += chunk.length),
 * };
 * const transport = new HandlerTransport(async (request) => new Response(await request.text()));
 * using client = new Client({ transport, recorder: { start: () => exchange } });
 * await client.put("http://example.org/", { body: "hello" });
 * assertEquals(bytes, { out: 5, in: 5 });
 * ```
 * @category Observability
 */
export interface RecordedExchange {
  /** The body of the request is opened, perhaps once more after a connection was dead. */
  opened?(): void;
  /**
   * A chunk of the request's body goes out.
   *
   * @param chunk The bytes.
   * @returns `false` to see no more of a body that has to be read for it, such as a `Blob`.
   */
  sent?(chunk: Uint8Array): boolean | void;
  /** The head of the answer is there. */
  answered?(answer: RecordedAnswer): void;
  /**
   * A chunk of the answer's body was read.
   *
   * @param chunk The bytes.
   * @param raw Whether they are as they came over the wire, undecoded.
   */
  received?(chunk: Uint8Array, raw: boolean): void;
  /** The exchange is over; called once. */
  ended?(end: RecordedEnd): void;
}
