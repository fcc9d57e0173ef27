/**
 * A route of a mock: what it looks at, and what it answers.
 *
 * @module
 */

import type { MockCall } from "./call.ts";
import { type Check, toChecks } from "./checks.ts";
import { explainUrl } from "./mismatch.ts";
import { type MockReply, type Reply, toReplies } from "./reply.ts";
import {
  describeUrl,
  toUrlTest,
  type UrlMatcher,
  type UrlParams,
  type UrlTest,
} from "./url_matcher.ts";

/**
 * Which requests a route answers; a part left out matches everything.
 *
 * @example By what was sent, not only where
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport, type RouteMatcher } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const matcher: RouteMatcher = {
 *   method: "POST",
 *   url: "/login",
 *   headers: { accept: /json/ },
 *   json: { name: "Ada" },
 * };
 * const mock = new MockTransport().route(matcher, 204).route({}, 401);
 * using client = new Client({ transport: mock, headers: { accept: "application/json" } });
 * const login = (name: string) => client.post("http://a.example/login", { json: { name } });
 * assertEquals([(await login("Ada")).status, (await login("Eve")).status], [204, 401]);
 * ```
 */
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
  readonly #matcher: UrlMatcher;
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
    this.#matcher = url;
    this.#replies = toReplies(replies);
  }

  /** How often it answered. */
  get count(): number {
    return this.#count;
  }

  /** Gives what the pattern takes out of the URL, or `undefined` if the URL does not match. */
  match(call: MockCall): UrlParams | undefined {
    return this.#url(call);
  }

  /** Tells whether a request matches in every part but the URL. */
  passes(call: MockCall): boolean {
    return this.#checks.every((check) => check.passes(call));
  }

  /** Tells whether it answers a request whose body was not looked at; `undefined` if that hangs on the body. */
  passesUnread(head: MockCall): boolean | undefined {
    const known = this.#checks.filter(({ ofBody }) => !ofBody);
    if (!this.match(head) || !known.every((check) => check.passes(head))) return false;
    return known.length === this.#checks.length ? true : undefined;
  }

  /** Says for each part of a request that does not match what was expected and what came. */
  differences(call: MockCall): string[] {
    const differing = this.#checks.filter((check) => !check.passes(call));
    const urls = this.match(call) ? [] : explainUrl(this.#matcher, call.url);
    return [...urls, ...differing.map((check) => `${check.part}: ${check.explain(call)}`)];
  }

  /** Whether its next reply fails before anything of the request is sent. */
  get failsUnsent(): boolean {
    return this.#turn()?.unsent ?? false;
  }

  /** Gives the reply whose turn it is. */
  next(): Reply | undefined {
    const reply = this.#turn();
    this.#count++;
    return reply;
  }

  #turn(): Reply | undefined {
    return this.#replies[this.#count] ?? this.#replies.at(-1);
  }

  /** Starts again with the first reply. */
  reset(): void {
    this.#count = 0;
  }
}
