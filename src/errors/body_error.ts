/**
 * A body could not be read, or not be turned into what was asked for.
 *
 * @module
 */

import type { SchemaIssue } from "../schema.ts";
import { HttpError, type HttpErrorOptions } from "./http_error.ts";

/** The body could not be turned into what was asked for. */
export class DecodeError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "DecodeError";
  }
}

/** The body is not what its Content-Encoding says, or is cut short. */
export class ContentDecodingError extends DecodeError {
  /** The class name. */
  override get name(): string {
    return "ContentDecodingError";
  }
}

/** A body was read twice, or at the wrong time. */
export class StreamError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "StreamError";
  }
}

/** A request body that can be sent only once was needed again. */
export class BodyUsedError extends StreamError {
  /** The class name. */
  override get name(): string {
    return "BodyUsedError";
  }
}

/** The response was closed before it was read. */
export class StreamClosedError extends StreamError {
  /** The class name. */
  override get name(): string {
    return "StreamClosedError";
  }
}

/** A streamed response must be `read()` first. */
export class ResponseNotReadError extends StreamError {
  /** The class name. */
  override get name(): string {
    return "ResponseNotReadError";
  }
}

/** The body is larger than `maxResponseBytes`, or inflates more than `maxDecompressionRatio` allows. */
export class ResponseTooLargeError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "ResponseTooLargeError";
  }
}

/** What was downloaded has not the length or the digest that it must have. */
export class IntegrityError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "IntegrityError";
  }
}

/** The body is not JSON. */
export class JsonDecodeError extends DecodeError {
  /** The class name. */
  override get name(): string {
    return "JsonDecodeError";
  }
}

/** The value was refused by the schema. */
export class SchemaError extends DecodeError {
  /** What the schema complained of. */
  readonly issues: readonly SchemaIssue[];

  /**
   * Makes the error.
   *
   * @param issues What the schema complained of.
   * @param options The evidence.
   */
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
