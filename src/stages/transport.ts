/**
 * Where the way ends: the transport sends, and its answer becomes an `HttpResponse`.
 *
 * @module
 */

import type { DefaultEncoding } from "../decode/charset.ts";
import { HttpError } from "../errors.ts";
import { Incoming } from "../incoming.ts";
import type { PreparedRequest } from "../prepared.ts";
import { ProgressMeter } from "../progress.ts";
import type { ResponseTimings } from "../raw_response.ts";
import type { Recorder } from "../recording.ts";
import { HttpResponse, type ResponseParts } from "../response.ts";
import type { Send, Trip } from "../send.ts";
import { sendOver } from "../transports/adapter.ts";
import type { SendContext, Transport } from "../transports/transport.ts";

/** What the client adds to every response. */
export interface ResponseExtras {
  /** Which transport carries a URL. */
  readonly transportFor: (url: URL) => Transport;
  /** The charset of a text that does not say. */
  readonly defaultEncoding: DefaultEncoding | undefined;
  /** Who sees every exchange. */
  readonly recorder: Recorder | undefined;
  /** The headers that are secrets, in lower case. */
  readonly sensitiveHeaders: readonly string[];
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

/** Sends a request over the transport for its URL. */
export function toTransport(extras: ResponseExtras): Send {
  const { recorder, sensitiveHeaders } = extras;
  const carry = recorder ? carryRecorded(recorder) : sendOver;
  return async (request, trip) => {
    const transport = extras.transportFor(request.url);
    const context = new HopContext(request, trip, sensitiveHeaders);
    const sentAt = performance.now();
    const raw = await carry(transport, request, context);
    const headAt = performance.now();
    const timings = raw.timings ?? new OuterTimings(trip.queued, { sentAt, headAt });
    trip.observer?.answer(raw, timings);
    const parts: ResponseParts = {
      raw,
      request,
      timings,
      elapsed: headAt - sentAt,
      attempts: trip.attempts,
      previous: trip.previous,
      defaultEncoding: extras.defaultEncoding,
      next: (response) => extras.next(response, trip),
      follow: (response) => extras.follow(response, trip),
    };
    return await receive(parts, trip);
  };
}

/** Few want it, so it is loaded for them. */
function carryRecorded(recorder: Recorder): typeof sendOver {
  return async (transport, request, context) => {
    const { sendRecorded } = await import("../transports/recorded.ts");
    return await sendRecorded(request, { transport, context, recorder });
  };
}

/** What a transport is told of a hop. */
class HopContext implements SendContext {
  readonly #trip: Trip;
  readonly onSent: ((bytes: number) => void) | undefined;
  readonly sensitiveHeaders: readonly string[];

  constructor(request: PreparedRequest, trip: Trip, sensitiveHeaders: readonly string[]) {
    this.#trip = trip;
    this.sensitiveHeaders = sensitiveHeaders;
    const { onUploadProgress } = trip.call.settings;
    if (!onUploadProgress || !request.body) return;
    const meter = new ProgressMeter(request.body.size, onUploadProgress);
    this.onSent = (bytes) => meter.add(bytes);
  }

  get onEvent(): SendContext["onEvent"] {
    return this.#trip.observer?.onEvent;
  }

  get queued(): number | undefined {
    return this.#trip.queued;
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
}

/** The phases as they can be told from outside of a transport, once the headers are there. */
class OuterTimings implements ResponseTimings {
  readonly #headAt: number;
  readonly wait: number;
  readonly connect = undefined;
  readonly tls = undefined;
  readonly send = undefined;
  receive: number | undefined;

  constructor(readonly queue: number | undefined, { sentAt, headAt }: Moments) {
    this.#headAt = headAt;
    this.wait = headAt - sentAt;
  }

  end(): void {
    this.receive = performance.now() - this.#headAt;
  }
}

/** By `performance.now()`. */
interface Moments {
  readonly sentAt: number;
  readonly headAt: number;
}

function endTimings({ timings }: ResponseParts): void {
  if (timings instanceof OuterTimings) timings.end();
}

/** Reads the body at once where nobody wants to see the response before. */
async function receive(
  parts: ResponseParts,
  trip: Trip,
): Promise<HttpResponse> {
  const { settings } = trip.call;
  if (!parts.raw.source) {
    trip.permit?.[Symbol.dispose]();
    endTimings(parts);
    trip.observer?.end({ complete: true, bytes: 0 });
    return new HttpResponse({ ...parts, content: new Uint8Array(0) });
  }
  const holder: { response?: HttpResponse } = {};
  const incoming = toIncoming(parts, trip, holder);
  const eager = !settings.stream && settings.hooks.response.length === 0;
  if (!eager || isRedirectStatus(parts.raw.status)) {
    const ahead = parts.raw.status >= 400 || !(eager || settings.stream);
    const snippet = ahead ? await incoming.peek(PEEKED, PEEK_TIME) : undefined;
    trip.call.cancellation.throwIfCancelled();
    if (isReadBefore(parts, trip) && incoming.ended) {
      return new HttpResponse({ ...parts, content: await incoming.readAll() });
    }
    holder.response = new HttpResponse({ ...parts, incoming, snippet });
    return holder.response;
  }
  return new HttpResponse({ ...parts, content: await incoming.readAll() });
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

function toIncoming(
  parts: ResponseParts,
  trip: Trip,
  holder: { readonly response?: HttpResponse },
): Incoming {
  const { call, permit } = trip;
  const { raw, request } = parts;
  const source = raw.source;
  if (!source) throw new HttpError("Cannot read a body that is not there");
  const { onDownloadProgress, maxResponseBytes, maxDecompressionRatio, timeout } = call.settings;
  const meter = onDownloadProgress &&
    new ProgressMeter(source.size, onDownloadProgress);
  const response = () => holder.response ?? new HttpResponse(parts);
  call.opened();
  const incoming = new Incoming(source, {
    deadlines: call.deadlines,
    readTimeout: timeout.read,
    handover: raw.watch,
    maxBytes: maxResponseBytes,
    maxRatio: maxDecompressionRatio,
    onBytes: meter && ((bytes) => meter.add(bytes)),
    evidence: () => ({
      ...call.evidence(request),
      response: response(),
      attempts: response().attempts,
    }),
    onEnd: (complete, error) => {
      call.rememberResponse(error, response);
      if (trip.attempts && holder.response) call.remember(error, holder.response.attempts);
      permit?.[Symbol.dispose]();
      endTimings(parts);
      trip.observer?.end({ complete, error, bytes: incoming.received });
      call.ended();
      if (complete) meter?.finish();
    },
  });
  return incoming;
}
