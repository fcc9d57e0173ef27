/**
 * Where the way ends: the transport sends, and its answer becomes an `HttpResponse`.
 *
 * @module
 */

import type { DefaultEncoding } from "../decode/charset.ts";
import type { Deadlines, Watch } from "../deadlines.ts";
import { HttpError, type HttpErrorOptions } from "../errors.ts";
import { Incoming, type IncomingOptions } from "../incoming.ts";
import type { Settings } from "../options.ts";
import type { PreparedRequest } from "../prepared.ts";
import { ProgressMeter } from "../progress.ts";
import type { RawResponse } from "../raw_response.ts";
import { HttpResponse, type ResponseParts } from "../response.ts";
import type { Send, Trip } from "../send.ts";
import { sendWeb } from "../transports/adapter.ts";
import { isLight, type SendContext, type Transport } from "../transports/transport.ts";

/** What the client adds to every response. */
export interface ResponseExtras {
  /** Which transport carries a URL. */
  readonly transportFor: (url: URL) => Transport;
  /** The charset of a text that does not say. */
  readonly defaultEncoding: DefaultEncoding | undefined;
  /** Gives the request to which a redirect leads. */
  readonly next: (
    response: HttpResponse,
    trip: Trip,
  ) => PreparedRequest | undefined;
  /** Follows a redirect by one step. */
  readonly follow: (
    response: HttpResponse,
    trip: Trip,
  ) => Promise<HttpResponse | undefined>;
}

/** Sends a request over the transport for its URL, and gives the permit of its trip back. */
export function toTransport(extras: ResponseExtras): Send {
  return async (request, trip) => {
    try {
      const hop = new Hop(request, trip, extras);
      const transport = extras.transportFor(request.url);
      const raw = isLight(transport)
        ? await transport.sendPrepared(request, hop)
        : await sendWeb(transport, request, hop);
      const elapsed = performance.now() - hop.startedAt;
      const content = takeReady(raw, trip);
      const parts: ResponseParts = {
        raw,
        request,
        elapsed,
        attempts: trip.attempts,
        previous: trip.previous,
        defaultEncoding: extras.defaultEncoding,
        onward: hop,
        content,
      };
      if (!content) return await receive(parts, trip);
      trip.permit?.[Symbol.dispose]();
      return new HttpResponse(parts);
    } catch (error) {
      trip.permit?.[Symbol.dispose]();
      throw error;
    }
  };
}

/** One hop: what its transport is told, and where its response may lead. */
class Hop implements SendContext {
  readonly #trip: Trip;
  readonly #extras: ResponseExtras;
  /** When it was sent, by `performance.now()`. */
  readonly startedAt = performance.now();
  readonly onSent: ((bytes: number) => void) | undefined;

  constructor(request: PreparedRequest, trip: Trip, extras: ResponseExtras) {
    this.#trip = trip;
    this.#extras = extras;
    const { onUploadProgress } = trip.call.settings;
    if (!onUploadProgress || !request.body) return;
    const meter = new ProgressMeter(request.body.size, onUploadProgress);
    this.onSent = (bytes) => meter.add(bytes);
  }

  get onInformational(): Trip["call"]["settings"]["onInformational"] {
    return this.#trip.call.settings.onInformational;
  }

  get signal(): AbortSignal {
    return this.#trip.call.cancellation.signal;
  }

  get timeout(): Trip["call"]["settings"]["timeout"] {
    return this.#trip.call.settings.timeout;
  }

  get cancellation(): Trip["call"]["cancellation"] {
    return this.#trip.call.cancellation;
  }

  get deadlines(): Trip["call"]["deadlines"] {
    return this.#trip.call.deadlines;
  }

  next(response: HttpResponse): PreparedRequest | undefined {
    return this.#extras.next(response, this.#trip);
  }

  follow(response: HttpResponse): Promise<HttpResponse | undefined> {
    return this.#extras.follow(response, this.#trip);
  }
}

/** Gives a body that is there already, if it is to be read and nobody wants to see the response before. */
function takeReady(
  { source, status }: RawResponse,
  { call: { settings } }: Trip,
): Uint8Array<ArrayBuffer> | undefined {
  if (!source) return new Uint8Array(0);
  if (!source.takeReady || isRedirectStatus(status) || !isEager(settings)) return undefined;
  if (settings.onDownloadProgress || (source.size ?? 0) > settings.maxResponseBytes) {
    return undefined;
  }
  return source.takeReady();
}

function isEager({ stream, hooks }: Settings): boolean {
  return !stream && hooks.response.length === 0;
}

/** Reads the body at once where nobody wants to see the response before. */
async function receive(
  parts: ResponseParts,
  trip: Trip,
): Promise<HttpResponse> {
  const { stream, hooks } = trip.call.settings;
  const { status } = parts.raw;
  const arrival = new Arrival(parts, trip);
  const incoming = arrival.begin();
  if (isEager(trip.call.settings) && !isRedirectStatus(status)) {
    return new HttpResponse({ ...parts, content: await incoming.readAll() });
  }
  const ahead = status >= 400 || (!stream && hooks.response.length > 0);
  const snippet = ahead ? await incoming.peek(PEEKED, PEEK_TIME) : undefined;
  trip.call.cancellation.throwIfCancelled();
  if (isReadBefore(parts, trip) && incoming.ended) {
    return new HttpResponse({ ...parts, content: await incoming.readAll() });
  }
  incoming.pause();
  return arrival.response = new HttpResponse({ ...parts, incoming, snippet });
}

/** What has failed already can be retried, which it cannot once hooks have seen the response. */
function isReadBefore({ raw }: ResponseParts, { call }: Trip): boolean {
  const { stream, retries } = call.settings;
  return !stream && retries.total > 0 && !isRedirectStatus(raw.status);
}

/**
 * How many bytes, and how many milliseconds, are given to a body that hooks and auth flows see unread, and
 * to that of an error that is streamed: a short one then holds no connection while they ask on their own.
 */
const PEEKED = 65_537;
const PEEK_TIME = 1_000;

function isRedirectStatus(status: number): boolean {
  return status >= 300 && status <= 399;
}

/** A body on its way in, and what is done when it has ended. */
class Arrival implements IncomingOptions {
  readonly #parts: ResponseParts;
  readonly #trip: Trip;
  readonly #meter: ProgressMeter | undefined;
  readonly deadlines: Deadlines;
  readonly readTimeout: number;
  readonly maxBytes: number;
  readonly onBytes: ((bytes: number) => void) | undefined;
  readonly handover: Watch | undefined;
  /** The response, once there is one. */
  response: HttpResponse | undefined;

  constructor(parts: ResponseParts, trip: Trip) {
    const { call } = trip;
    const { onDownloadProgress, maxResponseBytes, timeout } = call.settings;
    this.#parts = parts;
    this.#trip = trip;
    this.deadlines = call.deadlines;
    this.readTimeout = timeout.read;
    this.maxBytes = maxResponseBytes;
    this.handover = parts.raw.watch;
    if (!onDownloadProgress) return;
    const meter = new ProgressMeter(parts.raw.source?.size, onDownloadProgress);
    this.#meter = meter;
    this.onBytes = (bytes) => meter.add(bytes);
  }

  begin(): Incoming {
    const { source } = this.#parts.raw;
    if (!source) throw new HttpError("Cannot read a body that is not there");
    this.#trip.call.opened();
    return new Incoming(source, this);
  }

  #getResponse(): HttpResponse {
    return this.response ?? new HttpResponse(this.#parts);
  }

  evidence(): HttpErrorOptions {
    const response = this.#getResponse();
    return {
      ...this.#trip.call.evidence(this.#parts.request),
      response,
      attempts: response.attempts,
    };
  }

  onEnd(complete: boolean, error?: unknown): void {
    const { call, permit, attempts } = this.#trip;
    if (error !== undefined) call.rememberResponse(error, () => this.#getResponse());
    if (attempts && this.response) call.remember(error, this.response.attempts);
    permit?.[Symbol.dispose]();
    call.ended();
    if (complete) this.#meter?.finish();
  }
}
