/**
 * The requests that a mock saw, with bodies that can be looked at as often as one likes.
 *
 * @module
 */

import { dropBody, untilAborted } from "../responder.ts";

/** A request that a {@link MockTransport} got, and what came of it. */
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

/** The head of an answer. */
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
    const reader = request.body.getReader();
    const reading = readAll(reader, maxBodyBytes);
    try {
      const body = await untilAborted(reading, { signal, drop: () => {} });
      return new Recording(new Request(request, { body, signal }), body);
    } catch (error) {
      reader.cancel(error).catch(() => {});
      throw error;
    }
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

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  maxBodyBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBodyBytes) {
      throw new RangeError(
        `Cannot record the request body: it has more than ${maxBodyBytes} bytes (maxBodyBytes)`,
      );
    }
    chunks.push(value);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}
