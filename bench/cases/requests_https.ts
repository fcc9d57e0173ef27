/**
 * Small JSON texts over TLS.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { serveSecure } from "../serving.ts";
import { toRequestsCase } from "../small_json.ts";

/** The benchmark. */
export const benchmark: Case = toRequestsCase(serveSecure, 3);
