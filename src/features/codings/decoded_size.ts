/**
 * What a gzip body that has come as a whole says of its size: room for all of it is then made at once.
 *
 * @module
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** The end of a member (RFC 1952 section 2.3.1): the size of what comes out, modulo 2 ** 32. */
const SIZE_BYTES = 4;

/**
 * Reads the size that the last member of a body says it has, which need not be true.
 *
 * @param end The end of the body.
 * @returns `undefined` if too few bytes are there.
 */
export function decodedSizeOf(end: Bytes | undefined): number | undefined {
  if (!end || end.length < SIZE_BYTES) return undefined;
  const at = end.byteOffset + end.length - SIZE_BYTES;
  return new DataView(end.buffer, at).getUint32(0, true);
}
