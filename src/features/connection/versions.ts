/**
 * Which versions of HTTP may be spoken.
 *
 * @module
 */

import { checkFlag } from "../../core/options/checks.ts";

/**
 * Checks which versions of HTTP may be spoken.
 *
 * @throws {TypeError} If one is no flag, or none is left.
 */
export function checkVersions(
  { http1 = true, http2 = true }: { readonly http1?: unknown; readonly http2?: unknown },
): void {
  if ([checkFlag("http1", http1), checkFlag("http2", http2)].includes(true)) return;
  throw new TypeError("Cannot use http1: false with http2: false: no version is left");
}
