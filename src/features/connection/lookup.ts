/**
 * How a caller resolves names.
 *
 * @module
 */

import { nameOf } from "../../core/options/checks.ts";

/**
 * Gives the addresses of a host, the best first; of several the next is tried when one fails, or is silent for 250 ms
 * (RFC 8305).
 *
 * @example A service under another name
 * ```ts
 * import { Client, type Lookup } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = Deno.serve(
 *   { hostname: "127.0.0.1", port: 0, onListen() {} },
 *   ({ headers }) => new Response(headers.get("host")),
 * );
 * const lookup: Lookup = (hostname) => hostname === "api.test" ? ["127.0.0.1"] : [];
 * using client = new Client({ lookup, baseUrl: `http://api.test:${server.addr.port}` });
 * assertEquals(await (await client.get("/")).text(), `api.test:${server.addr.port}`);
 * ```
 * @category Transports
 */
export type Lookup = (hostname: string) => readonly string[] | Promise<readonly string[]>;

/**
 * Settles how names are resolved.
 *
 * @throws {TypeError} If it is no function.
 */
export function resolveLookup(lookup: Lookup | null | undefined): Lookup | undefined {
  if (lookup === undefined || lookup === null) return undefined;
  if (typeof lookup === "function") return lookup;
  throw new TypeError(`Cannot use ${nameOf(lookup)} as lookup: give a function`);
}
