/**
 * What is made of several requests: downloads, pages, event streams that do not end.
 *
 * @module
 */

import type { Download, DownloadOptions } from "./download/options.ts";
import type { RequestOptions } from "./options.ts";
import type { HttpResponse } from "./response.ts";
import { Verbs } from "./verbs.ts";

/** Whatever sends requests can download, turn pages and follow event streams. */
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
}
