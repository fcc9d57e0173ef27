/**
 * Which URLs a mock route answers.
 *
 * @module
 */

import { decodePercent } from "../../core/text/encoded_text.ts";
/**
 * Which URLs match. The fragment never counts.
 *
 * - A full URL, `"https://api.example.com/users"`. Without a query any query matches, with one that
 *   query, byte for byte.
 * - The same with `:name` for the rest of a path segment and `*` for any text, also as scheme, host or
 *   port: `"https://*.example.com/users/:id"`, `"http://localhost:*"`.
 * - A path, `"/users/:id"`: at any origin. `"*"` is every URL.
 * - A `URL`, a `RegExp` over the whole URL, a `URLPattern`, or a function that tells by the request.
 *
 * @example Every host of one domain
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport, type UrlMatcher } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const matcher: UrlMatcher = "https://*.example/users/:id";
 * const mock = new MockTransport().get(matcher, 204);
 * using client = new Client({ transport: mock });
 * assertEquals((await client.get("https://eu.api.example/users/7")).status, 204);
 * ```
 * @category Testing
 */
export type UrlMatcher =
  | string
  | URL
  | RegExp
  | URLPattern
  | ((request: Request) => boolean);

/**
 * The texts that a pattern took out of a URL: by name, or by position from "0" for each `*`.
 *
 * @example What a pattern took out
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport, type UrlParams } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = ({ id }: UrlParams) => ({ json: { id: Number(id) } });
 * const mock = new MockTransport().get("/users/:id", (_request, { params }) => answer(params));
 * using client = new Client({ transport: mock });
 * assertEquals(await (await client.get("http://api.example/users/7")).json(), { id: 7 });
 * ```
 * @category Testing
 */
export type UrlParams = Readonly<Record<string, string | undefined>>;

/** What a matcher is asked about. */
export interface Target {
  /** Where the request goes. */
  readonly url: URL;
  /** The request; a copy for everyone who asks. */
  readonly request: Request;
}

/** Gives the texts that a pattern took out, or `undefined` if it does not match. */
export type UrlTest = (target: Target) => UrlParams | undefined;

/**
 * Settles a matcher.
 *
 * @param matcher Which URLs match.
 * @throws {TypeError} If it is none, or a text that is neither a URL nor a path.
 */
export function toUrlTest(matcher: UrlMatcher): UrlTest {
  if (typeof matcher === "string") return toTextTest(matcher);
  if (typeof matcher === "function") return toFunctionTest(matcher);
  if (matcher instanceof URL) return toExactTest(matcher);
  if (matcher instanceof RegExp) return toRegExpTest(matcher);
  if (typeof matcher?.exec === "function") return toPatternTest(matcher);
  throw new TypeError(
    `Cannot match URLs with a value of type ${typeof matcher}`,
  );
}

/** Gives a matcher in words, for messages. */
export function describeUrl(matcher: UrlMatcher): string {
  if (typeof matcher === "function") return "(a function)";
  if (matcher instanceof URL) return matcher.href;
  if (typeof matcher === "string" || matcher instanceof RegExp) {
    return String(matcher);
  }
  const { protocol, hostname, port, pathname } = matcher;
  return `${protocol}://${hostname}${port && `:${port}`}${pathname}`;
}

function toFunctionTest(matcher: (request: Request) => boolean): UrlTest {
  return ({ request }) => {
    const answer = matcher(request);
    if (typeof answer === "boolean") return answer ? {} : undefined;
    throw new TypeError(
      `Cannot match a URL: the function gave a value of type ${typeof answer}, not a boolean`,
    );
  };
}

function toExactTest(expected: URL): UrlTest {
  const { origin, pathname, search } = expected;
  return ({ url }) =>
    url.origin === origin && url.pathname === pathname &&
      (search === "" || url.search === search)
      ? {}
      : undefined;
}

function toRegExpTest(matcher: RegExp): UrlTest {
  const expression = new RegExp(matcher);
  return ({ url }) => {
    // A global or sticky expression would go on where it stopped before.
    expression.lastIndex = 0;
    const match = expression.exec(withoutFragment(url));
    if (!match) return undefined;
    const [, ...groups] = match;
    return { ...toPositions(groups), ...match.groups };
  };
}

function toPatternTest(matcher: URLPattern): UrlTest {
  return ({ url }) => {
    const match = matcher.exec(withoutFragment(url));
    if (!match) return undefined;
    const { protocol, hostname, port, search, pathname } = match;
    return [protocol, hostname, port, search, pathname].reduce<UrlParams>(
      (params, { groups }) => ({ ...params, ...groups }),
      {},
    );
  };
}

function withoutFragment({ href }: URL): string {
  const end = href.indexOf("#");
  return end < 0 ? href : href.slice(0, end);
}

function toPositions(values: readonly string[]): UrlParams {
  return Object.fromEntries(values.entries());
}

const PARTS = /^(\*|[a-z][a-z\d+.-]*):\/\/((?:\[[^\]/]*\]|[^:/?#])*)(?::(\d+|\*))?([/?#].*)?$/is;

/** Parts that are compared on their own, so that `*` in the host does not reach into the path. */
function toTextTest(text: string): UrlTest {
  if (text === "*") return () => ({});
  const isPath = /^\*?\//.test(text);
  const full = isPath ? text.replace(/^\*?/, "*://*:*") : text;
  const [, scheme, host, port, rest = "/"] = PARTS.exec(full) ?? [];
  const sample = scheme === "*" ? "http" : scheme;
  const parsed = host && URL.parse(`${sample}://${host}${rest}`);
  if (!scheme || !parsed) {
    throw new TypeError(
      `Cannot match URLs with ${
        JSON.stringify(text)
      }: give a full URL, a path that begins with /, or *`,
    );
  }
  const hostname = isPath ? "" : parsed.hostname;
  const glob = toGlob([hostname, parsed.pathname, parsed.search]);
  return ({ url }) =>
    (scheme === "*" || url.protocol === parsed.protocol) &&
      isPort(url, port ?? (host === "*" ? "*" : undefined))
      ? glob([url.hostname, url.pathname, url.search])
      : undefined;
}

function isPort(url: URL, port: string | undefined): boolean {
  if (port === undefined) return url.port === "";
  const actual = url.port || (url.protocol === "https:" ? "443" : "80");
  return port === "*" || Number(port) === Number(actual);
}

/** Host, path and query. */
type Texts = readonly [host: string, path: string, query: string];

function toGlob(texts: Texts): (texts: Texts) => UrlParams | undefined {
  const globs = texts.map(toExpression);
  return (actual) => {
    const taken: string[] = [];
    const named: [string, string][] = [];
    for (const [index, glob] of globs.entries()) {
      const match = glob && glob.expression.exec(actual[index] ?? "");
      if (match === null) return undefined;
      glob?.names.forEach((name, at) => {
        const value = decodePercent(match?.[at + 1] ?? "");
        if (name === "*") taken.push(value);
        else named.push([name, value]);
      });
    }
    return { ...toPositions(taken), ...Object.fromEntries(named) };
  };
}

interface Glob {
  readonly expression: RegExp;
  /** What each group is: a name, or `*`. */
  readonly names: readonly string[];
}

/** An empty text, a query that was not given, matches everything. */
function toExpression(text: string): Glob | undefined {
  if (text === "") return undefined;
  const names: string[] = [];
  const source = text.replace(
    /(?<=\/):([a-z_]\w*)|\*|[\\^$.+?()[\]{}|]/gi,
    (found, name: string | undefined) => {
      if (!name && found !== "*") return `\\${found}`;
      names.push(name ?? "*");
      return name ? "([^/]+)" : "(.*)";
    },
  );
  return { expression: new RegExp(`^${source}$`, "s"), names };
}
