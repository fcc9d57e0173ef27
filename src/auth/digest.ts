/**
 * Digest authentication (RFC 7616): the password is never sent, only what was hashed with it.
 *
 * @module
 */

import { BodyUsedError, ProtocolError } from "../errors.ts";
import { PreparedRequest } from "../prepared.ts";
import type { HttpResponse } from "../response.ts";
import type { Auth, AuthFlow } from "./auth.ts";
import { checkCredentials } from "./basic.ts";
import { chooseDigest, type DigestChallenge } from "./digest_challenge.ts";
import { type DigestCredentials, DigestSession } from "./digest_session.ts";
import { DigestSessions } from "./digest_sessions.ts";

/**
 * Answers Digest challenges (RFC 7616): MD5, SHA-256, SHA-512-256 and SHA-512, each also as `-sess`, with
 * `qop` auth, auth-int or none.
 *
 * A nonce is kept for the requests that follow, so that only the first one is sent twice. Use one object for all
 * requests with the same credentials.
 *
 * @example
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
 */
export class DigestAuth implements Auth {
  readonly #credentials: DigestCredentials;
  readonly #sessions = new DigestSessions();

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
    const url = new URL(request.url);
    let session = this.#sessions.find(url);
    if (session) await this.#sign(request, session);
    let response = yield request;
    for (const choose of [chooseAny, chooseStale]) {
      if (response.status !== 401) break;
      if (session) this.#sessions.forget(url, session);
      const challenge = choose(request, response);
      if (!challenge) return;
      session = await DigestSession.open(challenge, this.#credentials);
      await this.#sign(request, session);
      response = yield request;
    }
    if (!session || response.status === 401) return;
    const info = response.headers.get("authentication-info");
    this.#sessions.remember(url, session, info);
  }

  async #sign(request: Request, session: DigestSession): Promise<void> {
    const { method } = request;
    const url = new URL(request.url);
    const entity = session.challenge.qop === "auth-int" ? await readEntity(request) : undefined;
    const nonceCount = this.#sessions.count(url, session);
    const answer = await session.answer({
      ...{ method, uri: toRequestTarget(url), nonceCount, entity },
    });
    request.headers.set("authorization", answer);
  }
}

/** The first challenge is answered whatever it says. */
function chooseAny(
  request: Request,
  response: HttpResponse,
): DigestChallenge | undefined {
  const { challenge, problem } = chooseDigest(
    response.headers.get("www-authenticate"),
  );
  if (problem === undefined) return challenge;
  throw new ProtocolError(problem, {
    request: PreparedRequest.from(request),
    response,
    phase: "auth",
  });
}

/** After an answer, one means wrong credentials unless the nonce was too old (RFC 7616 section 3.3). */
function chooseStale(
  _request: Request,
  response: HttpResponse,
): DigestChallenge | undefined {
  const { challenge } = chooseDigest(response.headers.get("www-authenticate"));
  return challenge?.isStale ? challenge : undefined;
}

/** `search` leaves out the question mark of an empty query, which is sent. */
function toRequestTarget({ href, pathname, search }: URL): string {
  const hasQuery = href.replace(/#.*$/s, "").endsWith("?");
  return pathname + (search || (hasQuery ? "?" : ""));
}

async function readEntity(
  request: Request,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const prepared = PreparedRequest.from(request);
  if (!prepared.body) return undefined;
  if (prepared.body.replayable) {
    return await new Response(prepared.body.open()).bytes();
  }
  throw new BodyUsedError(
    "the server wants the body hashed (Digest with qop=auth-int), but it can be read only once; " +
      "pass bytes, a text, or a function that opens the body",
    { request: prepared, phase: "auth" },
  );
}
