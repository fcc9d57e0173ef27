/**
 * A route of a mock: what it looks at, and what it answers.
 *
 * @module
 */

import type { Recording } from "./call.ts";
import { type MockReply, type Reply, toReplies } from "./reply.ts";
import {
  describeUrl,
  toUrlTest,
  type UrlMatcher,
  type UrlParams,
  type UrlTest,
} from "./url_matcher.ts";

/** Which requests a route answers; a part left out matches everything. */
export interface RouteMatcher {
  /** The method, or several; `"*"` for all. */
  readonly method?: string | readonly string[] | undefined;
  /** Where the request goes. */
  readonly url?: UrlMatcher | undefined;
  /** Parameters that have to be in the query, besides others. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Headers that have to be there, besides others: the whole value, or a pattern. */
  readonly headers?: Readonly<Record<string, string | RegExp>> | undefined;
  /** The whole body as text or bytes, a pattern over its text, or a function of its bytes. */
  readonly body?:
    | string
    | Uint8Array
    | RegExp
    | ((body: Uint8Array<ArrayBuffer>) => boolean)
    | undefined;
  /** The value of the JSON body; the order of keys does not count. */
  readonly json?: unknown;
}

/** One thing that a route looks at. */
interface Check {
  readonly part: string;
  passes(call: Recording): boolean;
}

const PARTS: readonly string[] = [
  "method",
  "url",
  "query",
  "headers",
  "body",
  "json",
];

/** A route of a mock. */
export class Route {
  /** What it answers, in words. */
  readonly name: string;
  readonly #url: UrlTest;
  readonly #checks: readonly Check[];
  readonly #replies: readonly Reply[];
  #count = 0;

  /**
   * Makes a route.
   *
   * @throws {TypeError} If the matcher or a reply is not valid.
   * @throws {RangeError} If a status or a delay is out of range.
   */
  constructor(matcher: RouteMatcher, replies: readonly MockReply[]) {
    const unknown = Object.keys(matcher).find((part) => !PARTS.includes(part));
    if (unknown !== undefined) {
      throw new TypeError(`Cannot match requests by ${unknown}: no such part`);
    }
    const { method = "*", url = "*" } = matcher;
    const methods = [method].flat().map((name) => name.toUpperCase());
    this.#url = toUrlTest(url);
    this.name = `${methods.join("|")} ${describeUrl(url)}`;
    this.#checks = toChecks(methods, matcher);
    this.#replies = toReplies(replies);
  }

  /** How often it answered. */
  get count(): number {
    return this.#count;
  }

  /** Gives what the pattern takes out of the URL, or `undefined` if the URL does not match. */
  match(call: Recording): UrlParams | undefined {
    return this.#url(call);
  }

  /** Names the first part of a request, besides the URL, that does not match; `undefined` if all do. */
  findDifference(call: Recording): string | undefined {
    return this.#checks.find((check) => !check.passes(call))?.part;
  }

  /** Gives the reply whose turn it is. */
  next(): Reply | undefined {
    const reply = this.#replies[this.#count] ?? this.#replies.at(-1);
    this.#count++;
    return reply;
  }

  /** Starts again with the first reply. */
  reset(): void {
    this.#count = 0;
  }
}

function toChecks(
  methods: readonly string[],
  { query = {}, headers = {}, body, json }: RouteMatcher,
): Check[] {
  const checks: Check[] = [];
  const add = (part: string, passes: Check["passes"]) => checks.push({ part, passes });
  if (!methods.includes("*")) {
    add("method", ({ method }) => methods.includes(method.toUpperCase()));
  }
  for (const [name, value] of Object.entries(query)) {
    add(
      `query parameter "${name}"`,
      ({ url }) => url.searchParams.getAll(name).includes(value),
    );
  }
  for (const [name, expected] of Object.entries(headers)) {
    add(`header "${name}"`, (call) => isText(call.headers.get(name), expected));
  }
  if (body !== undefined) add("body", (call) => isBody(call, body));
  if (json !== undefined) add("JSON body", (call) => isJson(call, json));
  return checks;
}

function isText(text: string | null, expected: string | RegExp): boolean {
  if (text === null) return false;
  return typeof expected === "string" ? text === expected : text.search(expected) >= 0;
}

function isBody(
  call: Recording,
  expected: NonNullable<RouteMatcher["body"]>,
): boolean {
  if (typeof expected === "function") return expected(call.body);
  if (!(expected instanceof Uint8Array)) return isText(call.text(), expected);
  return call.body.length === expected.length &&
    call.body.every((byte, index) => byte === expected[index]);
}

function isJson(call: Recording, expected: unknown): boolean {
  try {
    return toCanonical(call.json()) === toCanonical(expected);
  } catch {
    return false; // Not JSON.
  }
}

function toCanonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    const isRecord = typeof part === "object" && part !== null &&
      !Array.isArray(part);
    return isRecord ? Object.fromEntries(Object.entries(part).sort(byKey)) : part;
  });
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Why no route answers a request: the nearest one, and what differs. */
export function explainMismatch(
  routes: readonly Route[],
  call: Recording,
): string {
  const nearest = routes
    .map((route) => ({ route, nearness: measureNearness(route, call) }))
    .reduce<{ route?: Route; nearness: number }>(
      (best, next) => next.nearness > best.nearness ? next : best,
      { nearness: -1 },
    ).route;
  if (!nearest) return "the mock has no routes";
  const part = nearest.match(call) ? nearest.findDifference(call) : "URL";
  return `no route of the mock matches; the nearest is ${nearest.name}, whose ${part} differs`;
}

/** A route for this URL is nearest, then the one whose name has most in common with the request's. */
function measureNearness(route: Route, call: Recording): number {
  const name = `${call.method} ${call.url.href}`;
  const wanted = route.name.replace(/^\S+/, call.method);
  let common = 0;
  while (common < name.length && name[common] === wanted[common]) common++;
  return common + (route.match(call) ? name.length : 0) +
    (route.findDifference(call) === "method" ? 0 : 1);
}
