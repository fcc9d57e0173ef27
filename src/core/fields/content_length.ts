/** Sizes as headers give them (RFC 9110 section 8.6): the one way from a header to a number of bytes. */

/**
 * Reads a Content-Length: digits, or a list of the same ones, which is what becomes of lines that were sent twice
 * (RFC 9112 section 6.3). Gives `undefined` for what is none, contradicts itself or is too large to be exact.
 */
export function parseContentLength(value: string | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  const [first = "", ...others] = value.includes(",")
    ? value.split(",").map((member) => member.replace(/^[\t ]+|[\t ]+$/g, ""))
    : [value];
  if (!/^[0-9]+$/.test(first) || others.some((member) => member !== first)) return undefined;
  const bytes = Number(first);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Tells how large a body is as it was sent; a Transfer-Encoding overrides the Content-Length. */
export function contentLengthOf(
  headers: { get(name: string): string | null; has(name: string): boolean },
): number | undefined {
  return headers.has("transfer-encoding")
    ? undefined
    : parseContentLength(headers.get("content-length"));
}
