/** The interface of authentication: a conversation of requests and responses, written as a generator. */

import type { PreparedRequest } from "../request/prepared.ts";
import type { HttpResponse } from "../response/response.ts";

/**
 * Yields the requests to send and gets their responses; the last response is the caller's.
 *
 * @example Sign in first, then ask
 * ```ts
 * import type { AuthFlow } from "@ferry/http";
 *
 * export async function* flow(request: Request): AuthFlow {
 *   const login = yield new Request(new URL("/login", request.url), { method: "POST" });
 *   request.headers.set("x-session", await login.text());
 *   yield request;
 * }
 * ```
 * @category Authentication
 */
export type AuthFlow = AsyncGenerator<Request, void, HttpResponse>;

/**
 * Signs requests, and answers what the server asks for.
 *
 * @example A token that is fetched again when it is refused
 * ```ts
 * import type { Auth } from "@ferry/http";
 *
 * let token = "old";
 * export const refreshing: Auth = {
 *   async *flow(request) {
 *     request.headers.set("authorization", `Bearer ${token}`);
 *     const response = yield request;
 *     if (response.status !== 401) return;
 *     token = await (await fetch("https://id.example/token")).text();
 *     request.headers.set("authorization", `Bearer ${token}`);
 *     yield request;
 *   },
 * };
 * ```
 * @category Authentication
 */
export interface Auth {
  /**
   * Runs one conversation.
   *
   * @returns A generator: it yields what to send, gets each response (its body not yet read; the client
   * disposes of it when the flow goes on), and ends when the last response is the answer.
   */
  flow(request: Request): AuthFlow;
}

/** An `Auth` that only adds to the request and never looks at a response, so that no web `Request` need be made. */
export interface SimpleAuth extends Auth {
  /** Whether it looks at answers as well, so that a call goes through its flow. Default `false`. */
  readonly looksAtAnswers?: boolean | undefined;
  /** Gives the request with its credentials. */
  authorize(request: PreparedRequest): PreparedRequest | Promise<PreparedRequest>;
}
