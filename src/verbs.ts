/**
 * The methods of HTTP as methods of an object that can send any.
 *
 * @module
 */

import type { RequestOptions } from "./options.ts";
import type { HttpResponse } from "./response/response.ts";

/**
 * Whatever sends a request by its method has a shorter name for each common one.
 *
 * @example Send over something of your own
 * ```ts
 * import { type HttpResponse, request, HandlerTransport, Verbs } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport((request) => new Response(request.method));
 * class Shouting extends Verbs {
 *   override request(method: string, url: string | URL): Promise<HttpResponse> {
 *     return request(method, `${url}!`, { transport });
 *   }
 * }
 * const response = await new Shouting().put("http://example.org/hello");
 * assertEquals([response.url, await response.text()], ["http://example.org/hello!", "PUT"]);
 * ```
 */
export abstract class Verbs {
  /** Sends a request and reads the whole response. */
  abstract request(
    method: string,
    url: string | URL,
    options?: RequestOptions,
  ): Promise<HttpResponse>;

  /** Sends a GET request. */
  get(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("GET", url, options);
  }

  /** Sends an OPTIONS request. */
  options(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("OPTIONS", url, options);
  }

  /** Sends a HEAD request; its redirects are followed only if asked for. */
  head(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("HEAD", url, options);
  }

  /** Sends a POST request. */
  post(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("POST", url, options);
  }

  /** Sends a PUT request. */
  put(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("PUT", url, options);
  }

  /** Sends a PATCH request. */
  patch(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("PATCH", url, options);
  }

  /** Sends a DELETE request. */
  del(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("DELETE", url, options);
  }

  /** Sends a DELETE request. */
  delete(url: string | URL, options?: RequestOptions): Promise<HttpResponse> {
    return this.request("DELETE", url, options);
  }
}
