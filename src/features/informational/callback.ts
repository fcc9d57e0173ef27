/** What is told of 1xx answers. */

/**
 * Told of a 1xx answer (RFC 9110 section 15.2).
 *
 * @example Early hints
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { InformationalCallback } from "@ferry/http/types";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const hints: (string | null)[] = [];
 * const onInformational: InformationalCallback = (status, headers) => {
 *   if (status === 103) hints.push(headers.get("link"));
 * };
 * using client = new Client({ transport: new MockTransport({ "*": 204 }) });
 * await client.get("http://example.org/", { onInformational });
 * assertEquals(hints, []); // only sockets tell of them
 * ```
 * @category Client
 */
export type InformationalCallback = (status: number, headers: Headers) => void;
