/** A body could not be read, or not be turned into what was asked for. */

import type { SchemaIssue } from "../schema.ts";
import type { HttpErrorOptions } from "./facts.ts";
import { HttpError } from "./http_error.ts";

/**
 * The body could not be turned into what was asked for.
 *
 * @example Whatever is wrong with the body
 * ```ts
 * import { Client, DecodeError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { text: "<p>Gone fishing</p>" } }) });
 * const error: unknown = await client.get("https://api.example/").json().catch((error) => error);
 * assert(DecodeError.is(error) && error.response?.status === 200);
 * ```
 * @category Errors
 */
export class DecodeError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "DecodeError";
  }
}

/**
 * The body is not what its Content-Encoding says, or is cut short.
 *
 * @example A body that is not what its Content-Encoding says
 * ```ts
 * import { Client, ContentDecodingError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { text: "a long text", fails: "ContentDecodingError" } });
 * using client = new Client({ transport });
 * const error: unknown = await client.get("https://broken.example/").catch((error) => error);
 * assert(ContentDecodingError.is(error) && !error.retryable);
 * ```
 * @category Errors
 */
export class ContentDecodingError extends DecodeError {
  /** The class name. */
  override get name(): string {
    return "ContentDecodingError";
  }
}

/**
 * A body was read twice, or at the wrong time.
 *
 * @example A stream can be gone through once
 * ```ts
 * import { HttpResponse, StreamError } from "@ferry/http";
 * import { assert } from "@std/assert";
 *
 * const response = HttpResponse.from(new Response("one\ntwo\n"));
 * for await (const line of response.iterLines()) console.log(line);
 * const error: unknown = await response.text().catch((error) => error);
 * assert(StreamError.is(error)); // read() it first to have it twice
 * ```
 * @category Errors
 */
export class StreamError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "StreamError";
  }
}

/**
 * A request body that can be sent only once was needed again.
 *
 * @example A stream is not there twice; a function opens it anew
 * ```ts
 * import { BodyUsedError, Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 *
 * const moved = { status: 307, headers: { location: "/b" } };
 * using client = new Client({ transport: new MockTransport({ "/a": moved, "/b": 204 }) });
 * const open = () => new Blob(["text"]).stream();
 * await client.put("http://a.example/a", { body: open() }).catch((error) => {
 *   if (!BodyUsedError.is(error)) throw error;
 *   return client.put("http://a.example/a", { body: open });
 * });
 * ```
 * @category Errors
 */
export class BodyUsedError extends StreamError {
  /** The class name. */
  override get name(): string {
    return "BodyUsedError";
  }
}

/**
 * The response was closed before it was read.
 *
 * @example Nobody may read what was let go
 * ```ts
 * import { HttpResponse, StreamClosedError } from "@ferry/http";
 * import { assert } from "@std/assert";
 *
 * const response = HttpResponse.from(new Response("hello"));
 * response.close();
 * assert(StreamClosedError.is(await response.text().catch((error) => error)));
 * ```
 * @category Errors
 */
export class StreamClosedError extends StreamError {
  /** The class name. */
  override get name(): string {
    return "StreamClosedError";
  }
}

/**
 * A streamed response must be `read()` first.
 *
 * @example Read a streamed response before its content is asked for
 * ```ts
 * import { HttpResponse, ResponseNotReadError } from "@ferry/http";
 * import { assertThrows } from "@std/assert";
 *
 * const response = HttpResponse.from(new Response("hello"));
 * assertThrows(() => response.content, ResponseNotReadError);
 * await response.read();
 * console.log(response.content.length); // 5
 * ```
 * @category Errors
 */
export class ResponseNotReadError extends StreamError {
  /** The class name. */
  override get name(): string {
    return "ResponseNotReadError";
  }
}

/**
 * The body is larger than `maxResponseBytes`, or inflates more than `maxDecompressionRatio` allows.
 *
 * @example A limit for what comes from others
 * ```ts
 * import { Client, ResponseTooLargeError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertRejects } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { text: "x".repeat(2_000) } });
 * using client = new Client({ transport, maxResponseBytes: 1_000 });
 * await assertRejects(() => client.get("http://large.example/"), ResponseTooLargeError);
 * ```
 * @category Errors
 */
export class ResponseTooLargeError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "ResponseTooLargeError";
  }
}

/**
 * The body is not JSON.
 *
 * @example A page of a proxy in the place of the answer
 * ```ts
 * import { Client, JsonDecodeError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertRejects } from "@std/assert";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { text: "<html>Sign in" } }) });
 * // The message has the start of what came.
 * await assertRejects(() => client.get("https://api.example/").json(), JsonDecodeError, "<html>");
 * ```
 * @category Errors
 */
export class JsonDecodeError extends DecodeError {
  /** The class name. */
  override get name(): string {
    return "JsonDecodeError";
  }
}

/**
 * The value was refused by the schema.
 *
 * @example What is wrong with the value, and where
 * ```ts
 * import { SchemaError } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new SchemaError([{ message: "not a number", path: ["user", "age"] }]);
 * assertEquals(error.issues[0]?.message, "not a number");
 * assertEquals(error.message, "Cannot complete the request: the schema refused the value: user.age: not a number");
 * ```
 * @category Errors
 */
export class SchemaError extends DecodeError {
  /** What the schema complained of. */
  readonly issues: readonly SchemaIssue[];

  /** Makes the error. */
  constructor(issues: readonly SchemaIssue[], options?: HttpErrorOptions) {
    super(`the schema refused the value: ${issues.map(describeIssue).join("; ")}`, options);
    this.issues = issues;
  }

  /** The class name. */
  override get name(): string {
    return "SchemaError";
  }
}

function describeIssue({ message, path }: SchemaIssue): string {
  const keys = (path ?? []).map((step) => String(typeof step === "object" ? step.key : step));
  return keys.length ? `${keys.join(".")}: ${message}` : message;
}
