/** Lets the caller's functions see every request and every response. */

import type { PreparedRequest } from "../request/prepared.ts";
import { adoptRequest } from "../request/request.ts";
import { HttpResponse } from "../response/response.ts";
import { HopContext } from "../hop_context.ts";
import type { Send, Stage } from "../stage.ts";

/** Calls the hooks of the call, if it has some. */
export function withHooks(): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    const { hooks } = hop.call.settings;
    return hooks.request.length + hooks.response.length > 0
      ? callHooks(next, request, hop)
      : next(request, hop);
  };
}

/** A hook may wait for what never comes; the call ends nevertheless. */
async function callHooks(
  next: Send,
  request: PreparedRequest,
  hop: HopContext,
): Promise<HttpResponse> {
  const { settings: { hooks }, cancellation } = hop.call;
  let hooked = request.with({}).toRequest();
  for (const hook of hooks.request) {
    hooked = toRequest(await cancellation.race(Promise.resolve(hook(hooked)))) ?? hooked;
  }
  const sent = hooks.request.length > 0 ? adoptRequest(hooked, request) : request;
  let response = await next(sent, hop);
  try {
    for (const hook of hooks.response) {
      const result = await cancellation.race(Promise.resolve(hook(response)));
      const given = toResponse(result) ?? response;
      if (given !== response) await response.discard();
      response = given;
    }
    return response;
  } catch (error) {
    response.close();
    throw error;
  }
}

function toRequest(result: unknown): Request | undefined {
  if (result === undefined || result instanceof Request) return result;
  throw new TypeError("Cannot use what a request hook gave: it must be a Request or nothing");
}

function toResponse(result: unknown): HttpResponse | undefined {
  if (result === undefined || result instanceof HttpResponse) return result;
  throw new TypeError(
    "Cannot use what a response hook gave: it must be an HttpResponse or nothing",
  );
}
