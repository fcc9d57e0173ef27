/**
 * Colors for a terminal.
 *
 * @module
 */

/** The codes of ECMA-48, "select graphic rendition". */
const CODES = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  cyan: 36,
  dim: 2,
} as const;

/** A color that there is. */
export type Color = keyof typeof CODES;

/** Gives text a color, or leaves it as it is. */
export type Painter = (color: Color, text: string) => string;

/** Leaves text as it is. */
export const plain: Painter = (_, text) => text;

/** Gives text a color. */
export const colored: Painter = (color, text) => `\x1b[${CODES[color]}m${text}\x1b[0m`;
