/**
 * The interface of Standard Schema (https://standardschema.dev, version 1), which Zod, Valibot, ArkType
 * and others implement, as far as Ferry uses it.
 *
 * @module
 */

/** One complaint of a schema about a value. */
export interface SchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where in the value. */
  readonly path?:
    | ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>
    | undefined;
}

/** What a schema says of a value. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** A schema that validates a value, by whichever library it was made. */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The properties that the standard defines. */
  readonly "~standard": {
    /** The version of the standard. */
    readonly version: 1;
    /** The library that made the schema. */
    readonly vendor: string;
    /** Validates a value. */
    readonly validate: (
      value: unknown,
    ) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Types that exist only for the compiler. */
    readonly types?:
      | { readonly input: Input; readonly output: Output }
      | undefined;
  };
}
