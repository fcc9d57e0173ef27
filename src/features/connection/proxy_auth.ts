/**
 * A user name and a password for a proxy that sees the request itself.
 *
 * @module
 */

import type { Auth, AuthFlow } from "../../core/auth/auth.ts";
import { toBasic } from "../../core/auth/basic.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";

/**
 * Sends a user name and a password to a proxy that sees the request itself (RFC 9110 section 11.7.2).
 *
 * An https request passes a proxy inside of a tunnel, where the proxy sees nothing of it: give the credentials
 * with the URL of the proxy then.
 *
 * @example A name and a password for a proxy
 * ```ts
 * import { Client, HandlerTransport, ProxyAuth } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport((request) =>
 *   new Response(request.headers.get("proxy-authorization"))
 * );
 * using client = new Client({ transport, auth: new ProxyAuth("Aladdin", "open sesame") });
 * const response = await client.get("http://example.org/");
 * assertEquals(await response.text(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
 * ```
 * @category Authentication
 */
export class ProxyAuth implements Auth {
  readonly #value: string;

  /**
   * Takes the credentials.
   *
   * @param username The user name, without a colon.
   * @param password The password.
   * @throws {TypeError} If there is a colon in the user name, or a control character (RFC 7617 section 2).
   */
  constructor(username: string, password: string) {
    this.#value = toBasic(username, password);
  }

  /** Gives the request with the credentials. */
  authorize(request: PreparedRequest): PreparedRequest {
    return request.withHeader("proxy-authorization", this.#value);
  }

  /** Sends the request with the credentials. */
  async *flow(request: Request): AuthFlow {
    request.headers.set("proxy-authorization", this.#value);
    yield request;
  }
}
