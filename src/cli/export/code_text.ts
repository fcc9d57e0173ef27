/**
 * Values as TypeScript.
 *
 * @module
 */

import type { Pair } from "../command/values.ts";

/** A member of an object: its name and the code of its value. */
export type Member = readonly [name: string, code: string];

/** A text as code. */
export function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

/** An object as code, each member in a line of its own. */
export function object(members: readonly Member[]): string {
  const lines = members.map(([name, code]) =>
    `  ${toKey(name)}: ${code.replaceAll("\n", "\n  ")},`
  );
  return `{\n${lines.join("\n")}\n}`;
}

/** Without brackets this one name would set the prototype. */
function toKey(name: string): string {
  if (name === "__proto__") return `["__proto__"]`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

/** Pairs as an object, or as a list where a name comes twice. */
export function pairs(option: string, list: readonly Pair[]): Member[] {
  if (list.length === 0) return [];
  const names = new Set(list.map(([name]) => name));
  if (names.size < list.length) {
    const items = list.map(([name, value]) => `[${text(name)}, ${text(value)}]`);
    return [[option, `[${items.join(", ")}]`]];
  }
  return [[option, object(list.map(([name, value]) => [name, text(value)]))]];
}
