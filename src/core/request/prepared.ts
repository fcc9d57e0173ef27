/** The light form in which a request travels: method, URL, headers and a body that can be opened. */

import { BodyUsedError } from "../errors.ts";
import { checkNames } from "../options/checks.ts";
import { shownAs } from "../secrets/inspect.ts";
import { markSensitive, sensitiveOf } from "../secrets/sensitive.ts";
import { copyLeftOut } from "./left_out.ts";
import { redactUrl } from "../secrets/urls.ts";
import { type HeaderRecord, toHeaderRecord } from "./headers.ts";
import type { RedirectChain } from "../origin.ts";

export type { HeaderRecord } from "./headers.ts";

/**
 * What a transport gets to send as a body.
 *
 * @example How large it is, where that is known
 * ```ts
 * import type { BodyContent } from "@ferry/http/types";
 *
 * const sizeOf = (content: BodyContent) => content instanceof Blob ? content.size : undefined;
 * console.log(sizeOf(new Blob(["hello"]))); // 5
 * ```
 * @category Requests
 */
export type BodyContent =
  | Uint8Array<ArrayBuffer>
  | Blob
  | ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * A request body that is opened once for every attempt.
 *
 * @example A body that is made anew for every try
 * ```ts
 * import type { BodySource } from "@ferry/http/types";
 *
 * export const body: BodySource = {
 *   size: 5,
 *   contentType: "text/plain",
 *   replayable: true,
 *   open: () => new TextEncoder().encode("hello"),
 *   discard: () => Promise.resolve(),
 * };
 * ```
 * @category Requests
 */
export interface BodySource {
  /** Size in bytes, where known before sending. */
  readonly size: number | undefined;
  /** The content type that goes with it, unless the caller gave one. */
  readonly contentType: string | undefined;
  /** Whether it can be opened again. */
  readonly replayable: boolean;
  /**
   * Loads what its size and its bytes depend on; a body that needs nothing has none. It is called
   * before the size is asked for and before it is opened, and may be called again.
   */
  prepare?(): Promise<void>;
  /**
   * Opens the body for one attempt.
   *
   * @throws {BodyUsedError} If it was opened before and is not replayable.
   */
  open(): BodyContent;
  /** Releases what was never sent; safe to call at any time and more than once. */
  discard(): Promise<void>;
}

/**
 * The parts of a request that a stage may change.
 *
 * @example The same request to another server
 * ```ts
 * import { PreparedRequest } from "@ferry/http";
 * import type { PreparedChanges } from "@ferry/http/types";
 *
 * const changes: PreparedChanges = { url: new URL("http://two.example/") };
 * const request = PreparedRequest.from(new Request("http://one.example/", { method: "PUT" }));
 * console.log(request.with(changes)); // <PreparedRequest PUT http://two.example/>
 * ```
 * @category Requests
 */
export interface PreparedChanges {
  /** Another method. */
  readonly method?: string;
  /** Another URL. */
  readonly url?: URL;
  /** Other headers, all of them. */
  readonly headers?: HeaderRecord;
  /** Another body, or none. */
  readonly body?: BodySource | undefined;
  /**
   * Where the chain of redirects began that leads to this request.
   *
   * @internal
   */
  readonly chain?: RedirectChain;
}

/**
 * What a web request cannot carry: a hook's request keeps its replayable body, and one that a redirect leads to
 * the origin that its credentials are for.
 */
const origins = new WeakMap<Request, PreparedRequest>();

/** Tells where the chain of redirects began that leads to a request. */
export function chainOf(request: Request): RedirectChain | undefined {
  return origins.get(request)?.chain;
}

/**
 * Gives the body of a request that was made here, as it is before somebody reads it.
 *
 * @returns `undefined` if it has none, or was made elsewhere.
 */
export function bodyOf(request: Request): BodySource | undefined {
  return origins.get(request)?.body;
}

/**
 * A request as it travels through the stages; immutable.
 *
 * @example From a web request and back
 * ```ts
 * import { PreparedRequest } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const request = PreparedRequest.from(new Request("http://example.org/", { method: "PUT" }));
 * const signed = request.withHeader("x-signature", "5f1d");
 * assertEquals([signed.method, signed.toRequest().headers.get("x-signature")], ["PUT", "5f1d"]);
 * ```
 * @category Requests
 */
export class PreparedRequest {
  /** The method, in capitals if it is a standard one. */
  readonly method: string;
  /** Where it goes; not to be changed. */
  readonly url: URL;
  /** Names in lower case, and their values. */
  readonly headers: Readonly<HeaderRecord>;
  /** The body, if it has one. */
  readonly body: BodySource | undefined;
  #request: Request | undefined;
  /**
   * Where the chain of redirects began that leads here, if one does.
   *
   * @internal
   */
  readonly chain: RedirectChain | undefined;

  /**
   * Makes a request.
   *
   * @param method The method, in capitals if it is a standard one.
   */
  constructor(
    method: string,
    url: URL,
    headers: Readonly<HeaderRecord>,
    body: BodySource | undefined,
  );
  /**
   * Makes a request to which another one led.
   *
   * @param chain Where the chain of redirects began that leads here.
   * @internal
   */
  constructor(
    method: string,
    url: URL,
    headers: Readonly<HeaderRecord>,
    body: BodySource | undefined,
    chain: RedirectChain | undefined,
  );
  constructor(
    method: string,
    url: URL,
    headers: Readonly<HeaderRecord>,
    body: BodySource | undefined,
    chain?: RedirectChain,
  ) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.body = body;
    this.chain = chain;
  }

  /** Makes the light form of a web request, with its replayable body if it was made here. */
  static from(request: Request): PreparedRequest {
    const headers = toHeaderRecord(request.headers);
    const known = origins.get(request);
    const body = request.body === null ? undefined : known?.body ?? toSource(request);
    const { method, url } = request;
    const made = new PreparedRequest(method, new URL(url), headers, body, known?.chain);
    markSensitive(made, sensitiveOf(request));
    return made;
  }

  /** Gives the same request with some parts changed. */
  with(changes: PreparedChanges): PreparedRequest {
    checkNames("the changes of a PreparedRequest", changes, CHANGES);
    const changed = new PreparedRequest(
      changes.method ?? this.method,
      changes.url ?? this.url,
      changes.headers ?? this.headers,
      "body" in changes ? changes.body : this.body,
      changes.chain ?? this.chain,
    );
    markSensitive(changed, sensitiveOf(this));
    copyLeftOut(this, changed);
    return changed;
  }

  /** Gives the same request with one header set. */
  withHeader(name: string, value: string): PreparedRequest {
    return this.with({ headers: { ...this.headers, [name]: value } });
  }

  /** Gives the web request, made when first asked for. A body that GET or HEAD cannot have is left out. */
  toRequest(signal?: AbortSignal | undefined): Request {
    if (signal) return this.#build(signal);
    this.#request ??= this.#build();
    return this.#request;
  }

  #build(signal?: AbortSignal): Request {
    const { method, url, headers, body } = this;
    const bodyless = method === "GET" || method === "HEAD";
    const request = new Request(url, {
      method,
      headers,
      redirect: "manual",
      ...(signal && { signal }),
      ...(body && !bodyless && { body: openLazily(body), duplex: "half" }),
    });
    if ((body && !bodyless) || this.chain) origins.set(request, this);
    markSensitive(request, sensitiveOf(this));
    return request;
  }

  // Its headers hold credentials, and it is what a transport or an auth of the caller's may log.
  static {
    const show = function (this: PreparedRequest): string {
      return `<PreparedRequest ${this.method} ${redactUrl(this.url.href)}>`;
    };
    Object.assign(this.prototype, { ...shownAs(show), toJSON: show });
  }
}

const CHANGES: readonly string[] = ["method", "url", "headers", "body", "chain"];

/** Lets a web request carry a body without opening it before somebody reads. */
function openLazily(source: BodySource): BodyInit {
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  let cancelled = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (!reader && source.prepare) await source.prepare();
      if (cancelled) return;
      reader ??= new Response(source.open()).body?.getReader();
      const chunk = await reader?.read();
      if (chunk?.value) controller.enqueue(chunk.value);
      else controller.close();
    },
    async cancel(reason) {
      cancelled = true;
      await (reader ? reader.cancel(reason) : source.discard());
    },
  }, { highWaterMark: 0 });
}

/** A web request does not tell what its body was made of, so it can be sent once. */
function toSource(request: Request): BodySource {
  return {
    size: undefined,
    contentType: undefined,
    replayable: false,
    open() {
      if (request.bodyUsed || !request.body) {
        throw new BodyUsedError(
          "Cannot send the body of this Request again: it was read. Pass a function that opens the body.",
        );
      }
      return request.body;
    },
    async discard() {
      if (!request.bodyUsed) await request.body?.cancel();
    },
  };
}
