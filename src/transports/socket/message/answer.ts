/**
 * An answer in the light form.
 *
 * @module
 */

import { resolveCodings } from "../../../features/codings/content_encoding.ts";
import type { Watch } from "../../../core/time/deadlines.ts";
import type { ByteSource } from "../../../core/response/byte_source.ts";
import type { PreparedRequest } from "../../../core/request/prepared.ts";
import type {
  HttpVersion,
  RawResponse,
  ResponseTimings,
  TlsFacts,
} from "../../../core/response/raw_response.ts";
import { DecodedBody } from "../../../features/codings/decoded_body.ts";
import type { Channel } from "../channel.ts";
import type { Connection } from "../connection.ts";
import type { Answer } from "../exchange.ts";
import type { Head } from "./head.ts";
import type { Timings } from "../timings.ts";

/** What belongs to an answer beside itself. */
export interface AnswerOptions {
  /** The request. */
  readonly request: PreparedRequest;
  /** The connection that it came over. */
  readonly channel: Channel;
  /** When each phase ended. */
  readonly timings: Timings;
  /** Whether another answer came over the connection before. */
  readonly reused: boolean;
}

/** An answer over a socket; its headers are made when they are asked for. */
export class SocketAnswer implements RawResponse {
  readonly #head: Head;
  readonly #connection: Connection;
  readonly #trailers: (() => Headers | undefined) | undefined;
  /** The status code. */
  readonly status: number;
  /** The body, decoded. */
  readonly source: ByteSource | undefined;
  /** Whether `source` undoes the Content-Encoding. */
  readonly decoded: boolean;
  /** How long each phase took. */
  readonly timings: ResponseTimings;
  /** The watch for the head, still running: who takes over the body stops it. */
  readonly watch: Watch | undefined;

  /** Puts an answer together. */
  constructor({ head, body, trailers, watch }: Answer, options: AnswerOptions) {
    const { request, channel, timings, reused } = options;
    const codings = findCodings(head, body, request);
    this.#head = head;
    this.#connection = channel.connection;
    this.#trailers = trailers;
    this.status = head.status;
    this.decoded = codings.length > 0;
    this.source = body && this.decoded
      ? new DecodedBody(body, codings, { request, startedAt: timings.start, isFirst: !reused })
      : body;
    this.timings = timings;
    this.watch = watch;
  }

  /** The reason phrase that the server sent. */
  get reasonPhrase(): string {
    return this.#head.reasonPhrase;
  }

  /** The HTTP version of the answer. */
  get httpVersion(): HttpVersion {
    return this.#head.httpVersion;
  }

  /** The headers. */
  get headers(): Headers {
    return this.#head.headers;
  }

  /** The headers as they came. */
  get fields(): Head {
    return this.#head;
  }

  /** The trailers, once the body was read. */
  get trailers(): Headers | undefined {
    return this.#trailers?.();
  }

  /** The address and port of the server or the proxy. */
  get remoteAddress(): string | undefined {
    return this.#connection.remoteAddress;
  }

  /** What is known of the connection's TLS. */
  get tls(): TlsFacts | undefined {
    return this.#connection.tls;
  }
}

/** A part of a coded body cannot be decoded, so it stays as it is (RFC 9110 section 14). */
function findCodings(
  { contentEncoding, status }: Head,
  body: ByteSource | undefined,
  request: PreparedRequest,
): readonly string[] {
  if (contentEncoding === undefined || !body) return [];
  if (status === 206 && request.headers["range"] !== undefined) return [];
  return resolveCodings(contentEncoding);
}
