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
}

/** Says what a mutant is, without its line, which moves: `file: original → replacement`. */
export function nameOf({ file, original, replacement }: Mutant): string {
  return `${file}: ${shorten(original)} → ${shorten(replacement)}`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line;
}

/** Whether it changes nothing but the words of a message, which no test is to hold. */
export function isOfWords({ mutator, original }: Mutant): boolean {
  return mutator === "StringLiteral" && /\S \S/.test(original);
}
