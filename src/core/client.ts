/** The client: defaults, cookies and limits that its requests share. */

import type { Auth } from "./auth/auth.ts";
import { type AuthInput, resolveAuth } from "./auth/resolve.ts";
import type { CookieJar } from "./cookies/jar.ts";
import { NoCookies } from "./cookies/no_cookies.ts";
import { Dispatcher } from "./dispatcher.ts";
import { withCallerStack } from "./errors/caller_stack.ts";
import { NO_FEATURES } from "./feature_set.ts";
import type { Transport } from "./fetch/transport.ts";
import { type Hooks, type HooksOptions, resolveHooks } from "./hooks.ts";
import type { ClientStats } from "./limits/request_queue.ts";
import type { ClientOptions } from "./options/client_options.ts";
import { NO_OPTIONS, type RequestOptions } from "./options/request_options.ts";
import { type ResolvedTimeout, resolveTimeout, type Timeout } from "./options/timeout.ts";
import { type BuildInput, buildRequest, toWebRequest } from "./request/request.ts";
import { type SendOptions, takeRequest } from "./request/send_options.ts";
import { resolveUrl } from "./request/url.ts";
import type { HttpResponse } from "./response/response.ts";
import { type ResponsePromise, toResponsePromise } from "./response/response_promise.ts";
import { shownAs } from "./secrets/inspect.ts";

/**
 * Sends requests that share defaults, cookies and limits, over the runtime's `fetch`.
 *
 * @example A client for one API
 * ```ts
 * import { Client } from "@ferry/http/core";
 * import { assertEquals } from "@std/assert";
 *
 * using api = new Client({
 *   baseUrl: "https://api.example/v1",
 *   headers: { "x-team": "ferry" },
 *   transport: { send: (request) => Promise.resolve(Response.json({ url: request.url })) },
 * });
 * const found = await api.get("users", { params: { page: 2 } }).json();
 * assertEquals(found, { url: "https://api.example/v1/users?page=2" });
 * ```
 * @category Client
 */
export class Client implements Disposable, AsyncDisposable {
  readonly #dispatcher: Dispatcher;
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
   * Makes a client.
   *
   * @throws {TypeError} If an option is unknown or of the wrong type.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(options?: ClientOptions);
  /**
   * Makes a client of a class that extends this one.
   *
   * @param dispatcher Sends what this client builds.
   * @internal
   */
  constructor(options: ClientOptions, dispatcher: Dispatcher);
  constructor(
    options: ClientOptions = {},
    dispatcher: Dispatcher = new Dispatcher(options, NO_FEATURES),
  ) {
    this.#dispatcher = dispatcher;
    const { headers, params, cookies } = dispatcher.defaults;
    this.headers = headers;
    this.params = params;
    this.cookies = cookies ?? new NoCookies();
  }

  /** The credentials of every request. */
  get auth(): Auth | null | undefined {
    return this.#dispatcher.defaults.settings.auth;
  }

  /** Sets the credentials of every request; what can be none is a `TypeError`. */
  set auth(auth: AuthInput | undefined) {
    this.#dispatcher.change({ auth: auth === null ? null : resolveAuth(auth) });
  }

  /** The time limits of every request in milliseconds, `Infinity` where there is none. */
  get timeout(): ResolvedTimeout {
    return this.#dispatcher.defaults.settings.timeout;
  }

  /** Sets the time limits of every request in milliseconds; a part left out stays, `null` switches off. */
  set timeout(timeout: Timeout) {
    this.#dispatcher.change({ timeout: resolveTimeout(timeout, this.timeout) });
  }

  /** The hooks of every request: lists that can be changed at any time. */
  get hooks(): Hooks {
    return this.#dispatcher.defaults.settings.hooks;
  }

  /** Replaces the hooks of every request. */
  set hooks(hooks: HooksOptions | null) {
    this.#dispatcher.change({ hooks: resolveHooks(hooks) });
  }

  /** The queue in front of the network as it stands now: a copy, which does not change. */
  get stats(): ClientStats {
    return this.#dispatcher.queue.stats;
  }

  /**
   * Over what requests go: the global `fetch`, or the `transport` that was given; `sockets` only where there are some.
   */
  get path(): "sockets" | "fetch" | "transport" {
    return this.#dispatcher.router.path;
  }

  /**
   * Sends a request and reads the whole response. A path is appended to `baseUrl`.
   *
   * @returns The response, whatever its status; `await client.request(…).json()` reads it at once.
   * @throws {HttpError} If there is no response.
   * @throws {TypeError} If an option is wrong, before anything is sent.
   */
  request(
    method: string,
    url: string | URL,
    options: RequestOptions = NO_OPTIONS,
  ): ResponsePromise {
    return toResponsePromise(this.#send({ method, url, options }));
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
  stream(
    method: string,
    url: string | URL,
    options: RequestOptions = NO_OPTIONS,
  ): Promise<HttpResponse> {
    return this.#send({ method, url, options, stream: true });
  }

  /**
   * Makes the request that would be sent, the client's defaults merged in; the client's cookies and credentials are
   * added when it is sent.
   *
   * It uses `params`, `serializeParams`, `headers`, `cookies`, `auth`, `body`, `data`, `json`, `stringifyJson` and
   * `signal`. All other options are checked and left out, since a `Request` has no place for them: give `timeout` and
   * the like to {@link Client.send}, and so `auth: null` and `cookies: false`.
   *
   * @throws {TypeError} If an option is wrong, or `auth` has to see an answer first or is a function.
   */
  buildRequest(method: string, url: string | URL, options: RequestOptions = NO_OPTIONS): Request {
    const { defaults } = this.#dispatcher;
    return toWebRequest(buildRequest({ method, url, options }, defaults), defaults);
  }

  /**
   * Sends a request that was built before, as it is.
   *
   * @throws {HttpError} If there is no response.
   */
  send(request: Request, options: SendOptions = {}): ResponsePromise {
    return toResponsePromise(this.#sendBuilt(request, options));
  }

  /** As few frames as can be stand between the caller and what checks options: a stack has ten. */
  async #send(input: BuildInput): Promise<HttpResponse> {
    try {
      return await this.#dispatcher.send(buildRequest(input, this.#dispatcher.defaults));
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  async #sendBuilt(request: Request, options: SendOptions): Promise<HttpResponse> {
    try {
      const { defaults } = this.#dispatcher;
      return await this.#dispatcher.send(await takeRequest(options, { request, defaults }));
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  /**
   * Gives a client like this one but for what is said. It shares nothing mutable but a jar and transports that were
   * given, and closes none of these.
   */
  extend(options: ClientOptions = {}): Client {
    return new Client(this.#dispatcher.extend(options));
  }

  /** Tells which transport a URL goes over; one that cannot be asked for is an {@link HttpError}. */
  transportFor(url: string | URL): Transport {
    const { defaults, router } = this.#dispatcher;
    return router.find(resolveUrl(url, defaults.baseUrl).url);
  }

  /**
   * Closes idle connections, and the transports that the client was given, each once; it sends nothing any more. One
   * that fails to close harms nobody, and those of a client that it extends stay open.
   */
  close(): void {
    this.#dispatcher.close().catch(() => {});
  }

  /** Closes the client. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the client and waits for transports that take their time; rejects if one fails to close. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.close();
  }

  // A log of a client would show default headers and cookies.
  static {
    const show = function (this: Client): string {
      const { baseUrl } = this.#dispatcher.defaults;
      return baseUrl ? `<Client ${baseUrl.origin}${baseUrl.pathname}>` : "<Client>";
    };
    Object.assign(this.prototype, { ...shownAs(show), toJSON: show });
  }
}
