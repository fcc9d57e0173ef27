/**
 * Digests that a download must have.
 *
 * @module
 */

import { decodeBase64 } from "@std/encoding/base64";
import { decodeHex, encodeHex } from "@std/encoding/hex";

/**
 * A digest algorithm, by its name in RFC 9530 section 5 or in checksum files.
 *
 * @example The strongest that is there
 * ```ts
 * import type { DigestAlgorithm, DigestInput } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const known: DigestInput = { md5: "5d41402a", "sha-256": "2cf24dba" };
 * const order: DigestAlgorithm[] = ["sha-512", "sha-384", "sha-256", "sha-1", "md5"];
 * assertEquals(order.find((algorithm) => algorithm in known), "sha-256");
 * ```
 * @category Downloads and pages
 */
export type DigestAlgorithm = "sha-256" | "sha-384" | "sha-512" | "sha-1" | "md5";

/** The names in `node:crypto`, and how many bytes a digest has. */
const ALGORITHMS: Readonly<Record<DigestAlgorithm, readonly [hash: string, size: number]>> = {
  "sha-256": ["sha256", 32],
  "sha-384": ["sha384", 48],
  "sha-512": ["sha512", 64],
  "sha-1": ["sha1", 20],
  "md5": ["md5", 16],
};

/**
 * Digests by algorithm, each as hex, base64 or bytes.
 *
 * @example What a checksum file says
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { DigestInput } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const digest: DigestInput = {
 *   "sha-256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
 * };
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport });
 * const path = `${await Deno.makeTempDir()}/a`;
 * assertEquals((await client.download("http://files.example/a", path, { digest })).bytes, 5);
 * ```
 * @category Downloads and pages
 */
export type DigestInput = Readonly<Partial<Record<DigestAlgorithm, string | Uint8Array>>>;

/** One digest, settled. */
export interface ExpectedDigest {
  /** The algorithm. */
  readonly algorithm: DigestAlgorithm;
  /** Its name in `node:crypto`. */
  readonly hash: string;
  /** The digest in hex. */
  readonly hex: string;
}

/**
 * Settles what digests are expected.
 *
 * @throws {TypeError} If an algorithm is unknown, or a digest is neither hex nor base64 of its length.
 */
export function resolveDigests(input: DigestInput): ExpectedDigest[] {
  return Object.entries(input).map(([name, value]) => {
    if (!isAlgorithm(name)) {
      const known = Object.keys(ALGORITHMS).join(", ");
      throw new TypeError(`Cannot verify a digest by ${name}: there are ${known}`);
    }
    const [hash, size] = ALGORITHMS[name];
    const bytes = typeof value === "string" ? decode(value.trim(), size) : value;
    if (!(bytes instanceof Uint8Array) || bytes.length !== size) {
      throw new TypeError(
        `Cannot verify the digest by ${name}: give ${size} bytes in hex or base64`,
      );
    }
    return { algorithm: name, hash, hex: encodeHex(bytes) };
  });
}

function isAlgorithm(name: string): name is DigestAlgorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

function decode(text: string, size: number): Uint8Array | undefined {
  try {
    return text.length === 2 * size ? decodeHex(text) : decodeBase64(text);
  } catch {
    return undefined;
  }
}
