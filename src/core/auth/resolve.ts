/** What the `auth` option may be, and what becomes of it. */

import type { Auth, AuthFlow, SimpleAuth } from "./auth.ts";
import { BasicAuth } from "./basic.ts";

/**
 * Changes the request that it gets, or gives another one to send instead.
 *
 * @example Sign with the time of the request
 * ```ts
 * import type { AuthFunction } from "@ferry/http/types";
 * import { Client } from "@ferry/http";
 *
 * const sign: AuthFunction = (request) => request.headers.set("x-date", new Date().toISOString());
 * using _client = new Client({ auth: sign });
 * ```
 * @category Authentication
 */
export type AuthFunction = (request: Request) => Request | void | Promise<Request | void>;

/**
 * What the `auth` option may be: user name and password for Basic, a function, an {@link Auth}, or `null` for none.
 *
 * @example Credentials from the environment, or none
 * ```ts
 * import type { AuthInput } from "@ferry/http/types";
 * import { Client } from "@ferry/http";
 *
 * const password = Deno.env.get("API_PASSWORD");
 * const auth: AuthInput = password === undefined ? null : ["ada", password];
 * using _client = new Client({ auth });
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
  if (typeof input === "function") return fromFunction(input);
  if (isPair(input)) return new BasicAuth(...input);
  if (isAuth(input)) return input;
  throw new TypeError(
    "Cannot use the auth option: it must be [username, password], a function, an object with flow(), or null",
  );
}

/** A request whose headers were changed keeps its body as it is; a new `Request` has a body that can be sent once. */
function fromFunction(sign: AuthFunction): Auth {
  return {
    async *flow(request: Request): AuthFlow {
      const signed = await sign(request);
      if (signed !== undefined && !(signed instanceof Request)) {
        throw new TypeError("Cannot send what the auth function gave: it is not a Request");
      }
      yield signed ?? request;
    },
  };
}

function isPair(input: unknown): input is readonly [username: string, password: string] {
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
