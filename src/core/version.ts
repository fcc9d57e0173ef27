/** The version of this package. */

/** As in `deno.json`; a test keeps the two alike. */
export const VERSION = "0.1.0";

/** What requests say of who sends them. */
export const USER_AGENT: string = `ferry/${VERSION}`;
