/**
 * Lets a recorder see an exchange, without a change to what is sent, read or waited for.
 *
 * @module
 */

import { readBlob, toReadableStream } from "../../core/bytes/chunks.ts";
import type { ByteSource } from "../../core/response/byte_source.ts";
import { readStream } from "../../core/bytes/items.ts";
import type { BodyContent, BodySource, PreparedRequest } from "../../core/request/prepared.ts";
import type {
  HttpVersion,
  RawResponse,
  ResponseTimings,
  TlsFacts,
} from "../../core/response/raw_response.ts";
import type { RecordedEnd, RecordedExchange, Recorder } from "./recording.ts";
import { sendOver } from "../../core/fetch/adapter.ts";
import type { SendContext, Transport } from "../../core/fetch/transport.ts";
import type { MadeAnswer } from "../../core/feature.ts";
import { ResponseNotReadError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/response/response.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Who sends, and who sees it. */
export interface Watching {
  /** Where it goes. */
  readonly transport: Transport;
  /** What a transport may know. */
  readonly context: SendContext;
  /** Who sees it. */
  readonly recorder: Recorder;
}

/** Sends a request over a transport, and tells a recorder of it. */
export async function sendRecorded(
  request: PreparedRequest,
  { transport, context, recorder }: Watching,
): Promise<RawResponse> {
  const { method, url, headers, body } = request;
  const { sensitiveHeaders = [] } = context;
  const exchange = await recorder.start({ method, url, headers, body, sensitiveHeaders });
  const upload = body && new SeenBody(body, exchange);
  const seen = upload ? request.with({ body: upload }) : request;
  try {
    const raw = await sendOver(transport, seen, context);
    await upload?.seen;
    return toSeen(raw, exchange);
  } catch (error) {
    await upload?.seen;
    exchange.ended?.({ complete: false, error });
    throw error;
  }
}

function toSeen(raw: RawResponse, exchange: RecordedExchange): RawResponse {
  try {
    exchange.answered?.(raw);
    if (raw.source) return new SeenAnswer(raw, new SeenSource(raw.source, exchange));
    exchange.ended?.({ complete: true, wireBytes: 0 });
    return raw;
  } catch (error) {
    raw.watch?.stop();
    raw.source?.abort(error);
    throw error;
  }
}

/** The body of a request, seen on its way out. */
class SeenBody implements BodySource {
  readonly #body: BodySource;
  readonly #exchange: RecordedExchange;
  readonly size: number | undefined;
  readonly contentType: string | undefined;
  readonly replayable: boolean;
  /** Done when a Blob was seen, which is handed over unread; never rejects. */
  seen: Promise<void> | undefined;

  constructor(body: BodySource, exchange: RecordedExchange) {
    this.#body = body;
    this.#exchange = exchange;
    this.size = body.size;
    this.contentType = body.contentType;
    this.replayable = body.replayable;
  }

  open(): BodyContent {
    const content = this.#body.open();
    this.#exchange.opened?.();
    if (content instanceof Uint8Array) this.#exchange.sent?.(content);
    else if (content instanceof Blob) this.seen = this.#see(content);
    else return this.#watch(content);
    return content;
  }

  /** One whose file is gone fails where it is sent. */
  async #see(blob: Blob): Promise<void> {
    const reader = readBlob(blob);
    try {
      for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
        if (this.#exchange.sent?.(chunk) === false) break;
      }
    } catch {
      // Said by the transport.
    }
  }

  #watch(stream: ReadableStream<Bytes>): ReadableStream<Bytes> {
    const reader = readStream(stream);
    return toReadableStream({
      read: async () => {
        const chunk = await reader.read();
        if (chunk) this.#exchange.sent?.(chunk);
        return chunk;
      },
      cancel: (reason) => reader.cancel(reason),
    });
  }

  discard(): Promise<void> {
    return this.#body.discard();
  }
}

/** An answer whose body is seen when it is read. */
class SeenAnswer implements RawResponse {
  readonly #raw: RawResponse;
  readonly status: number;
  readonly source: ByteSource;
  readonly fields: RawResponse["fields"];
  readonly headers: Headers;
  readonly decoded: boolean | undefined;
  readonly watch: RawResponse["watch"];

  constructor(raw: RawResponse, source: ByteSource) {
    this.#raw = raw;
    this.status = raw.status;
    this.source = source;
    this.fields = raw.fields;
    this.headers = raw.headers;
    this.decoded = raw.decoded;
    this.watch = raw.watch;
  }

  get reasonPhrase(): string {
    return this.#raw.reasonPhrase;
  }

  get httpVersion(): HttpVersion | undefined {
    return this.#raw.httpVersion;
  }

  get trailers(): Headers | undefined {
    return this.#raw.trailers;
  }

  get remoteAddress(): string | undefined {
    return this.#raw.remoteAddress;
  }

  get tls(): TlsFacts | undefined {
    return this.#raw.tls;
  }

  get timings(): ResponseTimings | undefined {
    return this.#raw.timings;
  }
}

/**
 * A body that is seen chunk by chunk while it is read. It has no `readAll()`, so that of one that fails half-way the
 * first half is seen.
 */
class SeenSource implements ByteSource {
  readonly #source: ByteSource;
  readonly #exchange: RecordedExchange;
  #ended = false;
  readonly readInto?: (buffer: Bytes) => Promise<Bytes | undefined>;
  readonly readRaw?: () => Promise<Bytes | undefined>;

  constructor(source: ByteSource, exchange: RecordedExchange) {
    this.#source = source;
    this.#exchange = exchange;
    const readInto = source.readInto?.bind(source);
    if (readInto) this.readInto = (buffer) => this.#see(readInto(buffer), false);
    const readRaw = source.readRaw?.bind(source);
    if (readRaw) this.readRaw = () => this.#see(readRaw(), true);
  }

  get size(): number | undefined {
    return this.#source.size;
  }

  get wireBytes(): number | undefined {
    return this.#source.wireBytes;
  }

  onBytes(listener: () => void): void {
    this.#source.onBytes?.(listener);
  }

  read(): Promise<Bytes | undefined> {
    return this.#see(this.#source.read(), false);
  }

  async #see(reading: Promise<Bytes | undefined>, raw: boolean): Promise<Bytes | undefined> {
    try {
      const chunk = await reading;
      if (chunk) this.#exchange.received?.(chunk, raw);
      else this.#end({ complete: true });
      return chunk;
    } catch (error) {
      this.#end({ complete: false, error });
      throw error;
    }
  }

  #end(end: RecordedEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#exchange.ended?.({ ...end, wireBytes: this.wireBytes });
  }

  abort(reason: unknown): void {
    this.#source.abort(reason);
    this.#end({ complete: false, error: reason });
  }
}

/** Tells a recorder of an answer that a stage made; its body is seen when it is read. */
export async function recordMade(
  { response, request, client: { sensitiveHeaders } }: MadeAnswer,
  recorder: Recorder,
): Promise<HttpResponse> {
  const { method, url, headers } = request;
  const exchange = await recorder.start({
    method,
    url,
    headers,
    body: undefined,
    sensitiveHeaders,
  });
  const { status, reasonPhrase } = response;
  exchange.answered?.({ status, reasonPhrase, headers: response.headers, isMade: true });
  const content = contentOf(response);
  if (!content) {
    return response.with({ headers: response.headers, body: new SeenPieces(response, exchange) });
  }
  if (content.length > 0) exchange.received?.(content, false);
  exchange.ended?.({ complete: true, wireBytes: 0 });
  return response;
}

function contentOf(response: HttpResponse): Bytes | undefined {
  try {
    return response.content;
  } catch (error) {
    if (error instanceof ResponseNotReadError) return undefined;
    throw error;
  }
}

/** The body of an answer that a stage made, seen while it is read. */
class SeenPieces implements AsyncIterableIterator<Bytes, void> {
  readonly #response: HttpResponse;
  readonly #chunks: AsyncIterator<Bytes>;
  readonly #exchange: RecordedExchange;
  #ended = false;

  constructor(response: HttpResponse, exchange: RecordedExchange) {
    this.#response = response;
    this.#chunks = response.iterBytes();
    this.#exchange = exchange;
  }

  async next(): Promise<IteratorResult<Bytes, void>> {
    try {
      const { value, done } = await this.#chunks.next();
      if (!done) this.#exchange.received?.(value, false);
      else this.#end({ complete: true });
      return done ? { done, value: undefined } : { value };
    } catch (error) {
      this.#end({ complete: false, error });
      throw error;
    }
  }

  return(): Promise<IteratorResult<Bytes, void>> {
    this.#response.close();
    this.#end({ complete: false });
    return Promise.resolve({ done: true, value: undefined });
  }

  #end(end: RecordedEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#exchange.ended?.({ ...end, wireBytes: 0 });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
