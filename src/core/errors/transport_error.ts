/** The request or its response did not get through. */

import { HttpError } from "./http_error.ts";
import type { TlsErrorOptions, TlsReason } from "./tls_reason.ts";

/**
 * The request or its response did not get through.
 *
 * @example The server could not be reached: show what was kept
 * ```ts
 * import { Client, TransportError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const users = { list: ["Ada"], isStale: false };
 * async function loadUsers(client: Client) {
 *   try {
 *     return { list: await (await client.get("/users")).json<string[]>(), isStale: false };
 *   } catch (error) {
 *     if (!TransportError.is(error)) throw error; // a mistake of ours, not of the network
 *     return { ...users, isStale: true };
 *   }
 * }
 * const transport = new MockTransport({ "*": { fails: "ReadTimeoutError" } });
 * using client = new Client({ transport, baseUrl: "https://api.example" });
 * assertEquals(await loadUsers(client), { list: ["Ada"], isStale: true });
 * ```
 * @category Errors
 */
export class TransportError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "TransportError";
  }
}

/**
 * The network failed.
 *
 * @example A circuit that is open says when to come back
 * ```ts
 * import { Client, NetworkError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { fails: "ConnectError" } });
 * using client = new Client({ transport, circuitBreaker: 1 });
 * const load = () => client.get("https://api.example/").catch((error: unknown) => error);
 *
 * const [first, second] = [await load(), await load()];
 * assert(NetworkError.is(first) && NetworkError.is(second));
 * assertEquals([first.code, second.code], ["ERR_CONNECT", "ERR_NETWORK"]);
 * transport.assertCalled("GET", "*", 1); // the second one was not sent
 * ```
 * @category Errors
 */
export class NetworkError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "NetworkError";
  }
}

/**
 * No connection could be made; nothing was sent.
 *
 * @example Nothing was sent, so another server may be asked, even with a POST
 * ```ts
 * import { Client, ConnectError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({
 *   "POST https://one.example/orders": { fails: "ConnectError" },
 *   "POST https://two.example/orders": 201,
 * });
 * using client = new Client({ transport });
 * const order = { json: { item: 7 } };
 * const response = await client.post("https://one.example/orders", order).catch((error) => {
 *   if (!ConnectError.is(error)) throw error;
 *   return client.post("https://two.example/orders", order);
 * });
 * assertEquals(response.url, "https://two.example/orders");
 * ```
 * @category Errors
 */
export class ConnectError extends NetworkError {
  /** The class name. */
  override get name(): string {
    return "ConnectError";
  }
}

/**
 * The host name could not be resolved.
 *
 * @example A host name that does not exist is a typing error
 * ```ts
 * import { Client, DnsError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * async function check(client: Client, url: string): Promise<string> {
 *   try {
 *     return `it answers ${(await client.head(url)).status}`;
 *   } catch (error) {
 *     if (!DnsError.is(error)) throw error;
 *     return `there is no ${new URL(url).hostname}`;
 *   }
 * }
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "DnsError" } }) });
 * assertEquals(await check(client, "https://exmaple.com/"), "there is no exmaple.com");
 * ```
 * @category Errors
 */
export class DnsError extends ConnectError {
  /** The class name. */
  override get name(): string {
    return "DnsError";
  }
}

/**
 * The TLS handshake failed, for example on a certificate.
 *
 * @example Why the certificate was refused
 * ```ts
 * import { Client, TlsError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const expired = new TlsError("certificate has expired", { reason: "expired" });
 * using client = new Client({ transport: new MockTransport({ "*": expired }) });
 * try {
 *   await client.get("https://old.example/");
 *   throw new Error("that is not expected");
 * } catch (error) {
 *   if (!TlsError.is(error)) throw error;
 *   assertEquals(error.reason, "expired"); // write to whoever runs it; trying again is no use
 * }
 * ```
 * @category Errors
 */
export class TlsError extends ConnectError {
  /** Why, as far as it can be told. */
  readonly reason: TlsReason;

  /** Makes the error. */
  constructor(reason: string, options: TlsErrorOptions = {}) {
    super(reason, options);
    this.reason = options.reason ?? "handshake";
  }

  /** The class name. */
  override get name(): string {
    return "TlsError";
  }
}

/**
 * The connection broke while the response was read.
 *
 * @example The server may have seen it: ask before it is sent again
 * ```ts
 * import { Client, ReadError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({
 *   "POST /orders": { fails: "ReadError" },
 *   "GET /orders/7": { json: { id: 7 } },
 * });
 * using client = new Client({ transport, baseUrl: "https://shop.example" });
 * const order = await client.post("/orders", { json: { id: 7 } }).catch((error) => {
 *   if (!ReadError.is(error)) throw error;
 *   return client.get("/orders/7"); // has it arrived?
 * });
 * assertEquals(await order.json(), { id: 7 });
 * ```
 * @category Errors
 */
export class ReadError extends NetworkError {
  /** The class name. */
  override get name(): string {
    return "ReadError";
  }
}

/**
 * The connection broke while the request was sent.
 *
 * @example An upload that broke off, sent again in smaller parts
 * ```ts
 * import { Client, WriteError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const transport = new MockTransport({
 *   "PUT /all": { fails: "WriteError" },
 *   "PUT /part/*": 201,
 * });
 * using client = new Client({ transport, baseUrl: "https://files.example" });
 * const error: unknown = await client.put("/all", { body: "abcdef" }).catch((error) => error);
 * assert(WriteError.is(error));
 * for (const [i, body] of ["abc", "def"].entries()) await client.put(`/part/${i}`, { body });
 * transport.assertCalled("PUT", "/part/*", 2);
 * ```
 * @category Errors
 */
export class WriteError extends NetworkError {
  /** The class name. */
  override get name(): string {
    return "WriteError";
  }
}

/**
 * The peer broke HTTP.
 *
 * @example What answers does not speak HTTP
 * ```ts
 * import { Client, ProtocolError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { fails: "ProtocolError" } });
 * using client = new Client({ transport });
 * const error: unknown = await client.get("http://db.example:5432/").catch((error) => error);
 * assert(ProtocolError.is(error));
 * assertEquals([error.phase, error.retryable], ["read", false]); // it would say the same again
 * ```
 * @category Errors
 */
export class ProtocolError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "ProtocolError";
  }
}

/**
 * The proxy could not be reached, or refused.
 *
 * @example Go on without the proxy
 * ```ts
 * import { Client, ProxyError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const viaProxy = new MockTransport({ "*": { fails: "ProxyError" } });
 * const direct = new MockTransport({ "*": 204 });
 * using client = new Client({ transport: viaProxy });
 * const response = await client.get("http://intranet.example/").catch((error) => {
 *   if (!ProxyError.is(error)) throw error;
 *   client.mount("all://intranet.example", direct);
 *   return client.get("http://intranet.example/");
 * });
 * assertEquals(response.status, 204);
 * ```
 * @category Errors
 */
export class ProxyError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "ProxyError";
  }
}
