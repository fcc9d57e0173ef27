/**
 * The boundary of a form, where the caller announces it in a Content-Type of their own (RFC 7578, RFC 2046).
 *
 * @module
 */

import { extractMediaType, type MediaType } from "../../core/fields/media_type.ts";

const FORM = "multipart/form-data";

/** RFC 2046 section 5.1.1: at most 70 characters, the last one no space. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** Reads a Content-Type that announces a form with parts; `undefined` for any other. */
function toFormType(contentType: string | undefined): MediaType | undefined {
  const type = contentType === undefined ? undefined : extractMediaType(contentType);
  return type?.essence === FORM ? type : undefined;
}

/** Tells whether a Content-Type announces a form with parts. */
export function isMultipart(contentType: string | undefined): boolean {
  return toFormType(contentType) !== undefined;
}

/** Gives the boundary that a Content-Type announces, if it can be used. */
export function findBoundary(contentType: string | undefined): string | undefined {
  const boundary = toFormType(contentType)?.parameters.get("boundary");
  return boundary !== undefined && BOUNDARY.test(boundary) ? boundary : undefined;
}

/**
 * Gives the boundary that a form must have.
 *
 * @param contentType The Content-Type that goes out, the client's default included.
 * @returns `undefined` where nothing is said, so that any will do.
 * @throws {TypeError} If it is of another media type, or has no boundary that can be used.
 */
export function requireBoundary(contentType: string | undefined): string | undefined {
  if (contentType === undefined) return undefined;
  if (!isMultipart(contentType)) {
    throw new TypeError(
      `Cannot send a form as ${JSON.stringify(contentType)}: leave the header content-type out, ` +
        "or set it to null where the client has one",
    );
  }
  const boundary = findBoundary(contentType);
  if (boundary !== undefined) return boundary;
  throw new TypeError(
    `Cannot send a form as ${
      JSON.stringify(contentType)
    }: it has no boundary of 1 to 70 characters (RFC 2046). ` +
      "Leave the header content-type out",
  );
}
