/**
 * The mutants that no test can kill, or is meant to, each with the reason.
 *
 * @module
 */

/** The reason by the name of the mutant. */
export const equivalents: Readonly<Record<string, string>> = {};
