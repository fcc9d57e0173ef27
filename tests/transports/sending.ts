import { DEFAULT_TIMEOUT } from "../../src/core/options/timeout.ts";
import type { Transport, TransportContext } from "../../src/core/fetch/transport.ts";

/** What a client hands to a transport with its request. */
export function context(
  signal: AbortSignal = new AbortController().signal,
): TransportContext {
  return { signal, timeout: DEFAULT_TIMEOUT };
}

/** Sends a request as a client does. */
export function send(
  transport: Transport,
  url: string,
  init?: RequestInit,
): Promise<Response> {
  return transport.send(new Request(url, init), context());
}

/** Sends a request and reads the answer. */
export async function sendForText(
  transport: Transport,
  url: string,
  init?: RequestInit,
): Promise<string> {
  return await (await send(transport, url, init)).text();
}

/** A body that never ends, and tells when it was cancelled. */
export function makeEndless(): {
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
  cancelled: Promise<unknown>;
} {
  const cancelled = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new Uint8Array([1])),
    cancel: (reason) => cancelled.resolve(reason),
  });
  return { body, cancelled: cancelled.promise };
}
