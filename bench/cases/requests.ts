/**
 * Small JSON texts: what a client itself costs.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { serveFiles } from "../serving.ts";
import { toRequestsCase } from "../small_json.ts";

/** The benchmark. */
export const benchmark: Case = toRequestsCase(serveFiles, 3);
