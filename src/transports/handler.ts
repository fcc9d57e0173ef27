/**
 * Sends requests to a function in the same program: an app of Hono, Oak or Fresh, or any handler of
 * `Deno.serve`, without a port.
 *
 * @module
 */

import { checkParts } from "../core/options/checks.ts";
import { dropBody, Responder } from "./responder.ts";
import type { Transport, TransportContext } from "../core/fetch/transport.ts";

/**
 * What a handler gets beside the request; it fits where `Deno.ServeHandlerInfo` is asked for.
 *
 * @example Who asks
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { HandlerInfo } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const handler = (_request: Request, { remoteAddr }: HandlerInfo) =>
 *   new Response(remoteAddr.hostname);
 * using client = new Client({ transport: new HandlerTransport(handler) });
 * assertEquals(await (await client.get("http://app.example/")).text(), "127.0.0.1");
 * ```
 * @category Transports
 */
export interface HandlerInfo {
  /** Where the request comes from: always this machine. */
  readonly remoteAddr: {
    /** The kind of the address. */
    readonly transport: "tcp";
    /** The IP address of the peer. */
    readonly hostname: string;
    /** The port of the peer; 0, as there is none. */
    readonly port: number;
  };
  /**
   * Resolves when the body of the answer was read to its end, rejects when it was cancelled or failed.
   * Asked for only after the answer was returned, it is resolved.
   */
  readonly completed: Promise<void>;
}

/**
 * Answers requests.
 *
 * @example An app in front of an app
 * ```ts
 * import { Client, type Handler, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const withName = (inner: Handler): Handler => async (request, info) => {
 *   const { status, body } = await inner(request, info);
 *   return new Response(body, { status, headers: { "x-app": "ferry" } });
 * };
 * const transport = new HandlerTransport(withName(() => new Response("hello")));
 * using client = new Client({ transport });
 * assertEquals((await client.get("http://app.example/")).headers.get("x-app"), "ferry");
 * ```
 * @category Transports
 */
export type Handler = (
  request: Request,
  info: HandlerInfo,
) => Response | Promise<Response>;

/**
 * How a {@link HandlerTransport} deals with a handler that fails.
 *
 * @example A handler that fails answers 500, as on a server
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { HandlerTransportOptions } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const options: HandlerTransportOptions = { raiseErrors: false };
 * const handler = (): Response => {
 *   throw new Error("a mistake");
 * };
 * using client = new Client({ transport: new HandlerTransport(handler, options) });
 * assertEquals((await client.get("http://app.example/")).status, 500);
 * ```
 * @category Transports
 */
export interface HandlerTransportOptions {
  /**
   * Whether an error of the handler rejects the request with that very error; `false` answers 500 instead, as a server
   * would. Default `true`.
   */
  readonly raiseErrors?: boolean | undefined;
}

/**
 * Sends requests to a function in the same program.
 *
 * The function gets a `Request` without a fragment, whose `signal` is aborted when the caller gives up.
 *
 * @example Test an app without a port
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport((request) =>
 *   Response.json({ path: new URL(request.url).pathname })
 * );
 * using client = new Client({ transport, baseUrl: "http://app.example" });
 * assertEquals(await (await client.get("/users")).json(), { path: "/users" });
 * ```
 * @category Transports
 */
export class HandlerTransport implements Transport {
  readonly #handler: Handler;
  readonly #raiseErrors: boolean;
  readonly #responder = new Responder();

  /**
   * Makes a transport of a function.
   *
   * @param handler Answers every request with a `Response` of its own.
   * @param options What happens when it fails.
   * @throws {TypeError} If it is no function, or an option is unknown.
   */
  constructor(handler: Handler, options: HandlerTransportOptions = {}) {
    if (typeof handler !== "function") {
      throw new TypeError(
        "Cannot make a HandlerTransport: the handler is not a function",
      );
    }
    checkParts("the options of a HandlerTransport", options, ["raiseErrors"]);
    this.#handler = handler;
    this.#raiseErrors = options.raiseErrors ?? true;
  }

  /**
   * Calls the handler.
   *
   * @param request What to send; its body is handed on.
   * @param context The signal; the limits are the client's to keep.
   * @returns The handler's answer; to HEAD without its body.
   * @throws {TypeError} If the handler gives no `Response`, or one that was used before.
   */
  async send(request: Request, context: TransportContext): Promise<Response> {
    const { signal } = context;
    const arriving = toArriving(request, signal);
    const visit = new Visit();
    try {
      const response = await this.#responder.respond(
        () => this.#handler(arriving, visit),
        { method: request.method, signal },
      );
      return visit.finish(response);
    } catch (error) {
      visit.fail(error);
      dropBody(arriving);
      if (this.#raiseErrors || signal.aborted) throw error;
      return toServerError(request.method);
    }
  }
}

/** No server sees the fragment of a URL (RFC 9110 section 7.1). */
function toArriving(request: Request, signal: AbortSignal): Request {
  const { url } = request;
  const end = url.indexOf("#");
  if (end < 0) return new Request(request, { signal });
  const { method, headers, body, redirect } = request;
  return new Request(url.slice(0, end), {
    method,
    headers,
    redirect,
    signal,
    ...(body && { body, duplex: "half" }),
  });
}

function toServerError(method: string): Response {
  const text = "Internal Server Error";
  return new Response(method === "HEAD" ? null : text, { status: 500 });
}

const LOCAL = { transport: "tcp", hostname: "127.0.0.1", port: 0 } as const;

/** One request with the handler. The body is watched only for a handler that asked for `completed`. */
class Visit implements HandlerInfo {
  readonly remoteAddr: HandlerInfo["remoteAddr"] = { ...LOCAL };
  #completion: PromiseWithResolvers<void> | undefined;
  #over = false;

  get completed(): Promise<void> {
    if (!this.#completion) {
      this.#completion = Promise.withResolvers();
      // A handler that only looks at it must not bring the program down.
      this.#completion.promise.catch(() => {});
      if (this.#over) this.#completion.resolve();
    }
    return this.#completion.promise;
  }

  finish(response: Response): Response {
    this.#over = true;
    const completion = this.#completion;
    if (!completion) return response;
    if (response.body) {
      return new Response(watch(response.body, completion), response);
    }
    completion.resolve();
    return response;
  }

  fail(reason: unknown): void {
    this.#over = true;
    this.#completion?.reject(reason);
  }
}

function watch(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  completion: PromiseWithResolvers<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { value, done } = await reader.read();
        if (!done) return controller.enqueue(value);
        controller.close();
        completion.resolve();
      } catch (error) {
        completion.reject(error);
        throw error;
      }
    },
    async cancel(reason) {
      completion.reject(reason);
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
