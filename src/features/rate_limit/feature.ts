/**
 * Sends requests no faster than they may be: the option `rateLimit`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { Option } from "../option.ts";
import { type ResolvedRateLimit, resolveRateLimit } from "./rate_limit.ts";
import { withRateLimit } from "./stage.ts";

const RATE_LIMIT: Option<"rateLimit", ResolvedRateLimit | undefined> = new Option({
  name: "rateLimit",
  by: "client",
  initial: undefined,
  settle: (given) => resolveRateLimit(given),
});

/** A token bucket. */
export const rateLimit: Feature = {
  options: [RATE_LIMIT],
  install: ({ settings }) => {
    const limit = RATE_LIMIT.of(settings);
    return limit && { inner: withRateLimit(limit) };
  },
};
