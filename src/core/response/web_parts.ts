/** The parts of an answer that no transport gave: of a web `Response`, of bytes, or of another answer. */

import { checkNames, nameOf } from "../options/checks.ts";
import { PreparedRequest } from "../request/prepared.ts";
import type { Cancellation } from "../time/cancellation.ts";
import { Deadlines } from "../time/deadlines.ts";
import { type HttpErrorOptions, ResponseTooLargeError } from "../errors.ts";
import { explainTooLarge, Incoming, type IncomingOptions } from "./incoming.ts";
import { isHeaderPairs, MadeResponse, type RawResponse } from "./raw_response.ts";
import type { BodyParts } from "./body_parts.ts";
import { type ByteSource, toIterableSource, toStreamSource } from "./byte_source.ts";
import { CODED, ResponseHeaders } from "./response_headers.ts";

/** Refuses what a web `Response` would be made of. @throws {TypeError} If these are no parts of an answer. */
export function checkResponseParts(parts: unknown): void {
  const isAnswer = typeof parts === "object" && parts !== null && "raw" in parts &&
    "request" in parts;
  if (isAnswer) return;
  throw new TypeError(
    "Cannot make an HttpResponse of this: use HttpResponse.from(new Response(…))",
  );
}

/**
 * What an answer has beside its body, where a stage makes one.
 *
 * @example An answer out of a memory of one's own
 * ```ts
 * import { HttpResponse } from "@ferry/http";
 * import type { AnswerInit } from "@ferry/http/types";
 *
 * const init: AnswerInit = { status: 203, headers: { "content-type": "text/plain" } };
 * console.log(await HttpResponse.of(new TextEncoder().encode("hello"), init).text());
 * ```
 * @category Responses
 */
export interface AnswerInit {
  /** The status code, from 100 to 999. Default: 200. */
  readonly status?: number | undefined;
  /** The reason phrase. Default: that of the registry. */
  readonly statusText?: string | undefined;
  /** The headers; as pairs they cost least. Default: none. */
  readonly headers?: HeadersInit | readonly (readonly [name: string, value: string])[] | undefined;
  /** What it answers. Default: a GET of no URL. */
  readonly request?: Request | PreparedRequest | undefined;
  /** Whether the jar keeps its cookies; not wanted of an answer that came before. Default: `true`. */
  readonly setsCookies?: boolean | undefined;
}

/**
 * What {@link HttpResponse.with} changes of an answer; what is left out stays.
 *
 * @example A header more
 * ```ts
 * import { HttpResponse } from "@ferry/http";
 * import type { AnswerChanges } from "@ferry/http/types";
 *
 * const changes: AnswerChanges = { headers: { "x-seen": "1" } };
 * console.log(HttpResponse.of(null).with(changes).headers.get("x-seen")); // "1"
 * ```
 * @category Responses
 */
export interface AnswerChanges {
  /** The status code, from 100 to 999. */
  readonly status?: number | undefined;
  /** The reason phrase. */
  readonly statusText?: string | undefined;
  /** All the headers; `new Headers(response.headers)` is a copy to begin with. */
  readonly headers?: HeadersInit | undefined;
  /** Another body; whoever changes it reads or closes the old one. */
  readonly body?: AnswerBody | undefined;
  /** What it answers. */
  readonly request?: Request | PreparedRequest | undefined;
}

/**
 * A body that a stage gives: all bytes, or piece by piece as they are asked for; `null` is none.
 *
 * @example A body that is made while it is read
 * ```ts
 * import { HttpResponse } from "@ferry/http";
 * import type { AnswerBody } from "@ferry/http/types";
 *
 * const body: AnswerBody = new Blob(["one ", "two"]).stream();
 * console.log(await HttpResponse.of(body).text()); // "one two"
 * ```
 * @category Responses
 */
export type AnswerBody =
  | Uint8Array<ArrayBuffer>
  | AsyncIterable<Uint8Array<ArrayBuffer>>
  | null;

/** The parts of an answer that nobody asked for here. */
export interface MadeParts extends BodyParts {
  /** What it answers. */
  readonly request: PreparedRequest;
  /** Nobody measured it. */
  readonly elapsed: number;
  /** The URL that answered. */
  readonly url?: string;
  /** What bounds its body. */
  readonly limits?: MadeBodyLimits | undefined;
}

/** What bounds the body of an answer that a stage made. */
export interface MadeBodyOwner {
  /** What the caller said. */
  readonly settings: { readonly maxResponseBytes: number };
  /** Ends with the caller's signal, or the total timeout. */
  readonly cancellation: Cancellation;
  /** Somebody waits for a body. */
  awaited(): void;
  /** A body is on its way. */
  opened(): void;
  /** It ended. */
  ended(): void;
}

/** Bounds a body that no transport gave: by nothing at first, then by the call that it answers. */
export class MadeBodyLimits implements IncomingOptions {
  readonly #request: PreparedRequest;
  #owner: MadeBodyOwner | undefined;
  #cancel: ((reason: unknown) => void) | undefined;
  #isOver = false;
  readonly deadlines: Deadlines = new Deadlines();
  readonly readTimeout: number = Infinity;
  readonly onBytes = undefined;
  /** The body. */
  readonly incoming: Incoming;

  /** Takes over the body of an answer to a request. */
  constructor(source: ByteSource, request: PreparedRequest) {
    this.#request = request;
    this.incoming = new Incoming(source, this);
  }

  get maxBytes(): number {
    return this.#owner?.settings.maxResponseBytes ?? Infinity;
  }

  /** The body fails when the call is over. */
  bind(owner: MadeBodyOwner): void {
    if (this.#owner || this.#isOver) return;
    this.#owner = owner;
    owner.opened();
    this.#cancel = (reason) => void this.incoming.fail(reason);
    owner.cancellation.add(this.#cancel);
  }

  evidence(): HttpErrorOptions {
    return { request: this.#request };
  }

  onBegin(): void {
    this.#owner?.awaited();
  }

  onEnd(): void {
    this.#isOver = true;
    if (this.#cancel) this.#owner?.cancellation.delete(this.#cancel);
    this.#owner?.ended();
  }
}

/** Refuses a body that a stage had at once, and that is larger than the call takes. */
export function checkMadeSize(
  content: Uint8Array | undefined,
  { settings }: MadeBodyOwner,
  evidence: () => HttpErrorOptions,
): void {
  const limits = { maxBytes: settings.maxResponseBytes };
  const reason = explainTooLarge(content?.length ?? 0, limits);
  if (reason) throw new ResponseTooLargeError(reason, { ...evidence(), phase: "read" });
}

/** Takes a web `Response` apart and takes over its body; a `TypeError` if it is none, or its body cannot be had. */
export function toParts(
  response: Response,
  request: Request | PreparedRequest | undefined,
): MadeParts {
  checkResponse(response);
  const { url, body } = response;
  const asked = toPrepared(request, url);
  const source = body ? toStreamSource(body) : undefined;
  return {
    raw: toRaw(response, source),
    request: asked,
    elapsed: 0,
    ...(url || !request ? { url } : {}),
    ...toBody(source, asked),
  };
}

/** Gives the parts of an answer that is made of bytes; a `TypeError` or `RangeError` if body or status are none. */
export function toMadeParts(body: AnswerBody, init: AnswerInit): MadeParts {
  checkNames("the init of an HttpResponse", init, [...PARTS, "setsCookies"]);
  const { status = 200, statusText = "", headers, request, setsCookies } = init;
  checkBody(body);
  checkStatus(status);
  const asked = toPrepared(request);
  const source = body instanceof Uint8Array ? toWhole(body) : toSource(body, { wireBytes: 0 });
  return {
    raw: toMadeRaw({ status, reasonPhrase: statusText, source }, headers),
    request: asked,
    elapsed: 0,
    ...(request ? {} : { url: "" }),
    setsCookies,
    ...(body instanceof Uint8Array ? { content: body } : toBody(source, asked)),
  };
}

/** A web `Response` may be given for them, whose parts are no keys of its own. */
const PARTS = ["status", "statusText", "headers", "request"] as const;

function toMadeRaw(
  facts: Pick<RawResponse, "status" | "reasonPhrase" | "source">,
  headers: AnswerInit["headers"],
): RawResponse {
  return isHeaderPairs(headers)
    ? new MadeResponse(facts, headers)
    : { ...facts, ...bothOf(new Headers(headers)) };
}

function bothOf(headers: Headers): Pick<RawResponse, "fields" | "headers"> {
  return { fields: headers, headers };
}

/** Changes the parts of an answer; a `TypeError` or `RangeError` if body or status are none. */
export function changeParts(
  { raw, request }: Pick<MadeParts, "raw" | "request">,
  changes: AnswerChanges,
): Pick<MadeParts, "raw" | "request" | "content" | "incoming" | "limits"> {
  checkNames("the changes of an HttpResponse", changes, [...PARTS, "body"]);
  const { body, status = raw.status } = changes;
  checkStatus(status);
  const asked = changes.request ? toPrepared(changes.request) : request;
  if (body === undefined) return { raw: changeRaw(raw, changes, raw.source), request: asked };
  checkBody(body);
  const source = toSource(body, raw.source);
  return {
    raw: changeRaw(raw, changes, source),
    request: asked,
    content: undefined,
    incoming: undefined,
    ...(body instanceof Uint8Array ? { content: body } : toBody(source, asked)),
  };
}

/** What is only known later, such as trailers, is asked of the first answer. */
function changeRaw(
  raw: RawResponse,
  { status = raw.status, statusText, headers, body }: AnswerChanges,
  source: ByteSource | undefined,
): RawResponse {
  const { httpVersion, remoteAddress, tls, url } = raw;
  const own = status === raw.status ? raw.reasonPhrase : "";
  const isSame = headers === undefined && body === undefined;
  return {
    ...{ status, reasonPhrase: statusText ?? own, source, decoded: isSame && raw.decoded },
    ...(isSame ? { fields: raw.fields, headers: raw.headers } : bothOf(toHeaders(headers, raw))),
    ...{ httpVersion, remoteAddress, tls, url },
    get trailers() {
      return raw.trailers;
    },
    get timings() {
      return raw.timings;
    },
  };
}

/** What the headers said of the old body does not hold for another one. */
function toHeaders(headers: HeadersInit | undefined, raw: RawResponse): Headers {
  if (headers !== undefined) return new Headers(headers);
  const copy = new Headers(ResponseHeaders.of(raw));
  for (const name of CODED) copy.delete(name);
  return copy;
}

/** Gives a body as it is read; of another one, as many bytes came over the wire as of the one before. */
function toSource(
  body: AnswerBody,
  before: Pick<ByteSource, "wireBytes"> | undefined,
): ByteSource | undefined {
  if (body === null) return undefined;
  const source = body instanceof Uint8Array ? toWhole(body) : toIterableSource(body);
  if (!before) return source;
  return {
    size: source.size,
    read: () => source.read(),
    abort: (reason) => source.abort(reason),
    get wireBytes() {
      return before.wireBytes;
    },
  };
}

/** What is read already is there beside its source. */
function toWhole({ length: size }: Uint8Array): ByteSource {
  return { size, wireBytes: 0, read: () => Promise.resolve(undefined), abort() {} };
}

function toBody(
  source: ByteSource | undefined,
  request: PreparedRequest,
): Pick<MadeParts, "content" | "incoming" | "limits"> {
  if (!source) return { content: new Uint8Array(0) };
  const limits = new MadeBodyLimits(source, request);
  return { incoming: limits.incoming, limits };
}

function checkBody(body: unknown): void {
  const isStream = typeof body === "object" && body !== null && Symbol.asyncIterator in body;
  if (body === null || body instanceof Uint8Array || isStream) return;
  throw new TypeError(
    `Cannot make an answer of ${
      nameOf(body)
    }: give bytes, what gives bytes piece by piece, or null`,
  );
}

function checkStatus(status: number): void {
  if (Number.isInteger(status) && status >= 100 && status <= 999) return;
  throw new RangeError(`Cannot make an answer of status ${status}: give one from 100 to 999`);
}

function checkResponse(response: Response): void {
  if (!(response instanceof Response)) {
    throw new TypeError(`Cannot make an HttpResponse of ${nameOf(response)}: give a Response`);
  }
  if (response.type === "error") {
    throw new TypeError("Cannot make an HttpResponse of Response.error()");
  }
  if (!response.bodyUsed && !response.body?.locked) return;
  throw new TypeError(
    "Cannot make an HttpResponse: the body of the response was read already, or somebody reads it",
  );
}

function toPrepared(request: Request | PreparedRequest | undefined, url = ""): PreparedRequest {
  if (request instanceof PreparedRequest) return request;
  if (request) return PreparedRequest.from(request);
  return new PreparedRequest("GET", new URL(url || "about:blank"), {}, undefined);
}

/** What came by a `fetch` was decoded there. */
function toRaw(response: Response, source: RawResponse["source"]): RawResponse {
  return {
    status: response.status,
    reasonPhrase: response.statusText,
    ...bothOf(response.headers),
    source,
    decoded: response.url !== "" && response.headers.has("content-encoding"),
  };
}
