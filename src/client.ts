/**
 * The client: defaults, cookies, connections and limits that its requests share.
 *
 * @module
 */

import { Client as CoreClient } from "./core/client.ts";
import { checkKeyed } from "./core/options/checks.ts";
import { Dispatcher } from "./core/dispatcher.ts";
import type { Auth } from "./core/auth/auth.ts";
import type { AuthInput } from "./core/auth/resolve.ts";
import type { CookieJar } from "./core/cookies/jar.ts";
import { withCallerStack } from "./core/errors/caller_stack.ts";
import { callKeptFetch, isOwnCall, noteClientFetch } from "./core/fetch/runtime_fetch.ts";
import type { Transport } from "./core/fetch/transport.ts";
import type { Hooks, HooksOptions } from "./core/hooks.ts";
import type { ClientStats } from "./core/limits/request_queue.ts";
import type { ResolvedTimeout, Timeout } from "./core/options/timeout.ts";
import { buildFollowing, type Following } from "./features/pages/following.ts";
import type { HttpResponse } from "./core/response/response.ts";
import type { ResponsePromise } from "./core/response/response_promise.ts";
import type { Chunks } from "./core/text/chunk_size.ts";
import type { ServerSentEvent } from "./core/text/events.ts";
import { FEATURES } from "./features.ts";
import { ClientRouter } from "./features/connection/router.ts";
import { DOWNLOAD_OPTIONS } from "./features/download/option_names.ts";
import type { Download, DownloadOptions } from "./features/download/options.ts";
import {
  EVENT_OPTIONS,
  type EventSourceOptions,
  resolveEventSource,
  type TypedEvent,
  type TypedEventsOptions,
} from "./features/events/event_source_options.ts";
import { toFetchError } from "./features/fetch_drop_in/fetch_error.ts";
import { FetchedResponse } from "./features/fetch_drop_in/fetched_response.ts";
import {
  isLocal,
  isReason,
  signalOf,
  toFetchArguments,
  toFetchInput,
} from "./features/fetch_drop_in/fetch_input.ts";
import { LateItems } from "./features/late_items.ts";
import {
  checkPaginate,
  PAGE_OPTIONS,
  type PaginateItemsOptions,
  type PaginateOptions,
} from "./features/pages/paginate_options.ts";
import type { ClientOptions, RequestOptions, SendOptions } from "./options.ts";

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
 * @category Client
 */
export class Client extends CoreClient {
  readonly #dispatcher: Dispatcher;
  /** Headers of every request; change them at any time. */
  declare readonly headers: Headers;
  /** Query parameters of every request; change them at any time. */
  declare readonly params: URLSearchParams;
  /**
   * The cookies that servers set, and those that were given. With `cookies: false` it stays empty: to set one by hand
   * is a `TypeError`.
   */
  declare readonly cookies: CookieJar;
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
    const dispatcher = new Dispatcher(options, FEATURES);
    super(options, dispatcher);
    this.#dispatcher = dispatcher;
    this.fetch = (input, init) => this.#fetch(input, init);
    noteClientFetch(this.fetch);
  }

  /** The credentials of every request. */
  override get auth(): Auth | null | undefined {
    return super.auth;
  }

  /** Sets the credentials of every request; what can be none is a `TypeError`. */
  override set auth(auth: AuthInput | undefined) {
    super.auth = auth;
  }

  /** The time limits of every request in milliseconds, `Infinity` where there is none. */
  override get timeout(): ResolvedTimeout {
    return super.timeout;
  }

  /** Sets the time limits of every request in milliseconds; a part left out stays, `null` switches off. */
  override set timeout(timeout: Timeout) {
    super.timeout = timeout;
  }

  /** The hooks of every request: lists that can be changed at any time. */
  override get hooks(): Hooks {
    return super.hooks;
  }

  /** Replaces the hooks of every request. */
  override set hooks(hooks: HooksOptions | null) {
    super.hooks = hooks;
  }

  /** The queue in front of the network as it stands now: a copy, which does not change. */
  override get stats(): ClientStats {
    return super.stats;
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
  override get path(): "sockets" | "fetch" | "transport" {
    return super.path;
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
  override request(
    method: string,
    url: string | URL,
    options?: RequestOptions,
  ): ResponsePromise {
    return super.request(method, url, options);
  }

  /** Sends a GET request. */
  override get(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("GET", url, options);
  }

  /** Sends an OPTIONS request. */
  override options(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("OPTIONS", url, options);
  }

  /** Sends a HEAD request; its redirects are followed only if asked for. */
  override head(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("HEAD", url, options);
  }

  /** Sends a POST request. */
  override post(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("POST", url, options);
  }

  /** Sends a PUT request. */
  override put(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("PUT", url, options);
  }

  /** Sends a PATCH request. */
  override patch(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("PATCH", url, options);
  }

  /** Sends a DELETE request. */
  override del(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("DELETE", url, options);
  }

  /** Sends a DELETE request. */
  override delete(url: string | URL, options?: RequestOptions): ResponsePromise {
    return super.request("DELETE", url, options);
  }

  /**
   * Sends a request and leaves the body of the response unread: read it, close it or `await using` it,
   * since it holds one of the client's connections.
   *
   * @throws {HttpError} If there is no response.
   */
  override stream(
    method: string,
    url: string | URL,
    options?: RequestOptions,
  ): Promise<HttpResponse> {
    return super.stream(method, url, options);
  }

  /**
   * Makes the request that would be sent, the client's defaults merged in; the client's cookies and credentials are
   * added when it is sent.
   *
   * It uses `params`, `serializeParams`, `headers`, `cookies`, `auth`, `body`, `data`, `files`, `json`, `stringifyJson`
   * and `signal`. All other options are checked and left out, since a `Request` has no place for them: give `timeout`,
   * `retries` and the like to {@link Client.send}, and so `auth: null` and `cookies: false`.
   *
   * @throws {TypeError} If an option is wrong, or `auth` has to see an answer first or is a function.
   */
  override buildRequest(method: string, url: string | URL, options?: RequestOptions): Request {
    return super.buildRequest(method, url, options);
  }

  /**
   * Sends a request that was built before, as it is.
   *
   * @param request The request.
   * @param options How it is sent.
   * @throws {HttpError} If there is no response.
   */
  override send(request: Request, options?: SendOptions): ResponsePromise {
    return super.send(request, options);
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
    FEATURES.check("request", options, DOWNLOAD_OPTIONS);
    const { params } = options;
    const target = new URL(this.buildRequest("GET", url, { params }).url);
    const { download } = await import("./features/download/mod.ts");
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
      FEATURES.check("request", options, PAGE_OPTIONS);
      const { paginate } = await import("./features/pages/paginate.ts");
      return paginate((page) => this.#follow(page), url, rest);
    });
    if (!items) return pages;
    return new LateItems(async () => {
      const { paginateItems } = await import("./features/pages/paginate.ts");
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
    checkKeyed(options);
    const { schema, ...rest } = options;
    const plan = resolveEventSource(rest, this.timeout);
    const parts = { ask: this.stream.bind(this), url, plan };
    const { parseJson = this.#dispatcher.defaults.settings.parseJson } = rest;
    const load = async () => {
      FEATURES.check("request", options, EVENT_OPTIONS);
      return await import("./features/events/event_source.ts");
    };
    return schema
      ? new LateItems(async () => {
        const { EventSourceIterator, toTyped } = await load();
        return new EventSourceIterator({ ...parts, toItem: toTyped(schema, parseJson) });
      })
      : new LateItems(async () => {
        const { EventSourceIterator } = await load();
        return new EventSourceIterator({ ...parts, toItem: (event: ServerSentEvent) => event });
      });
  }

  async #fetch(input: unknown, init: unknown): Promise<Response> {
    const given = toFetchArguments(input, init);
    if (isOwnCall(given.init) || isLocal(given)) {
      return await callKeptFetch(given.input, given.init);
    }
    try {
      const { request, settings, check } = await toFetchInput(given, this.#dispatcher.defaults);
      const response = check(await this.#dispatcher.send({ request, settings }));
      return FetchedResponse.of(response, signalOf(given));
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
  override extend(options: ClientOptions = {}): Client {
    return new Client(this.#dispatcher.extend(options));
  }

  /**
   * Sends what matches `pattern` over another transport; the most specific pattern counts.
   *
   * @param pattern Such as `https://`, `all://*.example.com` or `http://host:1234`.
   * @param transport The transport; `null` means the client's own.
   * @throws {TypeError} If the pattern is not valid, or the value is no transport.
   */
  mount(pattern: string, transport: Transport | null): void {
    const { router } = this.#dispatcher;
    if (router instanceof ClientRouter) router.mounts.mount(pattern, transport);
  }

  /** Tells which transport a URL goes over; one that cannot be asked for is an {@link HttpError}. */
  override transportFor(url: string | URL): Transport {
    return super.transportFor(url);
  }

  /**
   * Closes idle connections, and the transports that the client was given, each once; it sends nothing any more. One
   * that fails to close harms nobody, and those of a client that it extends stay open.
   */
  override close(): void {
    super.close();
  }

  /** Closes the client. */
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
  }

  /** Closes the client and waits for transports that take their time; rejects if one fails to close. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
  }

  /** Sends a request to which a page led. */
  async #follow(page: Following): Promise<HttpResponse> {
    try {
      return await this.#dispatcher.send(buildFollowing(page, this.#dispatcher.defaults));
    } catch (error) {
      throw withCallerStack(error);
    }
  }
}
