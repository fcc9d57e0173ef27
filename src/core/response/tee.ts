/** One body for two readers. */

import { type Bytes, toReadableStream } from "../bytes/chunks.ts";
import { toStreamSource } from "./byte_source.ts";
import { Incoming } from "./incoming.ts";

/**
 * Splits a body; what the slower reader has not taken yet is kept in memory, as with `Response.clone()`.
 * The connection is let go when both have ended.
 */
export function splitIncoming(incoming: Incoming): readonly [Incoming, Incoming] {
  const stream = toReadableStream({
    read: () => incoming.read(),
    cancel: () => Promise.resolve(incoming.close()),
  });
  const toBranch = (branch: ReadableStream<Bytes>) => {
    const taken = new Incoming(toStreamSource(branch, incoming.size), incoming.branchOptions());
    incoming.onFail((error) => void taken.fail(error));
    return taken;
  };
  const [left, right] = stream.tee();
  return [toBranch(left), toBranch(right)];
}
