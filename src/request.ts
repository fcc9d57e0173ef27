/**
 * From what the caller says of a request, over the client's defaults, to what is sent.
 *
 * @module
 */

import { BasicAuth } from "./auth/basic.ts";
import { resolveBody } from "./body.ts";
import { mergeHeaders } from "./headers.ts";
import { resolveMethod } from "./methods.ts";
import {
  type Defaults,
  type RequestOptions,
  resolveRequestOptions,
} from "./options.ts";
import type { Settings } from "./options.ts";
import { CREDENTIAL_HEADERS, isSameOrigin } from "./origin.ts";
import {
  type BodySource,
  type HeaderRecord,
  PreparedRequest,
} from "./prepared.ts";
import { appendQuery, mergeParams, resolveUrl, type Userinfo } from "./url.ts";

/** What a client adds to each of its requests. */
export interface RequestDefaults extends Defaults {
  /** To what a path is appended. */
  readonly baseUrl: URL | undefined;
  /** Headers that a request may replace. */
  readonly headers: Headers;
  /** Params that a request may replace. */
  readonly params: URLSearchParams;
  /** Names of headers that only the origin may see, in lower case. */
  readonly sensitiveHeaders: readonly string[];
}

/** A request and how it is to be sent. */
export interface Built {
  /** What is sent. */
  readonly request: PreparedRequest;
  /** How. */
  readonly settings: Settings;
}

/** What is built from. */
export interface BuildInput {
  /** The method. */
  readonly method: string;
  /** The URL. */
  readonly url: string | URL;
  /** What the caller says. */
  readonly options: RequestOptions;
  /** Whether the body of the response is left unread. */
  readonly stream?: boolean;
}

/**
 * Builds a request.
 *
 * @throws {TypeError} If an option is wrong.
 * @throws {RangeError} If a number is out of range.
 * @throws {InvalidUrlError} If the URL is none.
 */
export function buildRequest(
  input: BuildInput,
  defaults: RequestDefaults,
): Built {
  const { options } = input;
  const method = resolveMethod(input.method);
  const { url, userinfo } = resolveUrl(input.url, defaults.baseUrl);
  appendQuery(url, mergeParams(defaults.params, options.params));
  const own = !defaults.baseUrl || isSameOrigin(defaults.baseUrl, url);
  const settings = resolveRequestOptions(
    options,
    own ? defaults : withoutAuth(defaults),
    {
      stream: input.stream ?? false,
    },
  );
  const body = resolveBody(options);
  if (body && method === "HEAD") {
    throw new TypeError("Cannot send a body with HEAD");
  }
  const headers = own ? toRecord(defaults.headers) : toForeignRecord(defaults);
  mergeHeaders(headers, options.headers);
  addBodyHeaders(headers, body);
  const auth = settings.auth === undefined
    ? authOf(userinfo, headers)
    : settings.auth;
  return {
    request: new PreparedRequest(method, url, headers, body),
    settings: { ...settings, auth },
  };
}

/** The client's credentials are for the base's origin alone (CVE-2025-27152). */
export function withoutAuth(defaults: Defaults): Defaults {
  return { ...defaults, auth: defaults.auth === null ? null : undefined };
}

function toRecord(headers: Headers): HeaderRecord {
  const record: HeaderRecord = {};
  headers.forEach((value, name) => record[name] = value);
  return record;
}

function toForeignRecord(
  { headers, sensitiveHeaders }: RequestDefaults,
): HeaderRecord {
  const record = toRecord(headers);
  for (const name of [...CREDENTIAL_HEADERS, ...sensitiveHeaders]) {
    delete record[name];
  }
  return record;
}

function addBodyHeaders(
  headers: HeaderRecord,
  body: BodySource | undefined,
): void {
  if (
    body?.contentType === undefined || headers["content-type"] !== undefined
  ) return;
  headers["content-type"] = body.contentType;
}

/** Userinfo never replaces a header. */
function authOf(
  userinfo: Userinfo | undefined,
  headers: HeaderRecord,
): BasicAuth | undefined {
  if (!userinfo || headers.authorization !== undefined) return undefined;
  return new BasicAuth(userinfo.username, userinfo.password);
}

/** Adds a client's default headers to those of a request that somebody else made. */
export function withDefaultHeaders(
  request: PreparedRequest,
  defaults: RequestDefaults,
): PreparedRequest {
  const own = !defaults.baseUrl || isSameOrigin(defaults.baseUrl, request.url);
  const headers = own ? toRecord(defaults.headers) : toForeignRecord(defaults);
  return request.with({ headers: { ...headers, ...request.headers } });
}
