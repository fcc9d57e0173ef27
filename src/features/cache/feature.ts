/**
 * The option `cache` of a request, which a cache among the stages of a client reads.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { Option } from "../option.ts";

/** How a cache may answer, as `fetch` names it. */
const MODES: readonly RequestCache[] = [
  "default",
  "no-store",
  "reload",
  "no-cache",
  "force-cache",
  "only-if-cached",
];

const CACHE_MODE: Option<"cache", RequestCache> = new Option({
  name: "cache",
  by: "request",
  initial: "default",
  settle: checkMode,
});

/** The option alone; the cache itself is a stage. */
export const cacheMode: Feature = { options: [CACHE_MODE] };

function checkMode(mode: RequestCache): RequestCache {
  if (MODES.includes(mode)) return mode;
  const given = typeof mode === "string" ? JSON.stringify(mode) : "this";
  throw new TypeError(`Cannot use ${given} as cache: give ${MODES.join(", ")}`);
}
