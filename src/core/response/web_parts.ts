/**
 * The parts of an answer that is made of a web `Response`.
 *
 * @module
 */

import { nameOf } from "../options/checks.ts";
import { PreparedRequest } from "../request/prepared.ts";
import { Deadlines } from "../time/deadlines.ts";
import { Incoming } from "./incoming.ts";
import type { RawResponse } from "./raw_response.ts";
import type { BodyParts } from "./body_parts.ts";
import { StreamSource } from "./tee.ts";

/**
 * Refuses what a web `Response` would be made of.
 *
 * @throws {TypeError} If these are no parts of an answer.
 */
export function checkParts(parts: unknown): void {
  const isAnswer = typeof parts === "object" && parts !== null && "raw" in parts &&
    "request" in parts;
  if (isAnswer) return;
  throw new TypeError(
    "Cannot make an HttpResponse of this: use HttpResponse.from(new Response(…))",
  );
}

/** The parts of an answer that nobody asked for here. */
export interface WebParts extends BodyParts {
  /** What it answers. */
  readonly request: PreparedRequest;
  /** Nobody measured it. */
  readonly elapsed: number;
  /** The URL that answered. */
  readonly url?: string;
}

/**
 * Takes a web `Response` apart.
 *
 * @param response The response, whose body is taken over.
 * @param request What it answers. Default: a GET of its URL.
 * @throws {TypeError} If it is none, or its body cannot be had.
 */
export function toParts(
  response: Response,
  request: Request | PreparedRequest | undefined,
): WebParts {
  checkResponse(response);
  const { url, body } = response;
  const asked = toPrepared(request, url);
  const source = body ? new StreamSource(body, undefined) : undefined;
  const parts = {
    raw: toRaw(response, source),
    request: asked,
    elapsed: 0,
    ...(url || !request ? { url: url.replace(/#.*$/, "") } : {}),
  };
  if (!source) return { ...parts, content: new Uint8Array(0) };
  const evidence = () => ({ request: asked });
  const incoming = new Incoming(source, {
    deadlines: new Deadlines(),
    readTimeout: Infinity,
    maxBytes: Infinity,
    onBytes: undefined,
    evidence,
    onEnd: () => {},
  });
  return { ...parts, incoming };
}

function checkResponse(response: Response): void {
  if (!(response instanceof Response)) {
    throw new TypeError(`Cannot make an HttpResponse of ${nameOf(response)}: give a Response`);
  }
  if (response.type === "error") {
    throw new TypeError("Cannot make an HttpResponse of Response.error()");
  }
  if (!response.bodyUsed && !response.body?.locked) return;
  throw new TypeError(
    "Cannot make an HttpResponse: the body of the response was read already, or somebody reads it",
  );
}

function toPrepared(
  request: Request | PreparedRequest | undefined,
  url: string,
): PreparedRequest {
  if (request instanceof PreparedRequest) return request;
  if (request) return PreparedRequest.from(request);
  return new PreparedRequest("GET", new URL(url || "about:blank"), {}, undefined);
}

/** What came by a `fetch` was decoded there. */
function toRaw(response: Response, source: RawResponse["source"]): RawResponse {
  return {
    status: response.status,
    reasonPhrase: response.statusText,
    headers: response.headers,
    source,
    decoded: response.url !== "" && response.headers.has("content-encoding"),
  };
}
