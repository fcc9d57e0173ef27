/**
 * Forms with files, read while they are sent: the option `files`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { nameOption } from "../option.ts";
import { isGiven, refuseTwo } from "../../core/request/body.ts";
import type { BodySource } from "../../core/request/prepared.ts";
import { isBytes } from "../../core/bytes/chunks.ts";
import { isMultipart, requireBoundary } from "./boundary.ts";
import { resolveFieldParts, resolveFiles } from "./files.ts";
import { fromFormData, toMultipart } from "./multipart.ts";

/** Forms with files. */
export const multipart: Feature = { options: [nameOption("files", "request")], toBody };

interface FormOptions {
  readonly body?: unknown;
  readonly json?: unknown;
  readonly data?: unknown;
  readonly files?: unknown;
}

/** Takes files, a FormData, and fields that are to go out as `multipart/form-data`. */
function toBody(options: FormOptions, contentType: string | undefined): BodySource | undefined {
  const { body, json, data, files } = options;
  if (isGiven(files)) {
    refuseTwo({ body: isGiven(body), json: json !== undefined, files: true });
    return fromFiles(options, contentType);
  }
  if (body instanceof FormData) return fromFormData(body, requireBoundary(contentType));
  return isFields(data) && isMultipart(contentType)
    ? toMultipart(resolveFieldParts(data), requireBoundary(contentType))
    : undefined;
}

/** Without a single file it is a form without files, as in requests. */
function fromFiles(
  { files, data }: FormOptions,
  contentType: string | undefined,
): BodySource | undefined {
  const fields = isGiven(data) ? resolveFieldParts(data) : [];
  const parts = resolveFiles(files);
  if (parts.length > 0) return toMultipart([...fields, ...parts], requireBoundary(contentType));
  return isGiven(data) && isMultipart(contentType)
    ? toMultipart(fields, requireBoundary(contentType))
    : undefined;
}

function isFields(data: unknown): boolean {
  return isGiven(data) && typeof data !== "string" && !isBytes(data);
}
