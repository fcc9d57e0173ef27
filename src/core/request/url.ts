/** From what a caller gives as URL and params to the URL that is asked for. */

import { nameOf } from "../options/checks.ts";
import { InvalidUrlError, UnsupportedProtocolError } from "../errors.ts";
import { withoutUserinfo } from "../origin.ts";
import { isIterable, isObjectWithKeys, toPair, toScalarText } from "./form.ts";
import type { ParamsInput, SerializeParams } from "./params_input.ts";
import { redactUrl } from "../secrets/urls.ts";
import { decodePercent } from "../text/encoded_text.ts";

/** Userinfo of a URL, percent-decoded. */
export interface Userinfo {
  readonly username: string;
  readonly password: string;
}

/** A URL that can be sent, and what was taken out of it. */
export interface ResolvedUrl {
  /** Without userinfo. */
  readonly url: URL;
  /** What stood before the `@`. */
  readonly userinfo: Userinfo | undefined;
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Resolves a URL against the base: an absolute one is taken as it is, a path is appended to the base's.
 *
 * @throws {InvalidUrlError} If it cannot be parsed, or has no scheme or host.
 * @throws {UnsupportedProtocolError} If it is neither http nor https.
 */
export function resolveUrl(
  input: string | URL,
  base: URL | undefined,
  { method = "send to" }: { readonly method?: string } = {},
): ResolvedUrl {
  const url = toUrl(input, { base, method });
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UnsupportedProtocolError(
      `Cannot ${method} ${toShown(url.href)}: the scheme is neither http nor https` +
        `${hintFor(url, base)} (phase: build)`,
      { phase: "build" },
    );
  }
  const userinfo = userinfoOf(url);
  if (userinfo) url.username = url.password = "";
  return { url, userinfo };
}

/** Gives the userinfo of a URL, if it has any. */
export function userinfoOf({ username, password }: URL): Userinfo | undefined {
  if (!username && !password) return undefined;
  return { username: decodePercent(username), password: decodePercent(password) };
}

/** `localhost:8080` and `users:batch` look like a scheme and a path. */
function hintFor({ href, host }: URL, base: URL | undefined): string {
  if (host || href.includes("@")) return "";
  if (/^[\w.-]+:\d/.test(href)) return `: write http://${href}`;
  return base && /^[\w.-]+:[\w.-]+$/.test(href) ? `: for a path of the baseUrl write /${href}` : "";
}

function toUrl(
  input: string | URL,
  { base, method }: { readonly base: URL | undefined; readonly method: string },
): URL {
  if (input instanceof URL) return new URL(input);
  if (typeof input !== "string") {
    const given = nameOf(input);
    const hint = given === "a Request"
      ? "send it by client.send(request)"
      : "give a string or a URL";
    throw new TypeError(`Cannot use ${given} as URL: ${hint}`);
  }
  const text = clean(input);
  const url = ABSOLUTE.test(text)
    ? URL.parse(text)
    : text.startsWith("//")
    ? base && URL.parse(text, base)
    : base && URL.parse(append(base, text));
  if (url) return url;
  const reason = base || ABSOLUTE.test(text)
    ? "it cannot be parsed"
    : "it has no scheme: write https:// in front" +
      (method === SET_BASE ? "" : ", or give the client a baseUrl");
  const shown = JSON.stringify(toShown(text));
  throw new InvalidUrlError(`Cannot ${method} ${shown}: ${reason} (phase: build)`, {
    phase: "build",
  });
}

// deno-fmt-ignore
const UNCLEAN = /^[\0-\x20]|[\t\n\r]|[\0-\x20]$/;

/** What the URL standard drops (section 4.4), so that a scheme behind it is seen. */
function clean(input: string): string {
  if (!UNCLEAN.test(input)) return input;
  // deno-fmt-ignore
  return input.replace(/[\t\n\r]/g, "").replace(/^[\0-\x20]+|[\0-\x20]+$/g, "");
}

/** Nothing in `path` can change the host: it stands behind the base's own path. */
function append(base: URL, path: string): string {
  const cut = path.search(/[?#]/);
  const end = cut < 0 ? path.length : cut;
  const suffix = path.slice(end);
  const query = joinQueries(base.search, suffix.startsWith("?") ? suffix : "");
  const rest = suffix.startsWith("?") ? query : query + suffix;
  if (end === 0) return base.origin + base.pathname + rest;
  const front = base.pathname.replace(/\/$/, "");
  return `${base.origin}${front}/${path.slice(0, end).replace(/^\//, "")}${rest}`;
}

function joinQueries(first: string, second: string): string {
  return first && second ? `${first}&${second.slice(1)}` : first || second;
}

/**
 * Settles a `baseUrl`.
 *
 * @throws {InvalidUrlError} If it is not an absolute URL.
 * @throws {UnsupportedProtocolError} If it is neither http nor https.
 */
export function resolveBaseUrl(input: string | URL): ResolvedUrl {
  const resolved = resolveUrl(input, undefined, { method: SET_BASE });
  resolved.url.hash = "";
  return resolved;
}

/** What is done with the URL of an option, in the words of a message. */
const SET_BASE = "set baseUrl to";

/** A `key=value` of a query as it goes out; without a text it only says that nothing of the client's stays. */
interface QueryPart {
  readonly key: string;
  readonly text?: string;
}

/** Texts that became the params of a client, which may be changed later: a text goes out as long as it fits. */
const texts = new WeakMap<URLSearchParams, { readonly text: string; readonly encoded: string }>();

/** Makes the params of a client; a text is kept byte for byte. @throws {TypeError} If they are no params. */
export function resolveParams(
  params: ParamsInput | null | undefined,
  serialize?: SerializeParams,
): URLSearchParams {
  const text = mergeParams(new URLSearchParams(), params, serialize);
  const resolved = new URLSearchParams(text);
  texts.set(resolved, { text, encoded: resolved.toString() });
  return resolved;
}

/**
 * Merges params by key: where the request says something of a key, nothing of the client's stays. Those of the client
 * come first, then those of the request in their order.
 *
 * @throws {TypeError} If they are no params.
 */
export function mergeParams(
  client: URLSearchParams,
  params: ParamsInput | null | undefined,
  serialize?: SerializeParams,
): string {
  if (params === null) return "";
  if (params === undefined) return client.size > 0 ? toQuery(client) : "";
  const given = toParts(params, serialize);
  const texts = given.flatMap(({ text }) => text === undefined ? [] : [text]);
  if (client.size === 0) return texts.join("&");
  const said = new Set(given.map(({ key }) => key));
  const removed = given.filter(({ text }) => text === undefined).map(({ key }) => `${key}[`);
  const isSaid = (key: string) =>
    said.has(key) || (serialize && removed.some((start) => key.startsWith(start)));
  const kept = splitQuery(toQuery(client)).filter(({ key }) => !isSaid(key));
  return [...kept.map(({ text }) => text), ...texts].join("&");
}

function toQuery(params: URLSearchParams): string {
  const encoded = params.toString();
  const known = texts.get(params);
  return known?.encoded === encoded ? known.text : encoded;
}

function toParts(params: ParamsInput, serialize?: SerializeParams): QueryPart[] {
  if (typeof params === "string") return splitQuery(params.replace(/^\?/, ""));
  if (!isIterable(params) && !isObjectWithKeys(params)) {
    throw new TypeError(
      `Cannot use params: give an object, pairs, URLSearchParams or a string, not ${
        nameOf(params)
      }`,
    );
  }
  if (params instanceof URLSearchParams) return splitQuery(toQuery(params));
  if (serialize) return toOwnParts(params, serialize);
  const pairs = isIterable(params)
    ? Array.from(params, (pair) => toPair(pair, "params"))
    : Object.entries(params).flatMap(([key, value]) => toPairs(key, value));
  return encode(pairs.filter(([, value]) => value !== undefined));
}

/** What is `null` removes the client's, and is not shown to the caller's function. */
function toOwnParts(params: object, serialize: SerializeParams): QueryPart[] {
  const pairs = isIterable(params)
    ? Array.from(params, (pair) => toPair(pair, "params"))
    : Object.entries(params);
  const removed = pairs.flatMap(([key, value]) => value === null ? [{ key }] : []);
  const said = new Map<string, unknown>();
  for (const [key, value] of pairs) {
    if (value === null || value === undefined) continue;
    said.set(key, said.has(key) ? [said.get(key), value].flat() : value);
  }
  if (said.size === 0) return removed;
  const text: unknown = serialize(Object.fromEntries(said));
  if (typeof text === "string") return [...removed, ...splitQuery(text.replace(/^\?/, ""))];
  throw new TypeError(`Cannot use what serializeParams gave: ${nameOf(text)} is no text`);
}

// The parser of URLs drops these where they stand; the bytes are the caller's.
const DROPPED: Readonly<Record<string, string>> = { "\t": "%09", "\n": "%0A", "\r": "%0D" };

function splitQuery(query: string): QueryPart[] {
  if (query === "") return [];
  return query.replace(/[\t\n\r]/g, (character) => DROPPED[character] ?? "").split("&")
    .map((text) => ({ key: keyOf(text), text }));
}

function keyOf(text: string): string {
  // Only at the very beginning a question mark is left out.
  const [key = ""] = new URLSearchParams(`&${text}`).keys();
  return key;
}

/** Encodes all pairs at once: in what is encoded, `&` stands between pairs alone. */
function encode(pairs: readonly (readonly [string, unknown])[]): QueryPart[] {
  const sent = pairs.filter(([, value]) => value !== null)
    .map(([key, value]) => [key, toText(key, value)]);
  const encoded = new URLSearchParams(sent).toString().split("&").values();
  return pairs.map(([key, value]) =>
    value === null ? { key } : { key, text: encoded.next().value ?? "" }
  );
}

/** In a list `null` and `undefined` are left out; one in which nothing is left removes the client's, as `null` does. */
function toPairs(key: string, value: unknown): (readonly [string, unknown])[] {
  if (!Array.isArray(value)) return [[key, value]];
  const items = value.filter((item) => item !== null && item !== undefined);
  return items.length > 0 ? items.map((item) => [key, item]) : [[key, null]];
}

function toText(key: string, value: unknown): string {
  const text = toScalarText(value);
  if (text !== undefined) return text;
  const isNested = typeof value === "object" && value !== null && !(value instanceof Date);
  const hint = isNested ? "; for nested ones say serializeParams: bracketParams" : "";
  const kind = value instanceof Date ? "an invalid Date" : nameOf(value);
  throw new TypeError(`Cannot use params.${key}: ${kind} is no value of a parameter${hint}`);
}

/** Appends an encoded query; what stands in the URL already stays as it is. */
export function appendQuery(url: URL, query: string): void {
  if (query) url.search = url.search ? `${url.search}&${query}` : `?${query}`;
}

/** What is no URL, or none of http, may have its password anywhere before an `@`. */
export function toShown(text: string): string {
  return redactUrl(withoutUserinfo(text));
}
