/**
 * What may be said of a cassette, settled.
 *
 * @module
 */

import { checkFlag, checkParts } from "../checks.ts";
import type { HarEntry } from "../har/har.ts";
import { isToken } from "../headers.ts";
import type { Transport } from "../transports/transport.ts";
import { type CassetteMatcher, type Comparison, resolveMatch } from "./match.ts";

/** What a cassette does: plays, records anew, or plays what it has and records the rest. */
export type CassetteMode = "replay" | "record" | "auto";

/** How a {@link CassetteTransport} works; everything may be left out. */
export interface CassetteOptions {
  /**
   * What it does. `"replay"`, the default, never asks a server. `"record"` asks for everything and replaces the file.
   * `"auto"` asks for what the file does not have, and adds it.
   */
  readonly mode?: CassetteMode | undefined;
  /** What carries the requests that are recorded. By default what a client uses by itself. */
  readonly transport?: Transport | undefined;
  /**
   * Which entry answers a request. `"loose"`, the default: in any order, by method and URL, the query as a set; of several
   * the first that was not played, rather one with the same body; after the last the last again. `"strict"`: in the order
   * of the file, each once, by method, URL and body. Or a function, with the order of `"loose"`.
   */
  readonly match?: "strict" | "loose" | CassetteMatcher | undefined;
  /** Headers that have to be the same, too. */
  readonly matchHeaders?: readonly string[] | undefined;
  /** Whether secrets are replaced by `REDACTED` in the file; as with a `HarRecorder`. Default `true`. */
  readonly redact?: boolean | ((entry: HarEntry) => HarEntry) | undefined;
}

/** The options, settled. */
export interface ResolvedCassetteOptions {
  /** What it does. */
  readonly mode: CassetteMode;
  /** What carries the requests. */
  readonly transport: Transport | undefined;
  /** How requests are compared. */
  readonly comparison: Comparison;
  /** How secrets are replaced. */
  readonly redact: boolean | ((entry: HarEntry) => HarEntry);
}

const MODES: readonly string[] = ["replay", "record", "auto"];

/**
 * Settles the options.
 *
 * @throws {TypeError} If one is unknown or of the wrong type.
 */
export function resolveCassetteOptions(options: CassetteOptions): ResolvedCassetteOptions {
  const parts = ["mode", "transport", "match", "matchHeaders", "redact"];
  checkParts("the options of a CassetteTransport", options, parts);
  const { mode = "replay", transport, match = "loose", matchHeaders = [], redact = true } = options;
  if (!MODES.includes(mode)) {
    throw new TypeError('Cannot use this as mode: give "replay", "record" or "auto"');
  }
  if (transport !== undefined && typeof transport.send !== "function") {
    throw new TypeError("Cannot record over the transport: it has no send()");
  }
  if (!Array.isArray(matchHeaders) || !matchHeaders.every(isName)) {
    throw new TypeError("Cannot use matchHeaders: give a list of names");
  }
  return {
    mode,
    transport,
    comparison: resolveMatch(match, matchHeaders.map((name) => name.toLowerCase())),
    redact: typeof redact === "function" ? redact : checkFlag("redact", redact),
  };
}

function isName(name: unknown): name is string {
  return typeof name === "string" && isToken(name);
}
