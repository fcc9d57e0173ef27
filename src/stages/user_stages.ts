/**
 * Runs the stages that a user gave, with the public context.
 *
 * @module
 */

import { HttpResponse } from "../response/response.ts";
import { Call, type Send as InnerSend, type Stage as InnerStage, type Trip } from "../send.ts";
import type { StageEvent } from "../observe/trace.ts";
import type { Send, Stage, StageClient, StageContext } from "../stage.ts";
import type { RequestOptions } from "../options.ts";

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
 * @param client What they may know of the client.
 */
export function withUserStages(stages: readonly Stage[], client: StageClient): InnerStage {
  return (next) => {
    const last: Send = (request, context) => Hop.of(context).send(next, request);
    const send = stages.reduceRight<Send>((inner, stage) => toSend(stage(inner)), last);
    return async (request, trip) => {
      const response: unknown = await send(request, new Hop(trip, client));
      if (!(response instanceof HttpResponse)) {
        throw new TypeError(
          "Cannot use what a stage gave: it must be an HttpResponse, such as HttpResponse.from(response)",
        );
      }
      return response;
    };
  };
}

function toSend(send: unknown): Send {
  if (isSend(send)) return send;
  throw new TypeError("Cannot use a stage: it must give a function (request, context) => response");
}

function isSend(send: unknown): send is Send {
  return typeof send === "function";
}

/** One hop, as a stage sees it. */
class Hop implements StageContext {
  readonly #trip: Trip;
  readonly #isDetached: boolean;
  readonly client: StageClient;

  constructor(trip: Trip, client: StageClient, isDetached = false) {
    this.#trip = trip;
    this.#isDetached = isDetached;
    this.client = client;
  }

  /** Only a context that was made here knows its call. */
  static of(context: StageContext): Hop {
    if (#trip in context) return context;
    throw new TypeError("Cannot send: hand on the context that the stage got, or its detach()");
  }

  async send(next: InnerSend, request: Trip["hop"]): Promise<HttpResponse> {
    const trip = this.#trip;
    if (!this.#isDetached) return await next(request, trip);
    try {
      return await next(request, trip);
    } finally {
      trip.call.settle();
    }
  }

  get hop(): number {
    const { previous } = this.#trip;
    return previous ? previous.history.length + 2 : 1;
  }

  get attempt(): number {
    return (this.#trip.attempts?.length ?? 0) + 1;
  }

  get previous(): HttpResponse | undefined {
    return this.#trip.previous;
  }

  get signal(): AbortSignal {
    return this.#trip.call.cancellation.signal;
  }

  get left(): number {
    return this.#trip.call.left;
  }

  get stream(): boolean {
    return this.#trip.call.settings.stream;
  }

  get options(): RequestOptions {
    return this.#trip.call.settings.options;
  }

  tell(event: StageEvent): void {
    if (!event.type.startsWith("stage.")) {
      throw new TypeError("Cannot tell of this event: its type must begin with stage.");
    }
    this.#trip.call.observer?.step(event);
  }

  detach(own?: AbortSignal): StageContext {
    const { call, hop, previous } = this.#trip;
    const { closed } = this.client;
    const signal = own ? AbortSignal.any([closed, own]) : closed;
    const settings = { ...call.settings, stream: true, signal };
    const detached = new Call(settings, hop, {
      deadlines: call.deadlines,
      origin: call.origin,
      traceContext: call.observer?.traceContext,
    });
    const trip = { ...this.#trip, call: detached, hop, previous, observer: undefined };
    return new Hop(trip, this.client, true);
  }
}
