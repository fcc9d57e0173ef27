/**
 * Small JSON texts from a server of the same runtime.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { serveByDeno } from "../serving.ts";
import { toRequestsCase } from "../small_json.ts";

/** The benchmark. */
export const benchmark: Case = toRequestsCase(serveByDeno, 2);
