/**
 * Whether the global `fetch` is the runtime's own.
 *
 * @module
 */

import { type Fetch, globalFetch, KEPT } from "../../core/fetch/runtime_fetch.ts";

/** What native functions look like: those of Deno and Node are written in JavaScript, those of others are not. */
const NATIVE: readonly RegExp[] = [
  /^(?:async )?function fetch\([^]*\b(?:lazyFetch|op_fetch|requiredArguments)\b/,
  /^(?:async )?function fetch\([^]*\b(?:fetchImpl|lazyUndici)\b/,
  /^(?:async )?function fetch\(\) \{\s*\[native code\]\s*\}$/,
];

/**
 * Tells whether the global `fetch` is not the runtime's own: a stub, a mock library or an instrumentation, which wants
 * to see what is sent. That of a client of ours does not count.
 */
export function isFetchReplaced(): boolean {
  const current = globalFetch();
  return !isNative(current) || (current !== KEPT && isNative(KEPT));
}

/** In doubt it is none: over `fetch` everything works, if not as well. */
function isNative(fetch: Fetch): boolean {
  const text = Function.prototype.toString.call(fetch);
  return fetch.name === "fetch" && NATIVE.some((pattern) => pattern.test(text));
}
