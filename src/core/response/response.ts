/** The answer to a request. */

import type { ByteWriter } from "../bytes/body_copy.ts";
import { type Chunks, rechunkBytes, rechunkText, toChunkSize } from "../text/chunk_size.ts";
import {
  apparentEncoding,
  type CharsetHints,
  encodingSniffer,
  resolveEncoding,
  toDecoder,
} from "../text/charset.ts";
import { cutBatches, cutItems, type Cutter } from "../text/cut_iterator.ts";
import { EventCutter, type ServerSentEvent } from "../text/events.ts";
import { parseJson } from "../text/json.ts";
import { JsonCutter } from "../text/json_lines.ts";
import { toLineCutter } from "../text/lines.ts";
import { decodeText, toTextCutter } from "../text/text.ts";
import { checkParts } from "../options/checks.ts";
import { charsetParameter, extractMediaType } from "../fields/media_type.ts";
import type { StandardSchema } from "../schema.ts";
import type { ChunkOptions, ItemOptions, LineOptions } from "./item_options.ts";
import { ResponseHeaders } from "./response_headers.ts";
import { copyHeaders, toStatusText, toWebBody, toWebStatus } from "./web_body.ts";
import { BodyState } from "./body_state.ts";
import { CACHE_NAME, type CacheStatus, parseCacheStatus } from "../fields/cache_status.ts";
import { CookieJar } from "../cookies/jar.ts";
import { type Attempt, type HttpErrorOptions, StatusError } from "../errors.ts";
import { shownAs } from "../secrets/inspect.ts";
import { redactUrl } from "../secrets/urls.ts";
import { type Link, linksByRel } from "../fields/links.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import { parseData, parseProblem } from "./problem.ts";
import {
  copyTimings,
  type HttpVersion,
  type ResponseTimings,
  type TlsFacts,
} from "./raw_response.ts";
import type { BodyParts } from "./body_parts.ts";
import {
  type AnswerBody,
  type AnswerChanges,
  type AnswerInit,
  changeParts,
  checkMadeSize,
  checkResponseParts,
  type MadeBodyLimits,
  type MadeBodyOwner,
  toMadeParts,
  toParts,
} from "./web_parts.ts";
import { singleValue } from "../fields/single_value.ts";
import { isRedirectStatus, reasonPhrase } from "../status.ts";
import { splitIncoming } from "./tee.ts";

/** What a response is made of. */
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
  /** What bounds its body, where no transport gave it. */
  readonly limits?: MadeBodyLimits | undefined;
}

/** Whose cookies those of an answer are that no URL gave. */
const NOWHERE = "http://nowhere.invalid/";

/** The most characters of a body in an error. */
const SNIPPET = 2_000;

/**
 * A web `Response` that knows how it came about, and whose body can be read in every way and order.
 *
 * @example Read a response
 * ```ts
 * import { HttpResponse } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const response = HttpResponse.from(Response.json({ name: "Ferry" }));
 * assertEquals(await response.json(), { name: "Ferry" });
 * assertEquals(await response.text(), '{"name":"Ferry"}'); // read twice
 * ```
 * @category Responses
 */
export class HttpResponse extends Response {
  #parts: ResponseParts;
  #isPlaced = false;
  readonly #state: BodyState;
  readonly #evidence: () => HttpErrorOptions;
  #encoding: string | undefined;
  #headers: ResponseHeaders | undefined;
  #cookies: CookieJar | undefined;
  #history: readonly HttpResponse[] | undefined;
  /** Whether somebody may have the bytes of the body themselves. */
  #isShared: boolean;

  /**
   * Wraps an answer; made by the client, see {@link HttpResponse.from}.
   *
   * @internal
   * @throws {TypeError} If it is made as a web `Response` is.
   */
  constructor(parts: ResponseParts) {
    checkResponseParts(parts);
    let self: HttpResponse | undefined = undefined;
    const evidence = (): HttpErrorOptions => ({
      request: parts.request,
      response: self,
      elapsed: parts.elapsed,
      attempts: self?.attempts,
    });
    const state = parts.state ?? new BodyState(parts.content, parts.incoming, evidence);
    const { raw } = parts;
    super(toWebBody(parts, state), {
      status: toWebStatus(raw.status),
      statusText: toStatusText(raw.reasonPhrase),
    });
    copyHeaders(raw, super.headers);
    this.#state = state;
    this.#isShared = parts.state !== undefined || parts.raw.source?.isOwn !== true;
    this.#parts = parts;
    this.#evidence = evidence;
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
   * const teapot: Stage = () => async (request) =>
   *   await HttpResponse.from(new Response("short", { status: 418 }), request);
   * using client = new Client({ stages: [teapot] });
   * assertEquals(await client.get("http://teapot.example/").text(), "short");
   * ```
   */
  static from(response: Response, request?: Request | PreparedRequest): HttpResponse {
    if (response instanceof HttpResponse) return response;
    return new HttpResponse(toParts(response, request));
  }

  /**
   * Makes an answer of bytes, as a stage may that has them: all at once, or piece by piece as they are asked for.
   *
   * @throws {TypeError} If the body is none; a `RangeError` if the status is none.
   */
  static of(body: AnswerBody, init: AnswerInit = {}): HttpResponse {
    return new HttpResponse(toMadeParts(body, init));
  }

  /**
   * Gives the same answer with something changed: what is known of it stays, and so does the body, which both share.
   *
   * @throws {TypeError} If the body is none; a `RangeError` if the status is none.
   */
  with(changes: AnswerChanges): HttpResponse {
    this.#isShared = true;
    const same = changes.body === undefined
      ? { content: this.#state.read, state: this.#state }
      : { snippet: undefined, state: undefined };
    return new HttpResponse({ ...this.#parts, ...same, ...changeParts(this.#parts, changes) });
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
    const { raw, url = raw.url } = this.#parts;
    if (url !== undefined) return url;
    const { href, hash } = this.#parts.request.url;
    return hash ? href.slice(0, -hash.length) : href.replace(/#$/, "");
  }

  /** Whether a redirect led here; browsers do not show those, so that `history` is empty there. */
  override get redirected(): boolean {
    if (!(#parts in this)) return super.redirected;
    const { history } = this;
    return this.#parts.raw.url !== undefined || history.some(({ isRedirect }) => isRedirect);
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

  /** The trailers (RFC 9110 section 6.5), once the body was read, if there were any and the transport sees them. */
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
    const jar = this.#cookies = new CookieJar();
    const url = this.url || NOWHERE;
    for (const header of this.headers.getSetCookie()) jar.setCookie(header, url);
    return jar;
  }

  /** What the client's own cache did, if it has one: `@ferry/http/cache` among its `stages` (RFC 9211). */
  get cacheStatus(): CacheStatus | undefined {
    const statuses = parseCacheStatus(this.headers.get("cache-status"));
    return statuses.findLast(({ cache }) => cache === CACHE_NAME);
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
    return isRedirectStatus(this.status) && Boolean(singleValue(this.headers, "location"));
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
   * @throws {StatusError} With the start of the body.
   */
  raiseForStatus(): this {
    if (!this.isError) return this;
    const { request, snippet = new Uint8Array(0), parseJson: parse } = this.#parts;
    const start = this.#state.read ?? snippet;
    const contentType = this.headers.get("content-type");
    const body = { contentType, charset: this.#encoding, isWhole: this.isRead, parse };
    throw new StatusError(this.status, this.reasonPhrase, {
      request,
      response: this,
      phase: "status",
      elapsed: this.elapsed,
      attempts: this.attempts,
      body: decodeText(start.subarray(0, 4 * SNIPPET), this.encoding).slice(0, SNIPPET),
      problem: parseProblem(start, body),
      data: parseData(start, body),
    });
  }

  /** The status code, also one that a web `Response` cannot be made with. */
  override get status(): number {
    // Node asks within the constructor of Response, before there is anything of ours.
    return #parts in this ? this.#parts.raw.status : super.status;
  }

  /** Whether the status is 2xx. */
  override get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /**
   * The headers as the server sent them; nobody can change them. A body that was decoded has no `content-encoding` and
   * `content-length` any more: `get()` and `has()` still tell what came over the wire, but a copy of the headers is
   * without, as with `new Response(response.body, response)`.
   */
  override get headers(): Headers {
    // Runtimes may ask within the constructor of Response, before there is anything of ours.
    if (!(#parts in this)) return new ResponseHeaders(super.headers);
    return this.#headers ??= ResponseHeaders.of(this.#parts.raw);
  }

  /** Whether the response sets cookies (RFC 6265 section 4.1). */
  get setsCookies(): boolean {
    const { raw, setsCookies = true } = this.#parts;
    return setsCookies && raw.fields.has("set-cookie");
  }

  /** Whether the body was streamed, so that it can no longer be sent on. */
  override get bodyUsed(): boolean {
    return super.bodyUsed || (#parts in this && this.#state.consumed);
  }

  /**
   * The whole body; a view, not a copy.
   *
   * @throws {ResponseNotReadError} If the response is streamed and was not `read()`.
   */
  get content(): Uint8Array<ArrayBuffer> {
    this.#isShared = true;
    return this.#state.content;
  }

  /** How many bytes of the body came so far: on the wire where the transport knows, else as read. */
  get numBytesDownloaded(): number {
    return this.#parts.raw.source?.wireBytes ?? this.#state.received;
  }

  /**
   * The charset by which `text()` decodes, as a label of the Encoding Standard. It is the one that was
   * set, else that of the BOM, the Content-Type, the document (HTML and XML), `defaultEncoding` or utf-8.
   */
  get encoding(): string {
    return this.#resolveEncoding(this.#state.read ?? new Uint8Array(0));
  }

  /** Sets the charset by which `text()` decodes; one that nobody knows is a `RangeError`. */
  set encoding(label: string) {
    this.#encoding = toDecoder(label).encoding;
  }

  /**
   * The charset that the bytes themselves speak for: a byte order mark, valid UTF-8, what the document
   * declares, a function as `defaultEncoding`, windows-1252.
   */
  get apparentEncoding(): string {
    const guess = this.#parts.defaultEncoding;
    return apparentEncoding(this.#state.content, typeof guess === "function" ? guess : undefined);
  }

  /**
   * Reads a streamed response to its end; one that was read is given again.
   *
   * @throws {StreamError} If it was streamed or closed before.
   * @throws {HttpError} If the body breaks off, takes too long or is too large.
   */
  read(): Promise<Uint8Array<ArrayBuffer>> {
    this.#isShared = true;
    return this.#state.readAll();
  }

  /**
   * Whether there is nothing left to wait for in `read()`.
   * @internal
   */
  get isRead(): boolean {
    return this.#state.read !== undefined;
  }

  /** Lets go of a body that was not read, and of its connection. */
  close(): void {
    this.#state.close();
  }

  /**
   * Reads a short body (up to 64 KiB within 500 ms), so that its connection can be used again, and lets go of a
   * long or a slow one: a new connection costs less than reading it. Never rejects.
   */
  discard(): Promise<void> {
    return this.#state.drain();
  }

  /** Lets go of a body that was not read. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Reads the body as bytes, a copy; it rejects as {@link HttpResponse.read} does, as all readers do. */
  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#state.readAll()).slice();
  }

  /**
   * Gives whoever has the promise of this response its bytes: no copy, unless somebody else may have them, too.
   *
   * @internal
   */
  async takeBytes(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#state.readAll();
    if (this.#isShared || bytes.length < bytes.buffer.byteLength) return bytes.slice();
    this.#isShared = true;
    return bytes;
  }

  /** Reads the body as an `ArrayBuffer`, a copy. */
  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.#state.readAll()).slice().buffer;
  }

  /** Reads the body as a `Blob` of the response's media type. */
  override async blob(): Promise<Blob> {
    const type = singleValue(this.headers, "content-type") ?? "";
    return new Blob([await this.#state.readAll()], { type });
  }

  /** Reads the body as a form, by its Content-Type; a `TypeError` if it is none. */
  override async formData(): Promise<FormData> {
    const headers = { "content-type": singleValue(this.headers, "content-type") ?? "" };
    return await new Response(await this.#state.readAll(), { headers }).formData();
  }

  /** Reads the body as text, decoded by {@link HttpResponse.encoding}. */
  override async text(): Promise<string> {
    const bytes = await this.#state.readAll();
    return decodeText(bytes, this.#resolveEncoding(bytes), this.#evidence);
  }

  /**
   * Reads the body as JSON (RFC 8259); UTF-8, -16 and -32 are told apart where no charset is given.
   *
   * @throws {JsonDecodeError} If it is not JSON.
   * @throws {SchemaError} If the schema refuses the value.
   */
  override async json<T = unknown>(schema?: StandardSchema<unknown, T>): Promise<T> {
    const bytes = this.#state.read ?? await this.#state.readAll();
    const contentType = this.#contentType;
    const charset = this.#encoding ?? charsetParameter(contentType);
    const parse = this.#parts.parseJson;
    if (!schema && !parse) {
      try {
        return parseJson(bytes, { charset });
      } catch {
        // It fails again below, with what an error is to carry: that takes longer to make than most JSON to parse.
      }
    }
    const context = { ...this.#evidence(), phase: "decode" } as const;
    return parseJson(bytes, { charset, contentType, schema, context, parse });
  }

  /** Gives the bytes as the transport got them: undecoded over sockets, else as {@link HttpResponse.iterBytes}. */
  iterRaw(options: ChunkOptions = {}): Chunks<Uint8Array<ArrayBuffer>> {
    return this.#bytes(options, true);
  }

  /**
   * Gives the decoded bytes as they come, or in pieces of one size. A streamed body can be gone through once.
   *
   * @throws {RangeError} If `chunkSize` is no whole number from 1.
   * @throws {StreamError} With the first piece, if it was streamed or closed before.
   */
  iterBytes(options: ChunkOptions = {}): Chunks<Uint8Array<ArrayBuffer>> {
    return this.#bytes(options, false);
  }

  #bytes(options: ChunkOptions, raw: boolean): Chunks<Uint8Array<ArrayBuffer>> {
    this.#isShared = true;
    const chunkSize = toChunkSize(options);
    const chunks = this.#state.chunks(raw);
    return chunkSize === undefined ? chunks : rechunkBytes(chunks, chunkSize);
  }

  /**
   * Writes the body to an open file while it comes, faster than a loop over its chunks.
   *
   * @param writer What takes the bytes, such as a `Deno.FsFile`; it is not closed.
   * @returns How many bytes were written.
   * @throws {StreamError} If the body was streamed already.
   */
  writeTo(writer: ByteWriter): Promise<number> {
    return this.#state.copyTo(writer);
  }

  /**
   * Gives the text as it comes, or in pieces of so many UTF-16 units.
   *
   * @throws {RangeError} If `chunkSize` is no whole number from 1.
   */
  iterText(options: ChunkOptions = {}): Chunks<string> {
    const chunkSize = toChunkSize(options);
    const sniff = encodingSniffer(this.#encodingHints);
    const text = cutItems(this.#state.chunks(), toTextCutter(sniff));
    return chunkSize === undefined ? text : rechunkText(text, chunkSize);
  }

  /**
   * Gives the lines of the text without their ends.
   *
   * @param options Where it is cut. Default: at `\n`, `\r\n` and a lone `\r`, also across chunks.
   * @throws {RangeError} If the delimiter is empty.
   */
  iterLines(options: LineOptions = {}): Chunks<string> {
    return cutItems(this.#state.chunks(), this.#lineCutter(options));
  }

  /** Gives the lines as `iterLines` does, all at once that a chunk completed; no array is empty. */
  iterLineBatches(options: LineOptions = {}): Chunks<string[]> {
    return cutBatches(this.#state.chunks(), this.#lineCutter(options));
  }

  /**
   * Gives the values of newline-delimited JSON; blank lines are passed over.
   *
   * @throws {JsonDecodeError} With the line that is not JSON, after the values before it.
   * @throws {SchemaError} With the value that the schema refuses.
   */
  iterJson<T = unknown>(schema?: StandardSchema<unknown, T>, options: ItemOptions = {}): Chunks<T> {
    return cutItems(this.#state.chunks(), this.#jsonCutter(schema, options));
  }

  /** Gives the values as `iterJson` does, all at once that a chunk completed; no array is empty. */
  iterJsonBatches<T = unknown>(
    schema?: StandardSchema<unknown, T>,
    options: ItemOptions = {},
  ): Chunks<T[]> {
    return cutBatches(this.#state.chunks(), this.#jsonCutter(schema, options));
  }

  /** Gives Server-Sent Events (HTML standard, section 9.2.6). */
  events(options: ItemOptions = {}): Chunks<ServerSentEvent> {
    return cutItems(this.#state.chunks(), this.#eventCutter(options));
  }

  /** Gives the events as `events` does, all at once that a chunk completed; no array is empty. */
  eventBatches(options: ItemOptions = {}): Chunks<ServerSentEvent[]> {
    return cutBatches(this.#state.chunks(), this.#eventCutter(options));
  }

  /** Makes a second response with the same body; what only one of them has read is kept in memory. */
  override clone(): HttpResponse {
    this.#isShared = true;
    const state = this.#state.fork(splitIncoming);
    return new HttpResponse({ ...this.#parts, content: this.#state.read, state });
  }

  /**
   * Tells where in a call this answer stands, which one that a stage made does not know; a second one shares the body.
   *
   * @internal
   */
  placed(place: Partial<ResponseParts>, call: MadeBodyOwner): HttpResponse {
    this.#parts.limits?.bind(call);
    if (!this.isMade) return this;
    const state = this.#state;
    checkMadeSize(state.read, call, this.#evidence);
    const parts = { ...this.#parts, ...place, content: state.read };
    if (!state.read || this.#isPlaced) return new HttpResponse({ ...parts, state });
    this.#isPlaced = true;
    this.#history = undefined;
    this.#parts = parts;
    return this;
  }

  /** @internal */
  get isMade(): boolean {
    return this.#isPlaced || !this.#parts.onward;
  }

  #resolveEncoding(bytes: Uint8Array<ArrayBuffer>): string {
    return resolveEncoding(bytes, this.#encodingHints);
  }

  get #contentType(): string | null {
    return this.#parts.raw.fields.get("content-type");
  }

  /** What is known of the charset before the bytes are looked at. */
  get #encodingHints(): CharsetHints {
    return {
      encoding: this.#encoding,
      contentType: extractMediaType(this.#contentType),
      defaultEncoding: this.#parts.defaultEncoding,
    };
  }

  #lineCutter(options: LineOptions): Cutter<string> {
    checkParts("the options of iterLines", options, ["delimiter", "maxLineLength"]);
    const encoding = encodingSniffer(this.#encodingHints);
    return toLineCutter({ ...options, encoding, context: this.#evidence() });
  }

  #jsonCutter<T>(schema: StandardSchema<unknown, T> | undefined, options: ItemOptions): Cutter<T> {
    checkParts("the options of iterJson", options, ["maxLineLength"]);
    const { maxLineLength } = options;
    const encoding = encodingSniffer(this.#encodingHints);
    const parse = this.#parts.parseJson;
    return new JsonCutter({ encoding, maxLineLength, schema, context: this.#evidence(), parse });
  }

  #eventCutter(options: ItemOptions): Cutter<ServerSentEvent> {
    checkParts("the options of events", options, ["maxLineLength"]);
    return new EventCutter({ ...options, context: this.#evidence() });
  }

  static {
    const show = function (this: HttpResponse): string {
      const asked = `${this.#parts.request.method} ${redactUrl(this.url)}`;
      return `<HttpResponse [${this.status} ${this.reasonPhrase}] ${asked}>`;
    };
    Object.assign(this.prototype, shownAs(show));
  }
}
