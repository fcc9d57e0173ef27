/**
 * A request that is sent, in the form in which cassettes have those that were.
 *
 * @module
 */

import { concatBytes } from "../../core/bytes/chunks.ts";
import { readContent } from "../../core/request/content.ts";
import { HttpError, WriteError } from "../../core/errors.ts";
import { toEntry } from "../../features/har/entry.ts";
import { SeenExchange } from "../../features/har/exchange.ts";
import type { HarEntry, HarRequest } from "../../features/har/har.ts";
import { redactEntry } from "../../features/har/redact.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { SendContext } from "../../core/fetch/transport.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Reads the whole body of a request.
 *
 * @throws {WriteError} If a stream of the caller's fails.
 */
export async function readBody(
  request: PreparedRequest,
  { cancellation }: SendContext,
): Promise<Bytes> {
  const { body } = request;
  if (!body) return new Uint8Array(0);
  const reader = readContent(body.open());
  const chunks: Bytes[] = [];
  const next = () => cancellation.race(reader.read());
  try {
    for (let chunk = await next(); chunk; chunk = await next()) chunks.push(chunk);
  } catch (cause) {
    reader.cancel(cause);
    if (cancellation.cancelled || cause instanceof HttpError || cause instanceof TypeError) {
      throw cause;
    }
    const reason = "the stream of the request body failed";
    throw new WriteError(reason, { request, phase: "write", cause });
  }
  return concatBytes(chunks);
}

/** What belongs to a request that is sent. */
export interface LiveOptions {
  /** Its body. */
  readonly body: Bytes | undefined;
  /** Headers that are secrets by the client's word. */
  readonly sensitiveHeaders: readonly string[];
  /** How secrets are replaced. */
  readonly redact: boolean | ((entry: HarEntry) => HarEntry);
}

/** Gives the request as it would be recorded. */
export function toLiveRequest(request: PreparedRequest, options: LiveOptions): HarRequest {
  const { method, url, headers } = request;
  const { body, sensitiveHeaders, redact } = options;
  const recorded = {
    method,
    url,
    headers,
    sensitiveHeaders,
    body: body && { size: body.length },
  };
  const exchange = new SeenExchange(recorded, Infinity);
  if (body) exchange.sent(body);
  let entry = toEntry(exchange, { content: true });
  if (redact !== false) entry = redactEntry(entry, sensitiveHeaders);
  return (typeof redact === "function" ? redact(entry) : entry).request;
}
