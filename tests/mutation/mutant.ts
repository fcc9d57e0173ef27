/**
 * A mutant: one small fault in a source file.
 *
 * @module
 */

/** One small fault. */
export interface Mutant {
  readonly id: string;
  /** The file, from the root of the project. */
  readonly file: string;
  readonly line: number;
  /** What kind of fault, in Stryker's words. */
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  /** The line where it begins. */
  readonly context: string;
}

/**
 * Says what a mutant is, without the number of its line, which moves: `file: original → replacement`. What is short may
 * stand there often, so its line is said: `file: original → replacement in line`.
 */
export function nameOf({ file, original, replacement, context }: Mutant): string {
  const name = `${file}: ${shorten(original)} → ${shorten(replacement)}`;
  return original.length <= SHORT ? `${name} in ${shorten(context)}` : name;
}

/** So many characters are no name. */
const SHORT = 11;

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line;
}

/** Whether it changes nothing but the words of a message, which no test is to hold. */
export function isOfWords({ mutator, original }: Mutant): boolean {
  return mutator === "StringLiteral" && /\S \S/.test(original);
}
