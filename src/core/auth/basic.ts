/** A user name and a password sent with every request (RFC 7617). */

import { encodeBase64 } from "@std/encoding/base64";
import type { PreparedRequest } from "../request/prepared.ts";
import type { Auth, AuthFlow } from "./auth.ts";

/**
 * Sends a user name and a password with every request (RFC 7617), encoded as UTF-8 in normal form C.
 *
 * @example A name and a password
 * ```ts
 * import { BasicAuth, Client } from "@ferry/http";
 *
 * using _client = new Client({ auth: new BasicAuth("Aladdin", "open sesame") });
 * ```
 * @category Authentication
 */
export class BasicAuth implements Auth {
  readonly #value: string;

  /**
   * Takes the credentials.
   *
   * @param username The user name, without a colon.
   * @throws {TypeError} If there is a colon in the user name, or a control character (RFC 7617 section 2).
   */
  constructor(username: string, password: string) {
    this.#value = toBasic(username, password);
  }

  /** Gives the request with the credentials. */
  authorize(request: PreparedRequest): PreparedRequest {
    return request.withHeader("authorization", this.#value);
  }

  /** Sends the request with the credentials. */
  async *flow(request: Request): AuthFlow {
    request.headers.set("authorization", this.#value);
    yield request;
  }
}

/** Gives the value of the header; credentials that it cannot hold are a `TypeError`. */
export function toBasic(username: string, password: string): string {
  checkCredentials(username, password);
  if (username.includes(":")) {
    throw new TypeError("Cannot use Basic authentication: the user name has a colon");
  }
  return `Basic ${encodeBase64(`${username}:${password}`.normalize("NFC"))}`;
}

/** Refuses what no scheme can send (RFC 7617 section 2); the message shows neither. */
export function checkCredentials(username: unknown, password: unknown): void {
  const given = { "user name": username, password };
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "string") {
      throw new TypeError(`Cannot use the ${name}: it is not a string`);
    }
    if (hasControl(value)) {
      throw new TypeError(`Cannot use the ${name}: it has a control character`);
    }
  }
}

/** Tells whether a text has a control character. */
export function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
