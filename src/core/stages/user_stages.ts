/** Runs the stages that a user gave. */

import type { Call } from "../call.ts";
import type { Installed } from "../feature.ts";
import { HopContext } from "../hop_context.ts";
import { PreparedRequest } from "../request/prepared.ts";
import { HttpResponse, type ResponseParts } from "../response/response.ts";
import { compose, type Send, type Stage } from "../stage.ts";

/** Settles the option. @throws {TypeError} If it is no list of functions. */
export function resolveStages(stages: unknown): readonly Stage[] {
  if (stages === undefined || stages === null) return [];
  if (Array.isArray(stages) && stages.every(isStage)) return stages;
  throw new TypeError("Cannot use the stages: give a list of functions (next) => send");
}

function isStage(stage: unknown): stage is Stage {
  return typeof stage === "function";
}

/** What a client does around the stages of a user. */
export interface UserStageParts {
  /** Gives where in a call an answer stands that a stage made. */
  readonly place: (hop: HopContext) => Partial<ResponseParts>;
  /** Called when a call begins that outlives another. */
  readonly begin: (call: Call, request: PreparedRequest) => Promise<void>;
  /** Sees what a stage made, if anybody wants to. */
  readonly made: Installed["made"];
}

/**
 * Folds the stages of a user, the outermost first.
 *
 * They stand inside of hooks and outside of retries: they see what hooks made of a request, and one answer for it.
 */
export function withUserStages(
  stages: readonly Stage[],
  { place, begin, made }: UserStageParts,
): Stage {
  return (next) => {
    const streams = new WeakMap<HopContext, HttpResponse[]>();
    const last: Send = async (request, context) => {
      const hop = HopContext.of(context);
      checkRequest(request);
      if (hop.isDetached) return await goOnDetached(next, request, { hop, begin });
      const response = await next(request, hop);
      if (hop.stream) streams.set(hop, [...streams.get(hop) ?? [], response]);
      return response;
    };
    const send = compose(stages.map(checked), last);
    return async (request, context) => {
      const hop = HopContext.of(context);
      try {
        const response = await wait(send, request, hop);
        const { isMade } = response;
        const placed = placeIn(response, request, { hop, place: place(hop) });
        return made && isMade
          ? await made({ response: placed, request, client: hop.client })
          : placed;
      } catch (error) {
        for (const stream of streams.get(hop) ?? []) stream.close();
        throw error;
      }
    };
  };
}

/** A stage may wait for what never comes; the call ends nevertheless. */
async function wait(send: Send, request: PreparedRequest, hop: HopContext): Promise<HttpResponse> {
  const given: PromiseLike<unknown> = Promise.resolve(send(request, hop));
  const response = await hop.call.cancellation.race(given);
  if (response instanceof HttpResponse) return response;
  throw new TypeError(
    "Cannot use what a stage gave: it must be an HttpResponse, such as HttpResponse.from(response)",
  );
}

interface PlaceInCall {
  readonly hop: HopContext;
  readonly place: Partial<ResponseParts>;
}

/** What was made of a web response alone answers the request of the stage, which may give it for others, too. */
function placeIn(
  response: HttpResponse,
  request: PreparedRequest,
  { hop, place }: PlaceInCall,
): HttpResponse {
  return response.url === ""
    ? response.with({}).placed({ ...place, request, url: undefined }, hop.call)
    : response.placed(place, hop.call);
}

function checkRequest(request: unknown): void {
  if (request instanceof PreparedRequest) return;
  throw new TypeError(
    "Cannot send what a stage handed on: it must be the request that it got, or one made of that by its methods",
  );
}

interface Detached extends Pick<UserStageParts, "begin"> {
  readonly hop: HopContext;
}

/** What outlives its call has one of its own, which is told of apart and ends here. */
async function goOnDetached(
  next: Send,
  request: PreparedRequest,
  { hop, begin }: Detached,
): Promise<HttpResponse> {
  const { call } = hop;
  try {
    if (!call.listener) await begin(call, request);
    return await next(request, hop);
  } catch (error) {
    call.listener?.fail(error);
    throw error;
  } finally {
    call.settle();
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
