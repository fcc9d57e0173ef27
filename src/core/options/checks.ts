/** Checks for options that have parts: what is wrong is said before anything is sent. */

import { suggest } from "./suggestion.ts";

/** Which numbers an option takes. */
export interface NumberRange {
  /** The least. Default 0. */
  readonly least?: number;
  /** The most, which may be reached. Default: none. */
  readonly most?: number;
  /** Whether it must be a whole number. */
  readonly whole?: boolean;
  /** Whether it may be `Infinity`. */
  readonly endless?: boolean;
}

/**
 * Checks that an option is an object with known parts.
 *
 * @throws {TypeError} If it is no object, or has an unknown part.
 */
export function checkParts(name: string, given: unknown, parts: readonly string[]): void {
  if (!isKeyed(given)) {
    throw new TypeError(`Cannot use ${nameOf(given)} as ${name}: give { ${parts.join(", ")} }`);
  }
  checkNames(name, given, parts);
}

/**
 * Checks that an object has no unknown parts.
 *
 * @throws {TypeError} If it has an unknown part; the right one is suggested, or all are named.
 */
export function checkNames(name: string, given: object, parts: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !parts.includes(key));
  if (unknown === undefined) return;
  const meant = suggest(unknown, parts) || ` (there are ${parts.join(", ")})`;
  const place = name.includes(" ") ? `${unknown} in ${name}` : `${name}.${unknown}`;
  throw new TypeError(`Cannot set ${place}: no such option${meant}`);
}

/**
 * Checks the options of an owner such as "a client"; `explain` ends the sentence about one that there is not.
 *
 * @throws {TypeError} If they are no object, or one is unknown.
 */
export function checkOptions(
  owner: string,
  given: unknown,
  known: Readonly<Record<string, true>>,
  explain: (name: string) => string = (name) => suggest(name, Object.keys(known)),
): void {
  checkKeyed(given);
  for (const name in given) {
    if (Object.hasOwn(known, name)) continue;
    const shown = /^[\w$-]{1,40}$/.test(name) ? name : JSON.stringify(name.slice(0, 40));
    throw new TypeError(
      `Cannot use the option ${shown}: ${owner} has no such option${explain(name)}`,
    );
  }
}

/**
 * Checks that options are an object that is read by its keys, before a part of them is looked at.
 *
 * @throws {TypeError} If they are anything else.
 */
export function checkKeyed(given: unknown): asserts given is object {
  if (isKeyed(given)) return;
  throw new TypeError(`Cannot use ${nameOf(given)} as options: give an object`);
}

/**
 * Tells whether something is read by its keys: no list, nor a promise, a `Date`, a `Map` or the like, of which nothing
 * would be seen.
 */
export function isKeyed(given: unknown): given is object {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return false;
  return Object.keys(given).length > 0 || toTag(given) === "Object";
}

function toTag(given: object): string {
  return Object.prototype.toString.call(given).slice("[object ".length, -1);
}

/**
 * Checks a number.
 *
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is out of range.
 */
export function checkNumber(
  name: string,
  given: unknown,
  { least = 0, most = Infinity, whole = false, endless = false }: NumberRange = {},
): number {
  if (typeof given !== "number") {
    throw new TypeError(`Cannot use ${nameOf(given)} as ${name}: give a number`);
  }
  const fits = given === Infinity
    ? endless
    : given >= least && given <= most && (!whole || Number.isInteger(given));
  if (fits) return given;
  const kind = whole ? "a whole number" : "a number";
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`Cannot use ${given} as ${name}: give ${kind} ${range}`);
}

/** Checks a flag. @throws {TypeError} If it is neither `true` nor `false`. */
export function checkFlag(name: string, given: unknown): boolean {
  if (typeof given === "boolean") return given;
  throw new TypeError(`Cannot use ${nameOf(given)} as ${name}: give true or false`);
}

/** Names a kind of value for a message: what somebody gave may be a secret in the wrong place. */
export function nameOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (Array.isArray(given)) return "a list";
  const kind = typeof given === "object" ? toTag(given) : typeof given;
  const own: unknown = kind === "Object" ? given.constructor?.name : kind;
  if (typeof own !== "string" || own === "Object" || own === "") return "an object";
  return `${/^[AEIOaeio]/.test(own) ? "an" : "a"} ${own}`;
}
