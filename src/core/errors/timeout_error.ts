/** A limit of `timeout` was reached. */

import { TransportError } from "./transport_error.ts";

/**
 * A limit of `timeout` was reached.
 *
 * @example Any limit, and how long it took
 * ```ts
 * import { Client, TimeoutError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals, assertMatch } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { fails: "ReadTimeoutError" } });
 * using client = new Client({ transport, timeout: 2_000 });
 * const error: unknown = await client.get("https://slow.example/").catch((error) => error);
 * assert(TimeoutError.is(error));
 * assertEquals([error.code, error.phase], ["ERR_READ_TIMEOUT", "read"]);
 * assertMatch(error.message, /read: 2000 ms/); // which limit it was
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
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport().post("*", { fails: "ConnectTimeoutError" }, 201);
 * using client = new Client({ transport, timeout: { connect: 500 } });
 * const post = () => client.post("https://api.example/", { json: { id: 7 } });
 * const response = await post().catch((error) => {
 *   if (!ConnectTimeoutError.is(error)) throw error;
 *   return post();
 * });
 * assertEquals(response.status, 201);
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
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport().get("*", { fails: "ReadTimeoutError" }, { text: "1,2" });
 * using client = new Client({ transport });
 * const url = "https://reports.example/year.csv";
 * const response = await client.get(url).catch((error) => {
 *   if (!ReadTimeoutError.is(error)) throw error;
 *   return client.get(url, { timeout: { read: 60_000 } });
 * });
 * assertEquals(await response.text(), "1,2");
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
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { fails: "WriteTimeoutError" } });
 * using client = new Client({ transport, timeout: { write: 3_000 } });
 * const upload = client.put("https://files.example/film", { body: new Uint8Array(1_000) });
 * const error: unknown = await upload.catch((error) => error);
 * assert(WriteTimeoutError.is(error));
 * assertEquals([error.phase, error.request?.method], ["write", "PUT"]);
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
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { fails: "PoolTimeoutError" } });
 * using client = new Client({ transport, limits: { maxConnections: 2 } });
 * async function handler(): Promise<Response> {
 *   try {
 *     return await client.get("https://behind.example/");
 *   } catch (error) {
 *     if (!PoolTimeoutError.is(error)) throw error;
 *     return new Response(null, { status: 503, headers: { "retry-after": "1" } });
 *   }
 * }
 * assertEquals((await handler()).status, 503);
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
 * import { Client, HandlerTransport, TotalTimeoutError } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(({ signal }) =>
 *   new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
 * );
 * using client = new Client({ transport, timeout: { total: 20 }, retries: 3 });
 * const error: unknown = await client.get("https://slow.example/").catch((error) => error);
 * assert(TotalTimeoutError.is(error)); // the retries are within the 20 ms
 * assertEquals(error.phase, "total");
 * ```
 * @category Errors
 */
export class TotalTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "TotalTimeoutError";
  }
}
