/**
 * Values against a Standard Schema.
 *
 * @module
 */

import { type HttpErrorOptions, SchemaError } from "../errors.ts";
import type { SchemaResult, StandardSchema } from "../schema.ts";
import { toDecodeContext } from "./evidence.ts";

/**
 * Lets a schema validate a value.
 *
 * @param value The value.
 * @param schema The schema.
 * @param context What an error is to carry.
 * @returns What the schema made of it; a promise only if the schema gives one.
 * @throws {SchemaError} If the schema refuses the value; thrown, or rejected with by the promise.
 */
export function validate<T>(
  value: unknown,
  schema: StandardSchema<unknown, T>,
  context?: HttpErrorOptions,
): T | Promise<T> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise
    ? result.then((settled) => toValue(settled, context))
    : toValue(result, context);
}

function toValue<T>(
  result: SchemaResult<T>,
  context: HttpErrorOptions | undefined,
): T {
  if (!result.issues) return result.value;
  throw new SchemaError(result.issues, toDecodeContext(context));
}
