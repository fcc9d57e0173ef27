/**
 * How long a server wants to be left alone.
 *
 * @module
 */

import type { AnswerHead } from "../../core/hop_context.ts";
import { parseHttpDate } from "../../fields/dates.ts";
import { Scanner } from "../../fields/scanner.ts";
import { singleValue } from "../../core/fields/single_value.ts";

/** How much of a limit is left, and for how long that holds. */
interface Quota {
  readonly remaining: number | undefined;
  /** Milliseconds from now. */
  readonly reset: number | undefined;
}

/**
 * Tells how long to wait by `Retry-After` (RFC 9110 section 10.2.3), else by what the RateLimit headers say of a
 * limit that is used up.
 *
 * @param answer The answer of the server.
 * @param now The present in milliseconds since 1970.
 * @returns Milliseconds, 0 for a time that has passed, `undefined` if nothing is said that can be read.
 */
export function retryAfterOf(answer: AnswerHead, now: number = Date.now()): number | undefined {
  const { headers, status } = answer;
  const value = singleValue(headers, "retry-after");
  const wait = value === null ? undefined : parseRetryAfter(value, dateOf(headers, now));
  if (wait !== undefined) return wait;
  const resets = quotasOf(headers, now)
    .filter(({ remaining }) => remaining === undefined ? status === 429 : remaining === 0)
    .map(({ reset }) => reset)
    .filter((reset) => reset !== undefined);
  return resets.length > 0 ? Math.max(...resets) : undefined;
}

/** A date is compared with the server's own clock, where it shows it: ours may be wrong. */
function dateOf(headers: Headers, now: number): number {
  return parseHttpDate(singleValue(headers, "date") ?? "", now) ?? now;
}

/**
 * Reads a Retry-After: seconds or a date.
 *
 * @param value The header.
 * @param now The present in milliseconds since 1970.
 * @returns Milliseconds, 0 for a date that has passed, `undefined` for what is neither.
 */
export function parseRetryAfter(value: string, now: number = Date.now()): number | undefined {
  const seconds = toNumber(value);
  if (seconds !== undefined) return Math.ceil(seconds * 1_000);
  const date = parseHttpDate(value, now);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/** Fractions are not in the standard, but on the wire. */
function toNumber(value: string | null | undefined): number | undefined {
  return value && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The names under which the parts of one quota are sent, the draft's own first. */
const PREFIXES: readonly string[] = ["ratelimit", "x-ratelimit", "x-rate-limit"];

function quotasOf(headers: Headers, now: number): readonly Quota[] {
  const field = headers.get("ratelimit");
  if (field) return quotasOfField(field, now);
  return PREFIXES.map((prefix) => ({
    remaining: toNumber(singleValue(headers, `${prefix}-remaining`)),
    reset: toDelay(singleValue(headers, `${prefix}-reset`), now),
  }));
}

/**
 * Reads a RateLimit header: a list of policies (`"day";r=0;t=50`, draft-ietf-httpapi-ratelimit-headers-08 and
 * later), or one dictionary (`limit=10, remaining=0, reset=50`, up to draft 07).
 */
function quotasOfField(field: string, now: number): readonly Quota[] {
  const members = splitUnquoted(field, ",");
  const dictionary = toParameters(members);
  if (dictionary.has("reset")) {
    const remaining = toNumber(dictionary.get("remaining"));
    return [{ remaining, reset: toDelay(dictionary.get("reset"), now) }];
  }
  return members.map((member) => {
    const parameters = toParameters(splitUnquoted(member, ";"));
    const remaining = toNumber(parameters.get("r"));
    return { remaining, reset: toDelay(parameters.get("t"), now) };
  });
}

function splitUnquoted(text: string, separator: string): readonly string[] {
  const scanner = new Scanner(text);
  const parts: string[] = [];
  do parts.push(scanner.takeUnquotedUntil(separator)); while (scanner.take(separator));
  return parts;
}

function toParameters(parts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(parts.map((part) => {
    // Parameters of a member follow a semicolon.
    const [pair = ""] = part.split(";", 1);
    const [name = "", value = ""] = pair.split("=", 2);
    return [name.trim().toLowerCase(), value.trim()];
  }));
}

/** Seconds from now by the draft; others send the time itself, in seconds or in milliseconds since 1970. */
function toDelay(value: string | null | undefined, now: number): number | undefined {
  const reset = toNumber(value);
  if (reset === undefined) return undefined;
  if (reset < 1e9) return Math.ceil(reset * 1_000);
  return Math.max(0, Math.ceil(reset < 1e12 ? reset * 1_000 : reset) - now);
}
