/**
 * Runs the stages that a user gave.
 *
 * @module
 */

import { HopContext } from "../hop_context.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import { HttpResponse, type ResponseParts } from "../response/response.ts";
import { compose, type Send, type Stage } from "../stage.ts";

/**
 * Settles the option.
 *
 * @throws {TypeError} If it is no list of functions.
 */
export function resolveStages(stages: unknown): readonly Stage[] {
  if (stages === undefined || stages === null) return [];
  if (Array.isArray(stages) && stages.every(isStage)) return stages;
  throw new TypeError("Cannot use the stages: give a list of functions (next) => send");
}

function isStage(stage: unknown): stage is Stage {
  return typeof stage === "function";
}

/**
 * Folds the stages of a user, the outermost first.
 *
 * They stand inside of hooks and outside of retries: they see what hooks made of a request, and one answer for it.
 *
 * @param stages The stages.
 * @param place Where in a call an answer of theirs stands.
 */
export function withUserStages(
  stages: readonly Stage[],
  place: (hop: HopContext) => Partial<ResponseParts>,
): Stage {
  return (next) => {
    const last: Send = (request, context) => goOn(next, request, HopContext.of(context));
    const send = compose(stages.map(checked), last);
    return async (request, context) => {
      const response: unknown = await send(request, context);
      if (!(response instanceof HttpResponse)) {
        throw new TypeError(
          "Cannot use what a stage gave: it must be an HttpResponse, such as HttpResponse.from(response)",
        );
      }
      const hop = HopContext.of(context);
      return response.placed(place(hop), hop.call);
    };
  };
}

/** What outlives its call has one of its own, which ends here. */
function goOn(next: Send, request: PreparedRequest, hop: HopContext): Promise<HttpResponse> {
  return hop.isDetached ? goOnDetached(next, request, hop) : next(request, hop);
}

async function goOnDetached(
  next: Send,
  request: PreparedRequest,
  hop: HopContext,
): Promise<HttpResponse> {
  try {
    return await next(request, hop);
  } finally {
    hop.call.settle();
  }
}

function checked(stage: Stage): Stage {
  return (next) => {
    const send: unknown = stage(next);
    if (isSend(send)) return send;
    throw new TypeError(
      "Cannot use a stage: it must give a function (request, context) => response",
    );
  };
}

function isSend(send: unknown): send is Send {
  return typeof send === "function";
}
