/**
 * The answers of a token endpoint (RFC 6749 sections 5.1 and 5.2).
 *
 * @module
 */

import { concatBytes } from "../../core/bytes/chunks.ts";
import { type HttpError, ProtocolError, StatusError } from "../../core/errors.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { isToken } from "./bearer.ts";

/** A token and how long it can be used. */
export interface Token {
  /** The token itself. */
  readonly value: string;
  /** The time from which it is not used any more, in milliseconds since 1970; `Infinity` if the server did not say. */
  readonly staleAt: number;
  /** What the server said beside it. */
  readonly answer: ReadonlyMap<string, unknown>;
}

/** What became of a token request: a token, or a reason why there is none. */
export interface TokenOutcome {
  /** The token. */
  readonly token?: Token;
  /** The status of the answer. */
  readonly status: number;
  /** Why there is no token, as the end of a sentence. */
  readonly reason: string;
  /** The start of the body. */
  readonly body: string;
}

/** What is to be known to read an answer. */
export interface TokenReading {
  /** When the request was sent, in milliseconds since 1970. */
  readonly askedAt: number;
  /** Milliseconds before its end from which a token is not used any more. */
  readonly leeway: number;
  /** What must not be shown to anybody. */
  readonly secrets: readonly string[];
}

/** The most characters of a body in an error. */
const SNIPPET = 2_000;

/**
 * Reads the answer of a token endpoint.
 *
 * @param response The answer, its body unread.
 * @param reading What is known of the request.
 */
export async function readToken(
  response: HttpResponse,
  reading: TokenReading,
): Promise<TokenOutcome> {
  const { status } = response;
  const isSuccess = status >= 200 && status < 300;
  const text = isSuccess ? await readAnswer(response) : await readRefusal(response);
  if (text === undefined) return { status, reason: TOO_LARGE, body: "" };
  const answer = parseRecord(text);
  if (isSuccess) {
    const problem = findProblem(answer);
    const value = answer.get("access_token");
    if (!problem && isToken(value)) {
      const staleAt = toStaleAt(answer.get("expires_in"), reading);
      return { token: { value, staleAt, answer }, status, reason: "", body: "" };
    }
    return { status, reason: problem, body: "" };
  }
  const words = [answer.get("error"), answer.get("error_description")]
    .filter((word) => typeof word === "string")
    .map((word) => toVisible(word, reading.secrets));
  // Written anew, since JSON can write the same text in many ways.
  const plain = answer.size > 0 ? JSON.stringify(Object.fromEntries(answer)) : text;
  const body = redact(plain, reading.secrets).slice(0, SNIPPET);
  return { status, reason: words.join(": "), body };
}

/** The most bytes of an answer with a token; the largest tokens have some kilobytes. */
const MOST = 1_048_576;

const TOO_LARGE = `more than ${MOST} bytes`;

/** Gives the text; `undefined` if it is too large. */
async function readAnswer(response: HttpResponse): Promise<string | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of response.iterBytes()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST) return undefined;
  }
  return new TextDecoder().decode(concatBytes(chunks));
}

/** The status has decided: the body can add words, and what is wrong with it does not matter. */
async function readRefusal(response: HttpResponse): Promise<string> {
  await response.discard();
  return response.text().catch(() => "");
}

function parseRecord(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return new Map(value instanceof Object ? Object.entries(value) : []);
  } catch {
    return new Map(); // Error pages are often HTML.
  }
}

/** Many servers leave out `token_type`, and mean Bearer. */
function findProblem(answer: ReadonlyMap<string, unknown>): string {
  const type = answer.get("token_type") ?? "bearer";
  if (!answer.has("access_token")) return "no access_token";
  if (!isToken(answer.get("access_token"))) {
    return "an access_token that cannot be sent";
  }
  return String(type).toLowerCase() === "bearer" ? "" : "a token_type other than Bearer";
}

/** Counted from the request on, since the server counts from some time after it. */
function toStaleAt(
  expiresIn: unknown,
  { askedAt, leeway }: TokenReading,
): number {
  const isGiven = typeof expiresIn === "number" ||
    (typeof expiresIn === "string" && expiresIn.trim() !== "");
  const life = isGiven ? 1_000 * Number(expiresIn) : NaN;
  return life >= 0 ? askedAt + life - Math.min(leeway, life / 2) : Infinity;
}

/** What a server says may be long, may contain anything, and may repeat what it was sent. */
function toVisible(text: string, secrets: readonly string[]): string {
  return redact(text, secrets).replace(/\p{Cc}+/gu, " ").slice(0, 200);
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), text);
}

/**
 * Makes the error of a request for which there is no token.
 *
 * @param outcome What became of the token request.
 * @param request The request that the token was for.
 */
export function toTokenError(
  { status, reason, body }: TokenOutcome,
  request: PreparedRequest,
): HttpError {
  if (status >= 400) {
    const words = `at the token endpoint${reason && `: ${reason}`}`;
    return new StatusError(status, words, { request, phase: "auth", body, data: toData(body) });
  }
  return new ProtocolError(
    `the token endpoint answered ${status} with ${reason || "no token"}`,
    { request, phase: "auth" },
  );
}

/** What the server said, where that is JSON. */
function toData(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}
