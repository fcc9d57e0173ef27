/**
 * Where the way ends: the transport sends, and its answer becomes an `HttpResponse`.
 *
 * @module
 */

import { Arrival, OuterTimings, toArrived } from "../arrival.ts";
import type { DefaultEncoding } from "../decode/charset.ts";
import { BodyUsedError } from "../errors.ts";
import type { Settings } from "../settings.ts";
import type { PreparedRequest } from "../prepared.ts";
import { ProgressMeter } from "../bytes/progress.ts";
import { DROPPED } from "../response/incoming.ts";
import type { RawResponse } from "../response/raw_response.ts";
import type { Recorder } from "../recording.ts";
import { HttpResponse, type ResponseParts } from "../response/response.ts";
import { markSensitive } from "../secrets/sensitive.ts";
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
  /** Keeps the cookies of an answer; `undefined` where there is no jar. */
  readonly keepCookies:
    | ((raw: RawResponse, request: PreparedRequest, trip: Trip) => void)
    | undefined;
  /** Follows a redirect by one step. */
  readonly follow: (
    response: HttpResponse,
    trip: Trip,
  ) => Promise<HttpResponse | undefined>;
}

/** Sends a request over the transport for its URL, and gives the permit of its trip back. */
export function toTransport(extras: ResponseExtras): Send {
  const { recorder } = extras;
  const carry = recorder ? carryRecorded(recorder) : sendOver;
  return async (request, trip) => {
    try {
      markSensitive(request, extras.sensitiveHeaders);
      const hop = new Hop(request, trip, extras);
      const raw = await carry(extras.transportFor(request.url), request, hop);
      hop.sent(raw);
      const headAt = performance.now();
      const timings = raw.timings ??
        new OuterTimings(trip.queued, { sentAt: hop.startedAt, headAt });
      trip.observer?.answer(raw, timings);
      const isRetried = hop.decide(raw, request);
      const content = takeReady(raw, trip);
      const parts: ResponseParts = {
        raw,
        request,
        timings,
        elapsed: headAt - hop.startedAt,
        attempts: trip.attempts,
        previous: trip.previous,
        defaultEncoding: extras.defaultEncoding,
        onward: hop,
        content,
        parseJson: trip.call.settings.parseJson,
        toStreamError: trip.call.settings.toFetchError,
      };
      if (content) return toArrived(parts, trip);
      return isRetried ? leave(parts, trip) : await receive(parts, trip);
    } catch (error) {
      trip.permit?.[Symbol.dispose]();
      throw withEvidence(error, request, trip);
    }
  };
}

/** A body that was used up does not know who wanted it once more. */
function withEvidence(error: unknown, request: PreparedRequest, { call }: Trip): unknown {
  if (!(error instanceof BodyUsedError) || error.request) return error;
  const reason = error.message.replace(/^Cannot send (.+?) again: /, "$1 cannot be sent again: ");
  return new BodyUsedError(reason, { ...call.evidence(request, "write"), cause: error });
}

/** Few want it, so it is loaded for them. */
function carryRecorded(recorder: Recorder): typeof sendOver {
  return async (transport, request, context) => {
    const { sendRecorded } = await import("../transports/recorded.ts");
    return await sendRecorded(request, { transport, context, recorder });
  };
}

/** One hop: what its transport is told, and where its response may lead. */
class Hop implements SendContext {
  readonly #trip: Trip;
  readonly #extras: ResponseExtras;
  readonly #meter: ProgressMeter | undefined;
  /** When it was sent, by `performance.now()`. */
  readonly startedAt = performance.now();
  readonly onSent: ((bytes: number) => void) | undefined;

  constructor(request: PreparedRequest, trip: Trip, extras: ResponseExtras) {
    this.#trip = trip;
    this.#extras = extras;
    const { onUploadProgress } = trip.call.settings;
    if (!onUploadProgress || !request.body) return;
    const meter = new ProgressMeter(request.body.size, onUploadProgress);
    this.#meter = meter;
    this.onSent = (bytes) => meter.add(bytes);
  }

  /** There is an answer; a body whose size nobody knew was sent to its end, or as far as the server wanted it. */
  sent(raw: RawResponse): void {
    try {
      this.#meter?.finish();
    } catch (error) {
      raw.source?.abort(error);
      throw error;
    }
  }

  /** Keeps the cookies of the answer, and tells whether it is thrown away and asked for again. */
  decide(raw: RawResponse, request: PreparedRequest): boolean {
    try {
      this.#extras.keepCookies?.(raw, request, this.#trip);
      return this.#trip.isRetried?.(raw) ?? false;
    } catch (error) {
      raw.source?.abort(error);
      throw error;
    }
  }

  get sensitiveHeaders(): readonly string[] {
    return this.#extras.sensitiveHeaders;
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

/** Leaves a body unread that is thrown away. */
function leave(parts: ResponseParts, trip: Trip): HttpResponse {
  const arrival = new Arrival(parts, trip);
  const incoming = arrival.begin();
  return arrival.leave(new HttpResponse({ ...parts, incoming }));
}

/** Reads the body at once where nobody wants to see the response before, and it is the one that is wanted. */
async function receive(
  parts: ResponseParts,
  trip: Trip,
): Promise<HttpResponse> {
  const isPassing = trip.isLookedAt || isOnTheWay(parts.raw.status, trip);
  const arrival = new Arrival(parts, trip);
  const incoming = arrival.begin();
  if (isEager(trip.call.settings) && !isPassing) {
    return new HttpResponse({ ...parts, content: await incoming.readAll() });
  }
  const ms = patienceFor(parts, trip);
  const snippet = ms > 0 ? await incoming.peek(DROPPED.bytes + 1, ms) : undefined;
  trip.call.cancellation.throwIfCancelled();
  if (!isPassing && isReadBefore(trip) && incoming.ended) {
    return new HttpResponse({ ...parts, content: await incoming.readAll() });
  }
  return arrival.release(new HttpResponse({ ...parts, incoming, snippet }));
}

/** How many milliseconds whoever wants to see a response may wait for the start of its body. */
const GLANCE = 100;

/**
 * For how many milliseconds the start of a body is waited for: as a part of the error that may be made of it, for what
 * a flow looks at, and to send again what fails before hooks see it.
 */
function patienceFor(parts: ResponseParts, trip: Trip): number {
  const { hooks, toFetchError } = trip.call.settings;
  if (
    isOnTheWay(parts.raw.status, trip) && trip.flow !== undefined && hooks.response.length === 0
  ) {
    return DROPPED.ms;
  }
  if (toFetchError) return 0;
  return parts.raw.status >= 400 || isReadBefore(trip) ? GLANCE : 0;
}

/** Whether an answer may be thrown away: a redirect, and what a flow may go on from. */
function isOnTheWay(status: number, { flow }: Trip): boolean {
  if (isRedirectStatus(status) || flow === "aside") return true;
  return flow === "request" && (status < 200 || status > 299);
}

/** Whether a body is read before anybody sees the response, and belongs to the one that is wanted. */
export function isReadAtOnce({ status }: Pick<RawResponse, "status">, trip: Trip): boolean {
  return isEager(trip.call.settings) && !isOnTheWay(status, trip);
}

/** What has failed already can be retried, which it cannot once hooks have seen the response. */
function isReadBefore({ call }: Trip): boolean {
  const { stream, retries } = call.settings;
  return !stream && retries.total > 0;
}

function isRedirectStatus(status: number): boolean {
  return status >= 300 && status <= 399;
}
