/**
 * What a mock was asked, and what a test makes sure of.
 *
 * @module
 */

import type { MockCall } from "./call.ts";
import { explainCalls } from "./mismatch.ts";
import type { RouteMatcher } from "./matcher.ts";
import { Route } from "./route.ts";
import { describeUrl, toUrlTest, type UrlMatcher } from "./url_matcher.ts";

/**
 * The requests that a mock got, and assertions over them.
 *
 * @example Make sure of what was sent, and in which order
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type MockCalls, MockTransport } from "@ferry/http/testing";
 *
 * const mock = new MockTransport({ "*": 200 });
 * using client = new Client({ baseUrl: "https://api.example", transport: mock });
 * await client.get("/users", { params: { page: 2 }, headers: { accept: "text/csv" } });
 * await client.post("/users", { json: { name: "Ada" } });
 *
 * const calls: MockCalls = mock;
 * calls.assertCalledWith({ url: "/users", query: { page: "2" }, headers: { accept: /csv/ } });
 * calls.assertCalledWith({ method: "POST", json: { name: "Ada" } }, 1);
 * calls.assertOrder("GET /users", "POST /users");
 * calls.assertNotCalled("DELETE", "*");
 * ```
 * @category Testing
 */
export class MockCalls {
  readonly #calls: readonly MockCall[];

  /**
   * Looks at calls.
   *
   * @param calls The list that they are put into.
   */
  constructor(calls: readonly MockCall[]) {
    this.#calls = calls;
  }

  /** Every request so far that was not forgotten, in the order of their arrival. */
  get calls(): readonly MockCall[] {
    return [...this.#calls];
  }

  /**
   * Gives the calls of one method at some URLs.
   *
   * @param method The method; `"*"` for all.
   * @param url Which URLs.
   * @throws {TypeError} If the URL is not valid.
   */
  callsTo(method: string, url: UrlMatcher): readonly MockCall[] {
    const test = toUrlTest(url);
    return this.#calls.filter((call) =>
      (method === "*" || call.method.toUpperCase() === method.toUpperCase()) &&
      test(call) !== undefined
    );
  }

  /**
   * Makes sure that something was called.
   *
   * @param method The method; `"*"` for all.
   * @param url Which URLs.
   * @param times How often exactly, 0 for never; at least once if left out.
   * @throws {Error} If it was not; the message lists what was called.
   */
  assertCalled(method: string, url: UrlMatcher, times?: number): void {
    const count = this.callsTo(method, url).length;
    if (isEnough(count, times)) return;
    throw new Error(
      `Expected ${times ?? "at least 1"} of ${method} ${describeUrl(url)}, ` +
        `but there were ${count}; all calls: ${this.#list()}`,
    );
  }

  /**
   * Makes sure that something was not called.
   *
   * @param method The method; `"*"` for all.
   * @param url Which URLs.
   * @throws {Error} If it was; the message lists what was called.
   */
  assertNotCalled(method: string, url: UrlMatcher): void {
    this.assertCalled(method, url, 0);
  }

  /**
   * Makes sure that there was a call that matches in every part.
   *
   * @param matcher Method, URL, query, headers and body, as for a route.
   * @param times How often exactly, 0 for never; at least once if left out.
   * @throws {Error} If there was not; the message names the nearest call and what differs.
   * @throws {TypeError} If the matcher is not valid.
   */
  assertCalledWith(matcher: RouteMatcher, times?: number): void {
    const route = new Route(matcher, []);
    const count = this.#calls.filter((call) => route.match(call) && route.passes(call)).length;
    if (isEnough(count, times)) return;
    const why = count === 0 ? explainCalls(route, this.#calls) : `all calls: ${this.#list()}`;
    throw new Error(
      `Expected ${times ?? "at least 1"} that match ${route.name}, but there were ${count}; ${why}`,
    );
  }

  /**
   * Makes sure that there were calls in this order; others may lie between them.
   *
   * @param steps Each as `"METHOD url"`, or the URL alone for every method.
   * @throws {Error} If there were not; the message names the first that is missing and lists what was called.
   * @throws {TypeError} If a URL is not valid.
   */
  assertOrder(...steps: string[]): void {
    let from = 0;
    for (const [index, step] of steps.entries()) {
      const [method, url] = parseKey(step);
      const route = new Route({ method, url }, []);
      const at = this.#calls.findIndex((call, index) =>
        index >= from && route.match(call) && route.passes(call)
      );
      if (at < 0) {
        const before = index === 0 ? "" : ` after ${steps[index - 1]}`;
        throw new Error(`Expected ${step}${before}, but all calls are: ${this.#list()}`);
      }
      from = at + 1;
    }
  }

  #list(): string {
    return this.#calls.map((call) => `${call.method} ${call.url.href}`).join(", ") || "none";
  }
}

function isEnough(count: number, times: number | undefined): boolean {
  return times === undefined ? count > 0 : count === times;
}

/** Takes `"METHOD url"` apart; without a method it is `"*"`. */
export function parseKey(key: string): [method: string, url: string] {
  const [, method = "*", url = ""] = /^(?:(\S+)\s+)?(\S+)$/.exec(key) ?? [];
  return [method, url];
}
