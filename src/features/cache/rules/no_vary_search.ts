/**
 * Which parts of a query make no difference: No-Vary-Search, draft-ietf-httpbis-no-vary-search-10.
 *
 * @module
 */

/** How the queries of one resource differ without a difference in the answer. */
export interface UrlVariation {
  /** Tells whether a parameter makes no difference. */
  ignores(name: string): boolean;
  /** Whether the order of the parameters makes one. */
  readonly isOrdered: boolean;
}

const BARE_ITEM = [
  String.raw`-?\d{1,12}\.\d{1,3}`,
  String.raw`-?\d{1,15}`,
  String.raw`"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"`,
  String.raw`[A-Za-z*][!#$%&'*+\-.^_\x60|~0-9A-Za-z:/]*`,
  String.raw`:[A-Za-z0-9+/=]*:`,
  String.raw`\?[01]`,
  String.raw`@-?\d{1,15}`,
].join("|");
const KEY = String.raw`[a-z*][a-z0-9_\-.*]*`;
const PARAMETERS = `(?:; *${KEY}(?:=(?:${BARE_ITEM}))?)*`;
const ITEM = `(?:${BARE_ITEM})${PARAMETERS}`;
const INNER_LIST = String.raw`\( *(?:${ITEM}(?: +${ITEM})*)? *\)`;

/** One member of a dictionary (RFC 9651 section 3.2). */
const MEMBER = new RegExp(`(${KEY})(?:=(${INNER_LIST}|${BARE_ITEM}))?${PARAMETERS}`, "y");
const COMMA = /[ \t]*,[ \t]*/y;
const ITEMS = new RegExp(ITEM, "g");

/** What a member is here: a boolean, a list of strings, or something else. */
type Value = boolean | readonly string[] | "other";

/**
 * Reads the field; what cannot be read is as if it were not there.
 *
 * Both spellings of the same are read: that of the draft, and that of browsers, where `params` may be a boolean.
 *
 * @returns `undefined` where every difference of the queries counts.
 */
export function parseNoVarySearch(field: string | null): UrlVariation | undefined {
  if (!field) return undefined;
  const members = parseDictionary(field);
  const order = members?.get("key-order") ?? false;
  const params = members?.get("params");
  const except = members?.get("except");
  if (!members || typeof order !== "boolean" || params === "other") return undefined;
  const ignores = except === undefined ? toIgnored(params) : toCounted(params, except);
  return ignores && { ignores, isOrdered: !order } satisfies UrlVariation;

  function toIgnored(list: boolean | readonly string[] | undefined) {
    const isNothing = !list || (list !== true && list.length === 0);
    if (isNothing) return order ? () => false : undefined;
    if (list === true) return () => true;
    const names = new Set(list.map(toName));
    return (name: string) => names.has(name);
  }
}

function toCounted(
  params: boolean | readonly string[] | undefined,
  except: Value,
): UrlVariation["ignores"] | undefined {
  if ((params !== undefined && params !== true) || typeof except !== "object") return undefined;
  const names = new Set(except.map(toName));
  return (name) => !names.has(name);
}

function parseDictionary(field: string): ReadonlyMap<string, Value> | undefined {
  const members = new Map<string, Value>();
  const text = field.replace(/^ +| +$/g, "");
  for (let place = 0;;) {
    MEMBER.lastIndex = place;
    const [all, key = "", value] = MEMBER.exec(text) ?? [];
    if (all === undefined) return undefined;
    members.set(key, toValue(value));
    place += all.length;
    if (place === text.length) return members;
    COMMA.lastIndex = place;
    const [separator] = COMMA.exec(text) ?? [];
    if (separator === undefined) return undefined;
    place += separator.length;
  }
}

function toValue(text: string | undefined): Value {
  if (text === undefined || text === "?1") return true;
  if (text === "?0") return false;
  if (!text.startsWith("(")) return "other";
  const strings: string[] = [];
  for (const [item] of text.slice(1, -1).matchAll(ITEMS)) {
    const [, quoted] = /^"((?:[^"\\]|\\.)*)"/.exec(item) ?? [];
    if (quoted === undefined) return "other";
    strings.push(quoted.replace(/\\(.)/g, "$1"));
  }
  return strings;
}

/** A name stands in the list as in a query: percent-encoded, with a plus for a space. */
function toName(key: string): string {
  const [name = ""] = new URLSearchParams(`${key.replace(/[&=?#]/g, encodeURIComponent)}=`).keys();
  return name;
}

/**
 * Gives the part of a query that counts: two URLs with the same path are equivalent if it is the same.
 *
 * @param search The query, with or without its question mark.
 */
export function significantQuery(search: string, { ignores, isOrdered }: UrlVariation): string {
  const pairs = [...new URLSearchParams(search)].filter(([name]) => !ignores(name));
  if (!isOrdered) pairs.sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0);
  return new URLSearchParams(pairs).toString();
}
