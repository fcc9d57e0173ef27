/**
 * Computes digests; loaded only where some are expected.
 *
 * @module
 */

import type { Hash } from "node:crypto";
import type { ExpectedDigest } from "./digest.ts";

/** Computes the digests of bytes that come piece by piece. */
export class Digester {
  readonly #hashes: readonly (readonly [ExpectedDigest, Hash])[];

  private constructor(hashes: readonly (readonly [ExpectedDigest, Hash])[]) {
    this.#hashes = hashes;
  }

  /**
   * Begins with no bytes.
   *
   * @throws {TypeError} If the runtime has no `node:crypto`.
   */
  static async begin(expected: readonly ExpectedDigest[]): Promise<Digester> {
    const { createHash } = await loadCrypto();
    return new Digester(expected.map((one) => [one, createHash(one.hash)]));
  }

  /** Adds bytes. */
  update(bytes: Uint8Array): void {
    for (const [, hash] of this.#hashes) hash.update(bytes);
  }

  /** Says which digest is not the one that was expected; `undefined` if all are. */
  mismatch(): string | undefined {
    for (const [{ algorithm, hex }, hash] of this.#hashes) {
      const found = hash.digest("hex");
      if (found !== hex) return `its ${algorithm} is ${found}, not ${hex}`;
    }
    return undefined;
  }
}

async function loadCrypto(): Promise<typeof import("node:crypto")> {
  const crypto = await import("node:crypto").catch(() => undefined);
  if (crypto?.createHash) return crypto;
  throw new TypeError("Cannot verify a digest: this runtime has no node:crypto");
}
