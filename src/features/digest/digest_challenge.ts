/**
 * The challenges of Digest authentication, and which of them to answer (RFC 7616 sections 3.3 and 3.7).
 *
 * @module
 */

import { type Challenge, parseChallenges } from "./challenge.ts";
import { type DigestHash, isDigestHash } from "./hash.ts";

/** How much of the request an answer protects: its head, or its body as well. */
const QOPS = ["auth", "auth-int"] as const;

/** A quality of protection. */
export type DigestQop = typeof QOPS[number];

/** A Digest challenge that can be answered. */
export interface DigestChallenge {
  /** What the credentials are for; each character is a byte of the header. */
  readonly realm: string;
  /** What the server made to be hashed along. */
  readonly nonce: string;
  /** What the server wants to have back. */
  readonly opaque: string | undefined;
  /** The algorithm as the server wrote it. */
  readonly algorithm: string | undefined;
  /** The hash function of the algorithm. */
  readonly hash: DigestHash;
  /** Whether the algorithm is a `-sess` one, whose key holds for all requests with a nonce. */
  readonly isSession: boolean;
  /** The quality of protection to answer with; none is the form of RFC 2069. */
  readonly qop: DigestQop | undefined;
  /** Whether only the nonce was too old. */
  readonly isStale: boolean;
  /** Whether the user name is to be hashed. */
  readonly hasUserhash: boolean;
  /** Whether the server takes the credentials as UTF-8. */
  readonly isUtf8: boolean;
  /** The URIs for which the credentials hold; none stands for the whole origin. */
  readonly domain: readonly string[];
}

/** The challenge to answer, or why none of those offered can be; neither if there is no Digest challenge. */
export interface DigestChoice {
  /** The challenge to answer. */
  readonly challenge?: DigestChallenge;
  /** Why there is none, as the end of a sentence. */
  readonly problem?: string;
}

/**
 * Chooses the first Digest challenge that can be answered: servers list them in the order of their preference.
 *
 * @param header The WWW-Authenticate header, if there is one.
 */
export function chooseDigest(header: string | null): DigestChoice {
  const choices = parseChallenges(header ?? "")
    .filter(({ scheme }) => scheme === "digest")
    .map(readDigest);
  return choices.find(({ challenge }) => challenge) ?? choices[0] ?? {};
}

/**
 * Reads one Digest challenge.
 *
 * @param challenge What the header holds.
 * @returns The challenge, or what is wrong with it.
 */
export function readDigest({ params, problem }: Challenge): DigestChoice {
  const realm = params.get("realm");
  const nonce = params.get("nonce");
  const algorithm = params.get("algorithm");
  const [hash, isSession] = splitAlgorithm(algorithm ?? "MD5");
  const qops = toList(params.get("qop"));
  const qop = QOPS.find((qop) => qops.includes(qop));
  if (problem) {
    return { problem: `the Digest challenge is malformed: ${problem}` };
  }
  if (realm === undefined) {
    return { problem: "the Digest challenge has no realm" };
  }
  if (nonce === undefined) {
    return { problem: "the Digest challenge has no nonce" };
  }
  if (!isDigestHash(hash)) {
    return { problem: `the Digest algorithm ${toShown(algorithm)} is unknown` };
  }
  if (qops.length > 0 && !qop) {
    return {
      problem: `the Digest qop ${toShown(params.get("qop"))} is unknown`,
    };
  }
  const challenge = {
    ...{ realm, nonce, algorithm, hash, isSession, qop },
    opaque: params.get("opaque"),
    isStale: isWord(params.get("stale"), "true"),
    hasUserhash: isWord(params.get("userhash"), "true"),
    isUtf8: isWord(params.get("charset"), "utf-8"),
    domain: (params.get("domain") ?? "").split(/\s+/).filter(Boolean),
  };
  return { challenge };
}

function splitAlgorithm(algorithm: string): [hash: string, session: boolean] {
  const name = algorithm.toLowerCase();
  return [name.replace(/-sess$/, ""), name.endsWith("-sess")];
}

function toList(value: string | undefined): string[] {
  return (value ?? "").toLowerCase().split(",").map((word) => word.trim())
    .filter(Boolean);
}

function isWord(value: string | undefined, word: string): boolean {
  return value?.toLowerCase() === word;
}

function toShown(value: string | undefined): string {
  return JSON.stringify((value ?? "").slice(0, 40));
}
