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
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "ReadTimeoutError" } }) });
 * const users = await client.get("https://api.example/users").json().catch((error) => {
 *   if (!TransportError.is(error)) throw error; // a mistake of ours, not of the network
 *   return ["Ada"]; // what was kept
 * });
 * console.log(users);
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
 * @example A circuit that is open sends nothing
 * ```ts
 * import { Client, NetworkError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { fails: "ConnectError" } });
 * using client = new Client({ transport, circuitBreaker: 1 });
 * await client.get("https://api.example/").catch(() => {});
 * const error: unknown = await client.get("https://api.example/").catch((error) => error);
 * assert(NetworkError.is(error) && error.code === "ERR_NETWORK");
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
 *
 * const transport = new MockTransport().post("*", { fails: "ConnectError" }, 201);
 * using client = new Client({ transport });
 * await client.post("https://one.example/orders").catch((error) => {
 *   if (!ConnectError.is(error)) throw error;
 *   return client.post("https://two.example/orders");
 * });
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
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "DnsError" } }) });
 * await client.head("https://exmaple.com/").catch((error) => {
 *   if (!DnsError.is(error)) throw error;
 *   console.log("there is no exmaple.com");
 * });
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
 * import { assert } from "@std/assert";
 *
 * const expired = new TlsError("certificate has expired", { reason: "expired" });
 * using client = new Client({ transport: new MockTransport({ "*": expired }) });
 * const error: unknown = await client.get("https://old.example/").catch((error) => error);
 * assert(TlsError.is(error) && error.reason === "expired"); // trying again is no use
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
 *
 * const transport = new MockTransport().post("*", { fails: "ReadError" }).get("*", { json: { id: 7 } });
 * using client = new Client({ transport, baseUrl: "https://shop.example/orders" });
 * await client.post("", { json: { id: 7 } }).catch((error) => {
 *   if (!ReadError.is(error)) throw error;
 *   return client.get("7"); // has it arrived?
 * });
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
 *
 * const transport = new MockTransport({ "PUT /all": { fails: "WriteError" }, "PUT /part/*": 201 });
 * using client = new Client({ transport, baseUrl: "https://files.example" });
 * await client.put("all", { body: "abcdef" }).catch(async (error) => {
 *   if (!WriteError.is(error)) throw error;
 *   for (const [i, body] of ["abc", "def"].entries()) await client.put(`part/${i}`, { body });
 * });
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
 * import { assert } from "@std/assert";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "ProtocolError" } }) });
 * const error: unknown = await client.get("http://db.example:5432/").catch((error) => error);
 * assert(ProtocolError.is(error) && !error.retryable); // it would say the same again
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
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "ProxyError" } }) });
 * await client.get("http://intranet.example/").catch((error) => {
 *   if (!ProxyError.is(error)) throw error;
 *   client.mount("all://intranet.example", new MockTransport({ "*": 204 }));
 *   return client.get("http://intranet.example/");
 * });
 * ```
 * @category Errors
 */
export class ProxyError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "ProxyError";
  }
}
