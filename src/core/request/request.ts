/** From what the caller says of a request, over the client's defaults, to what is sent. */

import type { Auth } from "../auth/auth.ts";
import { markSensitive } from "../secrets/sensitive.ts";
import { BasicAuth } from "../auth/basic.ts";
import { isSimpleAuth } from "../auth/resolve.ts";
import { resolveBody } from "./body.ts";
import { mergeHeaders, toHeaderRecord } from "./headers.ts";
import { markLeftOut } from "./left_out.ts";
import { resolveMethod } from "./methods.ts";
import type { ClientDefaults } from "../options/client_defaults.ts";
import { NO_OPTIONS, type RequestOptions } from "../options/request_options.ts";
import { deriveSettings, type Settings } from "../options/settings.ts";
import { settleRequest } from "../options/settle.ts";
import {
  CREDENTIAL_HEADERS,
  isSameOrigin,
  mayCarryCredentials,
  type RedirectChain,
} from "../origin.ts";
import { type BodySource, type HeaderRecord, PreparedRequest } from "./prepared.ts";
import { appendQuery, mergeParams, resolveUrl, type Userinfo } from "./url.ts";

/** A request and how it is to be sent. */
export interface Built {
  readonly request: PreparedRequest;
  readonly settings: Settings;
}

/** What is built from. */
export interface BuildInput {
  readonly method: string;
  readonly url: string | URL;
  readonly options: RequestOptions;
  readonly stream?: boolean;
  /** Where the chain of pages began that leads here, if one does. */
  readonly chain?: RedirectChain | undefined;
}

/**
 * Builds a request.
 *
 * @throws {TypeError} If an option is wrong.
 * @throws {RangeError} If a number is out of range.
 * @throws {InvalidUrlError} If the URL is none.
 */
export function buildRequest(input: BuildInput, defaults: ClientDefaults): Built {
  const { options } = input;
  const method = resolveMethod(input.method);
  const { url, userinfo } = resolveUrl(input.url, defaults.baseUrl, { method });
  const to = { url, chain: input.chain };
  const own = isOwn(to, defaults);
  const base = own ? defaults.settings : withoutAuth(defaults.settings);
  const { features } = defaults;
  const settings = settleRequest(options, base, { stream: input.stream ?? false, features });
  appendQuery(url, mergeParams(defaults.params, options.params, settings.serializeParams));
  const headers = headersFor(to, defaults, options.headers);
  const body = options === NO_OPTIONS ? undefined : resolveBody(options, {
    contentType: headers["content-type"],
    stringifyJson: settings.stringifyJson,
    features,
  });
  if (body && method === "HEAD") {
    throw new TypeError("Cannot send a body with HEAD");
  }
  addBodyHeaders(headers, body);
  const request = new PreparedRequest(method, url, headers, body, input.chain);
  if (options !== NO_OPTIONS) markLeftOut(request, options.headers);
  if (!userinfo && !defaults.userinfo) return { request, settings };
  return {
    request,
    settings: withUserinfo(settings, {
      ...{ url, userinfo, defaults, chain: input.chain },
      isSigned: headers.authorization !== undefined,
    }),
  };
}

/**
 * Gives what was built as a web `Request`: the cookies and the credentials that were given for it are
 * headers then; those of the client are added when it is sent.
 *
 * @throws {TypeError} If it has a body with GET, or credentials that need a conversation.
 */
export function toWebRequest({ request, settings }: Built, defaults: ClientDefaults): Request {
  if (request.body && request.method === "GET") {
    throw new TypeError("Cannot build a web Request with a body for GET: use client.request()");
  }
  const given = settings.cookies?.cookieHeader(request.url);
  const cookies = [given, request.headers.cookie].filter(Boolean).join("; ");
  const sent = cookies ? request.withHeader("cookie", cookies) : request;
  const { auth } = settings;
  const signed = auth && auth !== defaults.settings.auth ? sign(sent, auth) : sent;
  markSensitive(signed, defaults.sensitiveHeaders);
  return signed.toRequest(settings.signal);
}

function sign(request: PreparedRequest, auth: Auth): PreparedRequest {
  const signed = isSimpleAuth(auth) ? auth.authorize(request) : undefined;
  if (signed instanceof PreparedRequest) return signed;
  throw new TypeError("Cannot build a web Request with this auth: give it to client.send()");
}

/**
 * Tells whether a request may see the client's credentials: with a base, they are for its origin; without one, for
 * every origin that is asked directly. The request of a redirect may where the redirect would have taken them along.
 */
export function isOwn(
  { url, chain }: Pick<PreparedRequest, "url" | "chain">,
  { baseUrl }: Pick<ClientDefaults, "baseUrl">,
): boolean {
  const asked = chain?.url ?? url;
  return (!baseUrl || isSameOrigin(baseUrl, asked)) && (!chain || mayCarryCredentials(chain, url));
}

/** The client's credentials are for the base's origin alone (CVE-2025-27152). */
export function withoutAuth(settings: Settings): Settings {
  return deriveSettings(settings, { auth: settings.auth === null ? null : undefined });
}

/** Merges the headers of a request over the client's; `null` switches the client's off. */
export function headersFor(
  to: Pick<PreparedRequest, "url" | "chain">,
  defaults: ClientDefaults,
  given?: RequestOptions["headers"] | null,
): HeaderRecord {
  if (given === null) return {};
  const headers = isOwn(to, defaults)
    ? toHeaderRecord(defaults.headers)
    : toForeignRecord(defaults);
  mergeHeaders(headers, given);
  return headers;
}

function toForeignRecord({ headers, sensitiveHeaders }: ClientDefaults): HeaderRecord {
  const record = toHeaderRecord(headers);
  for (const name of ["host", ...CREDENTIAL_HEADERS, ...sensitiveHeaders]) {
    delete record[name];
  }
  return record;
}

function addBodyHeaders(headers: HeaderRecord, body: BodySource | undefined): void {
  if (body?.contentType === undefined || headers["content-type"] !== undefined) return;
  headers["content-type"] = body.contentType;
}

/** For whom userinfo was given. */
export interface UserinfoSubject {
  readonly url: URL;
  /** Where the chain of redirects began that leads there. */
  readonly chain?: RedirectChain | undefined;
  readonly userinfo: Userinfo | undefined;
  /** Whether there is an Authorization header. */
  readonly isSigned: boolean;
  /** The client's, which has that of the base. */
  readonly defaults: ClientDefaults;
}

/** Credentials of several users, of which a URL names one. */
interface AuthForUsers extends Auth {
  forUser(user: Userinfo): Auth;
}

function isForUsers(auth: Auth): auth is AuthForUsers {
  return "forUser" in auth && typeof auth.forUser === "function";
}

/** Makes userinfo the credentials of a call that has no others, or says whose are to be taken. */
export function withUserinfo(
  settings: Settings,
  { url, chain, userinfo, isSigned, defaults }: UserinfoSubject,
): Settings {
  const ofBase = isOwn({ url, chain }, defaults) ? defaults.userinfo : undefined;
  const found = userinfo ?? ofBase;
  if (!found) return settings;
  const { auth } = settings;
  if (auth && isForUsers(auth)) return deriveSettings(settings, { auth: auth.forUser(found) });
  if (auth !== undefined || isSigned) return settings;
  return deriveSettings(settings, { auth: new BasicAuth(found.username, found.password) });
}

/**
 * Takes over what a hook or a flow made of a request: userinfo becomes a header, and a body that a web
 * `Request` cannot carry stays.
 *
 * @throws {UnsupportedProtocolError} If the scheme is neither http nor https.
 */
export function adoptRequest(web: Request, original: PreparedRequest): PreparedRequest {
  const prepared = PreparedRequest.from(web);
  const { url, userinfo } = resolveUrl(prepared.url, undefined);
  const isBodyless = web.method === "GET" || web.method === "HEAD";
  const body = isBodyless && web.method === original.method ? original.body : prepared.body;
  const adopted = prepared.with({ url, body });
  if (!userinfo || adopted.headers.authorization !== undefined) return adopted;
  return new BasicAuth(userinfo.username, userinfo.password).authorize(adopted);
}
