/**
 * Answers requests from a table, for tests: nothing reaches the network that was not let through.
 *
 * @module
 */

import { checkParts } from "../core/options/checks.ts";
import { ConnectError } from "../core/errors.ts";
import { PreparedRequest } from "../core/request/prepared.ts";
import { Recording } from "./mock/call.ts";
import { MockCalls, parseKey } from "./mock/calls.ts";
import type { FailureEvidence } from "./mock/failure.ts";
import { explainMismatch } from "./mock/mismatch.ts";
import type { MockReply, MockReplyFunction } from "./mock/reply.ts";
import { withUrl } from "./mock/response.ts";
import type { RouteMatcher } from "./mock/matcher.ts";
import { Route } from "./mock/route.ts";
import type { UrlMatcher, UrlParams } from "./mock/url_matcher.ts";
import { Responder } from "../transports/responder.ts";
import type { Transport, TransportContext } from "../core/fetch/transport.ts";

/**
 * Replies by `"METHOD url"`, or by the URL alone for every method; see {@link UrlMatcher} for the URL.
 *
 * @example Answers that several tests share
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type MockRoutes, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const routes: MockRoutes = { "GET /users": { json: [] }, "DELETE /users/:id": 204 };
 * using client = new Client({ transport: new MockTransport(routes) });
 * assertEquals((await client.delete("http://api.example/users/7")).status, 204);
 * ```
 * @category Testing
 */
export type MockRoutes = Readonly<Record<string, MockReply>>;

/**
 * What a {@link MockTransport} does besides its routes.
 *
 * @example What is not mocked goes to the app itself
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { MockTransport, type MockTransportOptions } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const app = new HandlerTransport(() => new Response("from the app"));
 * const options: MockTransportOptions = { passthrough: app };
 * using client = new Client({ transport: new MockTransport({ "/time": 204 }, options) });
 * assertEquals(await (await client.get("http://app.example/")).text(), "from the app");
 * ```
 * @category Testing
 */
export interface MockTransportOptions {
  /** Where requests go that no route matches. Default: they are refused. */
  readonly passthrough?: Transport | undefined;
  /** The most bytes of a request body; a larger one is a `RangeError`. Default: 16 MiB. */
  readonly maxBodyBytes?: number | undefined;
}

/**
 * Answers requests from a table, and remembers them.
 *
 * The first route that matches answers, in the order in which they were added. What no route matches is refused with a
 * {@link ConnectError}, as if there were no network.
 *
 * @example Routes, and what was called
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const mock = new MockTransport()
 *   .get("https://api.example/users/:id", (_request, { params }) => ({ json: { id: params.id } }))
 *   .post("https://api.example/users", { status: 503 }, { status: 201 });
 * using client = new Client({ transport: mock });
 *
 * const response = await client.get("https://api.example/users/7");
 * assertEquals(await response.json(), { id: "7" });
 * await client.post("https://api.example/users", { json: { name: "Ada" } });
 * assertEquals(mock.calls[1]?.json(), { name: "Ada" });
 * mock.assertCalled("POST", "/users", 1);
 * ```
 *
 * @example A function for everything; a record `{ "GET https://x.example/": reply }` is taken too
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * using echo = new Client({
 *   transport: new MockTransport((request) => new Response(request.method)),
 * });
 * assertEquals(await (await echo.put("https://x.example/")).text(), "PUT");
 * ```
 * @category Testing
 */
export class MockTransport extends MockCalls implements Transport {
  readonly #routes: Route[] = [];
  readonly #calls: Recording[];
  readonly #responder = new Responder();
  readonly #passthrough: Transport | undefined;
  readonly #maxBodyBytes: number;

  /**
   * Makes a mock.
   *
   * @param routes Replies by method and URL, or one function that answers everything.
   * @param options What is done with other requests.
   * @throws {TypeError} If a route or a reply is not valid.
   * @throws {RangeError} If a status or a delay is out of range.
   */
  constructor(
    routes: MockReplyFunction | MockRoutes = {},
    options: MockTransportOptions = {},
  ) {
    checkParts("the options of a MockTransport", options, ["passthrough", "maxBodyBytes"]);
    const calls: Recording[] = [];
    super(calls);
    this.#calls = calls;
    this.#passthrough = options.passthrough;
    this.#maxBodyBytes = options.maxBodyBytes ?? 16 * 2 ** 20;
    if (typeof routes === "function") this.route({}, routes);
    else if (typeof routes === "object" && routes !== null) this.#addAll(routes);
    else throw new TypeError("Cannot mock without routes: give a record or a function");
  }

  #addAll(routes: MockRoutes): void {
    for (const [key, reply] of Object.entries(routes)) {
      const [method, url] = parseKey(key);
      this.on(method, url, reply);
    }
  }

  /** The names of the routes that were never asked. */
  get pending(): readonly string[] {
    return this.#routes.filter((route) => route.count === 0)
      .map((route) => route.name);
  }

  /**
   * Answers one method at some URLs.
   *
   * @param method The method; `"*"` for all.
   * @param url Which URLs.
   * @param replies What to answer, one after the other; the last one repeats. None is an empty 200.
   * @returns The mock.
   * @throws {TypeError} If the URL or a reply is not valid.
   * @throws {RangeError} If a status or a delay is out of range.
   */
  on(method: string, url: UrlMatcher, ...replies: MockReply[]): this {
    return this.route({ method, url }, ...replies);
  }

  /**
   * Answers what matches in every part.
   *
   * @param matcher Method, URL, query, headers and body.
   * @param replies What to answer, one after the other; the last one repeats. None is an empty 200.
   * @returns The mock.
   * @throws {TypeError} If the matcher or a reply is not valid.
   * @throws {RangeError} If a status or a delay is out of range.
   */
  route(matcher: RouteMatcher, ...replies: MockReply[]): this {
    this.#routes.push(new Route(matcher, replies));
    return this;
  }

  /** Answers GET; see {@link MockTransport.on}. */
  get(url: UrlMatcher, ...replies: MockReply[]): this {
    return this.on("GET", url, ...replies);
  }

  /** Answers HEAD; see {@link MockTransport.on}. */
  head(url: UrlMatcher, ...replies: MockReply[]): this {
    return this.on("HEAD", url, ...replies);
  }

  /** Answers OPTIONS; see {@link MockTransport.on}. */
  options(url: UrlMatcher, ...replies: MockReply[]): this {
    return this.on("OPTIONS", url, ...replies);
  }

  /** Answers POST; see {@link MockTransport.on}. */
  post(url: UrlMatcher, ...replies: MockReply[]): this {
    return this.on("POST", url, ...replies);
  }

  /** Answers PUT; see {@link MockTransport.on}. */
  put(url: UrlMatcher, ...replies: MockReply[]): this {
    return this.on("PUT", url, ...replies);
  }

  /** Answers PATCH; see {@link MockTransport.on}. */
  patch(url: UrlMatcher, ...replies: MockReply[]): this {
    return this.on("PATCH", url, ...replies);
  }

  /** Answers DELETE; see {@link MockTransport.on}. */
  delete(url: UrlMatcher, ...replies: MockReply[]): this {
    return this.on("DELETE", url, ...replies);
  }

  /**
   * Makes sure that every route was asked at least once.
   *
   * @throws {Error} If one was not; the message names them.
   */
  assertAllCalled(): void {
    const { pending } = this;
    if (pending.length === 0) return;
    throw new Error(`Expected a call of: ${pending.join(", ")}`);
  }

  /** Forgets the calls, and starts every route with its first reply again. */
  reset(): void {
    this.#calls.length = 0;
    for (const route of this.#routes) route.reset();
  }

  /**
   * Answers a request from the table.
   *
   * @param request What to send; its body is read to its end first.
   * @param context The signal; the limits are the client's to keep.
   * @returns The answer, with the request's URL; to HEAD without its body.
   * @throws {ConnectError} If no route matches and there is no `passthrough`.
   * @throws {RangeError} If the request's body is too large.
   */
  async send(request: Request, context: TransportContext): Promise<Response> {
    const startedAt = performance.now();
    const { signal } = context;
    const call = this.#failsUnsent(request, signal)
      ? Recording.unread(request, signal)
      : await Recording.from(request, { signal, maxBodyBytes: this.#maxBodyBytes });
    this.#calls.push(call);
    try {
      const response = await this.#answer(call, { context, startedAt });
      const { status, statusText, headers } = response;
      call.response = { status, statusText, headers: new Headers(headers) };
      return response;
    } catch (error) {
      call.error = error;
      throw error;
    }
  }

  /** Where no connection is made, the body is left alone; but a route may want to see it. */
  #failsUnsent(request: Request, signal: AbortSignal): boolean {
    if (!this.#routes.some((route) => route.failsUnsent)) return false;
    const head = Recording.headOf(request, signal);
    const route = this.#routes.find((route) => route.passesUnread(head) !== false);
    return route?.passesUnread(head) === true && route.failsUnsent;
  }

  async #answer(call: Recording, { context, startedAt }: BodyReceiver): Promise<Response> {
    const { signal, timeout } = context;
    for (const route of this.#routes) {
      const params = route.match(call);
      if (!params || !route.passes(call)) continue;
      const { request } = call;
      return await this.#ask(route, { params, call, signal, request, timeout, startedAt });
    }
    if (this.#passthrough) {
      return await this.#passthrough.send(call.request, context);
    }
    throw new ConnectError(explainMismatch(this.#routes, call), {
      request: PreparedRequest.from(call.request),
      phase: "connect",
      elapsed: performance.now() - startedAt,
    });
  }

  async #ask(route: Route, matched: Matched): Promise<Response> {
    const { params, call, signal } = matched;
    const { count } = route;
    const reply = route.next();
    call.route = route.name;
    const { method, url } = call;
    const response = await this.#responder.respond(
      () => reply?.give(matched, { params, url, count }),
      { method, signal },
    );
    return withUrl(response, url);
  }

  /** Closes the transport behind it. */
  async close(): Promise<void> {
    await this.#passthrough?.close?.();
  }
}

/** A request on its way in. */
interface BodyReceiver {
  readonly context: TransportContext;
  /** When it came, by `performance.now()`. */
  readonly startedAt: number;
}

/** A call and what the route took out of its URL. */
interface Matched extends FailureEvidence {
  readonly params: UrlParams;
  readonly call: Recording;
  readonly signal: AbortSignal;
}
