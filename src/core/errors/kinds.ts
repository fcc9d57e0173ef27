/**
 * Which classes an error is of, told by name: `instanceof` does not know the classes of another copy of this module,
 * nor those of another realm.
 */

/** By this name every error of Ferry, of whichever copy, tells its classes. */
export const KINDS: unique symbol = Symbol.for("@ferry/http.error");

/**
 * Lists the classes of an error, its own first and the root last.
 *
 * A class is called what its `name` says, which stays when code is minified, or else what it was declared as.
 */
export function listKinds(root: object, prototype: unknown): readonly string[] {
  const kinds: string[] = [];
  for (let at = prototype; isObject(at); at = Object.getPrototypeOf(at)) {
    kinds.push(String(Reflect.get(Object.hasOwn(at, "name") ? at : at.constructor, "name")));
    if (at === root) return kinds;
  }
  return [];
}

/**
 * Asks an error for its classes.
 *
 * @returns None if it is no error of Ferry's.
 */
export function kindsOf(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const tell: unknown = Reflect.get(value, KINDS);
  const kinds: unknown = typeof tell === "function" ? tell.call(value) : undefined;
  return Array.isArray(kinds) ? kinds.map(String) : [];
}

/** Tells whether an error is of a class or of one below it: its classes then end with those of that class. */
export function isOfKind(kinds: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length === 0) return false;
  const above = kinds.slice(-wanted.length);
  return above.length === wanted.length && above.every((kind, index) => kind === wanted[index]);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
