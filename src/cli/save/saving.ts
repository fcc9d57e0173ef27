/**
 * What is said of a body that is saved.
 *
 * @module
 */

import { contentLengthOf } from "../../core/fields/content_length.ts";
import type { DownloadOptions } from "../../features/download/options.ts";
import { parseContentRange } from "../../features/download/file_version.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { singleValue } from "../../core/fields/single_value.ts";
import type { Command } from "../command/arguments.ts";
import type { BarSize } from "./progress_bar.ts";
import type { Output } from "../io.ts";

/** What is saved, and who is told. */
export interface Saving {
  /** What the command line said. */
  readonly command: Command;
  /** The method. */
  readonly method: string;
  /** Where from. */
  readonly url: string;
  /** What is said of the request. */
  readonly options: DownloadOptions;
  /** Where a bar is drawn, if that is a terminal. */
  readonly output: Output | undefined;
  /** Sees the first response, before its body is saved. */
  readonly onResponse: (response: HttpResponse) => Promise<void>;
}

/** Where no bar is drawn. */
export const NOWHERE: Output = { isTerminal: false, write: () => Promise.resolve() };

/** Content-Length counts encoded bytes, the bar decoded ones. */
export function sizeOf({ headers }: HttpResponse): BarSize {
  const range = parseContentRange(singleValue(headers, "content-range"));
  if (range) return { total: range.total, from: range.first };
  return headers.has("content-encoding") ? {} : { total: contentLengthOf(headers) };
}
