/**
 * What is wrong with a command line.
 *
 * @module
 */

/** The command line cannot be understood, or names a file that cannot be used. */
export class UsageError extends Error {
  /** The class name. */
  override get name(): string {
    return "UsageError";
  }
}
