/**
 * The answers to Digest challenges, and what is kept of them for the requests that follow.
 *
 * This is a file of its own because few programs need it: `digest.ts` loads it with the first request.
 *
 * @module
 */

import { BodyUsedError, ProtocolError } from "../../core/errors.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { toRequestTarget } from "../../request_target.ts";
import type { AuthFlow } from "../../core/auth/auth.ts";
import { chooseDigest, type DigestChallenge } from "./digest_challenge.ts";
import { type DigestCredentials, DigestSession } from "./session.ts";
import { DigestSessions } from "./sessions.ts";

/** Answers the challenges of all servers with the same credentials. */
export class DigestAnswers {
  readonly #credentials: DigestCredentials;
  readonly #sessions = new DigestSessions();

  /**
   * Takes the credentials.
   *
   * @param credentials What the hashes are made with.
   */
  constructor(credentials: DigestCredentials) {
    this.#credentials = credentials;
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
