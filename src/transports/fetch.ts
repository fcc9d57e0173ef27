/**
 * The transport over the platform's `fetch`: the default, and the one that works everywhere.
 *
 * @module
 */

import type { Watch } from "../time/deadlines.ts";
import {
  HttpError,
  type HttpErrorOptions,
  type Phase,
  ReadTimeoutError,
  WriteError,
  WriteTimeoutError,
} from "../errors.ts";
import type { ByteSource } from "../response/byte_source.ts";
import { isIdempotent } from "../methods.ts";
import { PreparedRequest } from "../prepared.ts";
import type { RawResponse } from "../response/raw_response.ts";
import { FetchAnswer, type FetchAnswerParts, FetchHeaders } from "./fetch_answer.ts";
import { FetchClients, type FetchTransportOptions } from "./fetch_clients.ts";
import { isUndone, runtimeCodings } from "./fetch_codings.ts";
import { isUnannouncedClose, toProxyError, toSendError } from "./fetch_failure.ts";
import { toFetchHeaders } from "./fetch_headers.ts";
import { FetchSource } from "./fetch_source.ts";
import { isBodiless } from "../status.ts";
import { refuseHidden, toRedirectMode } from "./hidden_redirects.ts";
import { sendLight } from "./light.ts";
import { Outgoing, UNSEEN_CHUNK } from "./outgoing.ts";
import { type ProxySettings, resolveProxy } from "./proxy_options.ts";
import { callFetch } from "./runtime_fetch.ts";
import { untilHeaders } from "../timeout.ts";
import type { SendContext, Transport, TransportContext } from "./transport.ts";

export type { FetchTransportOptions } from "./fetch_clients.ts";

/**
 * Sends requests with the platform's `fetch`: the global one as it is at that time.
 *
 * `fetch` does not tell connecting from waiting: the headers must come within connect + read, or within the number that
 * was given as `timeout`, counted from when the body was handed over. It cannot keep the credentials for a proxy from
 * an https server, so that requests with both are refused, nor leave out `user-agent` and `accept`: those that were
 * removed go out empty. `proxy-authorization` goes to an http proxy that is named here, and to nobody else.
 *
 * A runtime decodes some codings by itself, Deno gzip and br: of gzip with several members (RFC 1952 section 2.2) it
 * gives the first one and does not say so. Ask for `accept-encoding: identity`, or use the `SocketTransport`, where a
 * server may send such.
 *
 * @example Use it by name
 * ```ts
 * import { Client, FetchTransport } from "@ferry/http";
 *
 * using transport = new FetchTransport({ limits: { maxKeepaliveConnections: 5 } });
 * using client = new Client({ transport });
 * ```
 */
export class FetchTransport implements Transport, Disposable {
  readonly #clients: FetchClients;
  readonly #proxy: ProxySettings | undefined;
  readonly #codings = runtimeCodings();
  /** The origins that answered over TLS: there may be connections to them that are kept. */
  readonly #answered = new Set<string>();

  /**
   * Makes a transport with connections of its own.
   *
   * @param options Proxy, TLS and keep-alive.
   * @throws {TypeError} If an option cannot be had with `fetch`.
   */
  constructor(options: FetchTransportOptions = {}) {
    this.#clients = new FetchClients(options);
    this.#proxy = options.proxy === undefined ? undefined : resolveProxy(options.proxy);
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
    if (
      request.body && (request.method === "GET" || request.method === "HEAD")
    ) {
      throw new TypeError(
        `Cannot send a body with ${request.method}: fetch refuses it`,
      );
    }
    refuseProxyCredentials(request, this.#proxy);
    const once = this.#clients.resends && !isIdempotent(request.method);
    const trip = new FetchTrip(request, context, {
      viaProxy: this.#proxy !== undefined,
      codings: this.#codings,
      once,
    });
    const client = this.#clients.pick(!once || hasBytes(request));
    try {
      const response = await callFetch(request.url.href, {
        method: request.method,
        headers: toFetchHeaders(request, this.#proxy),
        redirect: toRedirectMode(request, context),
        signal: trip.signal,
        ...(client && { client }),
        ...trip.openBody(),
      });
      trip.refuseHidden(response);
      this.#note(request.url);
      const raw = trip.toRaw(response);
      return raw instanceof FetchAnswer ? raw : await raw;
    } catch (error) {
      const failure = trip.toError(error);
      if (again || !this.#mayRepeat(failure, request, context)) throw failure;
      return await this.#send(request, context, { again: true });
    }
  }

  #note({ protocol, origin }: URL): void {
    if (protocol !== "https:" || this.#answered.has(origin)) return;
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

/** The runtime shows them to the server, too. */
function refuseProxyCredentials({ url }: PreparedRequest, proxy: ProxySettings | undefined): void {
  if (url.protocol !== "https:" || !proxy?.credentials) return;
  throw new TypeError(
    "Cannot send the credentials of a proxy over fetch: it shows them to the https server, too; use sockets",
  );
}

/** More are not remembered at a time. */
const MOST_ORIGINS = 1_000;

function hasBytes({ body }: PreparedRequest): boolean {
  return body !== undefined && body.size !== 0;
}

/** How a request travels. */
interface Travel {
  readonly viaProxy: boolean;
  /** How the runtime decodes. */
  readonly codings: ReturnType<typeof runtimeCodings>;
  /** Whether the runtime must not send it again. */
  readonly once: boolean;
}

/** One request while `fetch` has it. */
class FetchTrip {
  readonly #request: PreparedRequest;
  readonly #context: SendContext;
  readonly #travel: Travel;
  readonly #controller = new AbortController();
  readonly #startedAt = performance.now();
  readonly #abort = (reason: unknown) => (this.#source ?? this.#controller).abort(reason);
  #watch: Watch | undefined;
  #outgoing: Outgoing | undefined;
  #source: FetchSource | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Whether there is an answer or a failure; what is left of the body may still go out. */
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
    if (!body) {
      this.#watchAnswer(0);
      // Of POST and PUT fetch itself says that there is none (content-length: 0).
      return method === "PATCH" ? { body: new Uint8Array() } : {};
    }
    this.#watchUpload();
    this.#outgoing = this.#callersOwn(() =>
      new Outgoing(body, {
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

  /** Refuses an answer that is none. */
  refuseHidden(response: Response): void {
    refuseHidden(response, this.#evidence("redirect"));
  }

  /** A promise only where the body must be decoded here, since one for each answer would be felt. */
  toRaw(response: Response): FetchAnswer | Promise<RawResponse> {
    this.#settled = true;
    const body = this.#bodyOf(response);
    if (!body) this.#stop();
    const fields = new FetchHeaders(response.headers);
    const coding = fields.get("content-encoding");
    const plain = this.#wantsPlain;
    const undone = coding !== null && isUndone(this.#travel.codings, { coding, plain });
    const source = this.#source = body
      ? new FetchSource({
        fields,
        encoded: undone !== false,
        stream: body,
        controller: this.#controller,
        cancellation: this.#context.cancellation,
        abort: this.#abort,
        evidence: () => this.#evidence("read"),
      })
      : undefined;
    const watch = this.#watch;
    const parts = { fields, source, decoded: undone === true, watch };
    return coding === null || undone || !source || this.#isPart(response)
      ? new FetchAnswer(response, parts)
      : this.#decode(response, { ...parts, source }, { coding, doubtful: undone === undefined });
  }

  /** Some platforms give a stream where there is no body, whatever its headers announce. */
  #bodyOf({ body, status }: Response): Response["body"] {
    if (!body || (this.#request.method !== "HEAD" && !isBodiless(status))) return body;
    body.cancel().catch(() => {});
    return null;
  }

  async #decode(
    response: Response,
    parts: FetchAnswerParts & { readonly source: ByteSource },
    { coding, doubtful }: { readonly coding: string; readonly doubtful: boolean },
  ): Promise<RawResponse> {
    const { decodeBody } = await import("./decoded_body.ts");
    const asked = { request: this.#request, startedAt: this.#startedAt, doubtful };
    const source = decodeBody(parts.source, coding, asked);
    return new FetchAnswer(response, source ? { ...parts, source, decoded: true } : parts);
  }

  /** A part of a coded body cannot be decoded, so it stays as it is (RFC 9110 section 14). */
  #isPart({ status }: Response): boolean {
    return status === 206 && this.#request.headers.range !== undefined;
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
    if (
      failure.error instanceof HttpError || failure.error instanceof TypeError
    ) {
      return failure.error;
    }
    return new WriteError("the stream of the request body failed", {
      ...this.#evidence("write"),
      cause: failure.error,
    });
  }

  #toSendError(error: unknown): unknown {
    const evidence = this.#evidence("connect");
    return this.#travel.viaProxy ? toProxyError(error, evidence) : toSendError(error, evidence);
  }

  #stop(): void {
    this.#settled = true;
    this.#watch?.stop();
    this.#context.cancellation.delete(this.#abort);
  }

  #evidence(phase: Phase): HttpErrorOptions {
    return {
      request: this.#request,
      phase,
      elapsed: performance.now() - this.#startedAt,
    };
  }
}
