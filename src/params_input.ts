/**
 * What may be said of the parameters of a query.
 *
 * @module
 */

/** A value of a parameter. */
export type ParamValue = string | number | boolean | bigint;

/** A value of a parameter, or none. */
export type MaybeValue = ParamValue | null | undefined;

/**
 * Query parameters as a caller gives them; a list repeats its key. A key that is `undefined` takes the
 * client's, `null` removes it; in a list both are left out.
 */
export type ParamsInput =
  | string
  | URLSearchParams
  | Iterable<readonly [string, MaybeValue]>
  | Readonly<Record<string, MaybeValue | readonly MaybeValue[]>>;
