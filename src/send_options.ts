/**
 * How a request that was built before is sent.
 *
 * @module
 */

import {
  type RequestOptions,
  resolveRequestOptions,
  type Settings,
} from "./options.ts";
import { isSameOrigin } from "./origin.ts";
import { type RequestDefaults, withoutAuth } from "./request.ts";

/** What can be said when a request is sent that was built before. */
export interface SendOptions extends
  Pick<
    RequestOptions,
    | "auth"
    | "cookies"
    | "followRedirects"
    | "maxRedirects"
    | "timeout"
    | "hooks"
    | "signal"
    | "maxResponseBytes"
    | "onUploadProgress"
    | "onDownloadProgress"
  > {
  /** Whether the body of the response is left unread. Default `false`. */
  readonly stream?: boolean | undefined;
}

/** What is sent, and what holds where nothing is said. */
export interface SendSubject {
  /** The request; its own signal aborts, too. */
  readonly request: Request;
  /** Its URL. */
  readonly url: URL;
  /** The client's. */
  readonly defaults: RequestDefaults;
}

/** Settles how a request is sent that was built before. */
export function toSettings(
  { stream, ...options }: SendOptions,
  { request, url, defaults }: SendSubject,
): Settings {
  const own = !defaults.baseUrl || isSameOrigin(defaults.baseUrl, url);
  return resolveRequestOptions(
    { signal: request.signal, ...options },
    own ? defaults : withoutAuth(defaults),
    { stream: stream ?? false },
  );
}
