/**
 * Reads the values of options.
 *
 * @module
 */

import { parseLooseAddress } from "../../features/url_guard/addresses.ts";
import { UsageError } from "../usage_error.ts";

/** A name and its value. */
export type Pair = readonly [name: string, value: string];

/** Cuts `NAME=VALUE` at the first `=`; the text is not repeated in the error, it may be a secret. */
export function splitPair(option: string, text: string): Pair {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  const shape = option === "--file" ? "FIELD=PATH" : "NAME=VALUE";
  throw new UsageError(`Cannot use ${option}: write ${shape}`);
}

/** Cuts `NAME: VALUE` at the first colon. */
export function splitHeader(text: string): Pair {
  const at = text.indexOf(":");
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new UsageError("Cannot use --header: write 'NAME: VALUE'");
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  "": 1_000,
  m: 60_000,
};

/** Reads seconds, or a number with its unit, as milliseconds; 0 is `null`, for ever. */
export function toMilliseconds(text: string, option: string = "--timeout"): number | null {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m)?$/.exec(text.trim()) ?? [];
  if (digits === undefined) {
    throw new UsageError(
      `Cannot use ${JSON.stringify(text)} as ${option}: write 30, 500ms or 2m`,
    );
  }
  return Number(digits) * (UNITS[unit] ?? 1_000) || null;
}

/** Reads a whole number. */
export function toCount(
  option: string,
  text: string | undefined,
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(
    `Cannot use ${JSON.stringify(text)} as ${option}: write a whole number`,
  );
}

const RATES: Readonly<Record<string, number>> = { "": 1, k: 1_024, m: 1_024 ** 2, g: 1_024 ** 3 };

/** Reads bytes a second, as curl does. */
export function toBytesPerSecond(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(digits) * (RATES[unit.toLowerCase()] ?? 1));
  if (bytes > 0) return bytes;
  throw new UsageError(
    `Cannot use ${JSON.stringify(text)} as --limit-rate: write bytes a second, 500k or 2M`,
  );
}

/** Reads addresses with commas between them. */
export function toAddresses(text: string): string[] {
  const addresses = text.split(",").map((each) => each.trim().replace(/^\[(.*)\]$/, "$1"));
  if (addresses.every((address) => parseLooseAddress(address) !== undefined)) return addresses;
  throw new UsageError("Cannot use --resolve: what stands behind the port is no IP address");
}

/** Hosts where nobody has a certificate. */
const LOCAL = /^(?:[^/?#@]*@)?(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){1,3}|\[::1\])(?=[:/?#]|$)/i;

/** Completes a URL that has no scheme. */
export function toUrl(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  if (text.startsWith("//")) return toUrl(text.slice(2));
  if (/^:\d*(?=[/?#]|$)/.test(text)) {
    return `http://localhost${text.replace(/^:(?!\d)/, "")}`;
  }
  return `${LOCAL.test(text) ? "http" : "https"}://${text}`;
}
