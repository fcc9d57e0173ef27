/**
 * Options that are lists of statuses.
 *
 * @module
 */

import { checkNumber, nameOf } from "../core/options/checks.ts";

/**
 * Checks a list of numbers that are statuses.
 *
 * @throws {TypeError} If it is no list of numbers.
 * @throws {RangeError} If one of them is no status.
 */
export function checkStatuses(name: string, given: unknown): readonly number[] {
  if (!Array.isArray(given)) {
    throw new TypeError(`Cannot use ${nameOf(given)} as ${name}: give a list of statuses`);
  }
  return given.map((status) => checkNumber(name, status, { least: 100, most: 999, whole: true }));
}
