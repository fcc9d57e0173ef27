/** The codings by which bodies of requests can be compressed. */

/**
 * A content coding (RFC 9110 section 8.4.1) for the body of a request. The server has to know it.
 *
 * @example A long report, compressed
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import type { Compress } from "@ferry/http/types";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const compress: Compress = "gzip";
 * const transport = new MockTransport({ "*": 204 });
 * using client = new Client({ transport, compress });
 * await client.post("http://a.example/", { json: "long ".repeat(1_000) });
 * assertEquals(transport.calls[0]?.headers.get("content-encoding"), "gzip");
 * assert(Number(transport.calls[0]?.body?.length) < 100);
 * ```
 * @category Client
 */
export type Compress = "gzip" | "deflate" | "br" | "zstd";
