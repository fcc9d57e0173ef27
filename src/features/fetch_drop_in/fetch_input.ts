/**
 * What the global `fetch` takes, as a request of ours.
 *
 * @module
 */

import { nameOf } from "../../core/options/checks.ts";
import { resolveBody } from "../../core/request/body.ts";
import { toFetchError } from "./fetch_error.ts";
import { toBody } from "./fetch_body.ts";
import { CREDENTIAL_HEADERS } from "../../core/origin.ts";
import { DEFAULT_TIMEOUT, type ResolvedTimeout } from "../../core/options/timeout.ts";
import { mergeHeaders } from "../../core/request/headers.ts";
import { resolveMethod } from "../../core/request/methods.ts";
import type { ClientDefaults } from "../../core/options/client_defaults.ts";
import { deriveSettings } from "../../core/options/settings.ts";
import { type HeaderRecord, PreparedRequest } from "../../core/request/prepared.ts";
import { buildRequest, type Built, headersFor } from "../../core/request/request.ts";

import type { HttpResponse } from "../../core/response/response.ts";
import { takeBody, toSettings } from "../../core/request/send_options.ts";
import { resolveUrl } from "../../core/request/url.ts";
import { isRedirectStatus } from "../../core/status.ts";

/** The arguments of `fetch`. */
export interface FetchArguments {
  /** The first. */
  readonly input: string | Request;
  /** The second. */
  readonly init: RequestInit;
}

/** A request as `fetch` would send it. */
export interface FetchInput extends Built {
  /** Says what `fetch` says to this response. */
  readonly check: (response: HttpResponse) => HttpResponse;
}

/**
 * Reads the arguments of `fetch` as the platform does: anything but a `Request` is text, and `null` nothing.
 *
 * @throws {TypeError} If there is no first one, or the second is none.
 */
export function toFetchArguments(input: unknown, init: unknown): FetchArguments {
  if (input === undefined || input === null) {
    throw new TypeError(`Cannot fetch ${input}: give a URL or a Request`);
  }
  return { input: input instanceof Request ? input : `${input}`, init: toInit(init) };
}

function toInit(init: unknown): RequestInit {
  if (init === undefined || init === null) return {};
  if (typeof init === "object" || typeof init === "function") return init;
  throw new TypeError(`Cannot fetch with ${nameOf(init)} as init: give an object`);
}

/** Tells whether what is asked for is not on the network, so that the runtime has to know it. */
export function isLocal({ input }: FetchArguments): boolean {
  // deno-fmt-ignore
  return /^[\0-\x20]*(?:data|blob):/i.test(input instanceof Request ? input.url : input);
}

/**
 * Settles the arguments of `fetch`. What only a browser knows (`mode`, `cache`, `referrer`, …) is checked and then
 * passed over; with `credentials: "omit"` nothing goes out that the client has, be it cookies, auth or headers that are
 * secrets.
 */
export async function toFetchInput(
  { input, init }: FetchArguments,
  client: ClientDefaults,
): Promise<FetchInput> {
  refuseClient(init);
  checkInit(init);
  const isRequest = input instanceof Request;
  const { redirect, credentials } = isRequest ? { ...pick(input), ...given(init) } : init;
  const isAnonymous = credentials === "omit";
  const defaults = isAnonymous ? withoutCredentials(client) : client;
  const built = isRequest
    ? await fromRequest(input, init, defaults)
    : fromUrl(input, init, defaults);
  const { timeout, cookies, signal } = built.settings;
  const cache = init.cache ?? (isRequest ? input.cache : undefined);
  const settings = deriveSettings(built.settings, {
    options: { ...built.settings.options, ...(cache && { cache }) },
    followRedirects: redirect === undefined || redirect === "follow",
    throwOnError: undefined,
    cookies: isAnonymous ? null : cookies,
    timeout: timeout === DEFAULT_TIMEOUT ? WEB_TIMEOUT : timeout,
    toFetchError: (error) => isReason(error, signal) ? error : toFetchError(error, "network error"),
  });
  return {
    request: built.request,
    settings,
    check: redirect === "error" ? refuse : keep,
  };
}

/** The platform waits for a body as long as it takes, so that has a limit only where the client was given one. */
const WEB_TIMEOUT: ResolvedTimeout = { ...DEFAULT_TIMEOUT, read: Infinity };

/** Gives the signal of a call: that of a `Request` only where nothing else is said. */
export function signalOf({ input, init }: FetchArguments): AbortSignal | null | undefined {
  return init.signal === undefined && input instanceof Request ? input.signal : init.signal;
}

/** Tells whether an error is the caller's own, which comes out untouched. */
export function isReason(error: unknown, signal: AbortSignal | null | undefined): boolean {
  return signal?.aborted === true && error === signal.reason;
}

function pick({ redirect, credentials }: Request): Pick<RequestInit, "redirect" | "credentials"> {
  return { redirect, credentials };
}

function given({ redirect, credentials }: RequestInit): Partial<ReturnType<typeof pick>> {
  return { ...(redirect && { redirect }), ...(credentials && { credentials }) };
}

/** Deno's fetch takes one of its HTTP clients, with the proxy and the certificates of which the caller counts. */
function refuseClient(init: object): void {
  if (!("client" in init) || init.client === undefined || init.client === null) return;
  throw new TypeError(
    "Cannot use init.client: say proxy, verify, cert and so on to the client whose fetch this is",
  );
}

/** What few callers say, and the platform takes only some values of. */
const CHECKED = [
  "cache",
  "credentials",
  "integrity",
  "keepalive",
  "mode",
  "priority",
  "redirect",
  "referrer",
  "referrerPolicy",
  "window",
] as const;

/** Lets the platform say what is wrong with these. */
function checkInit(init: RequestInit): void {
  const said = CHECKED.filter((name) => init[name] !== undefined);
  if (said.length === 0) return;
  new Request("http://localhost/", Object.fromEntries(said.map((name) => [name, init[name]])));
}

/** The client's cookies are left out by the settings. */
function withoutCredentials(defaults: ClientDefaults): ClientDefaults {
  const headers = new Headers(defaults.headers);
  for (const name of [...CREDENTIAL_HEADERS, ...defaults.sensitiveHeaders]) headers.delete(name);
  const settings = deriveSettings(defaults.settings, { auth: null });
  return { ...defaults, settings, headers, userinfo: undefined };
}

function fromUrl(
  url: string,
  init: RequestInit,
  defaults: ClientDefaults,
): Built {
  const { headers, signal } = init;
  const method = toMethod(init.method) ?? "GET";
  const options = {
    body: toBody(init.body),
    signal,
    ...(headers && { headers: new Headers(headers) }),
  };
  refuseBody(method, options.body);
  return buildRequest({ method, url, options, stream: true }, defaults);
}

async function fromRequest(
  request: Request,
  init: RequestInit,
  defaults: ClientDefaults,
): Promise<Built> {
  const method = resolveMethod(toMethod(init.method) ?? request.method);
  const signal = signalOf({ input: request, init });
  const settings = toSettings({ stream: true, signal }, { request, defaults });
  const original = PreparedRequest.from(request);
  const { url } = resolveUrl(original.url, undefined);
  const own = resolveBody({ body: toBody(init.body) }, { features: defaults.features });
  refuseBody(method, own ?? original.body);
  const body = own ?? await takeBody(request, original.body);
  const headers: HeaderRecord = init.headers ? {} : { ...original.headers };
  if (init.headers) mergeHeaders(headers, new Headers(init.headers));
  if (own?.contentType && !headers["content-type"]) headers["content-type"] = own.contentType;
  const built = original.with({ method, url, headers, body });
  return { request: withDefaultHeaders(built, defaults), settings };
}

/**
 * Adds a client's default headers to those of a request that somebody else made; a redirect's request has had them
 * already, and is without those that were not to go on.
 */
function withDefaultHeaders(
  request: PreparedRequest,
  defaults: ClientDefaults,
): PreparedRequest {
  if (request.chain) return request;
  const headers = headersFor(request, defaults);
  return request.with({ headers: { ...headers, ...request.headers } });
}

function toMethod(method: unknown): string | undefined {
  return method === undefined ? undefined : `${method}`;
}

/** Fetch standard, the constructor of `Request`. */
function refuseBody(method: string, body: unknown): void {
  if (body === undefined || body === null || !/^(?:get|head)$/i.test(method)) return;
  throw new TypeError(`Cannot fetch with a body and the method ${method}`);
}

function keep(response: HttpResponse): HttpResponse {
  return response;
}

/** Fetch standard: redirect mode "error" makes a redirect a network error. */
function refuse(response: HttpResponse): HttpResponse {
  if (!isRedirectStatus(response.status)) return response;
  response.close();
  throw new TypeError(
    `Cannot fetch ${response.url}: it redirects, and redirect is "error"`,
  );
}
