/**
 * The features of a client of the main entry.
 *
 * @module
 */

import { FeatureSet } from "./core/feature_set.ts";
import { FEATURE_NAMES } from "./features/foreign_names.ts";
import { cacheMode } from "./features/cache/feature.ts";
import { circuitBreaker } from "./features/circuit_breaker/feature.ts";
import { compress } from "./features/compress/feature.ts";
import { connection, netrc } from "./features/connection/feature.ts";
import { expectation } from "./features/expectation/feature.ts";
import { idempotencyKey } from "./features/idempotency_key/feature.ts";
import { informational } from "./features/informational/feature.ts";
import { multipart } from "./features/multipart/feature.ts";
import { observe } from "./features/observe/feature.ts";
import { openFiles } from "./features/open_files/feature.ts";
import { progress } from "./features/progress/feature.ts";
import { rateLimit } from "./features/rate_limit/feature.ts";
import { recorder } from "./features/recorder/feature.ts";
import { newCookies, retry } from "./features/retry/feature.ts";
import { urlGuard } from "./features/url_guard/feature.ts";

/** All of them; where several have a stage in one place, the outermost stands first. */
export const FEATURES: FeatureSet = new FeatureSet([
  connection,
  netrc,
  multipart,
  openFiles,
  cacheMode,
  idempotencyKey,
  compress,
  urlGuard,
  retry,
  expectation,
  observe,
  circuitBreaker,
  rateLimit,
  informational,
  progress,
  recorder,
  newCookies,
], FEATURE_NAMES);
