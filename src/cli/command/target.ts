/**
 * Which of the words are the method, the URL and the request items.
 *
 * @module
 */

import { parseItem } from "./items.ts";
import { UsageError } from "../usage_error.ts";

/** The method, if one was said, the URL and what stands behind it. */
export interface Target {
  /** The method as it was written. */
  readonly method: string | undefined;
  /** The URL as it was written. */
  readonly url: string;
  /** The request items. */
  readonly items: readonly string[];
}

const METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|QUERY)$/i;

/**
 * Finds the method and the URL.
 *
 * @param words What is no option.
 * @throws {UsageError} If there is no URL.
 */
export function findTarget(words: readonly string[]): Target {
  const [first, second, ...rest] = words;
  if (first === undefined) throw new UsageError("Cannot send anything: the URL is missing");
  if (second === undefined) {
    if (METHOD.test(first) && first === first.toUpperCase()) {
      throw new UsageError(`Cannot send ${first}: the URL is missing`);
    }
    return { method: undefined, url: first, items: [] };
  }
  if (isMethod(first, second)) return { method: first, url: second, items: rest };
  return { method: undefined, url: first, items: [second, ...rest] };
}

/** Another word than the usual ones is a method if it is in capitals, or if what follows cannot be an item. */
function isMethod(word: string, next: string): boolean {
  if (METHOD.test(word) || /^[A-Z][A-Z-]*$/.test(word)) return true;
  if (!/^[a-z][a-z-]*$/i.test(word) || word.toLowerCase() === "localhost") return false;
  return /^https?:\/\/|^:\d*(?:\/|$)/i.test(next) || parseItem(next) === undefined;
}
