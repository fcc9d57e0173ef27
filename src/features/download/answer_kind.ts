/**
 * What an answer means for what was saved before.
 *
 * @module
 */

import { ProtocolError, StatusError } from "../../core/errors.ts";
import type { HttpErrorOptions } from "../../core/errors.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import {
  isCoded,
  parseContentRange,
  type SavedPart,
  validatorOf,
  type Version,
  versionOf,
} from "./file_version.ts";
import { singleValue } from "../../core/fields/single_value.ts";

/** What is to be done with an answer. */
export type AnswerKind =
  /** It is the whole file: start over. */
  | { readonly kind: "whole"; readonly version: Version }
  /** It is what was missing. */
  | { readonly kind: "rest"; readonly total: number | undefined }
  /** Nothing was missing. */
  | { readonly kind: "complete" }
  /** It is of no use: ask for the whole file. */
  | { readonly kind: "useless" };

/**
 * Judges an answer.
 *
 * @param response The answer.
 * @param held What was saved before and not asked for again, if anything.
 * @throws {StatusError} If it is an error or no file.
 * @throws {ProtocolError} If it is a part that was not asked for.
 */
export function classify(response: HttpResponse, held: SavedPart | undefined): AnswerKind {
  const { status, headers } = response;
  if (status === 206 && !held) {
    throw new ProtocolError(
      "the server sent a part of the file (206), and the whole was asked for",
      toEvidence(response, "read"),
    );
  }
  if (status === 206 && held) return classifyPart(headers, held);
  if (status === 416 && held) {
    const range = parseContentRange(singleValue(headers, "content-range"));
    const isAll = range?.total === held.bytes && (held.total ?? held.bytes) === held.bytes;
    return { kind: isAll ? "complete" : "useless" };
  }
  if (response.ok) return { kind: "whole", version: versionOf(response) };
  response.raiseForStatus();
  throw new StatusError(status, response.reasonPhrase, {
    ...toEvidence(response, "status"),
    body: "",
  });
}

/** A server that sends another part, or a part of another version, is not asked for parts again. */
function classifyPart(headers: Headers, held: SavedPart): AnswerKind {
  const range = parseContentRange(singleValue(headers, "content-range"));
  const validator = validatorOf(headers);
  const isSame = headers.get("etag") === null || validator === undefined ||
    !held.validator.startsWith('"') || validator === held.validator;
  const isNext = range?.first === held.bytes && !isCoded(headers) &&
    (range.total ?? held.total) === (held.total ?? range.total);
  return isSame && isNext
    ? { kind: "rest", total: range.total ?? held.total }
    : { kind: "useless" };
}

/** Gives what an error about a response carries. */
export function toEvidence(
  response: HttpResponse,
  phase: HttpErrorOptions["phase"],
): HttpErrorOptions {
  const request = PreparedRequest.from(response.request);
  return { request, response, phase, elapsed: response.elapsed };
}
