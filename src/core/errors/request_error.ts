/** The request cannot be sent as it is, or leads nowhere. */

import { HttpError } from "./http_error.ts";

/**
 * The URL cannot be parsed, or has no host.
 *
 * @example What somebody typed
 * ```ts
 * import { get, InvalidUrlError } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const error: unknown = await get("https://exa mple.org/").catch((error) => error);
 * assert(InvalidUrlError.is(error));
 * assertEquals([error.code, error.request], ["ERR_INVALID_URL", undefined]);
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
 * import { assert, assertEquals } from "@std/assert";
 *
 * const error: unknown = await get("mailto:ada@example.org").catch((error) => error);
 * assert(UnsupportedProtocolError.is(error));
 * assertEquals(error.code, "ERR_UNSUPPORTED_PROTOCOL");
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
 * import { BlockedUrlError, Client, HandlerTransport } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("secret"));
 * using client = new Client({ transport, blockPrivateNetworks: true });
 * const metadata = client.get("http://169.254.169.254/latest/meta-data/");
 * const error: unknown = await metadata.catch((error) => error);
 * assert(BlockedUrlError.is(error));
 * assertEquals(error.code, "ERR_BLOCKED_URL");
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
 * import { Client, HandlerTransport, TooManyRedirectsError } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const headers = { location: "/again" };
 * const transport = new HandlerTransport(() => new Response(null, { status: 302, headers }));
 * using client = new Client({ transport, maxRedirects: 2 });
 * const error: unknown = await client.get("http://loop.example/").catch((error) => error);
 * assert(TooManyRedirectsError.is(error));
 * const way = [...error.history, error.response].map((response) => response?.url);
 * assertEquals(way.at(-1), "http://loop.example/again");
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
 * import { assertEquals } from "@std/assert";
 *
 * const jar = new CookieJar();
 * jar.set("sid", "1", { domain: "a.example" });
 * jar.set("sid", "2", { domain: "b.example" });
 * try {
 *   jar.get("sid");
 *   throw new Error("that is not expected");
 * } catch (error) {
 *   if (!CookieConflictError.is(error)) throw error;
 *   assertEquals(jar.get("sid", { domain: "b.example" }), "2");
 * }
 * ```
 * @category Errors
 */
export class CookieConflictError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "CookieConflictError";
  }
}
