/** What the `fetch` of a runtime decodes by itself, which no answer tells: its Content-Encoding stays as it was. */

import { runtimeAgent } from "./runtime.ts";

/** How a runtime decodes. */
interface RuntimeCodings {
  /** How its `navigator.userAgent` begins. */
  readonly agent: RegExp;
  readonly codings: readonly string[];
  /**
   * What becomes of a list: all of it is undone if all of it is known, none of it, or nobody can tell, since only the
   * first line counts and `Headers` joins the lines.
   */
  readonly lists: "undone" | "kept" | "unclear";
  /** Whether it leaves as it came what could be a part, or was not wanted in a coding. */
  readonly heeds: boolean;
}

const MOST = ["gzip", "x-gzip", "deflate", "br"] as const;
const ALL = [...MOST, "zstd"] as const;

/** Measured; browsers undo what the Fetch standard says. The first row counts. */
const RUNTIMES: readonly RuntimeCodings[] = [
  { agent: /^Deno\//, codings: ["gzip", "br"], lists: "unclear", heeds: true },
  { agent: /^Node\.js\/(?:1\d|2[0-3])\b/, codings: MOST, lists: "undone", heeds: false },
  { agent: /^Node\.js\//, codings: ALL, lists: "undone", heeds: false },
  { agent: /^Bun\//, codings: ALL, lists: "unclear", heeds: false },
  { agent: /^Cloudflare-Workers/, codings: ["gzip", "br"], lists: "kept", heeds: false },
  { agent: /^Mozilla\//, codings: ALL, lists: "undone", heeds: false },
];

/**
 * Looks where it runs.
 *
 * @returns `undefined` for a runtime that nobody has measured.
 */
export function runtimeCodings(agent: string = runtimeAgent()): RuntimeCodings | undefined {
  return RUNTIMES.find((runtime) => runtime.agent.test(agent));
}

/** A Content-Encoding, and what was asked for. */
export interface Coded {
  /** The Content-Encoding, several lines joined by commas. */
  readonly coding: string;
  /** Whether a part was asked for, or no coding at all. */
  readonly plain: boolean;
}

/**
 * Tells whether the runtime has undone a coding.
 *
 * @param runtime How it decodes; `undefined` if nobody knows.
 * @returns `undefined` where only the body tells.
 */
export function isUndone(
  runtime: RuntimeCodings | undefined,
  { coding, plain }: Coded,
): boolean | undefined {
  if (!runtime) return undefined;
  if (plain && runtime.heeds) return false;
  const tokens = coding.toLowerCase().split(",").map((token) => token.trim());
  const [first = ""] = tokens;
  const isKnown = (token: string) => runtime.codings.includes(token);
  if (tokens.length === 1) return isKnown(first);
  if (runtime.lists === "undone") return tokens.every(isKnown);
  if (runtime.lists === "kept") return false;
  return tokens.some(isKnown) ? undefined : false;
}
