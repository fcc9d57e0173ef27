/** Functions of the caller's that see every request and every response. */

import { checkParts } from "./options/checks.ts";
import type { HttpResponse } from "./response/response.ts";

/**
 * Sees a request as it goes out; may change its headers, or give another request.
 *
 * @example A number for every request
 * ```ts
 * import { Client, type RequestHook } from "@ferry/http";
 *
 * const addId: RequestHook = ({ headers }) => headers.set("x-request-id", crypto.randomUUID());
 * using _client = new Client({ hooks: { request: [addId] } });
 * ```
 * @category Hooks and stages
 */
export type RequestHook = (
  request: Request,
) => Request | void | Promise<Request | void>;

/**
 * Sees a response before its body is read; may give another response.
 *
 * @example Every error of a server is told of
 * ```ts
 * import { Client, type ResponseHook } from "@ferry/http";
 *
 * const warn: ResponseHook = ({ url, isServerError }) => isServerError ? console.warn(url) : undefined;
 * using _client = new Client({ hooks: { response: [warn] } });
 * ```
 * @category Hooks and stages
 */
export type ResponseHook = (
  response: HttpResponse,
) => HttpResponse | void | Promise<HttpResponse | void>;

/**
 * The hooks that the caller gives; a list that is left out is the client's.
 *
 * @example See what goes out and what comes back
 * ```ts
 * import { Client, type HooksOptions } from "@ferry/http";
 *
 * const hooks: HooksOptions = {
 *   request: [({ method, url }) => console.log(method, url)],
 *   response: [({ status }) => console.log(status)],
 * };
 * using _client = new Client({ hooks });
 * ```
 * @category Hooks and stages
 */
export interface HooksOptions {
  /** Called in order for every hop, with the request as it goes out. Default: none. */
  readonly request?: readonly RequestHook[] | undefined;
  /** Called in order for every hop, with the response before its body is read. Default: none. */
  readonly response?: readonly ResponseHook[] | undefined;
}

/**
 * The hooks of a client: lists that can be changed at any time.
 *
 * @example A hook that is added later
 * ```ts
 * import { Client, type Hooks } from "@ferry/http";
 *
 * using client = new Client();
 * const { request }: Hooks = client.hooks;
 * request.push(({ method, url }) => console.log(method, url));
 * ```
 * @category Hooks and stages
 */
export interface Hooks {
  /** Called in order for every hop, with the request as it goes out. */
  readonly request: RequestHook[];
  /** Called in order for every hop, with the response before its body is read. */
  readonly response: ResponseHook[];
}

/** Settles loose hooks over the client's; `null` for none. @throws {TypeError} If a hook is no function. */
export function resolveHooks(hooks: HooksOptions | null | undefined, base?: Hooks): Hooks {
  if (hooks === undefined && base) return base;
  if (hooks === null || hooks === undefined) return { request: [], response: [] };
  checkParts("hooks", hooks, ["request", "response"]);
  return {
    request: toList("request", hooks.request, base?.request),
    response: toList("response", hooks.response, base?.response),
  };
}

function toList<Hook>(
  event: string,
  hooks: readonly Hook[] | undefined,
  base: readonly Hook[] = [],
): Hook[] {
  if (hooks === undefined) return [...base];
  if (!Array.isArray(hooks) || hooks.some((hook) => typeof hook !== "function")) {
    throw new TypeError(`Cannot use hooks.${event}: give a list of functions`);
  }
  return [...hooks];
}
