/** Lets only so many requests use the network at once. */

import type { Permit, RequestQueue, Waiting } from "../limits/request_queue.ts";
import { PoolTimeoutError } from "../errors.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import type { HttpResponse } from "../response/response.ts";
import { HopContext } from "../hop_context.ts";
import type { Send, Stage } from "../stage.ts";

/** Takes a permit for each hop; what comes next gives it back, when it failed or when the body has ended. */
export function withLimits(queue: RequestQueue): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    hop.call.cancellation.throwIfCancelled();
    const permit = queue.tryAcquire();
    return permit ? next(request, withPermit(hop, permit)) : wait(next, { request, hop, queue });
  };
}

function withPermit(hop: HopContext, permit: Permit): HopContext {
  const { waited: queued } = permit;
  hop.listener?.onEvent?.({ type: "pool.acquired", pool: "client", waited: queued ?? 0 });
  return hop.with({ permit, queued });
}

interface Start {
  readonly request: PreparedRequest;
  readonly hop: HopContext;
  readonly queue: RequestQueue;
}

async function wait(next: Send, { request, hop, queue }: Start): Promise<HttpResponse> {
  const permit = await queue.acquire(request.url.host, waitingOf(request, hop));
  try {
    hop.call.cancellation.throwIfCancelled();
  } catch (error) {
    permit[Symbol.dispose]();
    throw error;
  }
  return await next(request, withPermit(hop, permit));
}

function waitingOf(request: PreparedRequest, { call, listener }: HopContext): Waiting {
  const limit = call.settings.timeout.pool;
  return {
    cancellation: call.cancellation,
    deadlines: call.deadlines,
    limit,
    onWait: listener && (() => listener.onEvent?.({ type: "pool.wait", pool: "client" })),
    onTimeout: () =>
      new PoolTimeoutError(
        `no connection was free within timeout.pool (${limit} ms)`,
        call.evidence(request, "pool"),
      ),
  };
}
