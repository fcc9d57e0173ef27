/** The transport over the platform's `fetch`: the default, and the one that works everywhere. */

import type { Watch } from "../time/deadlines.ts";
import {
  HttpError,
  type HttpErrorOptions,
  NetworkError,
  type Phase,
  ReadTimeoutError,
  WriteError,
  WriteTimeoutError,
} from "../errors.ts";
import type { ByteSource } from "../response/byte_source.ts";
import { isIdempotent } from "../request/methods.ts";
import { PreparedRequest } from "../request/prepared.ts";
import type { RawResponse } from "../response/raw_response.ts";
import { FetchHeaders, isAnswer } from "./fetch_answer.ts";
import { FetchClients } from "./fetch_clients.ts";
import type { LimitsOptions } from "../limits/connection_limits.ts";
import { isUndone, runtimeCodings } from "./fetch_codings.ts";
import { isUnannouncedClose, toProxyError, toSendError } from "./fetch_failure.ts";
import { checkOptions } from "../options/checks.ts";
import { suggestInCore } from "../options/suggestion.ts";
import { toFetchHeaders } from "./fetch_headers.ts";
import { FetchSource } from "./fetch_source.ts";
import { isBodiless } from "../status.ts";
import { refuseHidden, toRedirectMode } from "./hidden_redirects.ts";
import { sendLight } from "./light.ts";
import { UNSEEN_CHUNK, UploadBody } from "./upload_body.ts";
import { callFetch } from "./runtime_fetch.ts";
import { untilHeaders } from "../options/timeout.ts";
import type { SendContext, Transport, TransportContext } from "./transport.ts";

/**
 * How the transport of the core connects.
 *
 * @example Few idle connections
 * ```ts
 * import { type FetchOptions, FetchTransport } from "@ferry/http/core";
 *
 * const options: FetchOptions = { limits: { maxKeepaliveConnections: 2, keepaliveExpiry: 1_000 } };
 * using _transport = new FetchTransport(options);
 * ```
 * @category Transports
 */
export interface FetchOptions {
  /** How many idle connections are kept, and for how long. Default: 100 for each host, for 5,000 ms. */
  readonly limits?: LimitsOptions | null | undefined;
}

/** What a transport over `fetch` can do beside the core. */
export interface FetchParts {
  /** What Deno's HTTP clients are told. */
  readonly client?: Deno.CreateHttpClientOptions;
  /** Undoes codings that the runtime does not undo; gives nothing for those that it does not know. */
  readonly decode?: (
    source: ByteSource,
    coding: string,
    asked: { request: PreparedRequest; startedAt: number; doubtful: boolean },
  ) => Promise<ByteSource | undefined>;
  /** Whether requests go through a proxy. */
  readonly isProxied?: boolean;
  /** Whether that proxy sees the headers of requests for http, so that `proxy-authorization` is for it. */
  readonly isForwarded?: boolean | undefined;
}

/**
 * Sends requests with the platform's `fetch`: the global one as it is at that time.
 *
 * `fetch` does not tell connecting from waiting: the headers must come within connect + read, or within the number that
 * was given as `timeout`, counted from when the body was handed over. A body comes as the runtime's `fetch` gives it:
 * decoded where it undoes the coding, else as the server sent it.
 *
 * @example Few idle connections
 * ```ts
 * import { Client, FetchTransport } from "@ferry/http/core";
 *
 * using transport = new FetchTransport({ limits: { maxKeepaliveConnections: 5 } });
 * using client = new Client({ transport });
 * ```
 * @category Transports
 */
export class FetchTransport implements Transport, Disposable {
  readonly #clients: FetchClients;
  readonly #parts: FetchParts;
  readonly #codings = runtimeCodings();
  /** The origins that answered over TLS: there may be connections to them that are kept. */
  readonly #answered = new Set<string>();

  /**
   * Makes a transport with connections of its own.
   *
   * @throws {TypeError} If an option is unknown.
   * @throws {RangeError} If a limit is out of range.
   */
  constructor(options?: FetchOptions);
  /**
   * Makes a transport of a class that extends this one.
   *
   * @param parts What it can do beside.
   * @internal
   */
  constructor(options: FetchOptions, parts: FetchParts);
  constructor(options: FetchOptions = {}, parts: FetchParts = {}) {
    const known = { limits: true } as const;
    checkOptions(
      "a FetchTransport",
      options,
      known,
      (name) => suggestInCore(name, Object.keys(known)),
    );
    this.#clients = new FetchClients(options.limits, parts.client);
    this.#parts = parts;
  }

  /** Sends a web request. */
  send(request: Request, context: TransportContext): Promise<Response> {
    return sendLight(this, PreparedRequest.from(request), context);
  }

  /**
   * Sends a request in the light form.
   *
   * @internal
   */
  sendPrepared(request: PreparedRequest, context: SendContext): Promise<RawResponse> {
    return this.#send(request, context, { again: false });
  }

  async #send(
    request: PreparedRequest,
    context: SendContext,
    { again }: { readonly again: boolean },
  ): Promise<RawResponse> {
    context.cancellation.throwIfCancelled();
    if (request.body && (request.method === "GET" || request.method === "HEAD")) {
      throw new TypeError(`Cannot send a body with ${request.method}: fetch refuses it`);
    }
    const once = this.#clients.resends && !isIdempotent(request.method);
    const call = new FetchCall(request, context, {
      parts: this.#parts,
      codings: this.#codings,
      once,
      nothing: once && !this.#clients.hasFresh ? "stream" : "none",
    });
    const client = this.#clients.pick(!once || hasBytes(request));
    try {
      const response = await callFetch(request.url.href, {
        method: request.method,
        headers: toFetchHeaders(request, this.#parts),
        redirect: toRedirectMode(request, context),
        signal: call.signal,
        ...(client && { client }),
        ...call.openBody(),
      });
      call.check(response);
      this.#note(request.url);
      const raw = call.toRaw(response);
      // A promise only where it is needed: one for each answer would be felt.
      return call.isToBeDecoded(raw) ? await call.decode(raw) : raw;
    } catch (error) {
      const failure = call.toError(error);
      if (again || !this.#mayRepeat(failure, request, context)) throw failure;
      return await this.#send(request, context, { again: true });
    }
  }

  #note(url: URL): void {
    if (url.protocol !== "https:") return;
    const { origin } = url;
    if (this.#answered.has(origin)) return;
    if (this.#answered.size >= MOST_ORIGINS) this.#answered.clear();
    this.#answered.add(origin);
  }

  /** The runtime sends again by itself what a server did not answer on a kept connection, but not over TLS. */
  #mayRepeat(failure: unknown, request: PreparedRequest, { onSent }: SendContext): boolean {
    const { body, method, url } = request;
    return isUnannouncedClose(failure) && isIdempotent(method) && this.#answered.has(url.origin) &&
      (!body || (body.replayable && !onSent));
  }

  /** Closes idle connections. */
  close(): void {
    this.#clients.close();
  }

  /** Closes idle connections. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** More are not remembered at a time. */
const MOST_ORIGINS = 1_000;

function hasBytes({ body }: PreparedRequest): boolean {
  return body !== undefined && body.size !== 0;
}

/** How a request travels. */
interface Travel {
  readonly parts: FetchParts;
  /** How the runtime decodes. */
  readonly codings: ReturnType<typeof runtimeCodings>;
  /** Whether the runtime must not send it again. */
  readonly once: boolean;
  /** As what no bytes go out: Deno sends a stream of none never twice. */
  readonly nothing: "stream" | "none";
}

/** One request while `fetch` has it. */
class FetchCall {
  readonly #request: PreparedRequest;
  readonly #context: SendContext;
  readonly #travel: Travel;
  readonly #controller = new AbortController();
  readonly #startedAt = performance.now();
  readonly #abort = (reason: unknown) => (this.#source ?? this.#controller).abort(reason);
  #watch: Watch | undefined;
  #outgoing: UploadBody | undefined;
  #source: FetchSource | undefined;
  /** Whether the runtime has undone the coding of the body; `undefined` where only the body tells. */
  #undone: boolean | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Whether there is an answer or a failure; what is left of the body may go out while the answer comes. */
  #settled = false;

  constructor(request: PreparedRequest, context: SendContext, travel: Travel) {
    this.#request = request;
    this.#travel = travel;
    this.#context = context;
    context.cancellation.add(this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Opens the body, if there is one, and starts the clock for what comes first. */
  openBody(): { body?: BodyInit; duplex?: "half" } {
    const { body, method } = this.#request;
    if (this.#travel.nothing === "stream" && !hasBytes(this.#request)) {
      this.#watchAnswer(0);
      return { body: new ReadableStream({ start: (stream) => stream.close() }), duplex: "half" };
    }
    if (!body) {
      this.#watchAnswer(0);
      // Of POST and PUT fetch itself says that there is none (content-length: 0).
      return method === "PATCH" ? { body: new Uint8Array() } : {};
    }
    this.#watchUpload();
    this.#outgoing = this.#callersOwn(() =>
      new UploadBody(body, {
        once: this.#travel.once,
        onChunk: (bytes) => {
          this.#watch?.touch();
          this.#callersOwn(() => this.#context.onSent?.(bytes));
        },
        onEnd: () => {
          if (!this.#settled) this.#watchAnswer(body.size ?? 0);
        },
      })
    );
    return { body: this.#outgoing.body, duplex: "half" };
  }

  /** What a function of the caller's throws comes out as it is, not as a failure of the network. */
  #callersOwn<Result>(run: () => Result): Result {
    try {
      return run();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  #watchUpload(): void {
    const { write } = this.#context.timeout;
    this.#watch = this.#context.deadlines.watch(write, () => {
      const reason = `no chunk of the body was taken within timeout.write (${write} ms)`;
      this.#abort(new WriteTimeoutError(reason, this.#evidence("write")));
    });
  }

  /** Bytes of a body that `fetch` took in one piece go out unseen: each 64 KiB may take `write`. */
  #watchAnswer(bytes: number): void {
    this.#watch?.stop();
    const { timeout } = this.#context;
    const unseen = Math.floor(bytes / UNSEEN_CHUNK);
    const { ms, name } = untilHeaders(timeout);
    const limit = ms + (unseen > 0 ? unseen * timeout.write : 0);
    this.#watch = this.#context.deadlines.watch(limit, () => {
      const reason = `no response came within ${name} (${limit} ms)`;
      this.#abort(new ReadTimeoutError(reason, this.#evidence("read")));
    });
  }

  /** Refuses an answer that is none, and one to half of a request: some platforms go on when its stream has failed. */
  check(response: Response): void {
    if (!isAnswer(response)) {
      this.#failure = { error: new TypeError("Cannot use what fetch gave: it must be a Response") };
      throw this.#failure.error;
    }
    if (response.type === "error") {
      throw new NetworkError("fetch gave Response.error()", this.#evidence());
    }
    refuseHidden(response, this.#evidence());
    const failure = this.#outgoing?.failure;
    if (!failure) return;
    response.body?.cancel().catch(() => {});
    throw failure.error;
  }

  /** Gives the answer with its body as the runtime gives that. */
  toRaw(response: Response): RawResponse {
    this.#settled = true;
    const body = this.#bodyOf(response);
    if (!body) this.#complete();
    const fields = new FetchHeaders(response.headers);
    const coding = fields.get("content-encoding");
    const plain = this.#wantsPlain;
    this.#undone = coding !== null && isUndone(this.#travel.codings, { coding, plain });
    this.#source = body
      ? new FetchSource({
        fields,
        encoded: this.#undone !== false,
        stream: body,
        controller: this.#controller,
        release: () => this.#stop(),
        onEnd: () => this.#complete(),
        evidence: () => this.#evidence(),
      })
      : undefined;
    return {
      status: response.status,
      reasonPhrase: response.statusText,
      fields,
      headers: response.headers,
      source: this.#source,
      decoded: this.#undone === true,
      watch: this.#watch,
      url: response.redirected ? response.url : undefined,
    };
  }

  /** Some platforms give a stream where there is no body, whatever its headers announce. */
  #bodyOf({ body, status }: Response): Response["body"] {
    if (!body || (this.#request.method !== "HEAD" && !isBodiless(status))) return body;
    body.cancel().catch(() => {});
    return null;
  }

  /** Whether there is a coding that the runtime has left; a part stays as it is (RFC 9110 section 14). */
  isToBeDecoded({ status, fields, source }: RawResponse): boolean {
    if (this.#undone || !source || !this.#travel.parts.decode) return false;
    if (status === 206 && this.#request.headers.range !== undefined) return false;
    return fields.has("content-encoding");
  }

  async decode(raw: RawResponse): Promise<RawResponse> {
    const coding = raw.fields.get("content-encoding") ?? "";
    const doubtful = this.#undone === undefined;
    const asked = { request: this.#request, startedAt: this.#startedAt, doubtful };
    const source = raw.source && await this.#travel.parts.decode?.(raw.source, coding, asked);
    return source ? { ...raw, source, decoded: true } : raw;
  }

  /** Whether the runtime is kept from decoding. */
  get #wantsPlain(): boolean {
    const { headers } = this.#request;
    return headers.range !== undefined || headers["accept-encoding"] === "identity";
  }

  /** Ours and the caller's reasons come out as they are; the caller's stream may have failed. */
  toError(error: unknown): unknown {
    this.#stop();
    if (this.signal.aborted) return this.signal.reason;
    if (this.#failure) return this.#failure.error;
    if (error instanceof HttpError) return error;
    const failure = this.#outgoing?.failure;
    if (!failure) return this.#toSendError(error);
    if (failure.error instanceof HttpError || failure.error instanceof TypeError) {
      return failure.error;
    }
    return new WriteError("the stream of the request body failed", {
      ...this.#evidence("write"),
      cause: failure.error,
    });
  }

  #toSendError(error: unknown): unknown {
    const evidence = this.#evidence("connect");
    return this.#travel.parts.isProxied
      ? toProxyError(error, evidence)
      : toSendError(error, evidence);
  }

  #stop(): void {
    this.#settled = true;
    this.#watch?.stop();
    this.#context.cancellation.delete(this.#abort);
  }

  /** Nobody needs the rest of a request whose answer has come; the runtime would ask for more of it for ever. */
  #complete(): void {
    this.#stop();
    this.#outgoing?.stop();
  }

  #evidence(phase?: Phase): HttpErrorOptions {
    return {
      request: this.#request,
      phase,
      elapsed: performance.now() - this.#startedAt,
    };
  }
}
