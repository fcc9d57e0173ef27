/** Where the way ends: the transport sends, and its answer becomes an `HttpResponse`. */

import { BodyReceiver, OuterTimings, toArrived } from "../response/receiver.ts";
import type { DefaultEncoding } from "../text/charset.ts";
import { BodyUsedError } from "../errors.ts";
import type { Settings } from "../options/settings.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import { DROPPED } from "../response/incoming.ts";
import type { RawResponse } from "../response/raw_response.ts";
import { HttpResponse, type ResponseParts } from "../response/response.ts";
import { markSensitive } from "../secrets/sensitive.ts";
import { type AnswerHead, type ByteCounter, HopContext } from "../hop_context.ts";
import type { Send } from "../stage.ts";
import { isRedirectStatus } from "../status.ts";
import type { Carry } from "../feature.ts";
import type { SendContext, Transport } from "../fetch/transport.ts";

/** What the client adds to every response. */
export interface ResponseExtras {
  readonly transportFor: (url: URL) => Transport;
  /** The charset of a text that does not say. */
  readonly defaultEncoding: DefaultEncoding | undefined;
  readonly carry: Carry;
  /** Whether the client looks at each URL before it is asked for. */
  readonly checksUrls: boolean;
  /** Keeps the cookies of an answer; `undefined` where there is no jar. */
  readonly keepCookies:
    | ((raw: RawResponse, request: PreparedRequest, hop: HopContext) => void)
    | undefined;
}

/** Sends a request over the transport for its URL, and gives the permit of its hop back. */
export function toTransport(extras: ResponseExtras): Send {
  return async (request, context) => {
    const hop = HopContext.of(context);
    try {
      markSensitive(request, hop.client.sensitiveHeaders);
      const exchange = new Exchange(request, hop, extras);
      const raw = await extras.carry(extras.transportFor(request.url), request, exchange);
      exchange.sent(raw);
      const headAt = performance.now();
      const timings = raw.timings ??
        new OuterTimings(hop.queued, { sentAt: exchange.startedAt, headAt });
      hop.listener?.answer(raw, timings);
      const isRepeated = exchange.decide(raw, request);
      const content = takeReady(raw, hop);
      const parts: ResponseParts = {
        raw,
        request,
        timings,
        elapsed: headAt - exchange.startedAt,
        attempts: hop.attempts,
        previous: hop.previous,
        defaultEncoding: extras.defaultEncoding,
        onward: hop,
        content,
        parseJson: hop.call.settings.parseJson,
        toStreamError: hop.call.settings.toFetchError,
      };
      if (content) return toArrived(parts, hop);
      if (isRepeated) return leave(parts, hop);
      if (!isReadNow(raw, hop)) return await receive(parts, hop);
      const incoming = new BodyReceiver(parts, hop).begin();
      return new HttpResponse({ ...parts, content: await incoming.readAll() });
    } catch (error) {
      hop.permit?.[Symbol.dispose]();
      throw withEvidence(error, request, hop);
    }
  };
}

/** A body that was used up does not know who wanted it once more. */
function withEvidence(error: unknown, request: PreparedRequest, { call }: HopContext): unknown {
  if (!(error instanceof BodyUsedError) || error.request) return error;
  const reason = error.message.replace(/^Cannot send (.+?) again: /, "$1 cannot be sent again: ");
  return new BodyUsedError(reason, { ...call.evidence(request, "write"), cause: error });
}

/** What the transport of a hop is told. */
class Exchange implements SendContext {
  readonly #hop: HopContext;
  readonly #extras: ResponseExtras;
  readonly #counter: ByteCounter | undefined;
  /** Whether redirects may be followed by who does not show them. */
  readonly followsRedirects: boolean;
  /** When it was sent, by `performance.now()`. */
  readonly startedAt = performance.now();
  readonly onSent: ((bytes: number) => void) | undefined;

  constructor(request: PreparedRequest, hop: HopContext, extras: ResponseExtras) {
    this.#hop = hop;
    this.#extras = extras;
    const { followRedirects } = hop.call.settings;
    this.followsRedirects = !extras.checksUrls && (followRedirects ?? request.method !== "HEAD");
    if (!hop.countSent || !request.body) return;
    const counter = hop.countSent(request.body.size);
    this.#counter = counter;
    this.onSent = (bytes) => counter.add(bytes);
  }

  /** There is an answer; a body whose size nobody knew was sent to its end, or as far as the server wanted it. */
  sent(raw: RawResponse): void {
    try {
      this.#counter?.finish();
    } catch (error) {
      drop(raw, error);
      throw error;
    }
  }

  /** Keeps the cookies of the answer, and tells whether it is thrown away and asked for again. */
  decide(raw: RawResponse, request: PreparedRequest): boolean {
    try {
      this.#extras.keepCookies?.(raw, request, this.#hop);
      return this.#hop.isRepeated?.(raw) ?? false;
    } catch (error) {
      drop(raw, error);
      throw error;
    }
  }

  get sensitiveHeaders(): readonly string[] {
    return this.#hop.client.sensitiveHeaders;
  }

  get onEvent(): SendContext["onEvent"] {
    return this.#hop.listener?.onEvent;
  }

  get queued(): number | undefined {
    return this.#hop.queued;
  }

  get onInformational(): SendContext["onInformational"] {
    return this.#hop.onInformational;
  }

  get signal(): AbortSignal {
    return this.#hop.call.cancellation.signal;
  }

  get timeout(): HopContext["call"]["settings"]["timeout"] {
    return this.#hop.call.settings.timeout;
  }

  get cancellation(): HopContext["call"]["cancellation"] {
    return this.#hop.call.cancellation;
  }

  get deadlines(): HopContext["call"]["deadlines"] {
    return this.#hop.call.deadlines;
  }
}

/** Lets go of an answer that nobody gets: its body, and the watch that goes from its head to its body. */
function drop({ source, watch }: RawResponse, error: unknown): void {
  watch?.stop();
  source?.abort(error);
}

/** Gives a body that is there already, if it is to be read and nobody wants to see the response before. */
function takeReady(
  { source, status }: RawResponse,
  { call: { settings }, countReceived }: HopContext,
): Uint8Array<ArrayBuffer> | undefined {
  if (!source) return new Uint8Array(0);
  if (!source.takeReady || isRedirectStatus(status) || !isEager(settings)) return undefined;
  if (countReceived || (source.size ?? 0) > settings.maxResponseBytes) {
    return undefined;
  }
  return source.takeReady();
}

function isEager({ stream, hooks }: Settings): boolean {
  return !stream && hooks.response.length === 0;
}

/** Leaves a body unread that is thrown away. */
function leave(parts: ResponseParts, hop: HopContext): HttpResponse {
  const receiver = new BodyReceiver(parts, hop);
  const incoming = receiver.begin();
  return receiver.leave(new HttpResponse({ ...parts, incoming }));
}

/** Whether the body is read at once: nobody wants to see the response before, and it is the one that is wanted. */
function isReadNow(answer: Pick<AnswerHead, "status">, hop: HopContext): boolean {
  return isReadAtOnce(answer, hop) && hop.isLookedAt !== true;
}

/** Gives a response that somebody looks at before its body is read. */
async function receive(parts: ResponseParts, hop: HopContext): Promise<HttpResponse> {
  const isPassing = hop.isLookedAt === true || isOnTheWay(parts.raw, hop);
  const receiver = new BodyReceiver(parts, hop);
  const incoming = receiver.begin();
  const ms = patienceFor(parts, hop);
  const snippet = ms > 0 ? await incoming.peek(DROPPED.bytes + 1, ms) : undefined;
  hop.call.cancellation.throwIfCancelled();
  if (!isPassing && isReadBefore(hop) && incoming.ended) {
    return new HttpResponse({ ...parts, content: await incoming.readAll() });
  }
  return receiver.release(new HttpResponse({ ...parts, incoming, snippet }));
}

/** How many milliseconds whoever wants to see a response may wait for the start of its body. */
const GLANCE = 100;

/**
 * For how many milliseconds the start of a body is waited for: as a part of the error that may be made of it, for what
 * a flow looks at, and to send again what fails before hooks see it.
 */
function patienceFor(parts: ResponseParts, hop: HopContext): number {
  const { hooks, toFetchError } = hop.call.settings;
  if (isOnTheWay(parts.raw, hop) && hop.flow !== undefined && hooks.response.length === 0) {
    return DROPPED.ms;
  }
  if (toFetchError) return 0;
  return parts.raw.status >= 400 || isReadBefore(hop) ? GLANCE : 0;
}

/** Whether an answer may be thrown away: a redirect, and what a flow may go on from. */
function isOnTheWay({ status }: Pick<AnswerHead, "status">, { flow }: HopContext): boolean {
  if (isRedirectStatus(status) || flow === "aside") return true;
  return flow === "request" && status > 299;
}

/** Whether a body is read before anybody sees the response, and belongs to the one that is wanted. */
export function isReadAtOnce(answer: Pick<AnswerHead, "status">, hop: HopContext): boolean {
  return isEager(hop.call.settings) && !isOnTheWay(answer, hop);
}

/** What has failed already can be retried, which it cannot once hooks have seen the response. */
function isReadBefore({ call, isLookedAt = false, isRepeated }: HopContext): boolean {
  return !call.settings.stream && (isLookedAt || isRepeated !== undefined);
}
