/**
 * fast-check in its one version, and what several properties are made of.
 *
 * A property that fails prints its seed; `fc.assert(…, { seed })` runs it again.
 *
 * @module
 */

import fc from "npm:fast-check@4.10.2";

export { fc };

/** Text of pieces, among which are often those that mean something. */
export function textOf(
  pieces: readonly string[],
  { min = 0, max = 8 }: { readonly min?: number; readonly max?: number } = {},
): fc.Arbitrary<string> {
  return fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "grapheme" })), {
    minLength: min,
    maxLength: max,
  }).map((parts) => parts.join(""));
}

/** Text of the given pieces and nothing else. */
export function piecesOf(
  pieces: readonly string[],
  { min = 0, max = 8 }: { readonly min?: number; readonly max?: number } = {},
): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { minLength: min, maxLength: max })
    .map((parts) => parts.join(""));
}
