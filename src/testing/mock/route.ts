/**
 * A route of a mock: what it looks at, and what it answers.
 *
 * @module
 */

import { checkKnown } from "../known_names.ts";
import type { MockCall } from "./call.ts";
import { type Check, toChecks } from "./checks.ts";
import type { RouteMatcher } from "./matcher.ts";
import { explainUrl } from "./mismatch.ts";
import { type MockReply, type Reply, toReplies } from "./reply.ts";
import {
  describeUrl,
  toUrlTest,
  type UrlMatcher,
  type UrlParams,
  type UrlTest,
} from "./url_matcher.ts";

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
    checkKnown(matcher, PARTS, (name) => `Cannot match requests by ${name}: no such part`);
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
