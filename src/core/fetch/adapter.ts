/** Transports of the caller's, which speak web `Request` and `Response`, in the light form. */

import type { Cancellation } from "../time/cancellation.ts";
import { HttpError, ReadError, ReadTimeoutError } from "../errors.ts";
import { type ByteSource, toStreamSource } from "../response/byte_source.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import type { RawResponse } from "../response/raw_response.ts";
import { untilHeaders } from "../options/timeout.ts";
import { UploadBody } from "./upload_body.ts";
import { isLight, type SendContext, type Transport, type TransportContext } from "./transport.ts";

/** Sends a request over any transport, in the light form where it takes that. */
export function sendOver(
  transport: Transport,
  request: PreparedRequest,
  context: SendContext,
): Promise<RawResponse> {
  return isLight(transport)
    ? transport.sendPrepared(request, context)
    : sendWeb(transport, request, context);
}

/**
 * Sends a request over a transport of the caller's, within the time limits.
 *
 * @throws {TypeError} If the transport gives something else than a `Response`.
 * @throws {ReadTimeoutError} If the headers are not there within connect + read.
 */
export async function sendWeb(
  transport: Transport,
  request: PreparedRequest,
  context: SendContext,
): Promise<RawResponse> {
  refuseBodyOfGet(request);
  const startedAt = performance.now();
  const controller = new AbortController();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = (reason: unknown) => {
    controller.abort(reason);
    reject(reason);
  };
  const { ms: limit, name } = untilHeaders(context.timeout);
  const watch = context.deadlines.watch(limit, () => {
    const reason = `no response came within ${name} (${limit} ms)`;
    const elapsed = performance.now() - startedAt;
    interrupt(new ReadTimeoutError(reason, { request, phase: "read", elapsed }));
  });
  context.cancellation.add(interrupt);
  const { signal } = controller;
  const watched = withWatchedBody(request, (bytes) => {
    watch.touch();
    context.onSent?.(bytes);
  });
  const sent = send(transport, watched, { timeout: context.timeout, signal });
  try {
    const sending = { request, context, controller, startedAt };
    return toRaw(await Promise.race([sent, interrupted]), sending);
  } catch (error) {
    sent.then((late) => late.body?.cancel()).catch(() => {});
    throw error;
  } finally {
    watch.stop();
    context.cancellation.delete(interrupt);
  }
}

/** A web `Request` would lose it without a word. */
function refuseBodyOfGet({ method, body }: PreparedRequest): void {
  if (!body || (method !== "GET" && method !== "HEAD")) return;
  throw new TypeError(`Cannot send a body with ${method}: a web Request has none`);
}

/** A body that goes out counts as a sign of life, and is told of. */
function withWatchedBody(
  request: PreparedRequest,
  onChunk: (bytes: number) => void,
): PreparedRequest {
  const { body } = request;
  if (!body) return request;
  return request.with({
    body: {
      size: body.size,
      contentType: body.contentType,
      replayable: body.replayable,
      open: () => new UploadBody(body, { onChunk, onEnd: () => {} }).body,
      discard: () => body.discard(),
    },
  });
}

/** What is not an error of ours is the transport's, and says so; an app's own error comes through. */
async function send(
  transport: Transport,
  request: PreparedRequest,
  context: TransportContext,
): Promise<Response> {
  const response = await transport.send(request.toRequest(), context);
  if (response instanceof Response) return response;
  throw new TypeError("Cannot use what the transport gave: it must be a Response");
}

interface Sending {
  readonly request: PreparedRequest;
  readonly context: SendContext;
  readonly controller: AbortController;
  /** When, by `performance.now()`. */
  readonly startedAt: number;
}

function toRaw(response: Response, sending: Sending): RawResponse {
  return {
    status: response.status,
    reasonPhrase: response.statusText,
    fields: response.headers,
    headers: response.headers,
    source: response.body ? new WebSource(response.body, sending) : undefined,
  };
}

/** Reads a web stream; its failures are the connection's, and the call's end is its end. */
class WebSource implements ByteSource {
  readonly size = undefined;
  readonly #source: ByteSource;
  readonly #sending: Sending;
  readonly #cancellation: Cancellation;
  readonly #abort = (reason: unknown) => this.abort(reason);

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>, sending: Sending) {
    this.#sending = sending;
    this.#source = toStreamSource(stream);
    this.#cancellation = sending.context.cancellation;
    this.#cancellation.add(this.#abort);
  }

  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const chunk = await this.#source.read();
      if (!chunk) this.#cancellation.delete(this.#abort);
      return chunk;
    } catch (error) {
      this.#cancellation.delete(this.#abort);
      if (error instanceof HttpError || this.#cancellation.cancelled) {
        throw error;
      }
      const { request, startedAt } = this.#sending;
      const elapsed = performance.now() - startedAt;
      const evidence = { request, phase: "read", elapsed, cause: error } as const;
      throw new ReadError("the body of the response failed", evidence);
    }
  }

  abort(reason: unknown): void {
    this.#cancellation.delete(this.#abort);
    this.#sending.controller.abort(reason);
    this.#source.abort(reason);
  }
}
