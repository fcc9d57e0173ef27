/**
 * What the global `fetch` takes, as a request of ours.
 *
 * @module
 */

import { resolveBody } from "./body.ts";
import { mergeHeaders } from "../headers.ts";
import { resolveMethod } from "../methods.ts";
import type { Settings } from "../settings.ts";
import { type BodySource, type HeaderRecord, PreparedRequest } from "../prepared.ts";
import { buildRequest, type Built, type RequestDefaults } from "./request.ts";

import type { HttpResponse } from "../response/response.ts";
import { takeBody, toSettings } from "./send_options.ts";
import { resolveUrl } from "../url.ts";

/** The arguments of `fetch`. */
export interface FetchArguments {
  /** The first. */
  readonly input: string | URL | Request;
  /** The second. */
  readonly init: RequestInit;
}

/** A request as `fetch` would send it. */
export interface FetchInput extends Built {
  /** Says what `fetch` says to this response. */
  readonly check: (response: HttpResponse) => HttpResponse;
}

/** Settles the arguments of `fetch`; what only a browser knows (`mode`, `credentials`, `cache`, …) is passed over. */
export async function toFetchInput(
  { input, init }: FetchArguments,
  defaults: RequestDefaults,
): Promise<FetchInput> {
  refuseClient(init);
  const redirect = init.redirect ??
    (input instanceof Request ? input.redirect : "follow");
  const built = input instanceof Request
    ? await fromRequest(input, init, defaults)
    : fromUrl(input, init, defaults);
  const settings: Settings = {
    ...built.settings,
    followRedirects: redirect === "follow",
  };
  return {
    request: built.request,
    settings,
    check: redirect === "error" ? refuse : keep,
  };
}

/** Deno's fetch takes one of its HTTP clients, with the proxy and the certificates of which the caller counts. */
function refuseClient(init: object): void {
  if (!("client" in init) || init.client === undefined || init.client === null) return;
  throw new TypeError(
    "Cannot use init.client: say proxy, verify, cert and so on to the client whose fetch this is",
  );
}

function fromUrl(
  url: string | URL,
  init: RequestInit,
  defaults: RequestDefaults,
): Built {
  const { method = "GET", body, headers, signal } = init;
  const options = {
    body,
    signal,
    ...(headers && { headers: new Headers(headers) }),
  };
  const built = buildRequest({ method, url, options, stream: true }, defaults);
  refuseBody(built.request.method, built.request.body);
  return built;
}

async function fromRequest(
  request: Request,
  init: RequestInit,
  defaults: RequestDefaults,
): Promise<Built> {
  const method = resolveMethod(init.method ?? request.method);
  const signal = init.signal === undefined ? request.signal : init.signal;
  const settings = toSettings({ stream: true, signal }, { request, defaults });
  const original = PreparedRequest.from(request);
  const { url } = resolveUrl(original.url, undefined);
  const given = resolveBody({ body: init.body });
  const body = init.body === undefined ? await takeBody(request, original.body) : given;
  refuseBody(method, body);
  const headers: HeaderRecord = init.headers ? {} : { ...original.headers };
  if (init.headers) mergeHeaders(headers, new Headers(init.headers));
  if (given?.contentType && !headers["content-type"]) {
    headers["content-type"] = given.contentType;
  }
  return { request: original.with({ method, url, headers, body }), settings };
}

/** Fetch standard, the constructor of `Request`. */
function refuseBody(method: string, body: BodySource | undefined): void {
  if (!body || (method !== "GET" && method !== "HEAD")) return;
  throw new TypeError(`Cannot fetch with a body and the method ${method}`);
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

function keep(response: HttpResponse): HttpResponse {
  return response;
}

/** Fetch standard: redirect mode "error" makes a redirect a network error. */
function refuse(response: HttpResponse): HttpResponse {
  if (!REDIRECTS.includes(response.status)) return response;

  response.close();
  throw new TypeError(
    `Cannot fetch ${response.url}: it redirects, and redirect is "error"`,
  );
}
