/**
 * The answer to a request.
 *
 * @module
 */

import { BodyState } from "./body_state.ts";
import { CookieJar } from "../cookies/jar.ts";
import { decodeText } from "../decode/text.ts";
import { type Attempt, type HttpErrorOptions, StatusError } from "../errors.ts";
import { shownAs } from "../secrets/inspect.ts";
import { redactUrl } from "../secrets/urls.ts";
import { type Link, linksByRel } from "../links.ts";
import type { PreparedRequest } from "../prepared.ts";
import { parseProblem } from "./problem.ts";
import type { HttpVersion, ResponseTimings, TlsFacts } from "./raw_response.ts";
import type { BodyParts } from "./body_parts.ts";
import { ItemsResponse } from "./response_items.ts";
import { checkParts, toParts } from "./web_parts.ts";
import { singleValue } from "../single_value.ts";
import { reasonPhrase } from "../status.ts";
import { splitIncoming } from "./tee.ts";

/**
 * What a response is made of.
 *
 * @example A response by hand, for a test
 * ```ts
 * import { HttpResponse, PreparedRequest, type ResponseParts } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const parts: ResponseParts = {
 *   request: PreparedRequest.from(new Request("http://example.org/")),
 *   raw: { status: 200, reasonPhrase: "", headers: new Headers(), source: undefined },
 *   content: new TextEncoder().encode("[1]"),
 *   elapsed: 12,
 * };
 * const response = new HttpResponse(parts);
 * assertEquals([await response.json(), response.reasonPhrase], [[1], "OK"]);
 * ```
 */
export interface ResponseParts extends BodyParts {
  /** The request that was sent. */
  readonly request: PreparedRequest;
  /** Milliseconds from sending until the headers. */
  readonly elapsed: number;
  /** How long each phase took, where the transport does not tell. */
  readonly timings?: ResponseTimings | undefined;
  /** The tries before the one that gave this response. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The response that led here. */
  readonly previous?: HttpResponse | undefined;
  /** Gives the request to which a redirect leads, and sends it. */
  readonly onward?: {
    next(response: HttpResponse): PreparedRequest | undefined;
    follow(response: HttpResponse): Promise<HttpResponse | undefined>;
  } | undefined;
  /** The start of the body of an error that is streamed. */
  readonly snippet?: Uint8Array | undefined;
  /** What has become of the body, where it is shared. */
  readonly state?: BodyState | undefined;
  /** The URL that answered. Default: that of the request. */
  readonly url?: string | undefined;
}

/** The most characters of a body in an error. */
const SNIPPET = 2_000;

/**
 * A web `Response` that knows how it came about, and whose body can be read in every way and order.
 *
 * @example Read a response
 * ```ts
 * import { Client, HandlerTransport, type HttpResponse } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => Response.json({ name: "Ferry" }));
 * using client = new Client({ transport });
 * const response: HttpResponse = await client.get("http://example.org/");
 * assertEquals(response.status, 200);
 * assertEquals(await response.json(), { name: "Ferry" });
 * assertEquals(await response.text(), '{"name":"Ferry"}');
 * ```
 */
export class HttpResponse extends ItemsResponse {
  readonly #parts: ResponseParts;
  readonly #state: BodyState;
  #cookies: CookieJar | undefined;
  #history: readonly HttpResponse[] | undefined;

  /**
   * Wraps an answer; made by the client.
   *
   * @throws {TypeError} If it is made as a web `Response` is.
   */
  constructor(parts: ResponseParts) {
    checkParts(parts);
    let self: HttpResponse | undefined = undefined;
    const evidence = (): HttpErrorOptions => ({
      request: parts.request,
      response: self,
      elapsed: parts.elapsed,
      attempts: self?.attempts,
    });
    const state = parts.state ??
      new BodyState(parts.content, parts.incoming, evidence);
    super(parts, state, evidence);
    this.#parts = parts;
    this.#state = state;
    self = this;
  }

  /**
   * Makes an answer of any web `Response`, whose body is read as it comes. One of ours is given as it is.
   *
   * @param response The response, which cannot be read any more itself.
   * @param request What it answers. Default: a GET of its URL.
   * @throws {TypeError} If its body was read already, or somebody reads it, or it is an error of the network.
   *
   * @example A stage that answers by itself
   * ```ts
   * import { Client, HttpResponse, type Stage } from "@ferry/http";
   * import { assertEquals } from "@std/assert";
   *
   * const teapot: Stage = () => (request) =>
   *   Promise.resolve(HttpResponse.from(new Response("short", { status: 418 }), request));
   * using client = new Client({ stages: [teapot] });
   * const response = await client.get("http://teapot.example/");
   * assertEquals([response.status, await response.text()], [418, "short"]);
   * ```
   */
  static from(response: Response, request?: Request | PreparedRequest): HttpResponse {
    return response instanceof HttpResponse
      ? response
      : new HttpResponse(toParts(response, request));
  }

  /** The reason phrase of the server where the transport can see it, else the registry's. */
  get reasonPhrase(): string {
    return this.#parts.raw.reasonPhrase || reasonPhrase(this.status);
  }

  /** The same as {@link HttpResponse.reasonPhrase}, by the web's name. */
  override get statusText(): string {
    return #parts in this ? this.reasonPhrase : super.statusText;
  }

  /** The URL that answered, without a fragment. */
  override get url(): string {
    if (!(#parts in this)) return super.url;
    const { url } = this.#parts;
    if (url !== undefined) return url;
    const { href, hash } = this.#parts.request.url;
    return hash ? href.slice(0, -hash.length) : href.replace(/#$/, "");
  }

  /** Whether a redirect led here. */
  override get redirected(): boolean {
    return #parts in this && this.history.some(({ isRedirect }) => isRedirect);
  }

  /** The final request, as it was sent. */
  get request(): Request {
    return this.#parts.request.toRequest();
  }

  /** The responses that led here, oldest first. */
  get history(): readonly HttpResponse[] {
    const { previous } = this.#parts;
    this.#history ??= previous ? [...previous.history, previous] : [];
    return this.#history;
  }

  /** Every try of the request; the last one gave this response. */
  get attempts(): readonly Attempt[] {
    const { attempts = [], elapsed } = this.#parts;
    return [...attempts, { status: this.status, wait: 0, elapsed }];
  }

  /** Milliseconds from sending until the headers were there. */
  get elapsed(): number {
    return this.#parts.elapsed;
  }

  /** The HTTP version, where the transport can see it. */
  get httpVersion(): HttpVersion | undefined {
    return this.#parts.raw.httpVersion;
  }

  /**
   * The trailers (RFC 9110 section 6.5), once the body was read, where there were any and the transport can see them.
   */
  get trailers(): Headers | undefined {
    return this.#parts.raw.trailers;
  }

  /** The address and port that answered, the proxy's where there is one; `undefined` over `fetch`. */
  get remoteAddress(): string | undefined {
    return this.#parts.raw.remoteAddress;
  }

  /** What is known of the connection's TLS; `undefined` without TLS and over `fetch`. */
  get tls(): TlsFacts | undefined {
    return this.#parts.raw.tls;
  }

  /**
   * How many milliseconds each phase took so far: `receive` is there once the body has ended. Transports other than
   * `SocketTransport` tell no more than `queue`, `wait`, which holds connecting and sending then, and `receive`.
   */
  get timings(): ResponseTimings | undefined {
    const timings = this.#parts.timings ?? this.#parts.raw.timings;
    return timings && copyTimings(timings);
  }

  /** The cookies that this response set. */
  get cookies(): CookieJar {
    if (this.#cookies) return this.#cookies;
    const jar = new CookieJar();
    for (const header of this.headers.getSetCookie()) {
      jar.setCookie(header, this.url);
    }
    this.#cookies = jar;
    return jar;
  }

  /** The links of the Link header (RFC 8288), by relation type, else by URL. */
  get links(): Record<string, Link> {
    return linksByRel(this.headers.get("link"));
  }

  /** Whether the status is 1xx. */
  get isInformational(): boolean {
    return this.#isOf(1);
  }

  /** Whether the status is 2xx. */
  get isSuccess(): boolean {
    return this.#isOf(2);
  }

  /** Whether this is a redirect that can be followed: 301, 302, 303, 307 or 308 with a Location. */
  get isRedirect(): boolean {
    return REDIRECTS.includes(this.status) &&
      Boolean(singleValue(this.headers, "location"));
  }

  /** Whether this is a redirect to remember: 301 or 308 with a Location. */
  get isPermanentRedirect(): boolean {
    return this.isRedirect && (this.status === 301 || this.status === 308);
  }

  /** Whether the status is 4xx. */
  get isClientError(): boolean {
    return this.#isOf(4);
  }

  /** Whether the status is 5xx. */
  get isServerError(): boolean {
    return this.#isOf(5);
  }

  /** Whether the status is 4xx or 5xx. */
  get isError(): boolean {
    return this.isClientError || this.isServerError;
  }

  #isOf(hundred: number): boolean {
    return Math.floor(this.status / 100) === hundred;
  }

  /** The request to which this redirect leads, if it was not followed. */
  get nextRequest(): Request | undefined {
    return this.#parts.onward?.next(this)?.toRequest();
  }

  /**
   * Follows this redirect by one step; `undefined` if this is none.
   *
   * @throws {HttpError} As any request may.
   */
  async next(): Promise<HttpResponse | undefined> {
    return await this.#parts.onward?.follow(this);
  }

  /**
   * Throws if the status is 4xx or 5xx.
   *
   * @returns The response itself.
   * @throws {StatusError} With the start of the body.
   */
  raiseForStatus(): this {
    if (!this.isError) return this;
    throw new StatusError(this.status, this.reasonPhrase, {
      request: this.#parts.request,
      response: this,
      phase: "status",
      elapsed: this.elapsed,
      attempts: this.attempts,
      body: decodeText(this.#start.subarray(0, 4 * SNIPPET), this.encoding).slice(0, SNIPPET),
      problem: parseProblem(this.#start, this.headers.get("content-type"), this.chosenEncoding),
    });
  }

  /** As much of the body as is there. */
  get #start(): Uint8Array {
    return this.#state.read ?? this.#parts.snippet ?? new Uint8Array(0);
  }

  /** Makes a second response with the same body; what only one of them has read is kept in memory. */
  override clone(): HttpResponse {
    const state = this.#state.fork(splitIncoming);
    return new HttpResponse({
      ...this.#parts,
      content: this.#state.read,
      state,
    });
  }

  static {
    const show = function (this: HttpResponse): string {
      const asked = `${this.#parts.request.method} ${redactUrl(this.url)}`;
      return `<HttpResponse [${this.status} ${this.reasonPhrase}] ${asked}>`;
    };
    Object.assign(this.prototype, shownAs(show));
  }
}

/** Gives what is known now: it changes no more. */
export function copyTimings(timings: ResponseTimings): ResponseTimings {
  const { queue, connect, tls, send, wait, receive } = timings;
  return { queue, connect, tls, send, wait, receive };
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
