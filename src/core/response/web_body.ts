/** What somebody else gets who takes a response of ours for a plain web `Response`: `Deno.serve`, the Cache API. */

import type { BodyState } from "./body_state.ts";
import type { Incoming } from "./incoming.ts";
import type { RawResponse } from "./raw_response.ts";
import type { BodyParts } from "./body_parts.ts";
import { toWeak } from "./weak.ts";
import { CODED, isDecoded } from "./response_headers.ts";
import { isBodiless } from "../status.ts";

/**
 * `Response` refuses other statuses. The subclass answers for them; whoever hands it on as a plain one, says that what
 * came from there was no good (502), and never that all is well.
 */
export function toWebStatus(status: number): number {
  return status >= 200 && status <= 599 ? status : 502;
}

/** `Response` takes only what RFC 9112 section 4 allows in a reason phrase. */
export function toStatusText(reason: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : "";
}

/** A larger body is given as a stream, since `Response` copies bytes. */
const COPIED = 65_536;

/** Stands outside, where it knows nothing of a state: the body on its way in has it. */
function asItIs(error: unknown): unknown {
  return error;
}

/** Gives the body, opened only when somebody reads it. */
export function toWebBody(
  { raw, content, incoming, toStreamError = asItIs }: BodyParts,
  state: BodyState,
): BodyInit | null {
  if (isBodiless(raw.status)) return null;
  if (content && content.length <= COPIED) return raw.source ? content : null;
  if (!content && !incoming) return null;
  const chunks = state.chunks();
  return new ReadableStream({
    type: "bytes", // as fetch's, which readers with a buffer of their own can read
    start: (controller) => incoming && failWith(incoming, controller, toStreamError),
    async pull(controller) {
      try {
        const { value } = await chunks.next();
        if (value) return controller.enqueue(value.slice());
      } catch (error) {
        throw toStreamError(error);
      }
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => state.close(),
  });
}

/**
 * Lets a stream fail with its body. It is held weakly, and by a function that knows nothing else: a body that nobody
 * reads any more is garbage, though somebody still knows how it comes in.
 */
function failWith(
  incoming: Incoming,
  controller: ReadableByteStreamController,
  toStreamError: (error: unknown) => unknown,
): void {
  const weak = toWeak(controller);
  incoming.onFail((error) => weak.deref()?.error(toStreamError(error)));
}

/** The headers that hold for one connection only (RFC 9110 section 7.6.1). */
const HOP_BY_HOP: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
];

/** Tells whether a header holds for one connection only; `name` in lower case. */
export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.includes(name);
}

/** Gives the headers to whom the body is sent on. */
export function copyHeaders(raw: RawResponse, headers: Headers): void {
  const decoded = isDecoded(raw);
  raw.fields.forEach((value, name) => {
    if (isHopByHop(name) || (decoded && CODED.includes(name))) return;
    headers.append(name, value);
  });
}
