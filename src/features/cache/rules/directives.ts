/**
 * Cache directives as RFC 9111 section 5.2 and RFC 9213 write them.
 *
 * @module
 */

import { splitList } from "../../../core/fields/cache_status.ts";

/** RFC 9111 section 1.2.2: what is larger than a cache can count. */
const MOST_SECONDS = 2_147_483_648;

/** One directive: its name, then what follows. */
const MEMBER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(.*)$/s;

/** Cache directives, read as leniently as safety allows. */
export class Directives {
  readonly #values = new Map<string, (string | undefined)[]>();

  /** Takes directives one by one, in their order. */
  constructor(members: Iterable<readonly [string, string | undefined]>) {
    for (const [name, value] of members) {
      const values = this.#values.get(name);
      if (values) values.push(value);
      else this.#values.set(name, [value]);
    }
  }

  /** Reads a Cache-Control field; what has no name is left out. */
  static parse(value: string | null | undefined): Directives {
    if (!value) return NONE;
    return new Directives(splitList(value ?? "").flatMap(toMember));
  }

  /** Tells whether a directive is there, with whatever argument. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Tells whether a directive is there without naming fields, so that it holds for the whole response. */
  isWhole(name: string): boolean {
    return this.#values.get(name)?.some((value) => !value?.trim()) ?? false;
  }

  /** The fields that `no-cache` or `private` names, in lower case. */
  fields(name: string): readonly string[] {
    const values = this.#values.get(name) ?? [];
    return values.flatMap((value) =>
      (value ?? "").toLowerCase().split(",").map((one) => one.trim())
    )
      .filter(Boolean);
  }

  /**
   * Gives seconds: the first where there are several, `NaN` where they cannot be read, `undefined` where none are.
   */
  seconds(name: string): number | undefined {
    const values = this.#values.get(name);
    if (!values) return undefined;
    const [value = ""] = values;
    return /^\d+$/.test(value) ? Math.min(Number(value), MOST_SECONDS) : NaN;
  }
}

/** Of who says nothing. */
const NONE = new Directives([]);

function toMember(text: string): readonly (readonly [string, string | undefined])[] {
  const [, name, rest = ""] = MEMBER.exec(text) ?? [];
  if (name === undefined) return [];
  if (rest === "") return [[name.toLowerCase(), undefined]];
  // "max-age =1" is no argument, but it is no word of its own either: it stays broken.
  const value = rest.startsWith("=") ? unquote(rest.slice(1)) : rest;
  return [[name.toLowerCase(), value]];
}

function unquote(text: string): string {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/s.exec(text) ?? [];
  return quoted === undefined ? text : quoted.replace(/\\(.)/gs, "$1");
}

/** A member of a dictionary of structured fields, RFC 9651 section 3.2, as far as caches use them. */
const TARGETED =
  /^([a-z*][a-z0-9_\-.*]*)(?:=(-?\d{1,15}|-?\d{1,12}\.\d{1,3}|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"|\?[01]|[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*))?(?:; *[a-z*][a-z0-9_\-.*]*(?:=[^;,]*)?)*$/;

/**
 * Reads a targeted field such as CDN-Cache-Control, RFC 9213 section 2.1.
 *
 * @returns `undefined` for one that is empty or no dictionary: it is as if it were not there.
 */
export function parseTargeted(value: string | null): Directives | undefined {
  if (value === null || value.trim() === "") return undefined;
  const members = new Map<string, string | undefined>();
  for (const part of value.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const match = TARGETED.exec(part.trim());
    if (!match) return undefined;
    const [, name = "", argument] = match;
    members.delete(name);
    if (argument !== "?0") members.set(name, argument === "?1" ? undefined : argument);
  }
  return new Directives([...members].map(([name, argument]) => [name, unquoteString(argument)]));
}

/** Seconds are integers there; a string of digits is none. */
function unquoteString(argument: string | undefined): string | undefined {
  if (!argument?.startsWith('"')) return argument;
  const text = unquote(argument);
  return /^\d+$/.test(text) ? argument : text;
}
