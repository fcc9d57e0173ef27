/**
 * Ferry on the command line: `deno run -A jsr:@ferry/http/cli [METHOD] URL [REQUEST_ITEM …] [options]`.
 *
 * @module
 */

import { main } from "./run.ts";

export type { Io, Output } from "./io.ts";
export { main };

// Nobody imports this file but as an entry, so that it stays one when several files become one.
if (import.meta.main) Deno.exit(await main(Deno.args));
