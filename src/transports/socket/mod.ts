/**
 * HTTP/1.1 on the runtime's own sockets: true connect timeouts, hard connection limits, undecoded bytes, trailers, Unix
 * sockets, pinned certificates, proxies, and no request sent twice behind your back.
 *
 * @example
 * ```ts
 * import { Client } from "@ferry/http";
 * import { SocketTransport } from "@ferry/http/socket";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = Deno.serve(
 *   { hostname: "127.0.0.1", port: 0, onListen() {} },
 *   () => new Response("hello"),
 * );
 * using client = new Client({ transport: new SocketTransport() });
 * const response = await client.get(`http://127.0.0.1:${server.addr.port}/`);
 * assertEquals(await response.text(), "hello");
 * assertEquals(response.httpVersion, "HTTP/1.1");
 * ```
 *
 * @module
 */

export type { HeadLimits } from "./message/fields.ts";
export type {
  PrivateNetworks,
  PrivateNetworksOptions,
} from "../../features/url_guard/private_networks.ts";
export type { Lookup } from "../../features/connection/lookup.ts";
export type { Proxy, ProxyOptions } from "../../features/connection/proxy_options.ts";
export { type SocketOptions, SocketTransport } from "./socket.ts";
export type {
  ClientCertificate,
  Verify,
  VerifyOptions,
} from "../../features/connection/tls_options.ts";
