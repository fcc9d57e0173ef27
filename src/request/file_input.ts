/**
 * What may be said of the files of a form.
 *
 * @module
 */

import type { ReadableSource } from "../content.ts";

/** Where the bytes of a file may come from. Those in memory are not copied. */
export type FileContent =
  | string
  | BufferSource
  | Blob
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>
  | ReadableSource;

/** More headers of a part. */
export type PartHeaders = Readonly<Record<string, string>>;

/** A file with what is said of it in the form. */
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
 */
export type FileTuple =
  | readonly [filename: string | null | undefined, content: FileContent]
  | readonly [
    filename: string | null | undefined,
    content: FileContent,
    contentType: string | null | undefined,
    headers?: PartHeaders | null | undefined,
  ];

/** A file of a form. */
export type FileInput = FileContent | FilePart | FileTuple;

/** The files of a form by field; a list repeats its field, `null` and `undefined` are left out. */
export type FilesInput =
  | Readonly<
    Record<string, FileInput | readonly FileInput[] | null | undefined>
  >
  | Iterable<
    readonly [string, FileInput | readonly FileInput[] | null | undefined]
  >;
