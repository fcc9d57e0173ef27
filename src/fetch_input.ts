/**
 * What the global `fetch` takes, as a request of ours.
 *
 * @module
 */

import { resolveBody } from "./body.ts";
import { mergeHeaders } from "./headers.ts";
import { resolveMethod } from "./methods.ts";
import type { Settings } from "./options.ts";
import { type HeaderRecord, PreparedRequest } from "./prepared.ts";
import { buildRequest, type Built, type RequestDefaults } from "./request.ts";
import { settleRequestBody } from "./request_body.ts";
import type { HttpResponse } from "./response.ts";
import { toSettings } from "./send_options.ts";

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
  return buildRequest({ method, url, options, stream: true }, defaults);
}

async function fromRequest(
  request: Request,
  init: RequestInit,
  defaults: RequestDefaults,
): Promise<Built> {
  const original = PreparedRequest.from(request);
  const given = init.body === undefined ? undefined : resolveBody({ body: init.body });
  const body = init.body === undefined ? await settleRequestBody(request) : given;
  const headers: HeaderRecord = init.headers ? {} : { ...original.headers };
  if (init.headers) mergeHeaders(headers, new Headers(init.headers));
  if (given?.contentType && !headers["content-type"]) {
    headers["content-type"] = given.contentType;
  }
  const method = resolveMethod(init.method ?? request.method);
  const subject = { request, url: original.url, defaults };
  const signal = init.signal === undefined ? request.signal : init.signal;
  return {
    request: original.with({ method, headers, body }),
    settings: toSettings({ stream: true, signal }, subject),
  };
}

function keep(response: HttpResponse): HttpResponse {
  return response;
}

/** Fetch standard: redirect mode "error" makes a redirect a network error. */
function refuse(response: HttpResponse): HttpResponse {
  if (!response.isRedirect) return response;
  response.close();
  throw new TypeError(
    `Cannot fetch ${response.url}: it redirects, and redirect is "error"`,
  );
}
