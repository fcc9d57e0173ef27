/** Sends what a client has built: through its stages, over its transports, within its limits. */

import { RequestQueue } from "./limits/request_queue.ts";
import { Call, type CallParts } from "./call.ts";
import { isKeyed } from "./options/checks.ts";
import {
  type ClientDefaults,
  extendOptions,
  type Inheritance,
  inheritanceOf,
  resolveClientOptions,
} from "./options/client_defaults.ts";
import type { Installed, Router } from "./feature.ts";
import type { FeatureSet } from "./feature_set.ts";
import { FetchTransport } from "./fetch/fetch.ts";
import { hasHttpClients } from "./fetch/runtime.ts";
import { HopContext } from "./hop_context.ts";
import { resolveLimits } from "./limits/connection_limits.ts";
import type { ClientOptions } from "./options/client_options.ts";
import type { PreparedRequest } from "./request/prepared.ts";
import type { Built } from "./request/request.ts";
import type { HttpResponse, ResponseParts } from "./response/response.ts";
import { throwIfError } from "./options/throw_on_error.ts";
import { markSensitive } from "./secrets/sensitive.ts";
import { deriveSettings, type Settings } from "./options/settings.ts";
import { compose, type Send, type Stage, type StageClient } from "./stage.ts";
import { withAuth } from "./stages/auth.ts";
import { toCookieKeeper, withCookies } from "./stages/cookies.ts";
import { withHooks } from "./stages/hooks.ts";
import { withLimits } from "./stages/limits.ts";
import { withRedirects } from "./stages/redirects.ts";
import { toTransport } from "./stages/transport.ts";
import { resolveStages, type UserStageParts, withUserStages } from "./stages/user_stages.ts";
import { Deadlines } from "./time/deadlines.ts";
import { sendOver } from "./fetch/adapter.ts";
import type { Transport } from "./fetch/transport.ts";

/** Sends the requests of one client. */
export class Dispatcher {
  readonly #options: ClientOptions;
  readonly #deadlines = new Deadlines();
  readonly #keepsTimer: boolean;
  readonly #installed: readonly Installed[];
  readonly #begins: readonly NonNullable<Installed["begin"]>[];
  readonly #send: Send;
  readonly #facts: StageClient;
  /** What belongs to the client that this one extends. */
  readonly #inheritance: Inheritance | undefined;
  readonly #closing = new AbortController();
  readonly #initial: Settings;
  #whenClosed: Promise<void> | undefined;
  readonly defaults: { -readonly [Name in keyof ClientDefaults]: ClientDefaults[Name] };
  readonly queue: RequestQueue;
  readonly router: Router;

  /**
   * Settles the options of a client.
   *
   * @throws {TypeError} If an option is unknown or of the wrong type.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(options: ClientOptions, features: FeatureSet) {
    const defaults = this.defaults = resolveClientOptions(options, features);
    // The caller may change theirs for another client.
    this.#options = { ...options };
    this.#inheritance = inheritanceOf(options);
    const { settings, sensitiveHeaders } = defaults;
    this.#initial = settings;
    this.queue = new RequestQueue(resolveLimits(options.limits));
    this.#facts = { closed: this.#closing.signal, sensitiveHeaders };
    const subject = {
      options,
      settings,
      jar: defaults.cookies ?? undefined,
      base: defaults.baseUrl,
    };
    this.#installed = [...features].flatMap(({ install }) => install?.(subject) ?? []);
    this.#begins = this.#installed.flatMap(({ begin }) => begin ?? []);
    const router = this.#installed.find(({ router }) => router)?.router;
    this.router = router ?? toRouter(options);
    // Whoever gives no transport has connections to close, and with them the timer.
    this.#keepsTimer = !router && !options.transport && hasHttpClients();
    if (this.#keepsTimer) this.#deadlines.keepTimer();
    this.#send = compose(this.#toStages(), this.#toTransport());
  }

  /** The stages, the outermost first: what they do happens in this order. */
  #toStages(): readonly Stage[] {
    const { cookies, baseUrl: base } = this.defaults;
    const jar = cookies ?? undefined;
    const list = resolveStages(this.#options.stages);
    const installed = this.#installed;
    return [
      withRedirects(),
      ...installed.flatMap(({ outer }) => outer ?? []),
      withAuth(installed.find(({ auth }) => auth)?.auth),
      withCookies({ jar, base, hasStages: list.length > 0 }),
      withHooks(),
      ...(list.length > 0 ? [withUserStages(list, this.#toUserStageParts())] : []),
      ...installed.flatMap(({ inner }) => inner ?? []),
      withLimits(this.queue),
    ];
  }

  #toUserStageParts(): UserStageParts {
    return {
      place: (hop) => this.#placeOf(hop),
      begin: (call, request) => this.#begin(call, request),
      made: this.#installed.find(({ made }) => made)?.made,
    };
  }

  #toTransport(): Send {
    const { cookies } = this.defaults;
    return toTransport({
      transportFor: (url) => this.#openTransportFor(url),
      carry: this.#installed.find(({ carry }) => carry)?.carry ?? sendOver,
      defaultEncoding: this.#options.defaultEncoding ?? undefined,
      checksUrls: this.#installed.some(({ checksUrls }) => checksUrls),
      keepCookies: cookies ? toCookieKeeper(cookies) : undefined,
    });
  }

  /** Where an answer stands that a stage of a user's own has made. */
  #placeOf(hop: HopContext): Partial<ResponseParts> {
    return {
      previous: hop.previous,
      toStreamError: hop.call.settings.toFetchError,
      defaultEncoding: this.#options.defaultEncoding ?? undefined,
      parseJson: hop.call.settings.parseJson,
      onward: hop,
    };
  }

  /** The client may have been closed while a request waited. */
  #openTransportFor(url: URL): Transport {
    this.#checkOpen();
    return this.router.find(url);
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new TypeError("Cannot send: the client is closed");
  }

  change(changes: Partial<Settings>): void {
    // What features keep stays with the settings of the beginning, so that changes make no chain.
    this.defaults.settings = { ...this.defaults.settings, ...changes, base: this.#initial };
  }

  /** Sends a request and reads its response, if it is not to be streamed. */
  send({ request, settings }: Built): Promise<HttpResponse> {
    markSensitive(request, this.defaults.sensitiveHeaders);
    const asked = this.#run(this.#toCall(settings, request, request.url), request);
    return settings.throwOnError ? judge(asked, settings) : asked;
  }

  #toCall(settings: Settings, request: PreparedRequest, origin: URL, root?: Call): Call {
    const parts = { deadlines: this.#deadlines, origin, client: this.#facts, root };
    return new Call(settings, request, { ...parts, follow: this.#follow });
  }

  async #begin(call: Call, request: PreparedRequest): Promise<void> {
    for (const begin of this.#begins) {
      const begun = begin(call, request);
      if (begun) await begun;
    }
  }

  async #run(call: Call, request: PreparedRequest, previous?: HttpResponse): Promise<HttpResponse> {
    const hop = new HopContext(call, { original: request, previous });
    try {
      if (this.#begins.length > 0) await this.#begin(call, request);
      this.#checkOpen();
      call.cancellation.throwIfCancelled();
      if (request.body?.prepare) await request.body.prepare();
      const response = await this.#send(request, hop);
      if (!call.settings.stream && !response.isRead) await response.read();
      return response;
    } catch (error) {
      call.rememberPrevious(error, previous);
      call.listener?.fail(error);
      await request.body?.discard();
      throw error;
    } finally {
      call.settle();
    }
  }

  /** The credentials of the call stay with the origin that they were given for. */
  readonly #follow: CallParts["follow"] = async (call, response, next) => {
    await response.discard();
    const { settings, origin, root } = call;
    const once = deriveSettings(settings, { followRedirects: false });
    return await judge(this.#run(this.#toCall(once, next, origin, root), next, response), once);
  };

  /** Gives the options of a client that is like this one but for what is said. */
  extend(more: ClientOptions): ClientOptions {
    this.defaults.features.check("client", more);
    const added = this.#installed.map(({ extend }) => Object.entries(extend?.(more) ?? {}));
    const said = findTransports(more);
    const transports = [...this.router].filter((transport) => !said.has(transport));
    const own = { options: this.#options, defaults: this.defaults, inheritance: this.#inheritance };
    return extendOptions({ ...own, transports }, more, Object.fromEntries(added.flat()));
  }

  /** Closes every transport that is the client's, once. */
  close(): Promise<void> {
    if (this.#whenClosed) return this.#whenClosed;
    this.#closing.abort(new DOMException("The client is closed", "AbortError"));
    if (this.#keepsTimer) this.#deadlines.letGo();
    return this.#whenClosed = this.#closeAll();
  }

  async #closeAll(): Promise<void> {
    const foreign = this.#inheritance?.transports;
    const ours = [...new Set(this.router)].filter((transport) => !foreign?.has(transport));
    await Promise.all(ours.map(async (transport) => await transport.close?.()));
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

/** Whoever says a transport again wants it closed with the new client. */
function findTransports(options: object): ReadonlySet<unknown> {
  const values: unknown[] = Object.values(options);
  return new Set(values.flatMap((value) => isKeyed(value) ? [value, ...Object.values(value)] : []));
}

/** One transport carries everything. */
function toRouter({ transport, limits }: ClientOptions): Router {
  const only = transport ?? new FetchTransport({ limits });
  return {
    path: transport ? "transport" : "fetch",
    find: () => only,
    [Symbol.iterator]: () => [only][Symbol.iterator](),
  };
}
