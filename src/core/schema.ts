/**
 * The interface of Standard Schema (https://standardschema.dev, version 1), which Zod, Valibot, ArkType
 * and others implement, as far as Ferry uses it.
 */

/**
 * One complaint of a schema about a value.
 *
 * @example Where a value is wrong
 * ```ts
 * import type { SchemaIssue } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const where = ({ path = [] }: SchemaIssue) =>
 *   path.map((step) => String(typeof step === "object" ? step.key : step)).join(".");
 * assertEquals(where({ message: "too long", path: ["users", 0, "name"] }), "users.0.name");
 * ```
 * @category Responses
 */
export interface SchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where in the value. */
  readonly path?:
    | ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>
    | undefined;
}

/**
 * What a schema says of a value.
 *
 * @example A check of a value
 * ```ts
 * import type { SchemaResult } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const check = (value: unknown): SchemaResult<string> =>
 *   typeof value === "string" ? { value } : { issues: [{ message: "not a text" }] };
 * assertEquals(check("a"), { value: "a" });
 * assertEquals(check(1).issues?.length, 1);
 * ```
 * @category Responses
 */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/**
 * A schema that validates a value, by whichever library it was made.
 *
 * @example A schema of your own; those of Zod, Valibot and ArkType are such, too
 * ```ts
 * import { HttpResponse, type StandardSchema } from "@ferry/http";
 *
 * const validate = (value: unknown) =>
 *   Array.isArray(value) ? { value: value.map(String) } : { issues: [{ message: "no list" }] };
 * const names: StandardSchema<unknown, string[]> = {
 *   "~standard": { version: 1, vendor: "example", validate },
 * };
 * console.log(await HttpResponse.from(Response.json(["Ada", 7])).json(names)); // ["Ada", "7"]
 * ```
 * @category Responses
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The properties that the standard defines. */
  readonly "~standard": {
    /** The version of the standard. */
    readonly version: 1;
    /** The library that made the schema. */
    readonly vendor: string;
    /** Validates a value. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Types that exist only for the compiler. */
    readonly types?:
      | { readonly input: Input; readonly output: Output }
      | undefined;
  };
}
