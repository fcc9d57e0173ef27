/**
 * The hash functions of Digest authentication (RFC 7616 section 6.1).
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";
import { fromByteText } from "../../core/text/encoded_text.ts";

/** The algorithms by their name in a challenge in lower case, without `-sess`. */
const HASHES = {
  "md5": { web: undefined, node: "md5" },
  "sha-256": { web: "SHA-256", node: "sha256" },
  "sha-512-256": { web: undefined, node: "sha512-256" },
  // Not registered, but servers offer it and mean the whole SHA-512.
  "sha-512": { web: "SHA-512", node: "sha512" },
} as const;

/** The name of a hash function. */
export type DigestHash = keyof typeof HASHES;

/** Tells whether a name in lower case is that of a hash function of Digest. */
export function isDigestHash(name: string): name is DigestHash {
  return Object.hasOwn(HASHES, name);
}

/**
 * Hashes bytes.
 *
 * @param hash The name of the hash function.
 * @param input Bytes, or a text of which each character stands for one byte.
 * @returns The hash in hexadecimal, lower case.
 */
export async function digestHex(
  hash: DigestHash,
  input: Uint8Array<ArrayBuffer> | string,
): Promise<string> {
  const bytes = typeof input === "string" ? fromByteText(input) : input;
  const { web, node } = HASHES[hash];
  if (web) return encodeHex(await crypto.subtle.digest(web, bytes));
  const nodeCrypto = await import("node:crypto").catch(() => undefined);
  if (!nodeCrypto?.createHash) return await digestByWeb(hash, bytes);
  return nodeCrypto.createHash(node).update(bytes).digest("hex");
}

/** Workers know MD5 as well, which browsers do not. */
async function digestByWeb(hash: DigestHash, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    return encodeHex(await crypto.subtle.digest(hash.toUpperCase(), bytes));
  } catch (cause) {
    const reason = `Cannot answer a Digest challenge by ${hash}: this runtime has no node:crypto`;
    throw new TypeError(reason, { cause });
  }
}
