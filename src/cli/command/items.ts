/**
 * Request items as HTTPie has them: `name=value`, `Header:value` and the like.
 *
 * @module
 */

import { UsageError } from "../usage_error.ts";

/** What stands between a name and its value, the longest first. */
const SEPARATORS = [":=@", "==@", ":=", "==", "=@", ":@", "=", ":", ";", "@"] as const;

/** What stands between a name and its value. */
export type Separator = typeof SEPARATORS[number];

/** One item. */
export interface Item {
  /** What stands before the separator. */
  readonly name: string;
  /** What the item is. */
  readonly separator: Separator;
  /** What stands behind it. */
  readonly value: string;
}

/** The characters before which a backslash takes their meaning away. */
const SPECIAL = ":=@;";

/**
 * Reads an item: the first separator counts, the longest at that place.
 *
 * @param text Such as `name=value`.
 * @returns The item; `undefined` if there is no separator in it.
 */
export function parseItem(text: string): Item | undefined {
  const found = findSeparator(text);
  if (!found) return undefined;
  const { at, separator } = found;
  return {
    name: unescape(text.slice(0, at)),
    separator,
    value: unescape(text.slice(at + separator.length)),
  };
}

function findSeparator(text: string): { at: number; separator: Separator } | undefined {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") {
      at++;
      continue;
    }
    const separator = SEPARATORS.find((each) => text.startsWith(each, at));
    if (separator) return { at, separator };
  }
  return undefined;
}

/** Every other backslash stays as it is. */
function unescape(text: string): string {
  return text.replace(
    /\\([^])/g,
    (whole, next: string) => SPECIAL.includes(next) ? next : whole,
  );
}

/**
 * Reads all items.
 *
 * @param texts What stands behind the URL.
 * @throws {UsageError} If one of them is none; it is not repeated, since it may be a secret.
 */
export function parseItems(texts: readonly string[]): Item[] {
  return texts.map((text, index) => {
    const item = parseItem(text);
    const place = `request item ${index + 1}`;
    if (!item) {
      throw new UsageError(
        `Cannot read ${place}: write name=value, name:=json, name==param, Header:value or field@path`,
      );
    }
    return checkItem(item, place);
  });
}

function checkItem(item: Item, place: string): Item {
  const { name, separator, value } = item;
  if (separator === ";" && value !== "") {
    throw new UsageError(`Cannot read ${place}: an empty header is written Header;`);
  }
  const isHeader = separator === ":" || separator === ";" || separator === ":@";
  if (isHeader && name.trim() === "") {
    throw new UsageError(`Cannot read ${place}: the name of the header is missing`);
  }
  return item;
}

/** Tells whether an item is a part of the body. */
export function isOfBody({ separator }: Item): boolean {
  return ["=", ":=", "=@", ":=@", "@"].includes(separator);
}

/** The names of files that items speak of, without the type of an upload. */
export function splitUpload(value: string): { readonly path: string; readonly type?: string } {
  const [, path = value, type] = /^(.*?);type=(.*)$/s.exec(value) ?? [];
  return type === undefined ? { path } : { path, type };
}
