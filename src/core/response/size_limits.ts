/**
 * How large a body may be: by a number of bytes, and by what it was inflated from.
 *
 * @module
 */

/** A decoded body of up to so many bytes may come from as few as it likes. */
const HARMLESS = 64 * 1024 * 1024;

/** The limits of a body. */
export interface SizeLimits {
  /** The most bytes. */
  readonly maxBytes: number;
  /** How many times as many bytes there may be as came over the wire, once there are many. Default: no limit. */
  readonly maxRatio?: number | undefined;
}

/** How many bytes came, or will come, over the wire, where that is known. */
export interface WireSizes {
  /** So far. */
  readonly wireBytes?: number | undefined;
  /** In all. */
  readonly wireSize?: number | undefined;
}

/**
 * Says why a body is too large, if it is.
 *
 * @param bytes How large it is, or will be, decoded.
 * @param limits What it may be.
 * @param wire What it came from.
 */
export function explainTooLarge(
  bytes: number,
  limits: SizeLimits,
  wire: WireSizes,
): string | undefined {
  const { maxBytes, maxRatio = Infinity } = limits;
  if (bytes > maxBytes) return `the body is larger than maxResponseBytes (${maxBytes} bytes)`;
  if (bytes <= HARMLESS) return undefined;
  const from = wire.wireBytes ?? wire.wireSize ?? bytes;
  const isBomb = bytes > from * maxRatio;
  if (!isBomb) return undefined;
  return `the body inflated to ${bytes} bytes so far from ${from} on the wire, ` +
    `more than ${maxRatio} times as many (maxDecompressionRatio)`;
}
