/**
 * Digest authentication (RFC 7616): the password is never sent, only what was hashed with it.
 *
 * @module
 */

import type { Auth, AuthFlow } from "../../core/auth/auth.ts";
import { checkCredentials } from "../../core/auth/basic.ts";
import type { DigestAnswers } from "./answers.ts";
import type { DigestCredentials } from "./session.ts";

/**
 * Answers Digest challenges (RFC 7616): MD5, SHA-256, SHA-512-256 and SHA-512, each also as `-sess`, with
 * `qop` auth, auth-int or none.
 *
 * A nonce is kept for the requests that follow, so that only the first one is sent twice. Use one object for all
 * requests with the same credentials.
 *
 * @example A name and a password that are not sent
 * ```ts
 * import { Client, DigestAuth, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const challenge = 'Digest realm="ferry", nonce="n", qop="auth", algorithm=SHA-256';
 * const transport = new HandlerTransport((request) =>
 *   request.headers.has("authorization")
 *     ? new Response("welcome")
 *     : new Response(null, { status: 401, headers: { "www-authenticate": challenge } })
 * );
 * using client = new Client({ transport, auth: new DigestAuth("Mufasa", "Circle of Life") });
 * const response = await client.get("http://example.org/");
 * assertEquals(await response.text(), "welcome");
 * ```
 * @category Authentication
 */
export class DigestAuth implements Auth {
  readonly #credentials: DigestCredentials;
  #answers: Promise<DigestAnswers> | undefined;

  /**
   * Takes the credentials.
   *
   * @param username The user name.
   * @param password The password.
   * @throws {TypeError} If there is a control character in one of them.
   */
  constructor(username: string, password: string) {
    checkCredentials(username, password);
    this.#credentials = { username, password };
  }

  /**
   * Sends the request, and once more if there is a challenge; after a stale nonce a third time.
   *
   * @throws {ProtocolError} If there is a Digest challenge but none that can be answered.
   * @throws {BodyUsedError} If the body is to be hashed and can be read only once.
   */
  async *flow(request: Request): AuthFlow {
    this.#answers ??= load(this.#credentials);
    yield* (await this.#answers).flow(request);
  }
}

async function load(credentials: DigestCredentials): Promise<DigestAnswers> {
  const { DigestAnswers } = await import("./answers.ts");
  return new DigestAnswers(credentials);
}
