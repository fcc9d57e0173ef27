/** The `Link` header (RFC 8288), read as leniently as clients have to. */

import { Scanner } from "./scanner.ts";

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

const SPACE = "\t ";

/**
 * Reads a `Link` header (RFC 8288 appendix B). What is no link is passed over, up to the next comma
 * outside quotes. Of several parameters with one name the first counts.
 */
export function parseLinks(value: string | null): Link[] {
  const scanner = new Scanner(value ?? "");
  const links: Link[] = [];
  while (!scanner.isAtEnd) {
    scanner.skip(`${SPACE},`);
    const link = parseLink(scanner);
    if (link) links.push(link);
    scanner.takeUnquotedUntil(",");
  }
  return links;
}

/** Has no prototype, so that parameters such as `__proto__` and `constructor` are like any other. */
function parseLink(scanner: Scanner): Link | undefined {
  if (!scanner.take("<")) return undefined;
  const url = scanner.takeUntil(">").trim();
  if (!scanner.take(">")) return undefined;
  const link: Record<string, string> & { url: string } = Object.create(null);
  link.url = url;
  for (const [name, value] of parseParameters(scanner)) {
    if (!(name in link)) link[name] = value;
  }
  return link;
}

function* parseParameters(scanner: Scanner): Generator<[string, string]> {
  scanner.skip(SPACE);
  while (scanner.take(";")) {
    scanner.skip(SPACE);
    const name = scanner.takeUntil(`${SPACE}=;,`).toLowerCase();
    scanner.skip(SPACE);
    const given = scanner.take("=") ? parseValue(scanner) : "";
    const value = name.endsWith("*") ? decodeExtended(given) : given;
    if (name !== "" && value !== undefined) yield [name, value];
    scanner.takeUnquotedUntil(";,");
  }
}

function parseValue(scanner: Scanner): string {
  scanner.skip(SPACE);
  if (scanner.next === '"') return scanner.takeQuoted();
  return scanner.takeUntil(";,").trimEnd();
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
