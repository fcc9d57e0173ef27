/** The headers that `fetch` is given, so that the same go out as over sockets. */

import type { HeaderRecord, PreparedRequest } from "../request/prepared.ts";
import { USER_AGENT } from "../version.ts";
import { hasSockets, isBrowser, isDeno } from "./runtime.ts";

/** What every request says, whatever carries it, unless the caller says otherwise. */
export const ACCEPT_LANGUAGE = "*";

/** The codings that are asked for; a part of a coded body cannot be decoded, so none is with Range. */
export function toAcceptEncoding(headers: Readonly<HeaderRecord>): string {
  return headers["range"] === undefined ? "gzip, deflate, br, zstd" : "identity";
}

/** What a transport can do. */
interface HeaderRules {
  /** Whether its proxy sees the headers of requests for http. */
  readonly isForwarded?: boolean | undefined;
  /** What undoes codings, if anything does. */
  readonly decode?: unknown;
}

/**
 * Adds what sockets add, and empties what the runtime would put in the place of a header that was removed. Only a proxy
 * may see `proxy-authorization` (RFC 9110 section 11.7.1). How a body is framed follows from the body. The headers of a
 * browser are left alone, and so are the codings that other runtimes ask for, since they decode these.
 */
export function toFetchHeaders(
  { headers, url }: Pick<PreparedRequest, "headers" | "url">,
  { isForwarded, decode }: HeaderRules,
): HeaderRecord {
  if (isBrowser()) return withoutOwnAgent(headers);
  if (!isDeno() && !hasSockets()) return headers;
  const { "proxy-authorization": authorization, "transfer-encoding": _, ...others } = headers;
  const sent: HeaderRecord = {
    ...others,
    "accept": headers["accept"] ?? "",
    "accept-language": headers["accept-language"] ?? ACCEPT_LANGUAGE,
    "user-agent": headers["user-agent"] ?? "",
  };
  if (authorization !== undefined && isForwarded && url.protocol === "http:") {
    sent["proxy-authorization"] = authorization;
  }
  if (decode && isDeno()) sent["accept-encoding"] ??= toAcceptEncoding(headers);
  return sent;
}

/** A browser has a name of its own, and asks another origin for leave before it sends ours (CORS). */
function withoutOwnAgent({ "user-agent": agent, ...others }: Readonly<HeaderRecord>): HeaderRecord {
  return agent === undefined || agent === USER_AGENT ? others : { ...others, "user-agent": agent };
}
