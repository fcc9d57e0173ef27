/**
 * A token sent with every request (RFC 6750).
 *
 * @module
 */

import { checkParts, nameOf } from "../../core/options/checks.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { Auth, AuthFlow } from "../../core/auth/auth.ts";

/**
 * A token, or what gives the current one.
 *
 * @example A token that is read anew for every request
 * ```ts
 * import { BearerAuth, Client, HandlerTransport } from "@ferry/http";
 * import type { BearerToken } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * let current = "t1";
 * const token: BearerToken = () => current;
 * const transport = new HandlerTransport(({ headers }) =>
 *   new Response(headers.get("authorization"))
 * );
 * using client = new Client({ transport, auth: new BearerAuth(token) });
 * current = "t2";
 * assertEquals(await (await client.get("http://example.org/")).text(), "Bearer t2");
 * ```
 * @category Authentication
 */
export type BearerToken = string | (() => string | Promise<string>);

/**
 * What {@link BearerAuth} may be told beside its token.
 *
 * @example A token that is renewed when it is refused
 * ```ts
 * import { BearerAuth, type BearerOptions, Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const options: BearerOptions = { refresh: (refused) => `${refused}-again` };
 * const transport = new MockTransport().get("*", 401, 200);
 * using client = new Client({ transport, auth: new BearerAuth("t1", options) });
 * assertEquals((await client.get("http://api.example/")).status, 200);
 * assertEquals(transport.calls[1]?.headers.get("authorization"), "Bearer t1-again");
 * ```
 * @category Authentication
 */
export interface BearerOptions {
  /**
   * Gives a new token after a 401: it is called once for all requests that wait, and each of them is then sent once
   * more. `null` or nothing: there is none, and the 401 is the answer. A request of its own over the same client needs
   * `auth: null`. Default: none.
   *
   * @param refused The token that was refused.
   */
  readonly refresh?:
    | ((
      refused: string,
    ) => string | null | undefined | void | Promise<string | null | undefined | void>)
    | null
    | undefined;
}

/**
 * Sends a token with every request (RFC 6750 section 2.1).
 *
 * @example A token that a function gives
 * ```ts
 * import { BearerAuth, Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport((request) =>
 *   new Response(request.headers.get("authorization"))
 * );
 * using client = new Client({ transport, auth: new BearerAuth(() => "mF_9.B5f-4.1JqM") });
 * const response = await client.get("http://example.org/");
 * assertEquals(await response.text(), "Bearer mF_9.B5f-4.1JqM");
 * ```
 * @category Authentication
 */
export class BearerAuth implements Auth {
  readonly #token: BearerToken;
  readonly #refresh: NonNullable<BearerOptions["refresh"]> | undefined;
  /** What took the place of a token that was given. */
  #renewed: { readonly given: string; readonly token: string } | undefined;
  #pending: Promise<string | undefined> | undefined;

  /**
   * Takes the token.
   *
   * @param token The token, or a function that is asked for it before every request.
   * @param options What is done when it is refused.
   * @throws {TypeError} If it is empty or has other characters than visible ASCII, or `refresh` is no function.
   */
  constructor(token: BearerToken, options: BearerOptions = {}) {
    if (typeof token !== "function") toBearer(token);
    checkParts("the options of BearerAuth", options, ["refresh"]);
    const { refresh } = options;
    if (refresh && typeof refresh !== "function") {
      throw new TypeError(`Cannot use ${nameOf(refresh)} as refresh: give a function`);
    }
    this.#token = token;
    this.#refresh = refresh ?? undefined;
  }

  /** Whether it looks at answers: it does with `refresh`. */
  get looksAtAnswers(): boolean {
    return this.#refresh !== undefined;
  }

  /**
   * Gives the request with the token.
   *
   * @throws {TypeError} If the function gave what is no token.
   */
  authorize(
    request: PreparedRequest,
  ): PreparedRequest | Promise<PreparedRequest> {
    const token = this.#given();
    const sign = (given: string) =>
      request.withHeader("authorization", toBearer(this.#toCurrent(given)));
    return typeof token === "string" ? sign(token) : token.then(sign);
  }

  /** Sends the request with the token; with `refresh`, a 401 is answered once. */
  async *flow(request: Request): AuthFlow {
    const given = await this.#given();
    const sent = this.#toCurrent(given);
    request.headers.set("authorization", toBearer(sent));
    const response = yield request;
    if (response?.status !== 401 || !this.#refresh) return;
    // Its connection may be the one that a token is asked for over.
    await response.discard();
    const token = await this.#renew(given, sent);
    if (token === undefined) return;
    request.headers.set("authorization", toBearer(token));
    yield request;
  }

  #toCurrent(given: string): string {
    const renewed = this.#renewed;
    return renewed && renewed.given === given ? renewed.token : given;
  }

  /** Whoever comes first asks, the others wait; who comes later takes what there is by then. */
  async #renew(given: string, refused: string): Promise<string | undefined> {
    const current = this.#toCurrent(await this.#given());
    if (current !== refused) return current;
    this.#pending ??= this.#askForToken(given, refused);
    return await this.#pending;
  }

  async #askForToken(given: string, refused: string): Promise<string | undefined> {
    try {
      // What throws at once must not end before the promise of it is kept.
      await undefined;
      const token = await this.#refresh?.(refused);
      if (token === undefined || token === null) return undefined;
      toBearer(token);
      this.#renewed = { given, token };
      return token;
    } finally {
      this.#pending = undefined;
    }
  }

  /** A function that gives a string at once keeps the request on the synchronous way. */
  #given(): string | Promise<string> {
    const token = typeof this.#token === "function" ? this.#token() : this.#token;
    return typeof token === "string" ? token : Promise.resolve(token);
  }
}

/**
 * Makes the value of an Authorization header of a token.
 *
 * Wider than RFC 6750's `b64token`, since there are servers that give out tokens with other visible characters.
 *
 * @param token The token.
 * @throws {TypeError} If it is empty or has other characters than visible ASCII; the message does not show it.
 */
export function toBearer(token: string): string {
  if (!isToken(token)) {
    throw new TypeError(
      "Cannot use the bearer token: it must be a string of visible ASCII characters",
    );
  }
  return `Bearer ${token}`;
}

/** Tells whether something can be sent as a bearer token. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}
