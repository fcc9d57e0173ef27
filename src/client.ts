/**
 * The client: defaults, cookies, connections and limits that its requests share.
 *
 * @module
 */

import { Admission, type AdmissionStats } from "./admission.ts";
import type { Auth } from "./auth/auth.ts";
import { type AuthInput, resolveAuth } from "./auth/resolve.ts";
import { type ClientSettings, extendOptions, resolveClientOptions } from "./client_settings.ts";
import type { Chunks } from "./decode/chunks.ts";
import type { ServerSentEvent } from "./decode/events.ts";
import type { Download, DownloadOptions } from "./download/options.ts";
import {
  type EventSourceOptions,
  resolveEventSource,
  type TypedEvent,
  type TypedEventsOptions,
} from "./event_source_options.ts";
import { LateItems } from "./bytes/late_items.ts";
import {
  checkPaginate,
  type PaginateItemsOptions,
  type PaginateOptions,
} from "./paginate_options.ts";
import { type ResponsePromise, toResponsePromise } from "./response/response_promise.ts";
import type { CookieJar } from "./cookies/jar.ts";
import { NoCookies } from "./cookies/no_cookies.ts";
import { withCallerStack } from "./errors/caller_stack.ts";
import { toFetchError } from "./errors/fetch_error.ts";
import {
  isLocal,
  isReason,
  signalOf,
  toFetchArguments,
  toFetchInput,
} from "./request/fetch_input.ts";
import { type Hooks, type HooksOptions, resolveHooks } from "./hooks.ts";
import { shownAs } from "./secrets/inspect.ts";
import { DEFAULT_LIMITS, resolveLimits } from "./limits.ts";
import { type ClientOptions, NO_OPTIONS, type RequestOptions } from "./options.ts";
import {
  buildFollowing,
  buildRequest,
  type Built,
  type Following,
  toWebRequest,
} from "./request/request.ts";
import { FetchedResponse } from "./response/fetched_response.ts";
import type { HttpResponse } from "./response/response.ts";
import { type SendOptions, takeRequest } from "./request/send_options.ts";
import { type ResolvedTimeout, resolveTimeout, type Timeout } from "./timeout.ts";
import { resolveUrl } from "./url.ts";
import { callKeptFetch, isOwnCall, noteClientFetch } from "./transports/runtime_fetch.ts";
import type { Transport } from "./transports/transport.ts";
import { Way } from "./way.ts";

/**
 * A look at a client: its queue in front of the network.
 *
 * @example What the queue looks like
 * ```ts
 * import { Client, type ClientStats, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport, limits: { maxConnections: 2 } });
 * await using _held = await client.stream("GET", "http://example.org/");
 * const { active, waiting, max }: ClientStats = client.stats;
 * assertEquals([active, waiting, max], [1, 0, 2]);
 * ```
 */
export type ClientStats = AdmissionStats;

/**
 * Sends requests that share defaults, cookies, connections and limits.
 *
 * @example A client for one API
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * using api = new Client({
 *   baseUrl: "https://api.example/v1",
 *   headers: { "x-team": "ferry" },
 *   transport: new HandlerTransport((request) => Response.json({ url: request.url })),
 * });
 * const response = await api.get("users", { params: { page: 2 } });
 * assertEquals(await response.json(), { url: "https://api.example/v1/users?page=2" });
 * ```
 */
export class Client implements Disposable, AsyncDisposable {
  readonly #options: ClientOptions;
  /** What holds for every request now. */
  readonly #defaults: LiveSettings;
  readonly #admission: Admission;
  readonly #way: Way;
  /** Headers of every request; change them at any time. */
  readonly headers: Headers;
  /** Query parameters of every request; change them at any time. */
  readonly params: URLSearchParams;
  /**
   * The cookies that servers set, and those that were given. With `cookies: false` it stays empty: to set one by hand
   * is a `TypeError`.
   */
  readonly cookies: CookieJar;
  /**
   * Sends as the global `fetch` does, over this client: hand it to any library that takes a `fetch`, or put it in the
   * place of the global one, which it then does not call. Failures are a `TypeError` whose cause is the
   * {@link HttpError}, also those of the readers of the response.
   */
  readonly fetch: (
    input: string | URL | Request,
    init?: RequestInit,
  ) => Promise<Response>;

  /**
   * Makes a client.
   *
   * @param options Defaults for every request, and how to connect.
   * @throws {TypeError} If an option is unknown or of the wrong type.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#defaults = resolveClientOptions(options);
    const limits = resolveLimits(options.limits, DEFAULT_LIMITS);
    this.#admission = new Admission(limits);
    this.#way = new Way(options, { ...this.#defaults, admission: this.#admission });
    this.headers = this.#defaults.headers;
    this.params = this.#defaults.params;
    this.cookies = this.#defaults.cookies ?? new NoCookies();
    this.fetch = (input, init) => this.#fetch(input, init);
    noteClientFetch(this.fetch);
  }

  /** The credentials of every request. */
  get auth(): Auth | null | undefined {
    return this.#defaults.auth;
  }

  /** Sets the credentials of every request; what can be none is a `TypeError`. */
  set auth(auth: AuthInput | undefined) {
    this.#defaults.auth = auth === null ? null : resolveAuth(auth);
  }

  /** The time limits of every request in milliseconds, `Infinity` where there is none. */
  get timeout(): ResolvedTimeout {
    return this.#defaults.timeout;
  }

  /** Sets the time limits of every request in milliseconds; a part left out stays, `null` switches off. */
  set timeout(timeout: Timeout) {
    this.#defaults.timeout = resolveTimeout(timeout, this.#defaults.timeout);
  }

  /** The hooks of every request: lists that can be changed at any time. */
  get hooks(): Hooks {
    return this.#defaults.hooks;
  }

  /** Replaces the hooks of every request. */
  set hooks(hooks: HooksOptions | null) {
    this.#defaults.hooks = resolveHooks(hooks);
  }

  /** The queue in front of the network as it stands now: a copy, which does not change. */
  get stats(): ClientStats {
    return this.#admission.stats;
  }

  /**
   * Over what requests go that no mount carries: `sockets`, the global `fetch`, or the `transport` that was given.
   *
   * It is decided once, with the first request or when it is asked for: over `fetch` with `http2: true` or
   * `http1: false`, where the global one is not the runtime's own, or is traced (`OTEL_DENO`), where the environment's
   * proxies cannot be read and neither `proxy` nor `trustEnv: false` is said, and where there are no sockets.
   *
   * @throws {TypeError} If that cannot do something that was said of the client.
   */
  get path(): "sockets" | "fetch" | "transport" {
    return this.#way.path;
  }

  /**
   * Sends a request and reads the whole response.
   *
   * @param method The method.
   * @param url Where to; a path is appended to `baseUrl`.
   * @param options What holds for this request.
   * @returns The response, whatever its status; `await client.request(…).json()` reads it at once.
   * @throws {HttpError} If there is no response.
   * @throws {TypeError} If an option is wrong, before anything is sent.
   */
  request(
    method: string,
    url: string | URL,
    options: RequestOptions = NO_OPTIONS,
  ): ResponsePromise {
    return toResponsePromise(this.#request(method, url, options));
  }

  /** Sends a GET request. */
  get(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("GET", url, options);
  }

  /** Sends an OPTIONS request. */
  options(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("OPTIONS", url, options);
  }

  /** Sends a HEAD request; its redirects are followed only if asked for. */
  head(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("HEAD", url, options);
  }

  /** Sends a POST request. */
  post(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("POST", url, options);
  }

  /** Sends a PUT request. */
  put(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("PUT", url, options);
  }

  /** Sends a PATCH request. */
  patch(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("PATCH", url, options);
  }

  /** Sends a DELETE request. */
  del(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("DELETE", url, options);
  }

  /** Sends a DELETE request. */
  delete(url: string | URL, options?: RequestOptions): ResponsePromise {
    return this.request("DELETE", url, options);
  }

  /**
   * Sends a request and leaves the body of the response unread: read it, close it or `await using` it,
   * since it holds one of the client's connections.
   *
   * @throws {HttpError} If there is no response.
   */
  async stream(
    method: string,
    url: string | URL,
    options: RequestOptions = NO_OPTIONS,
  ): Promise<HttpResponse> {
    try {
      const input = { method, url, options, stream: true };
      return await this.#send(buildRequest(input, this.#defaults));
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  /**
   * Makes the request that would be sent, the client's defaults merged in; cookies of the jar and
   * credentials are added when it is sent.
   *
   * @throws {TypeError} If an option is wrong.
   */
  buildRequest(
    method: string,
    url: string | URL,
    options: RequestOptions = NO_OPTIONS,
  ): Request {
    const defaults = this.#defaults;
    return toWebRequest(buildRequest({ method, url, options }, defaults), defaults);
  }

  /**
   * Sends a request that was built before, as it is.
   *
   * @param request The request.
   * @param options How it is sent.
   * @throws {HttpError} If there is no response.
   */
  send(request: Request, options: SendOptions = {}): ResponsePromise {
    return toResponsePromise(this.#sendBuilt(request, options));
  }

  /**
   * Downloads to a file, or into a stream. A file is there only when it is whole: until then it is
   * `NAME.part`, which another call for the same URL goes on from if the server has the same version.
   *
   * @param url Where from.
   * @param to A path; a folder, in which the server or the URL names the file; or a stream, which is
   * closed at the end.
   * @param options What holds for this download.
   * @returns Where it is, and how many bytes it has.
   * @throws {StatusError} If the status is not 2xx.
   * @throws {IntegrityError} If the length or a digest is wrong.
   * @throws {HttpError} If it broke off and could not be gone on with.
   *
   * @example To a file
   * ```ts
   * import { Client, HandlerTransport } from "@ferry/http";
   * import { assertEquals } from "@std/assert";
   *
   * using client = new Client({ transport: new HandlerTransport(() => new Response("hello")) });
   * const folder = await Deno.makeTempDir();
   * const { path, bytes } = await client.download("http://example.org/a.txt", `${folder}/`);
   * assertEquals([path, bytes], [`${folder}/a.txt`, 5]);
   * await Deno.remove(folder, { recursive: true });
   * ```
   */
  async download(
    url: string | URL,
    to: string | URL | WritableStream<Uint8Array<ArrayBuffer>>,
    options: DownloadOptions = {},
  ): Promise<Download> {
    const { params } = options;
    const target = new URL(this.buildRequest("GET", url, { params }).url);
    const { download } = await import("./download/mod.ts");
    const ask = this.stream.bind(this);
    return await download({ ask, url, target }, to, options);
  }

  /**
   * Gives page after page, each read whole: as the links of the type `next` lead, or as you say. A page
   * of another origin than the first one gets no credentials.
   *
   * @param url The first page.
   * @param options What holds for the requests.
   * @returns The pages, or their items if you say what these are.
   * @throws {StatusError} If the status of a page is 4xx or 5xx.
   * @throws {HttpError} If a page leads to one that was there already.
   *
   * @example Items over all pages
   * ```ts
   * import { Client, HandlerTransport } from "@ferry/http";
   * import { assertEquals } from "@std/assert";
   *
   * const transport = new HandlerTransport(({ url }) =>
   *   url.endsWith("2")
   *     ? Response.json(["c"])
   *     : Response.json(["a", "b"], { headers: { link: '<?page=2>; rel="next"' } })
   * );
   * using client = new Client({ transport });
   * const items = (page: Response): Promise<string[]> => page.json();
   * const found = await Array.fromAsync(client.paginate("http://api.example/", { items }));
   * assertEquals(found, ["a", "b", "c"]);
   * ```
   */
  paginate<T>(url: string | URL, options: PaginateItemsOptions<T>): Chunks<T>;
  /** Gives page after page. */
  paginate(url: string | URL, options?: PaginateOptions): Chunks<HttpResponse>;
  paginate<T>(
    url: string | URL,
    options: PaginateOptions & Partial<PaginateItemsOptions<T>> = {},
  ): Chunks<T> | Chunks<HttpResponse> {
    checkPaginate(options);
    const { items, ...rest } = options;
    const pages = new LateItems(async () => {
      const { paginate } = await import("./paginate.ts");
      return paginate((page) => this.#follow(page), url, rest);
    });
    if (!items) return pages;
    return new LateItems(async () => {
      const { paginateItems } = await import("./paginate.ts");
      return paginateItems(pages, items);
    });
  }

  /**
   * Follows an event stream over as many connections as it takes (HTML standard, section 9.2): again
   * with `Last-Event-ID` after the server's `retry`, with growing pauses after failures. A status of 204
   * ends it.
   *
   * @param url Where the events are.
   * @param options What holds for the requests.
   * @returns The events; `return()` closes the connection.
   * @throws {StatusError} If the status is neither 200 nor 204.
   * @throws {DecodeError} If the answer is no event stream, or the data no JSON where a schema is given.
   * @throws {HttpError} If the server cannot be reached at first.
   *
   * @example Typed events, up to the one that says that it is the last
   * ```ts
   * import { Client, HandlerTransport } from "@ferry/http";
   * import { assertEquals } from "@std/assert";
   *
   * const transport = new HandlerTransport(() =>
   *   new Response('data: {"n":1}\n\ndata: [DONE]\n\n', {
   *     headers: { "content-type": "text/event-stream" },
   *   })
   * );
   * using client = new Client({ transport });
   * const events = client.events("http://llm.example/", {
   *   json: { prompt: "count" },
   *   until: ({ data }) => data === "[DONE]",
   * });
   * assertEquals(await Array.fromAsync(events, ({ data }) => JSON.parse(data)), [{ n: 1 }]);
   * ```
   */
  events<T>(url: string | URL, options: TypedEventsOptions<T>): Chunks<TypedEvent<T>>;
  /** Follows an event stream. */
  events(url: string | URL, options?: EventSourceOptions): Chunks<ServerSentEvent>;
  events<T>(
    url: string | URL,
    options: EventSourceOptions & Partial<TypedEventsOptions<T>> = {},
  ): Chunks<ServerSentEvent> | Chunks<TypedEvent<T>> {
    const { schema, ...rest } = options;
    const plan = resolveEventSource(rest, this.timeout);
    const parts = { ask: this.stream.bind(this), url, plan };
    const { parseJson = this.#defaults.parseJson } = rest;
    return schema
      ? new LateItems(async () => {
        const { EventSourceIterator, toTyped } = await import("./event_source.ts");
        return new EventSourceIterator({ ...parts, toItem: toTyped(schema, parseJson) });
      })
      : new LateItems(async () => {
        const { EventSourceIterator } = await import("./event_source.ts");
        return new EventSourceIterator({ ...parts, toItem: (event: ServerSentEvent) => event });
      });
  }

  async #request(
    method: string,
    url: string | URL,
    options: RequestOptions,
  ): Promise<HttpResponse> {
    try {
      return await this.#send(buildRequest({ method, url, options }, this.#defaults));
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  async #sendBuilt(request: Request, options: SendOptions): Promise<HttpResponse> {
    try {
      const defaults = this.#defaults;
      return await this.#send(await takeRequest(options, { request, defaults }));
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  async #fetch(input: unknown, init: unknown): Promise<Response> {
    const given = toFetchArguments(input, init);
    if (isOwnCall(given.init) || isLocal(given)) {
      return await callKeptFetch(given.input, given.init);
    }
    try {
      const { request, settings, check } = await toFetchInput(given, this.#defaults);
      return FetchedResponse.of(check(await this.#send({ request, settings })));
    } catch (error) {
      if (isReason(error, signalOf(given))) throw error;
      throw toFetchError(withCallerStack(error), "fetch failed");
    }
  }

  /**
   * Gives a client like this one but for what is said. It shares nothing mutable but a jar and transports that were
   * given, and closes none of these. A `transport` takes the place of `proxy`, `verify` and what else was said of the
   * client's own path.
   */
  extend(options: ClientOptions = {}): Client {
    const extended = { options: this.#options, mounts: this.#way.mounts, settings: this.#defaults };
    return new Client(extendOptions(extended, options));
  }

  /**
   * Sends what matches `pattern` over another transport; the most specific pattern counts.
   *
   * @param pattern Such as `https://`, `all://*.example.com` or `http://host:1234`.
   * @param transport The transport; `null` means the client's own.
   * @throws {TypeError} If the pattern is not valid, or the value is no transport.
   */
  mount(pattern: string, transport: Transport | null): void {
    this.#way.mount(pattern, transport);
  }

  /** Tells which transport a URL goes over; one that cannot be asked for is an {@link HttpError}. */
  transportFor(url: string | URL): Transport {
    return this.#way.transportFor(resolveUrl(url, this.#defaults.baseUrl).url);
  }

  /**
   * Closes idle connections, and the transports that the client was given, each once; it sends nothing any more. One
   * that fails to close harms nobody, and those of a client that it extends stay open.
   */
  close(): void {
    this.#way.close().catch(() => {});
  }

  /** Closes the client. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the client and waits for transports that take their time; rejects if one fails to close. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#way.close();
  }

  /** Sends a request to which a page led. */
  async #follow(page: Following): Promise<HttpResponse> {
    try {
      return await this.#send(buildFollowing(page, this.#defaults));
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  #send(built: Built): Promise<HttpResponse> {
    return this.#way.send(built);
  }

  // A log of a client would show default headers and cookies.
  static {
    const show = function (this: Client): string {
      const { baseUrl } = this.#defaults;
      return baseUrl ? `<Client ${baseUrl.origin}${baseUrl.pathname}>` : "<Client>";
    };
    Object.assign(this.prototype, { ...shownAs(show), toJSON: show });
  }
}

/** The settings of a client, of which some can be changed at any time. */
type LiveSettings = { -readonly [Name in keyof ClientSettings]: ClientSettings[Name] };
