/**
 * An answer in the forms that others take it: the light one, and a web `Response`.
 *
 * @module
 */

import type { Cancellation } from "../../cancellation.ts";
import type { ByteSource } from "../../incoming.ts";
import type { PreparedRequest } from "../../prepared.ts";
import type { HttpVersion, RawResponse } from "../../raw_response.ts";
import type { Channel } from "./channel.ts";
import type { TlsFacts } from "./connection.ts";
import type { Answer } from "./exchange.ts";
import type { Head } from "./head.ts";
import type { ResponseTimings, Timings } from "./timings.ts";

/** An answer over a socket; its headers are made when asked for. */
export class SocketAnswer implements RawResponse {
  readonly #head: Head;
  readonly #channel: Channel;
  readonly #trailers: (() => Headers | undefined) | undefined;
  readonly status: number;
  readonly source: ByteSource | undefined;
  readonly timings: ResponseTimings;

  constructor(answer: Answer, source: ByteSource | undefined, { channel, timings }: { channel: Channel; timings: Timings }) {
    this.#head = answer.head;
    this.#channel = channel;
    this.#trailers = answer.trailers;
    this.status = answer.head.status;
    this.source = source;
    this.timings = timings;
  }
  get reasonPhrase(): string {
    return this.#head.reasonPhrase;
  }
  get httpVersion(): HttpVersion {
    return this.#head.httpVersion;
  }
  get headers(): Headers {
    return this.#head.headers;
  }
  hasHeader(name: string): boolean {
    return this.#head.has(name);
  }
  get trailers(): Headers | undefined {
    return this.#trailers?.();
  }
  get remoteAddress(): string | undefined {
    return this.#channel.connection.remoteAddress;
  }
  get tls(): TlsFacts | undefined {
    return this.#channel.connection.tls;
  }
}
export function toRawResponse(answer: Answer, options: { request: PreparedRequest; channel: Channel; timings: Timings }): RawResponse {
  return new SocketAnswer(answer, answer.body, options);
}
export function toWebResponse(raw: RawResponse, _c: Cancellation): Response {
  return new Response(null, { status: raw.status, headers: raw.headers });
}
