/**
 * Digests that stand for what must not be kept in the clear.
 *
 * @module
 */

/** Gives the SHA-256 of a text in hex. */
export async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes).toHex();
}
