/**
 * What a route looks at besides the URL, and how a request differs from it, in words.
 *
 * @module
 */

import type { MockCall } from "./call.ts";
import type { RouteMatcher } from "./matcher.ts";
import { explainBody, explainJson, showHeader, showParameter, toCanonical } from "./mismatch.ts";

/** One thing that a route looks at. */
export interface Check {
  /** What it is called in messages. */
  readonly part: string;
  /** Whether it looks at the body. */
  readonly ofBody: boolean;
  /** Tells whether a request has it. */
  passes(call: MockCall): boolean;
  /** Says what was expected and what came. */
  explain(call: MockCall): string;
}

/**
 * Makes the checks of a matcher.
 *
 * @param methods In capitals.
 * @param matcher Its other parts.
 */
export function toChecks(methods: readonly string[], matcher: RouteMatcher): Check[] {
  const { query = {}, headers = {}, body, json } = matcher;
  return [
    ...(methods.includes("*") ? [] : [toMethodCheck(methods)]),
    ...Object.entries(query).map(([name, value]) => toQueryCheck(name, value)),
    ...Object.entries(headers).map(([name, value]) => toHeaderCheck(name, value)),
    ...(body === undefined ? [] : [toBodyCheck(body)]),
    ...(json === undefined ? [] : [toJsonCheck(json)]),
  ];
}

function toMethodCheck(methods: readonly string[]): Check {
  return {
    part: "method",
    ofBody: false,
    passes: ({ method }) => methods.includes(method.toUpperCase()),
    explain: ({ method }) => `expected ${methods.join(" or ")}, got ${method}`,
  };
}

function toQueryCheck(name: string, value: string): Check {
  return {
    part: `query parameter "${name}"`,
    ofBody: false,
    passes: ({ url }) => url.searchParams.getAll(name).includes(value),
    explain: ({ url }) => {
      const got = url.searchParams.getAll(name).map((one) => showParameter(name, one)).join(", ");
      return `expected ${showParameter(name, value)}, got ${got || "none"}`;
    },
  };
}

function toHeaderCheck(name: string, value: string | RegExp): Check {
  return {
    part: `header "${name}"`,
    ofBody: false,
    passes: ({ headers }) => isText(headers.get(name), value),
    explain: ({ headers }) =>
      `expected ${showHeader(name, value)}, got ${showHeader(name, headers.get(name))}`,
  };
}

function toBodyCheck(body: NonNullable<RouteMatcher["body"]>): Check {
  return {
    part: "body",
    ofBody: true,
    passes: (call) => isBody(call, body),
    explain: (call) => explainBody(body, call),
  };
}

function toJsonCheck(json: unknown): Check {
  return {
    part: "JSON body",
    ofBody: true,
    passes: (call) => isJson(call, json),
    explain: (call) => explainJson(json, call),
  };
}

function isText(text: string | null, expected: string | RegExp): boolean {
  if (text === null) return false;
  return typeof expected === "string" ? text === expected : text.search(expected) >= 0;
}

function isBody(call: MockCall, expected: NonNullable<RouteMatcher["body"]>): boolean {
  if (typeof expected === "function") return expected(call.body);
  if (!(expected instanceof Uint8Array)) return isText(call.text(), expected);
  return call.body.length === expected.length &&
    call.body.every((byte, index) => byte === expected[index]);
}

function isJson(call: MockCall, expected: unknown): boolean {
  try {
    return toCanonical(call.json()) === toCanonical(expected);
  } catch {
    return false; // Not JSON.
  }
}
