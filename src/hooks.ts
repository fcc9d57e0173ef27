/**
 * Functions of the caller's that see every request and every response.
 *
 * @module
 */

import type { HttpResponse } from "./response/response.ts";

/** Sees a request as it goes out; may change its headers, or give another request. */
export type RequestHook = (
  request: Request,
) => Request | void | Promise<Request | void>;

/** Sees a response before its body is read; may give another response. */
export type ResponseHook = (
  response: HttpResponse,
) => HttpResponse | void | Promise<HttpResponse | void>;

/** The hooks that the caller gives; a list that is left out is the client's. */
export interface HooksOptions {
  /** Called in order for every hop, with the request as it goes out. */
  readonly request?: readonly RequestHook[] | undefined;
  /** Called in order for every hop, with the response before its body is read. */
  readonly response?: readonly ResponseHook[] | undefined;
}

/** The hooks of a client: lists that can be changed at any time. */
export interface Hooks {
  /** Called in order for every hop, with the request as it goes out. */
  readonly request: RequestHook[];
  /** Called in order for every hop, with the response before its body is read. */
  readonly response: ResponseHook[];
}

/**
 * Settles loose hooks.
 *
 * @param hooks What the caller gave; `null` for none.
 * @param base The client's.
 * @throws {TypeError} If a hook is no function.
 */
export function resolveHooks(
  hooks: HooksOptions | null | undefined,
  base?: Hooks,
): Hooks {
  if (hooks === undefined && base) return base;
  if (hooks === null || hooks === undefined) {
    return { request: [], response: [] };
  }
  if (typeof hooks !== "object" || Array.isArray(hooks)) {
    throw new TypeError("Cannot use hooks: give { request: [], response: [] }");
  }
  const unknown = Object.keys(hooks).find((key) => key !== "request" && key !== "response");
  if (unknown !== undefined) {
    throw new TypeError(`Cannot use hooks.${unknown}: no such event`);
  }
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
  if (
    !Array.isArray(hooks) || hooks.some((hook) => typeof hook !== "function")
  ) {
    throw new TypeError(`Cannot use hooks.${event}: give a list of functions`);
  }
  return [...hooks];
}
