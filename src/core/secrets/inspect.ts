/** How values are shown that hold secrets. */

/** By this name `console.log` and `Deno.inspect` ask how a value is to be shown. */
const DENO: unique symbol = Symbol.for("Deno.customInspect");

/** The same in Node and Bun (https://nodejs.org/api/util.html#utilinspectcustom). */
const NODE: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** Gives the methods by which `console.log` shows a value; to be assigned to the prototype of its class. */
export function shownAs<Value>(
  show: (this: Value) => string,
): Readonly<Record<symbol, (this: Value) => string>> {
  return { [DENO]: show, [NODE]: show };
}
