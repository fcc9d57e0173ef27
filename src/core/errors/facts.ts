/** What an error carries: interfaces, so that errors need to know no class of a request or a response. */

/**
 * What an error knows of a request; a {@link PreparedRequest} is one.
 *
 * @example An error of your own, for a request that you made
 * ```ts
 * import { HttpError, PreparedRequest } from "@ferry/http";
 * import type { RequestFacts } from "@ferry/http/errors";
 * import { assertEquals } from "@std/assert";
 *
 * const request: RequestFacts = PreparedRequest.from(new Request("http://a.example/"));
 * const error = new HttpError("it is closed today", { request });
 * assertEquals(error.message, "Cannot GET http://a.example/: it is closed today");
 * ```
 * @category Errors
 */
export interface RequestFacts {
  /** The method. */
  readonly method: string;
  /** The URL. */
  readonly url: URL;
  /** Header names in lower case, and their values. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, if it has one. */
  readonly body: { readonly replayable: boolean } | undefined;
  /** Gives the web request. */
  toRequest(): Request;
}

/**
 * What an error knows of a response; an {@link HttpResponse} is one.
 *
 * @example The response that an error is about
 * ```ts
 * import type { HttpError } from "@ferry/http";
 * import type { ResponseFacts } from "@ferry/http/errors";
 *
 * export function describe({ response }: HttpError): string {
 *   const facts: ResponseFacts | undefined = response;
 *   return facts ? `${facts.status} ${facts.reasonPhrase}` : "no answer";
 * }
 * ```
 * @category Errors
 */
export interface ResponseFacts extends Response {
  /** The request that was answered, as it was sent. */
  readonly request: Request;
  /** The reason phrase. */
  readonly reasonPhrase: string;
  /** The responses that led here, oldest first. */
  readonly history: readonly ResponseFacts[];
  /** Every try of the request. */
  readonly attempts: readonly Attempt[];
  /** Milliseconds from sending until the headers were there. */
  readonly elapsed: number;
  /** The whole body, if it was read. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/**
 * Where in its way a request was when it failed.
 *
 * @example What to do depends on how far it came
 * ```ts
 * import { ConnectError, type Phase } from "@ferry/http";
 * import { assert } from "@std/assert";
 *
 * const isUnsent = (phase: Phase | undefined) => phase === "pool" || phase === "connect";
 * assert(isUnsent(new ConnectError("no way there", { phase: "connect" }).phase));
 * ```
 * @category Errors
 */
export type Phase =
  | "build"
  | "pool"
  | "connect"
  | "write"
  | "read"
  | "redirect"
  | "auth"
  | "decode"
  | "status"
  | "total";

/**
 * One try of a request.
 *
 * @example How a call went
 * ```ts
 * import { type Attempt, Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport().get("*", 503, 200);
 * using client = new Client({ transport, retries: { total: 1, backoff: { base: 1 } } });
 * const { attempts } = await client.get("https://api.example/");
 * assertEquals(attempts.map(({ status }: Attempt) => status), [503, 200]);
 * ```
 * @category Errors
 */
export interface Attempt {
  /** The status that came back, if one did. */
  readonly status?: number;
  /** The error of this try, if it failed. */
  readonly error?: Error;
  /** Milliseconds waited before the next try; 0 where there was none. */
  readonly wait: number;
  /** Milliseconds that this try took. */
  readonly elapsed: number;
}

/**
 * What an {@link HttpError} carries beside its message.
 *
 * @example A transport of your own says what happened
 * ```ts
 * import { ConnectError, PreparedRequest, type Transport } from "@ferry/http";
 * import type { HttpErrorOptions } from "@ferry/http/errors";
 *
 * export const transport: Transport = {
 *   send(request) {
 *     const options: HttpErrorOptions = { request: PreparedRequest.from(request), phase: "connect" };
 *     return Promise.reject(new ConnectError("the cable is out", options));
 *   },
 * };
 * ```
 * @category Errors
 */
export interface HttpErrorOptions {
  /** The request that failed; the message then starts with its method and URL. Default: none. */
  readonly request?: RequestFacts | undefined;
  /** The response that could not be used, if there was one. Default: none. */
  readonly response?: ResponseFacts | undefined;
  /** Where the request was. Default: unknown. */
  readonly phase?: Phase | undefined;
  /** Milliseconds since the request was asked for. Default: unknown. */
  readonly elapsed?: number | undefined;
  /** Every try. Default: those of the response, else this one alone where there is a request. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The error below this one, usually the platform's. Default: none. */
  readonly cause?: unknown;
}
