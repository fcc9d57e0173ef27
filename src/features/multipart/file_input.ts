/**
 * What may be said of the files of a form.
 *
 * @module
 */

import type { ReadableSource, ReopenableSource } from "../../core/request/content.ts";

/**
 * Where the bytes of a file may come from. Those in memory are not copied.
 *
 * @example A file that is made while it is sent
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { FileContent } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * async function* makeRows() {
 *   for (const row of [[1, 2], [3, 4]]) yield `${row.join()}\n`;
 * }
 * const content: FileContent = makeRows();
 * using client = new Client();
 * const files = { table: { content, filename: "table.csv" } };
 * const request = client.buildRequest("POST", "http://example.org/", { files });
 * const table = (await request.formData()).get("table");
 * assertEquals(table instanceof File && await table.text(), "1,2\n3,4\n");
 * ```
 * @category Bodies
 */
export type FileContent =
  | string
  | BufferSource
  | Blob
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>
  | ReadableSource
  | ReopenableSource;

/**
 * More headers of a part.
 *
 * @example What a part says of itself
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { PartHeaders } from "@ferry/http/types";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const headers: PartHeaders = { "content-language": "fi" };
 * using client = new Client();
 * const files = { notes: { content: "moi", filename: "notes.txt", headers } };
 * const request = client.buildRequest("POST", "http://example.org/", { files });
 * assertStringIncludes((await request.text()).toLowerCase(), "content-language: fi");
 * ```
 * @category Bodies
 */
export type PartHeaders = Readonly<Record<string, string>>;

/**
 * A file with what is said of it in the form.
 *
 * @example A file of a name and a type
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { FilePart } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const photo: FilePart = {
 *   content: new Uint8Array([0xff, 0xd8]),
 *   filename: "photo.jpg",
 *   contentType: "image/jpeg",
 * };
 * using client = new Client();
 * const request = client.buildRequest("POST", "http://example.org/", { files: { photo } });
 * const sent = (await request.formData()).get("photo");
 * assertEquals(sent instanceof File && [sent.name, sent.type], ["photo.jpg", "image/jpeg"]);
 * ```
 * @category Bodies
 */
export interface FilePart {
  /** Its bytes. */
  readonly content: FileContent;
  /** Its name; `null` for a part that is no file. Without one: the `File`'s, else the field's. */
  readonly filename?: string | null | undefined;
  /** Its media type. Without one: the Blob's, else by the file name, else `application/octet-stream`. */
  readonly contentType?: string | null | undefined;
  /** More headers of the part. */
  readonly headers?: PartHeaders | null | undefined;
  /** How many bytes a stream gives; one that gives more or fewer fails the request. */
  readonly size?: number | undefined;
}

/**
 * A file with what is said of it, in a list: `["notes.txt", "text", "text/plain"]`.
 *
 * A list of two texts is this too, not two files.
 *
 * @example A name, the content and a type
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { FileTuple } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const notes: FileTuple = ["notes.md", "# Notes", "text/markdown"];
 * using client = new Client();
 * const request = client.buildRequest("POST", "http://example.org/", { files: { notes } });
 * const sent = (await request.formData()).get("notes");
 * assertEquals(sent instanceof File && sent.name, "notes.md");
 * ```
 * @category Bodies
 */
export type FileTuple =
  | readonly [filename: string | null | undefined, content: FileContent]
  | readonly [
    filename: string | null | undefined,
    content: FileContent,
    contentType: string | null | undefined,
    headers?: PartHeaders | null | undefined,
  ];

/**
 * A file of a form.
 *
 * @example A file that the user chose, or a text
 * ```ts
 * import { Client, type FileInput } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const toFile = (chosen: File | undefined): FileInput => chosen ?? ["empty.txt", ""];
 * using client = new Client();
 * const files = { upload: toFile(new File(["hello"], "hello.txt")) };
 * const request = client.buildRequest("POST", "http://example.org/", { files });
 * const sent = (await request.formData()).get("upload");
 * assertEquals(sent instanceof File && sent.name, "hello.txt");
 * ```
 * @category Bodies
 */
export type FileInput = FileContent | FilePart | FileTuple;

/**
 * The files of a form by field; a list repeats its field, `null` and `undefined` are left out.
 *
 * @example Several files in one field
 * ```ts
 * import { Client, type FilesInput } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const files: FilesInput = { photos: [new File(["1"], "1.png"), new File(["2"], "2.png")] };
 * using client = new Client();
 * const options = { files, data: { album: "Helsinki" } };
 * const form = await client.buildRequest("POST", "http://example.org/", options).formData();
 * assertEquals([form.getAll("photos").length, form.get("album")], [2, "Helsinki"]);
 * ```
 * @category Bodies
 */
export type FilesInput =
  | Readonly<
    Record<string, FileInput | readonly FileInput[] | null | undefined>
  >
  | Iterable<
    readonly [string, FileInput | readonly FileInput[] | null | undefined]
  >;
