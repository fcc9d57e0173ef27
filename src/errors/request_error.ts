/**
 * The request cannot be sent as it is, or leads nowhere.
 *
 * @module
 */

import { HttpError } from "./http_error.ts";

/** The URL cannot be parsed, or has no host. */
export class InvalidUrlError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "InvalidUrlError";
  }
}

/** The URL's scheme is neither http nor https. */
export class UnsupportedProtocolError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "UnsupportedProtocolError";
  }
}

/** The URL, or the address behind it, may not be asked: see `allowUrl`, `blockPrivateNetworks`, `allowInsecureRedirects`. */
export class BlockedUrlError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "BlockedUrlError";
  }
}

/** More redirects than `maxRedirects`. */
export class TooManyRedirectsError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "TooManyRedirectsError";
  }
}

/** Several cookies match where one was asked for. */
export class CookieConflictError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "CookieConflictError";
  }
}
