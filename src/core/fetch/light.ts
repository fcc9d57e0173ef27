/** The built-in transports for who calls them with web objects. */

import { Cancellation } from "../time/cancellation.ts";
import { Deadlines } from "../time/deadlines.ts";
import { Incoming } from "../response/incoming.ts";
import type { RawResponse } from "../response/raw_response.ts";
import { resolveTimeout } from "../options/timeout.ts";
import { HttpResponse } from "../response/response.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import type { LightTransport, SendContext, TransportContext } from "./transport.ts";

/** Sends over a built-in transport for a caller who has web objects: another transport, or a test. */
export async function sendLight(
  transport: LightTransport,
  request: PreparedRequest,
  context: TransportContext,
): Promise<Response> {
  const light = toLightContext(context);
  try {
    return toWebResponse(await transport.sendPrepared(request, light), request, light);
  } catch (error) {
    light.cancellation[Symbol.dispose]();
    throw error;
  }
}

function toLightContext(context: TransportContext): SendContext {
  return {
    signal: context.signal,
    timeout: resolveTimeout(context.timeout),
    cancellation: new Cancellation(context.signal),
    deadlines: new Deadlines(),
    onSent: undefined,
  };
}

/** The body is read when somebody asks for it, so the clock for the headers stops here. */
function toWebResponse(raw: RawResponse, request: PreparedRequest, context: SendContext): Response {
  const evidence = () => ({ request });
  const release = () => context.cancellation[Symbol.dispose]();
  raw.watch?.stop();
  if (!raw.source) {
    release();
    return new HttpResponse({ raw, request, elapsed: 0, content: new Uint8Array(0) });
  }
  const incoming = new Incoming(raw.source, {
    deadlines: context.deadlines,
    readTimeout: context.timeout.read,
    maxBytes: Infinity,
    onBytes: undefined,
    evidence,
    onEnd: release,
  });
  return new HttpResponse({ raw, incoming, request, elapsed: 0 });
}
