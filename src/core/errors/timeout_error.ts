/** A limit of `timeout` was reached. */

import { TransportError } from "./transport_error.ts";

/**
 * A limit of `timeout` was reached.
 *
 * @example Any limit, and which one it was
 * ```ts
 * import { Client, TimeoutError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "ReadTimeoutError" } }) });
 * const error: unknown = await client.get("https://slow.example/").catch((error) => error);
 * assert(TimeoutError.is(error) && error.code === "ERR_READ_TIMEOUT");
 * ```
 * @category Errors
 */
export class TimeoutError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "TimeoutError";
  }
}

/**
 * No connection within `timeout.connect`.
 *
 * @example A server that is down: nothing was sent, so even a POST may be sent again
 * ```ts
 * import { Client, ConnectTimeoutError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 *
 * const transport = new MockTransport().post("*", { fails: "ConnectTimeoutError" }, 201);
 * using client = new Client({ transport, timeout: { connect: 500 } });
 * await client.post("https://api.example/").catch((error) => {
 *   if (!ConnectTimeoutError.is(error)) throw error;
 *   return client.post("https://api.example/");
 * });
 * ```
 * @category Errors
 */
export class ConnectTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "ConnectTimeoutError";
  }
}

/**
 * No byte came within `timeout.read`.
 *
 * @example A report that takes long is asked for again with more patience
 * ```ts
 * import { Client, ReadTimeoutError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 *
 * const transport = new MockTransport().get("*", { fails: "ReadTimeoutError" }, { text: "1,2" });
 * using client = new Client({ transport });
 * await client.get("https://reports.example/year.csv").catch((error) => {
 *   if (!ReadTimeoutError.is(error)) throw error;
 *   return client.get("https://reports.example/year.csv", { timeout: { read: 60_000 } });
 * });
 * ```
 * @category Errors
 */
export class ReadTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "ReadTimeoutError";
  }
}

/**
 * No byte was taken within `timeout.write`.
 *
 * @example A server that takes no more of an upload
 * ```ts
 * import { Client, WriteTimeoutError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "WriteTimeoutError" } }) });
 * const error: unknown = await client.put("https://files.example/film").catch((error) => error);
 * assert(WriteTimeoutError.is(error) && error.phase === "write");
 * ```
 * @category Errors
 */
export class WriteTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "WriteTimeoutError";
  }
}

/**
 * No connection was free within `timeout.pool`.
 *
 * @example Too much at once: tell the caller to come later
 * ```ts
 * import { Client, PoolTimeoutError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "PoolTimeoutError" } }) });
 * await client.get("https://behind.example/").catch((error) => {
 *   if (!PoolTimeoutError.is(error)) throw error;
 *   return new Response(null, { status: 503, headers: { "retry-after": "1" } });
 * });
 * ```
 * @category Errors
 */
export class PoolTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "PoolTimeoutError";
  }
}

/**
 * The whole call took longer than `timeout.total`.
 *
 * @example An answer in time, or none
 * ```ts
 * import { Client, TotalTimeoutError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "TotalTimeoutError" } }) });
 * const error: unknown = await client.get("https://slow.example/").catch((error) => error);
 * assert(TotalTimeoutError.is(error) && error.phase === "total"); // retries are within it
 * ```
 * @category Errors
 */
export class TotalTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "TotalTimeoutError";
  }
}
