/**
 * Builds `multipart/form-data` bodies (RFC 7578), read from their sources while they are sent.
 *
 * @module
 */

import {
  type Bytes,
  CHUNK_SIZE,
  type ChunkReader,
  joinBytes,
  toReadableStream,
} from "../../core/bytes/chunks.ts";
import { BlobContent, BytesContent, type Content, fromText } from "../../core/request/content.ts";
import { BodyUsedError } from "../../core/errors.ts";
import type { BodyContent, BodySource } from "../../core/request/prepared.ts";

/** The media type of a file of which nobody knows more. */
export const UNKNOWN_TYPE = "application/octet-stream";

/** One part of a form. */
export interface Part {
  /** The name of its field. */
  readonly name: string;
  /** The name of its file; `undefined` for a part that is none. */
  readonly filename?: string | undefined;
  /** Its media type; `undefined` to send none, or the one that its name stands for. */
  readonly contentType?: string | undefined;
  /** Whether its name tells the media type, by a table that is loaded before the form is sent. */
  readonly isTypeByName?: boolean;
  /** More headers of the part. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Its bytes. */
  readonly content: Content;
}

/**
 * Makes the body of a form out of its parts.
 *
 * What is small is held as one piece; everything else is read when it is its turn.
 *
 * @param parts The parts, in order.
 * @param boundary What stands between them; random unless given.
 * @returns A body with a known size if each part has one, replayable if each part is.
 */
export function toMultipart(
  parts: readonly Part[],
  boundary: string = createBoundary(),
): BodySource {
  return parts.some(({ isTypeByName }) => isTypeByName)
    ? new LateMultipartBody(parts, boundary)
    : new MultipartBody(parts, boundary);
}

/** Random enough to be in no file, and made of what needs no quotes. */
function createBoundary(): string {
  return `FerryFormBoundary${crypto.randomUUID().replaceAll("-", "")}`;
}

function toPieces(parts: readonly Part[], boundary: string): Content[] {
  const pieces = parts.flatMap((part, index): Content[] => [
    fromText(`${index ? "\r\n" : ""}--${boundary}\r\n${toHead(part)}`),
    part.content,
  ]);
  pieces.push(fromText(`${parts.length ? "\r\n" : ""}--${boundary}--\r\n`));
  return joinSmall(pieces);
}

function toHead({ name, filename, contentType, headers = [] }: Part): string {
  const file = filename === undefined ? "" : `; filename="${escape(filename)}"`;
  const lines = [
    `Content-Disposition: form-data; name="${escape(name)}"${file}`,
    ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
    ...headers.map(([key, value]) => `${key}: ${value}`),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\r": "%0D",
  "\n": "%0A",
  '"': "%22",
};

/**
 * Escapes as browsers do (HTML standard, "multipart/form-data encoding algorithm"); other characters go out as UTF-8.
 */
function escape(name: string): string {
  return name.replace(/[\r\n"]/g, (character) => ESCAPES[character] ?? "");
}

/** Joins neighbours that are in memory, so that a form of many fields is not a stream of tiny chunks. */
function joinSmall(pieces: readonly Content[]): Content[] {
  const joined: Content[] = [];
  let small: Bytes[] = [];
  let size = 0;
  const flush = () => {
    if (small.length) joined.push(new BytesContent(joinBytes(small)));
    small = [];
    size = 0;
  };
  for (const piece of pieces) {
    const bytes = piece instanceof BytesContent ? piece.bytes : undefined;
    if (!bytes || size + bytes.length > CHUNK_SIZE) flush();
    if (!bytes || bytes.length > CHUNK_SIZE) {
      joined.push(piece);
      continue;
    }
    small.push(bytes);
    size += bytes.length;
  }
  flush();
  return joined;
}

class MultipartBody implements BodySource {
  readonly size: number | undefined;
  readonly contentType: string;
  readonly replayable: boolean;
  readonly #pieces: readonly Content[];
  #used = false;
  #stream: ReadableStream<Bytes> | undefined;

  constructor(parts: readonly Part[], boundary: string) {
    const pieces = toPieces(parts, boundary);
    this.#pieces = pieces;
    this.contentType = toContentType(boundary);
    this.size = pieces.reduce(
      (sum: number | undefined, { size }) =>
        sum === undefined || size === undefined ? undefined : sum + size,
      0,
    );
    this.replayable = pieces.every(({ replayable }) => replayable);
  }

  open(): BodyContent {
    const [only, ...others] = this.#pieces;
    if (only instanceof BytesContent && !others.length) return only.bytes;
    const blob = this.size !== undefined && this.size <= LARGEST_BLOB && toBlob(this.#pieces);
    if (blob) return blob;
    if (this.#used && !this.replayable) {
      throw new BodyUsedError(
        "Cannot send the form again: a file in it is a stream. Pass its bytes or a Blob.",
      );
    }
    this.#used = true;
    return this.#stream = toReadableStream(new PiecesReader(this.#pieces));
  }

  async discard(): Promise<void> {
    if (this.#stream && !this.#stream.locked) {
      await this.#stream.cancel().catch(() => {});
    }
    if (!this.#used) await discardAll(this.#pieces);
    this.#used = true;
  }
}

function toContentType(boundary: string): string {
  return `multipart/form-data; boundary=${boundary}`;
}

/** `fetch` sends a Blob with a Content-Length, a stream without; what is larger is rather seen on its way. */
const LARGEST_BLOB = 1_048_576;

/** Nothing is read for it. */
function toBlob(pieces: readonly Content[]): Blob | undefined {
  const parts: BlobPart[] = [];
  for (const piece of pieces) {
    if (piece instanceof BytesContent) parts.push(piece.bytes);
    else if (piece instanceof BlobContent) parts.push(piece.blob);
    else return undefined;
  }
  return new Blob(parts);
}

/** A form with files whose names tell their types: the table of these is large, and few programs need it. */
class LateMultipartBody implements BodySource {
  readonly contentType: string;
  readonly replayable: boolean;
  readonly #parts: readonly Part[];
  readonly #boundary: string;
  #body: MultipartBody | undefined;

  constructor(parts: readonly Part[], boundary: string) {
    this.#parts = parts;
    this.#boundary = boundary;
    this.contentType = toContentType(boundary);
    this.replayable = parts.every(({ content }) => content.replayable);
  }

  get size(): number | undefined {
    return this.#body?.size;
  }

  async prepare(): Promise<void> {
    if (this.#body) return;
    const { mediaTypeOf } = await import("./media_type_of.ts");
    const parts = this.#parts.map((part) =>
      part.isTypeByName
        ? { ...part, contentType: mediaTypeOf(part.filename ?? "") ?? UNKNOWN_TYPE }
        : part
    );
    this.#body ??= new MultipartBody(parts, this.#boundary);
  }

  open(): BodyContent {
    if (this.#body) return this.#body.open();
    throw new TypeError("Cannot open the form: it was not prepared");
  }

  async discard(): Promise<void> {
    await (this.#body?.discard() ?? discardAll(this.#parts.map(({ content }) => content)));
  }
}

async function discardAll(pieces: readonly BodySource[]): Promise<void> {
  await Promise.all(pieces.map((piece) => piece.discard()));
}

/** Reads one piece after the other and opens each when it is its turn. */
class PiecesReader implements ChunkReader {
  readonly #rest: Content[];
  #current: ChunkReader | undefined;
  #cancelled = false;

  constructor(pieces: readonly Content[]) {
    this.#rest = [...pieces].reverse();
  }

  async read(): Promise<Bytes | undefined> {
    try {
      while (!this.#cancelled) {
        this.#current ??= this.#rest.pop()?.read();
        if (!this.#current) return undefined;
        const chunk = await this.#current.read();
        if (chunk) return chunk;
        this.#current = undefined;
      }
    } catch (error) {
      await discardAll(this.#rest);
      throw error;
    }
    return undefined;
  }

  async cancel(reason?: unknown): Promise<void> {
    this.#cancelled = true;
    await Promise.all([
      this.#current?.cancel(reason),
      discardAll(this.#rest),
    ]);
  }
}

/**
 * Makes the body of a web form as a browser does: line breaks of names and texts become CRLF, a file
 * without a type is `application/octet-stream`.
 *
 * @param form The form; later changes to it are not sent.
 */
export function fromFormData(form: FormData, boundary?: string): BodySource {
  return toMultipart(
    Array.from(form, ([key, value]): Part => {
      const name = toCrlf(key);
      return typeof value === "string" ? { name, content: fromText(toCrlf(value)) } : {
        name,
        filename: value.name,
        contentType: value.type || UNKNOWN_TYPE,
        content: new BlobContent(value),
      };
    }),
    boundary,
  );
}

function toCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}
