/**
 * A token sent with every request (RFC 6750).
 *
 * @module
 */

import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { Auth, AuthFlow } from "../../core/auth/auth.ts";

/**
 * A token, or what gives the current one.
 *
 * @example A token that is read anew for every request
 * ```ts
 * import { BearerAuth, Client, HandlerTransport } from "@ferry/http";
 * import type { BearerToken } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * let current = "t1";
 * const token: BearerToken = () => current;
 * const transport = new HandlerTransport(({ headers }) =>
 *   new Response(headers.get("authorization"))
 * );
 * using client = new Client({ transport, auth: new BearerAuth(token) });
 * current = "t2";
 * assertEquals(await (await client.get("http://example.org/")).text(), "Bearer t2");
 * ```
 * @category Authentication
 */
export type BearerToken = string | (() => string | Promise<string>);

/**
 * Sends a token with every request (RFC 6750 section 2.1).
 *
 * @example A token that a function gives
 * ```ts
 * import { BearerAuth, Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport((request) =>
 *   new Response(request.headers.get("authorization"))
 * );
 * using client = new Client({ transport, auth: new BearerAuth(() => "mF_9.B5f-4.1JqM") });
 * const response = await client.get("http://example.org/");
 * assertEquals(await response.text(), "Bearer mF_9.B5f-4.1JqM");
 * ```
 * @category Authentication
 */
export class BearerAuth implements Auth {
  readonly #token: BearerToken;

  /**
   * Takes the token.
   *
   * @param token The token, or a function that is asked for it before every request.
   * @throws {TypeError} If it is empty or has other characters than visible ASCII.
   */
  constructor(token: BearerToken) {
    if (typeof token !== "function") toBearer(token);
    this.#token = token;
  }

  /**
   * Gives the request with the token.
   *
   * @throws {TypeError} If the function gave what is no token.
   */
  authorize(
    request: PreparedRequest,
  ): PreparedRequest | Promise<PreparedRequest> {
    const token = this.#current();
    return typeof token === "string"
      ? request.withHeader("authorization", toBearer(token))
      : token.then((token) => request.withHeader("authorization", toBearer(token)));
  }

  /** Sends the request with the token. */
  async *flow(request: Request): AuthFlow {
    request.headers.set("authorization", toBearer(await this.#current()));
    yield request;
  }

  /** A function that gives a string at once keeps the request on the synchronous way. */
  #current(): string | Promise<string> {
    const token = typeof this.#token === "function" ? this.#token() : this.#token;
    return typeof token === "string" ? token : Promise.resolve(token);
  }
}

/**
 * Makes the value of an Authorization header of a token.
 *
 * Wider than RFC 6750's `b64token`, since there are servers that give out tokens with other visible characters.
 *
 * @param token The token.
 * @throws {TypeError} If it is empty or has other characters than visible ASCII; the message does not show it.
 */
export function toBearer(token: string): string {
  if (!isToken(token)) {
    throw new TypeError(
      "Cannot use the bearer token: it must be a string of visible ASCII characters",
    );
  }
  return `Bearer ${token}`;
}

/** Tells whether something can be sent as a bearer token. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}
