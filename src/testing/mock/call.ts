/**
 * The requests that a mock saw, with bodies that can be looked at as often as one likes.
 *
 * @module
 */

import { LimitedBytesTransformStream } from "@std/streams/limited-bytes-transform-stream";
import { toArrayBuffer } from "@std/streams/to-array-buffer";
import { dropBody } from "../../transports/responder.ts";

/**
 * A request that a {@link MockTransport} got, and what came of it.
 *
 * @example What was sent to whom
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type MockCall, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const describe = ({ method, url, route }: MockCall) => `${method} ${url.pathname} by ${route}`;
 * const mock = new MockTransport({ "GET /users/:id": 204 });
 * using client = new Client({ transport: mock });
 * await client.get("http://api.example/users/7");
 * assertEquals(mock.calls.map(describe), ["GET /users/7 by GET /users/:id"]);
 * ```
 * @category Testing
 */
export interface MockCall {
  /** A copy of the request, its body unread, for everyone who asks. */
  readonly request: Request;
  /** The method. */
  readonly method: string;
  /** Where it went. */
  readonly url: URL;
  /** Its headers. */
  readonly headers: Headers;
  /** Its body; empty if there was none. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Status and headers of the answer, once there is one; the body is the caller's. */
  readonly response: MockCallResponse | undefined;
  /** What was thrown instead of an answer. */
  readonly error: unknown;
  /** The name of the route that answered; `undefined` where none did. */
  readonly route: string | undefined;
  /** Gives the body as UTF-8 text. */
  text(): string;
  /**
   * Gives the body as JSON.
   *
   * @throws {SyntaxError} If it is not JSON.
   */
  json(): unknown;
}

/**
 * The head of an answer.
 *
 * @example What was answered
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type MockCallResponse, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const describe = (response: MockCallResponse | undefined) => response?.status;
 * const mock = new MockTransport().get("*", 503, { fails: "DnsError" });
 * using client = new Client({ transport: mock });
 * await client.get("http://api.example/");
 * await client.get("http://api.example/").catch(() => {});
 * assertEquals(mock.calls.map(({ response }) => describe(response)), [503, undefined]);
 * ```
 * @category Testing
 */
export type MockCallResponse = Pick<
  Response,
  "status" | "statusText" | "headers"
>;

/** How a request is recorded. */
export interface RecordOptions {
  /** Ends the reading of the body. */
  readonly signal: AbortSignal;
  /** The most bytes of a body that are kept. */
  readonly maxBodyBytes: number;
}

/** A call under way. */
export class Recording implements MockCall {
  readonly #request: Request;
  readonly url: URL;
  readonly body: Uint8Array<ArrayBuffer>;
  response: MockCallResponse | undefined;
  error: unknown;
  route: string | undefined;

  /**
   * Reads the body of a request and keeps both.
   *
   * @throws The signal's reason, the error of the body, or a `RangeError` if it is too large.
   */
  static async from(
    request: Request,
    { signal, maxBodyBytes }: RecordOptions,
  ): Promise<Recording> {
    if (signal.aborted) dropBody(request);
    signal.throwIfAborted();
    if (request.body === null) {
      return new Recording(new Request(request, { signal }), new Uint8Array());
    }
    const limit = new LimitedBytesTransformStream(maxBodyBytes, { error: true });
    const limited = request.body.pipeThrough(limit, { signal });
    const body = new Uint8Array(await toArrayBuffer(limited));
    return new Recording(new Request(request, { body, signal }), body);
  }

  /** Keeps a request whose body nobody reads: it is let go. */
  static unread(request: Request, signal: AbortSignal): Recording {
    const head = Recording.headOf(request, signal);
    dropBody(request);
    signal.throwIfAborted();
    return head;
  }

  /** Gives a request without its body, which stays as it is. */
  static headOf({ url, method, headers }: Request, signal: AbortSignal): Recording {
    return new Recording(new Request(url, { method, headers, signal }), new Uint8Array());
  }

  constructor(request: Request, body: Uint8Array<ArrayBuffer>) {
    this.#request = request;
    this.url = new URL(request.url);
    this.body = body;
  }

  get request(): Request {
    return this.#request.clone();
  }

  get method(): string {
    return this.#request.method;
  }

  get headers(): Headers {
    return this.#request.headers;
  }

  text(): string {
    return new TextDecoder().decode(this.body);
  }

  json(): unknown {
    return JSON.parse(this.text());
  }
}
