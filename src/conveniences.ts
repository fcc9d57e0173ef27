/**
 * What is made of several requests: downloads, pages, event streams that do not end.
 *
 * @module
 */

import type { Chunks } from "./decode/chunks.ts";
import type { ServerSentEvent } from "./decode/events.ts";
import type { Download, DownloadOptions } from "./download/options.ts";
import { resolveEventSource } from "./event_source_options.ts";
import type { EventSourceOptions, TypedEvent, TypedEventsOptions } from "./event_source_options.ts";
import { LateItems } from "./bytes/late_items.ts";
import type { RequestOptions } from "./options.ts";
import { checkPaginate } from "./paginate_options.ts";
import type { PaginateItemsOptions, PaginateOptions } from "./paginate_options.ts";
import type { Following } from "./request/request.ts";
import type { HttpResponse } from "./response/response.ts";
import type { ResolvedTimeout } from "./timeout.ts";
import { Verbs } from "./verbs.ts";

/**
 * Whatever sends requests can download, turn pages and follow event streams.
 *
 * @example Every client has them
 * ```ts
 * import { Client, Conveniences, HandlerTransport } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("data: hello\n\n", {
 *   headers: { "content-type": "text/event-stream" },
 * }));
 * using client = new Client({ transport });
 * assert(client instanceof Conveniences);
 * for await (const { data } of client.events("http://example.org/")) {
 *   assertEquals(data, "hello");
 *   break;
 * }
 * ```
 */
export abstract class Conveniences extends Verbs {
  /** Sends a request and leaves the body of the response unread. */
  abstract stream(
    method: string,
    url: string | URL,
    options?: RequestOptions,
  ): Promise<HttpResponse>;

  /** Makes the request that would be sent. */
  abstract buildRequest(method: string, url: string | URL, options?: RequestOptions): Request;

  /**
   * Downloads to a file, or into a stream. A file is there only when it is whole: until then it is
   * `NAME.part`, which another call for the same URL goes on from if the server has the same version.
   *
   * @param url Where from.
   * @param to A path; a folder, in which the server or the URL names the file; or a stream, which is
   * closed at the end.
   * @param options What holds for this download.
   * @returns Where it is, and how many bytes it has.
   * @throws {StatusError} If the status is not 2xx.
   * @throws {IntegrityError} If the length or a digest is wrong.
   * @throws {HttpError} If it broke off and could not be gone on with.
   *
   * @example To a file
   * ```ts
   * import { Client, HandlerTransport } from "@ferry/http";
   * import { assertEquals } from "@std/assert";
   *
   * using client = new Client({ transport: new HandlerTransport(() => new Response("hello")) });
   * const folder = await Deno.makeTempDir();
   * const { path, bytes } = await client.download("http://example.org/a.txt", `${folder}/`);
   * assertEquals([path, bytes], [`${folder}/a.txt`, 5]);
   * await Deno.remove(folder, { recursive: true });
   * ```
   */
  async download(
    url: string | URL,
    to: string | URL | WritableStream<Uint8Array<ArrayBuffer>>,
    options: DownloadOptions = {},
  ): Promise<Download> {
    const { params } = options;
    const target = new URL(this.buildRequest("GET", url, { params }).url);
    const { download } = await import("./download/mod.ts");
    const ask = this.stream.bind(this);
    return await download({ ask, url, target }, to, options);
  }

  /**
   * Gives page after page, each read whole: as the links of the type `next` lead, or as you say. A page
   * of another origin than the first one gets no credentials.
   *
   * @param url The first page.
   * @param options What holds for the requests.
   * @returns The pages, or their items if you say what these are.
   * @throws {StatusError} If the status of a page is 4xx or 5xx.
   * @throws {HttpError} If a page leads to one that was there already.
   *
   * @example Items over all pages
   * ```ts
   * import { Client, HandlerTransport } from "@ferry/http";
   * import { assertEquals } from "@std/assert";
   *
   * const transport = new HandlerTransport(({ url }) =>
   *   url.endsWith("2")
   *     ? Response.json(["c"])
   *     : Response.json(["a", "b"], { headers: { link: '<?page=2>; rel="next"' } })
   * );
   * using client = new Client({ transport });
   * const items = (page: Response): Promise<string[]> => page.json();
   * const found = await Array.fromAsync(client.paginate("http://api.example/", { items }));
   * assertEquals(found, ["a", "b", "c"]);
   * ```
   */
  paginate<T>(url: string | URL, options: PaginateItemsOptions<T>): Chunks<T>;
  /** Gives page after page. */
  paginate(url: string | URL, options?: PaginateOptions): Chunks<HttpResponse>;
  paginate<T>(
    url: string | URL,
    options: PaginateOptions & Partial<PaginateItemsOptions<T>> = {},
  ): Chunks<T> | Chunks<HttpResponse> {
    checkPaginate(options);
    const { items, ...rest } = options;
    const pages = new LateItems(async () => {
      const { paginate } = await import("./paginate.ts");
      return paginate((page) => this.follow(page), url, rest);
    });
    if (!items) return pages;
    return new LateItems(async () => {
      const { paginateItems } = await import("./paginate.ts");
      return paginateItems(pages, items);
    });
  }

  /**
   * Follows an event stream over as many connections as it takes (HTML standard, section 9.2): again
   * with `Last-Event-ID` after the server's `retry`, with growing pauses after failures. A status of 204
   * ends it.
   *
   * @param url Where the events are.
   * @param options What holds for the requests.
   * @returns The events; `return()` closes the connection.
   * @throws {StatusError} If the status is neither 200 nor 204.
   * @throws {DecodeError} If the answer is no event stream, or the data no JSON where a schema is given.
   * @throws {HttpError} If the server cannot be reached at first.
   *
   * @example Typed events, up to the one that says that it is the last
   * ```ts
   * import { Client, HandlerTransport } from "@ferry/http";
   * import { assertEquals } from "@std/assert";
   *
   * const transport = new HandlerTransport(() =>
   *   new Response('data: {"n":1}\n\ndata: [DONE]\n\n', {
   *     headers: { "content-type": "text/event-stream" },
   *   })
   * );
   * using client = new Client({ transport });
   * const events = client.events("http://llm.example/", {
   *   json: { prompt: "count" },
   *   until: ({ data }) => data === "[DONE]",
   * });
   * assertEquals(await Array.fromAsync(events, ({ data }) => JSON.parse(data)), [{ n: 1 }]);
   * ```
   */
  events<T>(url: string | URL, options: TypedEventsOptions<T>): Chunks<TypedEvent<T>>;
  /** Follows an event stream. */
  events(url: string | URL, options?: EventSourceOptions): Chunks<ServerSentEvent>;
  events<T>(
    url: string | URL,
    options: EventSourceOptions & Partial<TypedEventsOptions<T>> = {},
  ): Chunks<ServerSentEvent> | Chunks<TypedEvent<T>> {
    const { schema, ...rest } = options;
    const plan = resolveEventSource(rest, this.timeout);
    const parts = { ask: this.stream.bind(this), url, plan };
    return schema
      ? new LateItems(async () => {
        const { EventSourceIterator, toTyped } = await import("./event_source.ts");
        return new EventSourceIterator({ ...parts, toItem: toTyped(schema) });
      })
      : new LateItems(async () => {
        const { EventSourceIterator } = await import("./event_source.ts");
        return new EventSourceIterator({ ...parts, toItem: (event: ServerSentEvent) => event });
      });
  }

  /** Sends a request to which a page led. */
  protected abstract follow(page: Following): Promise<HttpResponse>;

  /** The time limits of every request. */
  abstract get timeout(): ResolvedTimeout;
}
