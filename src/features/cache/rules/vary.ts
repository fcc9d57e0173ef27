/**
 * Which stored variant a request gets: RFC 9111 section 4.1.
 *
 * @module
 */

import { splitList } from "../../../core/fields/cache_status.ts";

/** The names that Vary lists, in lower case; `*` anywhere is `undefined`: nothing ever matches. */
export function varyNames(value: string | null): readonly string[] | undefined {
  const names = (value ?? "").toLowerCase().split(",").map((name) => name.trim()).filter(Boolean);
  return names.includes("*") ? undefined : [...new Set(names)].sort();
}

/** Fields whose members mean the same in any order of equal weight, and in any case. */
const NEGOTIATED: readonly string[] = [
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
];

/**
 * Brings a request header into a form in which those that mean the same are equal.
 *
 * @param name In lower case.
 * @param value `undefined` for a field that the request does not have, which is another thing than an empty one.
 */
export function normalizeField(name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  const members = splitList(value);
  if (!NEGOTIATED.includes(name)) return members.join(", ");
  return members.map(toPreference)
    .sort((one, other) => other.weight - one.weight || (one.text < other.text ? -1 : 1))
    .map(({ text, weight }) => weight === 1 ? text : `${text};q=${weight}`)
    .join(", ");
}

function toPreference(member: string): { readonly text: string; readonly weight: number } {
  const [first = "", ...parameters] = member.toLowerCase().split(";").map((part) => part.trim());
  const isWeight = (parameter: string) => /^q\s*=/.test(parameter);
  const weight = Number(parameters.find(isWeight)?.split("=")[1] ?? 1);
  const rest = parameters.filter((parameter) => !isWeight(parameter));
  return { text: [first, ...rest].join(";"), weight: Number.isNaN(weight) ? 0 : weight };
}

/** Tells whether a request is one that an entry was stored for. */
export function matchesVary(
  varies: Readonly<Record<string, string | null>>,
  field: (name: string) => string | null,
): boolean {
  return Object.entries(varies).every(([name, value]) => field(name) === value);
}
