/** The `Link` header (RFC 8288), read as leniently as clients have to. */

/**
 * One link of a `Link` header, with its parameters by name in lower case.
 *
 * @example Where the next page is
 * ```ts
 * import { HttpResponse, type Link } from "@ferry/http";
 *
 * const headers = { link: '</users?page=2>; rel="next"' };
 * const next: Link | undefined = HttpResponse.of(null, { headers }).links.next;
 * console.log(next?.url); // "/users?page=2"
 * ```
 * @category Responses
 */
export interface Link {
  /** Where it leads, as it stands in the header: it may be relative to the URL of the response. */
  readonly url: string;
  /** The relation types, as they stand in the header. */
  readonly rel?: string;
  /** Every other parameter; one with a star, such as `title*`, is decoded. */
  readonly [parameter: string]: string | undefined;
}

/** One element of the list up to the next comma outside quotes; none of these can fail, so they are linear. */
const ELEMENT = /[\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\]+|\\[^]?)*"?|[^",]+)*)/gy;

/** One parameter, and what stands behind it up to the next semicolon outside quotes. */
const PARAMETER =
  /[\t ]*;[\t ]*([^\t =;,]*)[\t ]*(?:=[\t ]*(?:"((?:[^"\\]+|\\[^]?)*)"?|([^;,]*)))?(?:"(?:[^"\\]+|\\[^]?)*"?|[^";]+)*/gy;

/**
 * Reads a `Link` header (RFC 8288 appendix B). What is no link is passed over, up to the next comma
 * outside quotes. Of several parameters with one name the first counts.
 */
export function parseLinks(value: string | null): Link[] {
  const links: Link[] = [];
  for (const [element, url, end, rest = ""] of (value ?? "").matchAll(ELEMENT)) {
    if (element === "") break;
    if (url !== undefined && end === ">") links.push(toLink(url, rest));
  }
  return links;
}

/** Has no prototype, so that parameters such as `__proto__` and `constructor` are like any other. */
function toLink(url: string, parameters: string): Link {
  const link: Record<string, string> & { url: string } = Object.create(null);
  link.url = url.trim();
  for (const [, given = "", quoted, bare = ""] of parameters.matchAll(PARAMETER)) {
    const name = given.toLowerCase();
    const text = quoted?.replace(/\\([^])/g, "$1") ?? bare.trimEnd();
    const value = name.endsWith("*") ? decodeExtended(text) : text;
    if (name !== "" && value !== undefined && !(name in link)) link[name] = value;
  }
  return link;
}

/** Decodes `charset'language'text` (RFC 8187 section 3.2), whose only charset is UTF-8. */
function decodeExtended(value: string): string | undefined {
  const text = /^utf-8'[^']*'(.*)$/is.exec(value)?.[1];
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined; // RFC 8288 appendix B.3: a value that cannot be decoded is left out.
  }
}

/**
 * Reads a `Link` header into a record.
 *
 * A link is found by its whole `rel` as it stands in the header, else by its URL. A link of several
 * relation types, or of one in capitals, is found by each type in lower case as well (they are
 * compared without regard to case, RFC 8288 section 2.1.1). The first link of a key counts, and a
 * whole `rel` counts before a part of one.
 */
export function linksByRel(value: string | null): Record<string, Link> {
  const links: Record<string, Link> = Object.create(null);
  const all = parseLinks(value);
  for (const link of all) links[link.rel || link.url] ??= link;
  for (const link of all) {
    for (const type of toRelationTypes(link)) links[type] ??= link;
  }
  return links;
}

function toRelationTypes({ rel = "" }: Link): string[] {
  return rel.toLowerCase().split(/\s+/).filter((type) => type !== "");
}
