/**
 * The environment of a command line that is a process of its own.
 *
 * @module
 */

/** A home in which there is nothing. */
export const withoutConfig: Readonly<Record<string, string>> = {
  XDG_CONFIG_HOME: "/nonexistent",
};
