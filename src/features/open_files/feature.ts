/**
 * Sends open files with their size.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { isOpenFile, toFileContent } from "./open_file.ts";

/** Open files as bodies. */
export const openFiles: Feature = {
  toBody: ({ body }: { readonly body?: unknown }) =>
    isOpenFile(body) ? toFileContent(body) : undefined,
};
