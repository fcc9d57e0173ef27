/**
 * Sends a request again when that can help and cannot harm: the option `retries`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { Option } from "../option.ts";
import { withNewCookies } from "./new_cookies.ts";
import { DEFAULT_RETRIES, type ResolvedRetries, resolveRetries } from "./retry.ts";
import { RetryBudget } from "./retry_budget.ts";
import { withRetry } from "./stage.ts";

/** When a request is sent again. */
export const RETRIES: Option<"retries", ResolvedRetries> = new Option({
  name: "retries",
  by: "both",
  initial: DEFAULT_RETRIES,
  settle: resolveRetries,
});

/** Retries. */
export const retry: Feature = {
  options: [RETRIES],
  install: () => ({ inner: withRetry(new RetryBudget(), RETRIES) }),
};

/** The cookies of a try, innermost: what retries by any feature sends has them. */
export const newCookies: Feature = {
  install: ({ jar, base }) => jar && { inner: withNewCookies({ jar, base }) },
};
