/**
 * Refuses names that a test double does not know.
 *
 * @module
 */

import { suggest } from "../core/options/suggestion.ts";

/**
 * Checks that an object has no other names than these; `explain` makes the sentence about the first that it has.
 *
 * @throws {TypeError} If it has one; the right one is suggested.
 */
export function checkKnown(
  given: object,
  known: readonly string[],
  explain: (name: string) => string,
): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${explain(unknown)}${suggest(unknown, known)}`);
}
