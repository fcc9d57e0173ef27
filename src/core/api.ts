/** The helpers: one request without a client. */

import { Client } from "./client.ts";
import { NO_FEATURES } from "./feature_set.ts";
import type { ClientOptions } from "./options/client_options.ts";
import type { RequestOptions } from "./options/request_options.ts";
import type { HttpResponse } from "./response/response.ts";
import { type ResponsePromise, toResponsePromise } from "./response/response_promise.ts";

/**
 * What can be said to a helper: of the client that it makes, and of its request.
 *
 * @example The same for every call of a script
 * ```ts
 * import { get, type HelperOptions } from "@ferry/http/core";
 *
 * const transport = { send: ({ url }: Request) => Promise.resolve(new Response(url)) };
 * const options: HelperOptions = { baseUrl: "https://api.example/v1", transport };
 * console.log(await get("users", options).text()); // "https://api.example/v1/users"
 * ```
 * @category Client
 */
export type HelperOptions = ClientOptions & RequestOptions;

/**
 * Sends a request and reads the whole response, over a client of its own.
 *
 * @returns The response, whatever its status.
 * @throws {HttpError} If there is no response.
 * @throws {TypeError} If an option is wrong, before anything is sent.
 *
 * @example Any method
 * ```ts
 * import { request } from "@ferry/http/core";
 *
 * const transport = { send: ({ method }: Request) => Promise.resolve(new Response(method)) };
 * console.log(await request("PROPFIND", "http://example.org/", { transport }).text()); // "PROPFIND"
 * ```
 * @category Client
 */
export function request(
  method: string,
  url: string | URL,
  options: HelperOptions = {},
): ResponsePromise {
  return toResponsePromise(ask(method, url, options));
}

async function ask(
  method: string,
  url: string | URL,
  options: HelperOptions,
): Promise<HttpResponse> {
  const { ofClient, ofRequest } = NO_FEATURES.split(options);
  using client = new Client(ofClient);
  return await client.request(method, url, ofRequest);
}

/**
 * Sends a GET request.
 *
 * @example JSON, with query parameters
 * ```ts
 * import { get } from "@ferry/http/core";
 *
 * const transport = { send: ({ url }: Request) => Promise.resolve(Response.json({ url })) };
 * console.log(await get("http://example.org/", { params: { page: 2 }, transport }).json());
 * ```
 * @category Client
 */
export function get(url: string | URL, options?: HelperOptions): ResponsePromise {
  return request("GET", url, options);
}

/**
 * Sends an OPTIONS request.
 *
 * @example What a server allows
 * ```ts
 * import { options } from "@ferry/http/core";
 *
 * const transport = { send: () => Promise.resolve(new Response(null, { headers: { allow: "GET" } })) };
 * console.log((await options("http://example.org/", { transport })).headers.get("allow")); // "GET"
 * ```
 * @category Client
 */
export function options(url: string | URL, options?: HelperOptions): ResponsePromise {
  return request("OPTIONS", url, options);
}

/**
 * Sends a HEAD request; its redirects are followed only if asked for.
 *
 * @example The headers of something, without it
 * ```ts
 * import { head } from "@ferry/http/core";
 *
 * const transport = { send: () => Promise.resolve(new Response(null, { headers: { etag: "1" } })) };
 * console.log((await head("http://example.org/", { transport })).headers.get("etag")); // "1"
 * ```
 * @category Client
 */
export function head(url: string | URL, options?: HelperOptions): ResponsePromise {
  return request("HEAD", url, options);
}

/**
 * Sends a POST request.
 *
 * @example JSON
 * ```ts
 * import { post } from "@ferry/http/core";
 *
 * const transport = { send: async (request: Request) => Response.json(await request.json()) };
 * console.log(await post("http://example.org/", { json: { name: "Ada" }, transport }).json());
 * ```
 * @category Client
 */
export function post(url: string | URL, options?: HelperOptions): ResponsePromise {
  return request("POST", url, options);
}

/**
 * Sends a PUT request.
 *
 * @example A text
 * ```ts
 * import { put } from "@ferry/http/core";
 *
 * const transport = { send: async (request: Request) => new Response(await request.text()) };
 * console.log(await put("http://example.org/note", { body: "buy milk", transport }).text());
 * ```
 * @category Client
 */
export function put(url: string | URL, options?: HelperOptions): ResponsePromise {
  return request("PUT", url, options);
}

/**
 * Sends a PATCH request.
 *
 * @example A part of something
 * ```ts
 * import { patch } from "@ferry/http/core";
 *
 * const transport = { send: async (request: Request) => Response.json(await request.json()) };
 * console.log(await patch("http://example.org/users/7", { json: { name: "Grace" }, transport }).json());
 * ```
 * @category Client
 */
export function patch(url: string | URL, options?: HelperOptions): ResponsePromise {
  return request("PATCH", url, options);
}

/**
 * Sends a DELETE request; also exported as `delete`.
 *
 * @example Delete something
 * ```ts
 * import { del } from "@ferry/http/core";
 *
 * const transport = { send: () => Promise.resolve(new Response(null, { status: 204 })) };
 * console.log((await del("http://example.org/users/7", { transport })).status); // 204
 * ```
 * @category Client
 */
export function del(url: string | URL, options?: HelperOptions): ResponsePromise {
  return request("DELETE", url, options);
}

/**
 * Sends a request and leaves the body of the response unread, over a client of its own: read it,
 * close it or `await using` it, since it holds a connection.
 *
 * @throws {HttpError} If there is no response.
 *
 * @example Line by line
 * ```ts
 * import { stream } from "@ferry/http/core";
 *
 * const transport = { send: () => Promise.resolve(new Response("one\ntwo\n")) };
 * await using response = await stream("GET", "http://example.org/", { transport });
 * for await (const line of response.iterLines()) console.log(line);
 * ```
 * @category Client
 */
export async function stream(
  method: string,
  url: string | URL,
  options: HelperOptions = {},
): Promise<HttpResponse> {
  const { ofClient, ofRequest } = NO_FEATURES.split(options);
  using client = new Client(ofClient);
  return await client.stream(method, url, ofRequest);
}
