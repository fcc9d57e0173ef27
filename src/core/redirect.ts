/**
 * The rules of redirects (RFC 9110 section 15.4, Fetch standard "HTTP-redirect fetch"), as pure functions.
 *
 * @module
 */

import { InvalidUrlError, UnsupportedProtocolError } from "./errors.ts";
import { isSameOrigin, maySeeCredentials, type RedirectChain } from "./origin.ts";
import type { HeaderRecord, PreparedRequest } from "./request/prepared.ts";
import type { HttpResponse } from "./response/response.ts";
import { singleValue } from "./fields/single_value.ts";
import { fromByteText } from "./text/encoded_text.ts";

/** The headers that describe a body, and go with it. */
const BODY_HEADERS: readonly string[] = [
  "content-length",
  "content-type",
  "content-encoding",
  "content-language",
  "content-location",
  "transfer-encoding",
  "expect",
];

/** Where a second Location begins in a list: servers forget to encode a comma and a space within a path. */
const NEXT_LOCATION = /, (?:$|[/?#,]|[a-z][a-z0-9+.-]*:\/\/)/i;

/**
 * Gives the method after a redirect: 301 and 302 turn POST into GET, 303 all but HEAD.
 *
 * @example What becomes of a POST
 * ```ts
 * import { redirectMethod } from "@ferry/http/redirects";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([302, 303, 307].map((status) => redirectMethod(status, "POST")), ["GET", "GET", "POST"]);
 * ```
 * @category Redirects
 */
export function redirectMethod(status: number, method: string): string {
  if (status === 303) return method === "HEAD" ? "HEAD" : "GET";
  return (status === 301 || status === 302) && method === "POST" ? "GET" : method;
}

/**
 * Reads a Location header: bytes that are UTF-8 are read so, others are percent-encoded as they are.
 *
 * @param location The value as `Headers` gives it, one character for each byte.
 *
 * @example A path in UTF-8
 * ```ts
 * import { decodeLocation } from "@ferry/http/redirects";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeLocation("/caf\u00c3\u00a9"), "/caf\u00e9");
 * ```
 * @category Redirects
 */
export function decodeLocation(location: string): string {
  if (!/[\x80-\xff]/.test(location)) return location;
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(fromByteText(location));
  } catch {
    return location.replace(/[\x80-\xff]/g, toPercent);
  }
}

function toPercent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * Gives the URL to which a response redirects; a fragment is inherited, userinfo is dropped.
 *
 * @returns `undefined` if the response is no redirect.
 * @throws {InvalidUrlError} If the Location cannot be parsed, or there are several that differ.
 * @throws {UnsupportedProtocolError} If it leads away from http and https.
 *
 * @example Where a response leads
 * ```ts
 * import { HttpResponse, PreparedRequest } from "@ferry/http";
 * import { redirectTarget } from "@ferry/http/redirects";
 *
 * const request = PreparedRequest.from(new Request("http://example.org/old#top"));
 * const response = HttpResponse.of(null, { status: 302, headers: { location: "/new" }, request });
 * console.log(redirectTarget(response, request)?.href); // "http://example.org/new#top"
 * ```
 * @category Redirects
 */
export function redirectTarget(response: HttpResponse, request: PreparedRequest): URL | undefined {
  if (!response.isRedirect) return undefined;
  const location = decodeLocation(singleValue(response.headers, "location") ?? "");
  const { elapsed } = response;
  const evidence = { request, response, elapsed, phase: "redirect" } as const;
  if (location.startsWith(", ") || NEXT_LOCATION.test(location)) {
    throw new InvalidUrlError("the redirect has several Locations that differ", evidence);
  }
  // A hook may have sent the request somewhere else.
  const url = URL.parse(location, response.url || request.url);
  if (!url) {
    throw new InvalidUrlError("the Location of the redirect cannot be parsed", evidence);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UnsupportedProtocolError(
      `the redirect leads to the scheme ${url.protocol.slice(0, -1)}, not to http or https`,
      evidence,
    );
  }
  if (!url.hash && !location.includes("#")) url.hash = request.url.hash;
  url.username = url.password = "";
  return url;
}

/**
 * Gives the headers after a redirect: no credentials to another origin, no description of a dropped body.
 *
 * @param change Whether the body is dropped, and the names that only the origin may see.
 *
 * @example Credentials stay at their origin
 * ```ts
 * import { PreparedRequest } from "@ferry/http";
 * import { redirectHeaders } from "@ferry/http/redirects";
 *
 * const headers = { accept: "text/html", authorization: "Bearer t0ken" };
 * const request = new PreparedRequest("GET", new URL("https://a.example/"), headers, undefined);
 * const change = { dropBody: false, sensitive: [] };
 * console.log(redirectHeaders(request, new URL("https://b.example/"), change)); // without authorization
 * ```
 * @category Redirects
 */
export function redirectHeaders(
  request: PreparedRequest,
  target: URL,
  change: { readonly dropBody: boolean; readonly sensitive: readonly string[] },
): HeaderRecord {
  const headers: HeaderRecord = { ...request.headers };
  if (!isSameOrigin(request.url, target)) {
    for (const name of ["cookie", "proxy-authorization", "host", ...change.sensitive]) {
      delete headers[name];
    }
    if (!maySeeCredentials(request.url, target)) {
      delete headers["authorization"];
    }
  }
  if (change.dropBody) {
    for (const name of BODY_HEADERS) {
      delete headers[name];
    }
  }
  return headers;
}

/**
 * Makes the request to which a redirect leads.
 *
 * @param sensitive Names of headers that only the origin may see, in lower case.
 * @returns `undefined` if the response is no redirect.
 *
 * @example The next request
 * ```ts
 * import { HttpResponse, PreparedRequest } from "@ferry/http";
 * import { redirectRequest } from "@ferry/http/redirects";
 *
 * const request = PreparedRequest.from(new Request("http://example.org/old", { method: "POST" }));
 * const response = HttpResponse.of(null, { status: 303, headers: { location: "/new" }, request });
 * console.log(redirectRequest(response, request, [])?.method); // "GET"
 * ```
 * @category Redirects
 */
export function redirectRequest(
  response: HttpResponse,
  request: PreparedRequest,
  sensitive: readonly string[],
): PreparedRequest | undefined {
  const url = redirectTarget(response, request);
  if (!url) return undefined;
  const method = redirectMethod(response.status, request.method);
  const dropBody = method !== request.method ||
    (response.status === 303 && request.body !== undefined);
  const headers = redirectHeaders(request, url, { dropBody, sensitive });
  return request.with({
    method,
    url,
    headers,
    chain: chainAfter(request),
    ...(dropBody && { body: undefined }),
  });
}

/** However long the chain gets, where it began stays. */
function chainAfter({ url, chain }: PreparedRequest): RedirectChain {
  return {
    url: chain?.url ?? url,
    isSecure: chain?.isSecure || url.protocol === "https:",
  };
}
