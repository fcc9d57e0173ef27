/**
 * Responses that a cache gives: those from its store, and those of the server with a word on what it did.
 *
 * @module
 */

import { Deadlines } from "../../core/time/deadlines.ts";
import { ResponseNotReadError } from "../../core/errors.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import { Incoming } from "../../core/response/incoming.ts";
import type { ByteSource } from "../../core/response/byte_source.ts";
import type { RawResponse } from "../../core/response/raw_response.ts";
import { HttpResponse } from "../../core/response/response.ts";
import type { StageContext } from "../../core/stage.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a response is made of. */
export interface Answer {
  readonly request: PreparedRequest;
  readonly context: StageContext;
  readonly status: number;
  readonly reasonPhrase?: string;
  readonly headers: Headers;
  /** Whole, on its way, or none. */
  readonly body: Bytes | ByteSource | undefined;
  /** Whether the body is decoded while the headers still name a coding. */
  readonly decoded?: boolean;
  /** The response of the server, if it is one. */
  readonly origin?: HttpResponse;
}

/** Bodies that a store or a shared flight gives have no limits of their own. */
const deadlines = new Deadlines();

/** Makes a response. */
export function toResponse(answer: Answer): HttpResponse {
  const { request, context, body, origin } = answer;
  const isThere = body === undefined || body instanceof Uint8Array;
  const source = isThere ? toSource(body, origin) : withSignal(body, context);
  let response: HttpResponse | undefined = undefined;
  const incoming = isThere || !source ? undefined : new Incoming(source, {
    deadlines,
    readTimeout: Infinity,
    maxBytes: Infinity,
    onBytes: undefined,
    evidence: () => ({ request, response }),
    onEnd: () => {},
  });
  response = new HttpResponse({
    request,
    raw: origin ? passedOn(answer, { origin, source }) : stored(answer, source),
    elapsed: origin?.elapsed ?? 0,
    attempts: origin?.attempts.slice(0, -1),
    previous: origin?.history.at(-1) ?? context.previous,
    onward: origin && {
      next: () => origin.nextRequest && PreparedRequest.from(origin.nextRequest),
      follow: () => origin.next(),
    },
    ...(incoming ? { incoming } : { content: isThere ? body ?? new Uint8Array(0) : undefined }),
  });
  return response;
}

/** What the server said, with facts that may still come, such as trailers. */
function passedOn(
  { status, reasonPhrase = "", headers, decoded }: Answer,
  { origin, source }: { readonly origin: HttpResponse; readonly source: ByteSource | undefined },
): RawResponse {
  const { httpVersion, remoteAddress, tls } = origin;
  return {
    ...{ status, reasonPhrase, headers, source, decoded, httpVersion, remoteAddress, tls },
    get trailers() {
      return origin.trailers;
    },
    get timings() {
      return origin.timings;
    },
  };
}

/** Cookies of a stored response were kept when it came; they must not come back by it. */
function stored(
  { status, reasonPhrase = "", headers }: Answer,
  source: ByteSource | undefined,
): RawResponse {
  const hasHeader = (name: string) => name !== "set-cookie" && headers.has(name);
  return { status, reasonPhrase, headers, source, hasHeader };
}

/** A body that is there; nothing of it came over the wire but what the server sent. */
function toSource(
  bytes: Bytes | undefined,
  origin: HttpResponse | undefined,
): ByteSource | undefined {
  if (!bytes) return undefined;
  const wireBytes = origin?.numBytesDownloaded ?? 0;
  return { size: bytes.length, wireBytes, read: () => Promise.resolve(undefined), abort() {} };
}

/** The caller may give up while the body comes, which the request of a shared flight does not see. */
function withSignal(source: ByteSource, { options: { signal } }: StageContext): ByteSource {
  if (!signal) return source;
  const abort = () => source.abort(signal.reason);
  const stop = () => signal.removeEventListener("abort", abort);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  return {
    size: source.size,
    async read() {
      const chunk = await source.read();
      if (!chunk) stop();
      return chunk;
    },
    abort(reason) {
      stop();
      source.abort(reason);
    },
  };
}

/** Gives the body of a response that was read already. */
export function contentOf(response: HttpResponse): Bytes | undefined {
  try {
    return response.content;
  } catch (error) {
    if (error instanceof ResponseNotReadError) return undefined;
    throw error;
  }
}

/** Gives the pieces of a stored body that lie between two places. */
export function toByteSource(
  body: AsyncIterable<Bytes>,
  { first, last }: { readonly first: number; readonly last: number },
): ByteSource {
  const chunks = body[Symbol.asyncIterator]();
  let place = 0;
  let aborted: { readonly reason: unknown } | undefined;
  return {
    size: last - first + 1,
    async read() {
      while (place <= last) {
        if (aborted) throw aborted.reason;
        const { value, done } = await chunks.next();
        if (done) throw new TypeError("Cannot read a stored body: it is shorter than it was");
        const from = place;
        place += value.length;
        const piece = value.subarray(Math.max(0, first - from), last + 1 - from);
        if (place > first && piece.length > 0) return piece;
      }
      await chunks.return?.();
      return undefined;
    },
    abort(reason) {
      aborted ??= { reason };
      chunks.return?.().catch(() => {});
    },
  };
}
