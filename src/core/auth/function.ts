/**
 * Authentication by a function that changes the request.
 *
 * @module
 */

import type { Auth, AuthFlow } from "./auth.ts";

/**
 * Changes the request that it gets, or gives another one to send instead.
 *
 * @example Sign with the time of the request
 * ```ts
 * import type { AuthFunction } from "@ferry/http/types";
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const sign: AuthFunction = (request) => {
 *   request.headers.set("x-date", "2026-01-02");
 *   request.headers.set("x-signature", `${request.method} 2026-01-02`);
 * };
 * const transport = new HandlerTransport(({ headers }) =>
 *   new Response(headers.get("x-signature"))
 * );
 * using client = new Client({ transport, auth: sign });
 * assertEquals(await (await client.get("http://example.org/")).text(), "GET 2026-01-02");
 * ```
 * @category Authentication
 */
export type AuthFunction = (
  request: Request,
) => Request | void | Promise<Request | void>;

/**
 * Lets a function sign each request: what `auth: (request) => …` becomes.
 *
 * A request whose headers were changed keeps its body as it is; a new `Request` has a body that can be sent once.
 */
export class FunctionAuth implements Auth {
  readonly #sign: AuthFunction;

  /** Takes the function. */
  constructor(sign: AuthFunction) {
    this.#sign = sign;
  }

  /**
   * Sends what the function makes of the request.
   *
   * @throws {TypeError} If the function gave something other than a request.
   */
  async *flow(request: Request): AuthFlow {
    const signed = await this.#sign(request);
    if (signed !== undefined && !(signed instanceof Request)) {
      throw new TypeError(
        "Cannot send what the auth function gave: it is not a Request",
      );
    }
    yield signed ?? request;
  }
}
