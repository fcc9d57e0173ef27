/**
 * What a log entry looks like as a line.
 *
 * @module
 */

import { HttpError } from "../../core/errors.ts";
import type { LogEntry } from "./logger.ts";

/**
 * Writes `GET https://h/p 200 OK 34 ms 1.2 kB`, or `GET https://h/p failed: ERR_CONNECT_TIMEOUT after 5000 ms`.
 *
 * @param entry What happened.
 * @returns One line without control characters, whatever a server sent.
 */
export function toLogLine(entry: LogEntry): string {
  const { method, url, status, statusText, elapsed, attempt } = entry;
  const answer = status === undefined ? "" : ` ${status} ${statusText ?? ""}`.trimEnd();
  // Anything can be thrown, also `undefined`.
  const outcome = "error" in entry
    ? `failed: ${toReason(entry.error)} after ${toDuration(elapsed)}`
    : `${toDuration(elapsed)} ${toSize(entry.bytes)}${entry.closed ? " (closed)" : ""}`;
  const which = attempt > 1 ? ` (attempt ${attempt})` : "";
  return `${method} ${url}${answer} ${outcome}${which}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
}

/** The code of an error of ours, the name of any other: its message may hold anything. */
export function toReason(error: unknown): string {
  if (error instanceof HttpError) return error.code;
  return error instanceof Error && error.name ? error.name : "aborted";
}

function toDuration(ms: number): string {
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

function toSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 9.95 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
