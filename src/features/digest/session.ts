/**
 * The answers to one Digest challenge (RFC 7616 section 3.4).
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";
import type { DigestChallenge } from "./digest_challenge.ts";
import { toByteText } from "../../core/text/encoded_text.ts";
import { digestHex } from "./hash.ts";

/** A user name and a password. */
export interface DigestCredentials {
  /** The user name. */
  readonly username: string;
  /** The password. */
  readonly password: string;
}

/** The request that is to be signed. */
export interface DigestTarget {
  /** The method. */
  readonly method: string;
  /** The request target as it is sent: path and query. */
  readonly uri: string;
  /** How many requests were signed with this nonce, this one included. */
  readonly nonceCount: number;
  /** The body, where the answer protects it. */
  readonly entity?: Uint8Array<ArrayBuffer> | undefined;
  /** What the client made to be hashed along. */
  readonly cnonce?: string | undefined;
}

/** What a session is made of. */
interface SessionParts {
  readonly challenge: DigestChallenge;
  readonly key: string;
  readonly username: string;
  readonly cnonce: string;
}

/** A challenge with the key that was made of it and the credentials. */
export class DigestSession {
  readonly #parts: SessionParts;
  #nonce: string;

  private constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#nonce = parts.challenge.nonce;
  }

  /**
   * Makes the key for a challenge.
   *
   * @param challenge What the server asked for.
   * @param credentials Whose answer it is to be.
   * @param cnonce What the client made for a `-sess` algorithm; random unless given.
   */
  static async open(
    challenge: DigestChallenge,
    credentials: DigestCredentials,
    cnonce: string = makeCnonce(),
  ): Promise<DigestSession> {
    const username = toHashed(credentials.username, challenge);
    const password = toHashed(credentials.password, challenge);
    const { hash, realm, nonce, isSession } = challenge;
    const base = await digestHex(hash, `${username}:${realm}:${password}`);
    return new DigestSession({
      challenge,
      key: isSession ? await digestHex(hash, `${base}:${nonce}:${cnonce}`) : base,
      username: await toUsernameParam(credentials.username, challenge),
      cnonce,
    });
  }

  /** The challenge that is answered. */
  get challenge(): DigestChallenge {
    return this.#parts.challenge;
  }

  /** The current nonce. */
  get nonce(): string {
    return this.#nonce;
  }

  /** Goes on with another nonce; the key of a `-sess` algorithm stays (RFC 7616 section 3.4.2). */
  renew(nonce: string): void {
    this.#nonce = nonce;
  }

  /**
   * Signs a request.
   *
   * @param target The request.
   * @returns The value of its Authorization header.
   */
  async answer(target: DigestTarget): Promise<string> {
    const { challenge, username } = this.#parts;
    const { realm, algorithm, opaque, qop, isSession, hasUserhash } = challenge;
    const cnonce = this.#chooseCnonce(target);
    const nc = target.nonceCount.toString(16).padStart(8, "0");
    const response = await this.#respond(target, cnonce, nc);
    const params = [
      username,
      `realm=${quote(realm)}`,
      `nonce=${quote(this.#nonce)}`,
      `uri=${quote(target.uri)}`,
      algorithm !== undefined && `algorithm=${algorithm}`,
      `response="${response}"`,
      opaque !== undefined && `opaque=${quote(opaque)}`,
      qop && `qop=${qop}, nc=${nc}`,
      (qop || isSession) && `cnonce=${quote(cnonce)}`,
      hasUserhash && "userhash=true",
    ];
    return `Digest ${params.filter(Boolean).join(", ")}`;
  }

  /** A server may make the key of a session anew for each request, so there it is always the same. */
  #chooseCnonce(target: DigestTarget): string {
    const { challenge, cnonce } = this.#parts;
    return challenge.isSession ? cnonce : target.cnonce ?? makeCnonce();
  }

  async #respond(
    { method, uri, entity = new Uint8Array(0) }: DigestTarget,
    cnonce: string,
    nc: string,
  ): Promise<string> {
    const { challenge: { hash, qop }, key } = this.#parts;
    const head = `${method}:${uri}`;
    const protectedPart = qop === "auth-int" ? `${head}:${await digestHex(hash, entity)}` : head;
    const counted = qop ? `${nc}:${cnonce}:${qop}:` : "";
    const tail = counted + await digestHex(hash, protectedPart);
    return await digestHex(hash, `${key}:${this.#nonce}:${tail}`);
  }
}

function makeCnonce(): string {
  return encodeHex(crypto.getRandomValues(new Uint8Array(16)));
}

/** Without a charset it is UTF-8 too, as other clients send it, but not normalized (RFC 7616 section 4). */
function toHashed(text: string, { isUtf8 }: DigestChallenge): string {
  return toByteText(isUtf8 ? text.normalize("NFC") : text);
}

async function toUsernameParam(
  username: string,
  challenge: DigestChallenge,
): Promise<string> {
  const { hash, realm, hasUserhash, isUtf8 } = challenge;
  const bytes = toHashed(username, challenge);
  if (hasUserhash) {
    return `username="${await digestHex(hash, `${bytes}:${realm}`)}"`;
  }
  return isUtf8 && /[^ -~]/.test(bytes)
    ? `username*=UTF-8''${toExtended(username.normalize("NFC"))}`
    : `username=${quote(bytes)}`;
}

/** Encodes all but the `attr-char` of RFC 8187 section 3.2.1. */
function toExtended(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
