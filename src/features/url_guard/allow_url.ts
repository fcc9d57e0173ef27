/**
 * A rule of the caller's for URLs.
 *
 * @module
 */

/**
 * Tells whether a URL may be asked; the URL is a copy.
 *
 * @example Only our own API
 * ```ts
 * import { type AllowUrl, BlockedUrlError, Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const allowUrl: AllowUrl = ({ hostname }) => hostname.endsWith(".example");
 * using client = new Client({ transport: new MockTransport({ "*": 204 }), allowUrl });
 * assertEquals((await client.get("https://api.example/")).status, 204);
 * const error: unknown = await client.get("https://elsewhere.test/").catch((error) => error);
 * assert(BlockedUrlError.is(error));
 * ```
 * @category Security
 */
export type AllowUrl = (url: URL) => boolean | Promise<boolean>;
