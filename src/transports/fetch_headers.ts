/**
 * The headers that `fetch` is given, so that the same go out as over sockets.
 *
 * @module
 */

import type { HeaderRecord } from "../prepared.ts";
import { hasHttpClients, hasSockets } from "./runtime.ts";

/** What every request says, whatever carries it, unless the caller says otherwise. */
export const ACCEPT_LANGUAGE = "*";

/**
 * The codings that are asked for; a part of a coded body cannot be decoded, so none is with Range.
 *
 * @param headers Those of the request.
 */
export function toAcceptEncoding(headers: Readonly<HeaderRecord>): string {
  return headers["range"] === undefined ? "gzip, deflate, br, zstd" : "identity";
}

/**
 * Adds what sockets add, and empties what the runtime would put in the place of a header that was removed. A browser's
 * own headers are left alone, and so are the codings that other runtimes ask for, since they decode these.
 *
 * @param headers Those of the request.
 */
export function toFetchHeaders(headers: Readonly<HeaderRecord>): HeaderRecord {
  if (!hasHttpClients() && !hasSockets()) return headers;
  const sent: HeaderRecord = {
    ...headers,
    "accept": headers["accept"] ?? "",
    "accept-language": headers["accept-language"] ?? ACCEPT_LANGUAGE,
    "user-agent": headers["user-agent"] ?? "",
  };
  if (hasHttpClients()) sent["accept-encoding"] ??= toAcceptEncoding(headers);
  return sent;
}
