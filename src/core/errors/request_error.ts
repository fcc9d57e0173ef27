/** The request cannot be sent as it is, or leads nowhere. */

import { HttpError } from "./http_error.ts";

/**
 * The URL cannot be parsed, or has no host.
 *
 * @example What somebody typed
 * ```ts
 * import { get, InvalidUrlError } from "@ferry/http";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => get("https://exa mple.org/"), InvalidUrlError);
 * ```
 * @category Errors
 */
export class InvalidUrlError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "InvalidUrlError";
  }
}

/**
 * The URL's scheme is neither http nor https.
 *
 * @example An address that is not for HTTP
 * ```ts
 * import { get, UnsupportedProtocolError } from "@ferry/http";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => get("mailto:ada@example.org"), UnsupportedProtocolError);
 * ```
 * @category Errors
 */
export class UnsupportedProtocolError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "UnsupportedProtocolError";
  }
}

/**
 * The URL, or the address behind it, may not be asked: see `allowUrl`, `blockPrivateNetworks`,
 * `allowInsecureRedirects`.
 *
 * @example A URL that a user gave must not lead into the own network
 * ```ts
 * import { BlockedUrlError, get } from "@ferry/http";
 * import { assertRejects } from "@std/assert";
 *
 * const metadata = () => get("http://169.254.169.254/latest/", { blockPrivateNetworks: true });
 * await assertRejects(metadata, BlockedUrlError);
 * ```
 * @category Errors
 */
export class BlockedUrlError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "BlockedUrlError";
  }
}

/**
 * More redirects than `maxRedirects`.
 *
 * @example A site that goes round in circles
 * ```ts
 * import { Client, TooManyRedirectsError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const transport = new MockTransport({ "*": { status: 302, headers: { location: "/again" } } });
 * using client = new Client({ transport, maxRedirects: 2 });
 * const error: unknown = await client.get("http://loop.example/").catch((error) => error);
 * assert(TooManyRedirectsError.is(error) && error.history.length === 2);
 * ```
 * @category Errors
 */
export class TooManyRedirectsError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "TooManyRedirectsError";
  }
}

/**
 * Several cookies match where one was asked for.
 *
 * @example Say which one is meant
 * ```ts
 * import { CookieConflictError, CookieJar } from "@ferry/http";
 * import { assertThrows } from "@std/assert";
 *
 * const jar = new CookieJar();
 * for (const domain of ["a.example", "b.example"]) jar.set("sid", "1", { domain });
 * assertThrows(() => jar.get("sid"), CookieConflictError);
 * console.log(jar.get("sid", { domain: "b.example" }));
 * ```
 * @category Errors
 */
export class CookieConflictError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "CookieConflictError";
  }
}
