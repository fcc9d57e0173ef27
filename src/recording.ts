/**
 * What a recorder is told of each exchange between a client and a server.
 *
 * @module
 */

import type { RawResponse } from "./response/raw_response.ts";

/**
 * Sees every exchange of a client just before it goes to the transport: each hop of a redirect, each answer to a challenge,
 * each try. It sees secrets, and must not throw.
 *
 * @example Count the bytes of all answers
 * ```ts
 * import { Client, HandlerTransport, type Recorder } from "@ferry/http";
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

/** The head of a request that is sent. */
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

/** The head of an answer; what comes late, such as the time for its body, is there when it has ended. */
export type RecordedAnswer = Pick<
  RawResponse,
  "status" | "reasonPhrase" | "headers" | "decoded" | "httpVersion" | "remoteAddress" | "timings"
>;

/** How an exchange ended. */
export interface RecordedEnd {
  /** Whether the answer came to its end; `false` where it failed or was let go before. */
  readonly complete: boolean;
  /** Why it did not. */
  readonly error?: unknown;
  /** How many bytes of the answer's body came over the wire, where known. */
  readonly wireBytes?: number | undefined;
}

/** Is told how an exchange goes on. A chunk belongs to somebody else: copy what is to be kept. */
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
