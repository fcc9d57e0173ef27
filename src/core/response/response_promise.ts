/** The promise of a response, with its readers on it. */

import type { StandardSchema } from "../schema.ts";
import type { HttpResponse } from "./response.ts";

/**
 * The promise of an {@link HttpResponse}, whose body can be read without a variable for the response.
 *
 * Each reader waits for the response and reads it, whatever its status; whoever awaits the reader alone sees every
 * failure.
 *
 * @example One line for a value
 * ```ts
 * import { Client, HandlerTransport, type ResponsePromise } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * using client = new Client({ transport: new HandlerTransport(() => Response.json([1])) });
 * const asked: ResponsePromise = client.get("http://example.org/");
 * assertEquals(await asked.json(), [1]);
 * ```
 * @category Responses
 */
export class ResponsePromise extends Promise<HttpResponse> {
  /**
   * Reads the body as JSON.
   *
   * @throws {HttpError} If there is no response.
   * @throws {JsonDecodeError} If it is not JSON.
   * @throws {SchemaError} If the schema refuses the value.
   */
  json<T = unknown>(schema?: StandardSchema<unknown, T>): Promise<T> {
    return this.then((response) => response.json(schema));
  }

  /** Reads the body as text. */
  text(): Promise<string> {
    return this.then((response) => response.text());
  }

  /** Reads the body as bytes; no copy, where nobody else can have them. */
  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.then((response) => response.takeBytes());
  }

  /** Reads the body as an `ArrayBuffer`; no copy, where nobody else can have it. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  /** Reads the body as a `Blob`. */
  blob(): Promise<Blob> {
    return this.then((response) => response.blob());
  }

  /** Reads the body as a form. */
  formData(): Promise<FormData> {
    return this.then((response) => response.formData());
  }

  // `await` takes a promise as it is only if its constructor is Promise; any other costs two promises more.
  static {
    Reflect.deleteProperty(this.prototype, "constructor");
  }
}

/** Gives a promise the readers; it stays the same promise. */
export function toResponsePromise(promise: Promise<HttpResponse>): ResponsePromise {
  Object.setPrototypeOf(promise, ResponsePromise.prototype);
  if (promise instanceof ResponsePromise) return promise;
  throw new TypeError("Cannot give a promise its readers");
}
