/**
 * What a request line asks for.
 *
 * @module
 */

/** Path and query as they are sent (RFC 9112 section 3.2.1): `search` does not tell an empty query from none. */
export function toRequestTarget({ href, origin }: URL): string {
  const start = href.indexOf("/", origin.length);
  const end = href.indexOf("#", start);
  return end < 0 ? href.slice(start) : href.slice(start, end);
}
