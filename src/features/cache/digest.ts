/**
 * Digests that stand for what must not be kept in the clear.
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";

/** Gives the SHA-256 of a text in hex. */
export async function digest(text: string): Promise<string> {
  return encodeHex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
