/**
 * The names of the options of a download, without what they are settled by.
 *
 * @module
 */

/** What only a download takes. */
export const DOWNLOAD_OPTIONS: readonly string[] = [
  "method",
  "resume",
  "overwrite",
  "length",
  "digest",
  "onResponse",
  "maxResumes",
  "resumeDelay",
];
