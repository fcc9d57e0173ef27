/**
 * What may be said of a cassette, settled.
 *
 * @module
 */

import { checkFlag, checkParts } from "../../core/options/checks.ts";
import type { HarEntry } from "../../features/har/har.ts";
import { isToken } from "../../core/request/headers.ts";
import type { Transport } from "../../core/fetch/transport.ts";
import { type CassetteMatcher, type Comparison, resolveMatch } from "./match.ts";

/**
 * What a cassette does: plays, records anew, or plays what it has and records the rest.
 *
 * @example Record on a machine that may ask, play everywhere else
 * ```ts
 * import { type CassetteMode, CassetteTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const mode: CassetteMode = Deno.env.get("RECORD_CASSETTES") === "1" ? "record" : "replay";
 * const cassette = new CassetteTransport("fixtures/users.har", { mode });
 * assertEquals(cassette.pending, []); // the file is read with the first request
 * ```
 * @category Testing
 */
export type CassetteMode = "replay" | "record" | "auto";

/**
 * How a {@link CassetteTransport} works; everything may be left out.
 *
 * @example Each entry once, in the order of the file
 * ```ts
 * import { Client, ConnectError, HandlerTransport } from "@ferry/http";
 * import { HarRecorder } from "@ferry/http/har";
 * import { type CassetteOptions, CassetteTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const options: CassetteOptions = { match: "strict", matchHeaders: ["accept"] };
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using live = new Client({ transport, recorder });
 * await live.get("http://example.org/");
 *
 * using client = new Client({ transport: new CassetteTransport(recorder.toJSON(), options) });
 * await client.get("http://example.org/");
 * const again: unknown = await client.get("http://example.org/").catch((error) => error);
 * assert(ConnectError.is(again));
 * ```
 * @category Testing
 */
export interface CassetteOptions {
  /**
   * What it does. `"replay"` never asks a server. `"record"` asks for everything and replaces the file. `"auto"` asks
   * for what the file does not have, and adds it. Default `"replay"`.
   */
  readonly mode?: CassetteMode | undefined;
  /** What carries the requests that are recorded. Default: what a client uses by itself. */
  readonly transport?: Transport | undefined;
  /**
   * Which entry answers a request. `"loose"`: in any order, by method and URL, the query as a set; of several the first
   * that was not played, rather one with the same body; after the last the last again. `"strict"`: in the order of the
   * file, each once, by method, URL and body. Or a function, with the order of `"loose"`. Default `"loose"`.
   */
  readonly match?: "strict" | "loose" | CassetteMatcher | undefined;
  /** Headers that have to be the same, too. Default: none. */
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
