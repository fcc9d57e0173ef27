/**
 * What the `auth` option may be, and what becomes of it.
 *
 * @module
 */

import type { Auth, SimpleAuth } from "./auth.ts";
import { BasicAuth } from "./basic.ts";
import { type AuthFunction, FunctionAuth } from "./function.ts";

/**
 * What the `auth` option may be: user name and password for Basic, a function, an {@link Auth}, or `null` for none.
 *
 * @example Credentials from the environment, or none
 * ```ts
 * import type { AuthInput } from "@ferry/http/types";
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * function readCredentials(name = Deno.env.get("API_USER")): AuthInput {
 *   return name === undefined ? null : [name, Deno.env.get("API_PASSWORD") ?? ""];
 * }
 * const transport = new HandlerTransport(({ headers }) =>
 *   new Response(headers.get("authorization"))
 * );
 * using client = new Client({ transport, auth: readCredentials("ada") });
 * assertEquals(await (await client.get("http://example.org/")).text(), `Basic ${btoa("ada:")}`);
 * ```
 * @category Authentication
 */
export type AuthInput =
  | readonly [username: string, password: string]
  | AuthFunction
  | Auth
  | null;

/**
 * Settles the `auth` option.
 *
 * @returns How to authenticate; `undefined` for `null` and `undefined`.
 * @throws {TypeError} If it is none of these, or has credentials that cannot be sent; the message does not show them.
 */
export function resolveAuth(input: AuthInput | undefined): Auth | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input === "function") return new FunctionAuth(input);
  if (isPair(input)) return new BasicAuth(...input);
  if (isAuth(input)) return input;
  if (typeof input === "object" && "username" in input && "password" in input) {
    throw new TypeError("Cannot use the auth option: give a pair, [username, password]");
  }
  throw new TypeError(
    "Cannot use the auth option: it must be [user name, password], a function, an object with flow(), or null",
  );
}

function isPair(
  input: unknown,
): input is readonly [username: string, password: string] {
  return Array.isArray(input) && input.length === 2;
}

function isAuth(input: unknown): input is Auth {
  return typeof input === "object" && input !== null && "flow" in input &&
    typeof input.flow === "function";
}

/** Tells whether an `Auth` only adds to the request, so that its light form will do. */
export function isSimpleAuth(auth: Auth): auth is SimpleAuth {
  return "authorize" in auth && typeof auth.authorize === "function";
}
