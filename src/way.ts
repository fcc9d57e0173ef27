/**
 * The way that the requests of one client go: its stages, its transports, its timers.
 *
 * @module
 */

import type { Admission } from "./admission.ts";
import { NetrcAuth } from "./auth/netrc.ts";
import { type ClientSettings, inheritanceOf } from "./client_settings.ts";
import { resolveCircuitBreaker } from "./circuit.ts";
import { Deadlines } from "./time/deadlines.ts";
import { readEnvironment } from "./env.ts";
import type { ClientOptions } from "./options.ts";
import { type Settings, toCallback } from "./settings.ts";
import { resolvePrivateNetworks } from "./network/private_networks.ts";
import { resolveRateLimit } from "./rate_limit.ts";
import type { PreparedRequest } from "./prepared.ts";
import type { Recorder } from "./recording.ts";
import { redirectRequest } from "./redirect.ts";
import type { Built } from "./request/request.ts";
import type { HttpResponse } from "./response/response.ts";
import { RetryBudget } from "./retry/retry_budget.ts";
import { Call, pipeline, type Send, type Stage, type Trip } from "./send.ts";
import { withAuth } from "./stages/auth.ts";
import { withCircuitBreaker } from "./stages/circuit_breaker.ts";
import { toCookieKeeper, withCookies, withNewCookies } from "./stages/cookies.ts";
import { withHooks } from "./stages/hooks.ts";
import { markSensitive } from "./secrets/sensitive.ts";
import { withIdempotencyKey } from "./stages/idempotency_key.ts";
import { isObserved, Observation, withObserver } from "./stages/observer.ts";
import { withLimits } from "./stages/limits.ts";
import { withRateLimit } from "./stages/rate_limit.ts";
import { withRedirects } from "./stages/redirects.ts";
import { withExpectation } from "./stages/expectation.ts";
import { withRetry } from "./stages/retry.ts";
import { toTransport } from "./stages/transport.ts";
import { resolveStages, withUserStages } from "./stages/user_stages.ts";
import { withUrlGuard } from "./stages/url_guard.ts";
import { throwIfError } from "./throw_on_error.ts";
import { ChosenTransport } from "./transports/chosen.ts";
import { Mounts } from "./transports/mounts.ts";
import type { Transport } from "./transports/transport.ts";

/** What a way needs of its client. */
export interface WayParts extends ClientSettings {
  /** The queue in front of the network. */
  readonly admission: Admission;
}

/** Sends what a client has built. */
export class Way {
  readonly #parts: WayParts;
  readonly #deadlines = new Deadlines();
  readonly #observation = new Observation();
  readonly #transport: Transport;
  readonly #isOwn: boolean;
  readonly #mounts: Mounts;
  readonly #send: Send;
  /** What belongs to the client that this one extends. */
  readonly #foreign: ReadonlySet<Transport>;
  readonly #closing = new AbortController();
  #closed = false;
  #whenClosed: Promise<void> = Promise.resolve();

  /** Lays the way. */
  constructor(options: ClientOptions, parts: WayParts) {
    this.#parts = parts;
    this.#transport = options.transport ?? new ChosenTransport(options, readEnvironment);
    this.#isOwn = !options.transport;
    this.#foreign = inheritanceOf(options)?.transports ?? new Set();
    this.#mounts = new Mounts(options.mounts ?? undefined);
    const jar = parts.cookies ?? undefined;
    const hasStages = (options.stages?.length ?? 0) > 0;
    this.#send = pipeline(
      [
        withRedirects(parts.sensitiveHeaders),
        withIdempotencyKey(),
        withAuth(options.trustEnv === false ? undefined : new NetrcAuth()),
        withCookies({ jar, base: parts.baseUrl, hasStages }),
        withHooks(),
        ...this.#toUserStages(options),
        ...toUrlGuard(options),
        withRetry(new RetryBudget()),
        withExpectation(),
        ...(jar ? [withNewCookies(jar)] : []),
        withObserver(),
        ...toGuards(options),
        withLimits(parts.admission),
      ],
      toTransport({
        transportFor: (url) => this.#openTransportFor(url),
        defaultEncoding: options.defaultEncoding ?? undefined,
        recorder: toRecorder(options.recorder),
        sensitiveHeaders: parts.sensitiveHeaders,
        keepCookies: jar && toCookieKeeper(jar),
        next: (response, { hop }) => redirectRequest(response, hop, parts.sensitiveHeaders),
        follow: (response, trip) => this.#follow(response, trip),
      }),
    );
  }

  /** Few clients have any. */
  #toUserStages(options: ClientOptions): readonly Stage[] {
    const list = resolveStages(options.stages);
    if (list.length === 0) return [];
    const closed = this.#closing.signal;
    const { sensitiveHeaders } = this.#parts;
    const defaultEncoding = options.defaultEncoding ?? undefined;
    const place: Parameters<typeof withUserStages>[2] = (trip) => ({
      previous: trip.previous,
      defaultEncoding,
      parseJson: trip.call.settings.parseJson,
      onward: {
        next: (response) => redirectRequest(response, trip.hop, sensitiveHeaders),
        follow: (response) => this.#follow(response, trip),
      },
    });
    return [withUserStages(list, { closed, sensitiveHeaders }, place)];
  }

  /** Mounts a transport. */
  mount(pattern: string, transport: Transport | null): void {
    this.#mounts.mount(pattern, transport);
  }

  /** What is mounted now, by pattern. */
  get mounts(): Readonly<Record<string, Transport | null>> {
    return Object.fromEntries(this.#mounts);
  }

  /** Over what the client's own requests go. */
  get path(): "sockets" | "fetch" | "transport" {
    const transport = this.#transport;
    return this.#isOwn && transport instanceof ChosenTransport ? transport.path : "transport";
  }

  /** Gives the transport for a URL. */
  transportFor(url: URL): Transport {
    return this.#mounts.find(url) ?? this.#transport;
  }

  /** The client may have been closed while a request waited. */
  #openTransportFor(url: URL): Transport {
    if (this.#closed) throw new TypeError("Cannot send: the client is closed");
    return this.transportFor(url);
  }

  /** Sends a request and reads its response, if it is not to be streamed. */
  send({ request, settings }: Built): Promise<HttpResponse> {
    markSensitive(request, this.#parts.sensitiveHeaders);
    const call = new Call(settings, request, {
      deadlines: this.#deadlines,
      origin: request.url,
    });
    const asked = this.#run(call, toTrip(call, request));
    return settings.throwOnError ? judge(asked, settings) : asked;
  }

  async #run(call: Call, trip: Trip): Promise<HttpResponse> {
    try {
      if (isObserved(call.settings)) await this.#observation.begin(call, trip.hop);
      if (this.#closed) throw new TypeError("Cannot send: the client is closed");
      call.cancellation.throwIfCancelled();
      if (trip.hop.body?.prepare) await trip.hop.body.prepare();
      const response = await this.#send(trip.hop, trip);
      if (!call.settings.stream) await response.read();
      return response;
    } catch (error) {
      call.rememberPrevious(error, trip.previous);
      call.observer?.fail(error);
      await trip.hop.body?.discard();
      throw error;
    } finally {
      call.settle();
    }
  }

  /** The credentials of the call stay with the origin that they were given for. */
  async #follow(
    response: HttpResponse,
    { call, hop }: Trip,
  ): Promise<HttpResponse | undefined> {
    const next = redirectRequest(response, hop, this.#parts.sensitiveHeaders);
    if (!next) return undefined;
    await response.discard();
    const settings = { ...call.settings, followRedirects: false };
    const { origin, idempotencyKey } = call;
    const traceContext = call.observer?.traceContext;
    const context = { deadlines: this.#deadlines, origin, idempotencyKey, traceContext };
    const step = new Call(settings, next, context);
    return await judge(this.#run(step, toTrip(step, next, response)), settings);
  }

  /** Closes every transport that is the client's, once. */
  close(): Promise<void> {
    if (this.#closed) return this.#whenClosed;
    this.#closed = true;
    this.#closing.abort(new DOMException("The client is closed", "AbortError"));
    return this.#whenClosed = this.#closeAll();
  }

  async #closeAll(): Promise<void> {
    const mounted = [...this.#mounts].flatMap(([, transport]) => transport ?? []);
    const ours = new Set([this.#transport, ...mounted]).difference(this.#foreign);
    await Promise.all([...ours].map(async (transport) => await transport.close?.()));
  }
}

/** Who has given up while the body of an error was read gets their own reason. */
async function judge(
  asked: Promise<HttpResponse>,
  { throwOnError, signal }: Settings,
): Promise<HttpResponse> {
  const response = await asked;
  if (!throwOnError) return response;
  try {
    return await throwIfError(response, throwOnError);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

function toUrlGuard(options: ClientOptions): readonly Stage[] {
  const allowUrl = toCallback("allowUrl", options.allowUrl);
  const allowed = resolvePrivateNetworks(options.blockPrivateNetworks);
  return allowUrl || allowed ? [withUrlGuard({ allowUrl, allowed })] : [];
}

/** Every field is there, since trips of one shape are read faster. */
function toTrip(call: Call, hop: PreparedRequest, previous?: HttpResponse): Trip {
  return {
    call,
    previous,
    hop,
    attempts: undefined,
    permit: undefined,
    queued: undefined,
    observer: undefined,
    isRetried: undefined,
    isLookedAt: undefined,
    flow: undefined,
    jarCookies: undefined,
  };
}

/** What few clients want is left out for the others. */
function toGuards(options: ClientOptions): readonly Stage[] {
  const breaker = resolveCircuitBreaker(options.circuitBreaker);
  const limit = resolveRateLimit(options.rateLimit);
  return [
    ...(breaker ? [withCircuitBreaker(breaker)] : []),
    ...(limit ? [withRateLimit(limit)] : []),
  ];
}

function toRecorder(recorder: Recorder | null | undefined): Recorder | undefined {
  if (recorder === undefined || recorder === null) return undefined;
  if (typeof recorder.start === "function") return recorder;
  throw new TypeError("Cannot use the recorder: it has no start()");
}
