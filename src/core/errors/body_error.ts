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
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { text: "<p>Gone fishing</p>" } });
 * using client = new Client({ transport });
 * const response = await client.get("https://api.example/");
 * const error: unknown = await response.json().catch((error) => error);
 * assert(DecodeError.is(error));
 * assertEquals([error.code, error.response?.status], ["ERR_JSON_DECODE", 200]);
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
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({
 *   "*": { text: "a long text", fails: "ContentDecodingError", afterBytes: 6 },
 * });
 * using client = new Client({ transport });
 * const error: unknown = await client.get("https://broken.example/").catch((error) => error);
 * assert(ContentDecodingError.is(error));
 * assertEquals([error.phase, error.retryable], ["decode", false]);
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
 * import { Client, HandlerTransport, StreamError } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("one\ntwo\n"));
 * using client = new Client({ transport });
 * await using response = await client.stream("GET", "http://example.org/");
 * for await (const line of response.iterLines()) assertEquals(line.length, 3);
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
 * import { BodyUsedError, Client, HandlerTransport } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(({ url }) =>
 *   url.endsWith("/b") ? new Response() : Response.redirect("http://a.example/b", 307)
 * );
 * using client = new Client({ transport });
 * const open = () => new Blob(["text"]).stream();
 * const error: unknown = await client.put("http://a.example/", { body: open() }).catch((e) => e);
 * assert(BodyUsedError.is(error));
 * assertEquals((await client.put("http://a.example/", { body: open })).status, 200);
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
 * import { Client, HandlerTransport, StreamClosedError } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport });
 * const response = await client.stream("GET", "http://example.org/");
 * response.close();
 * const error: unknown = await response.text().catch((error) => error);
 * assert(StreamClosedError.is(error));
 * assertEquals(error.response?.status, 200);
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
 * import { Client, HandlerTransport, ResponseNotReadError } from "@ferry/http";
 * import { assert, assertEquals, assertThrows } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport });
 * await using response = await client.stream("GET", "http://example.org/");
 * const error = assertThrows(() => response.content);
 * assert(ResponseNotReadError.is(error));
 * await response.read();
 * assertEquals(response.content.length, 5);
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
 * import { Client, HandlerTransport, ResponseTooLargeError } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("x".repeat(2_000)));
 * using client = new Client({ transport, maxResponseBytes: 1_000 });
 * const error: unknown = await client.get("http://large.example/").catch((error) => error);
 * assert(ResponseTooLargeError.is(error));
 * assertEquals(error.code, "ERR_RESPONSE_TOO_LARGE");
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
 * import { assert, assertMatch } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { text: "<html>Please sign in" } });
 * using client = new Client({ transport });
 * const response = await client.get("https://api.example/");
 * const error: unknown = await response.json().catch((error) => error);
 * assert(JsonDecodeError.is(error));
 * assertMatch(error.message, /<html>/); // the start of what came
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
 * import { Client, SchemaError, type StandardSchema } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const schema: StandardSchema<unknown, { age: number }> = {
 *   "~standard": {
 *     version: 1,
 *     vendor: "example",
 *     validate: () => ({ issues: [{ message: "not a number", path: ["age"] }] }),
 *   },
 * };
 * using client = new Client({ transport: new MockTransport({ "*": { json: { age: "7" } } }) });
 * const response = await client.get("https://api.example/users/7");
 * const error: unknown = await response.json(schema).catch((error) => error);
 * assert(SchemaError.is(error));
 * assertEquals(error.issues, [{ message: "not a number", path: ["age"] }]);
 * ```
 * @category Errors
 */
export class SchemaError extends DecodeError {
  /** What the schema complained of. */
  readonly issues: readonly SchemaIssue[];

  /** Makes the error. */
  constructor(issues: readonly SchemaIssue[], options?: HttpErrorOptions) {
    super(
      `the schema refused the value: ${issues.map(describeIssue).join("; ")}`,
      options,
    );
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
