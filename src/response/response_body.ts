/**
 * The body of a response: every reader, on read and on streamed responses alike.
 *
 * @module
 */

import type { ByteWriter } from "../bytes/body_copy.ts";
import type { BodyParts, ChunkOptions } from "./body_parts.ts";
import type { BodyState } from "./body_state.ts";
import { checkChunkSize, type Chunks, rechunkBytes } from "../decode/chunks.ts";
import { parseJson } from "../decode/json.ts";
import {
  apparentEncoding,
  type DefaultEncoding,
  type EncodingHints,
  normalizeEncoding,
  resolveEncoding,
} from "../decode/charset.ts";
import { decodeText } from "../decode/text.ts";
import type { HttpErrorOptions } from "../errors.ts";
import { extractMediaType } from "../media_type.ts";
import type { RawResponse } from "./raw_response.ts";
import { ResponseHeaders } from "./response_headers.ts";
import type { StandardSchema } from "../schema.ts";
import { singleValue } from "../single_value.ts";
import { copyHeaders, isWebStatus, toStatusText, toWebBody } from "./web_body.ts";

/**
 * A web `Response` whose readers can be called again and in any order.
 *
 * @example As often as you like, in any order
 * ```ts
 * import { BodyResponse, get, HandlerTransport } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("[1]"));
 * const response = await get("http://example.org/", { transport });
 * assert(response instanceof BodyResponse);
 * assertEquals([await response.text(), await response.json()], ["[1]", [1]]);
 * ```
 */
export class BodyResponse extends Response {
  readonly #raw: RawResponse;
  readonly #state: BodyState;
  readonly #evidence: () => HttpErrorOptions;
  readonly #defaultEncoding: DefaultEncoding | undefined;
  #encoding: string | undefined;
  #headers: ResponseHeaders | undefined;

  /**
   * Wraps an answer.
   *
   * @param parts What it is made of.
   * @param state What has become of the body.
   * @param evidence What an error is to carry.
   */
  constructor(
    parts: BodyParts,
    state: BodyState,
    evidence: () => HttpErrorOptions,
  ) {
    const { raw } = parts;
    super(toWebBody(parts, state), {
      status: isWebStatus(raw.status) ? raw.status : 200,
      statusText: toStatusText(raw.reasonPhrase),
    });
    copyHeaders(raw, super.headers);
    this.#state = state;
    this.#raw = raw;
    this.#evidence = evidence;
    this.#defaultEncoding = parts.defaultEncoding;
  }

  /** The status code, also one that a web `Response` cannot be made with. */
  override get status(): number {
    // Node asks within the constructor of Response, before there is anything of ours.
    return #raw in this ? this.#raw.status : super.status;
  }

  /** Whether the status is 2xx. */
  override get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /**
   * The headers as the server sent them; nobody can change them. A body that was decoded has no `content-encoding` and
   * `content-length` any more: `get()` and `has()` still tell what came over the wire, but a copy of the headers is
   * without, as with `new Response(response.body, response)`.
   */
  override get headers(): Headers {
    // Runtimes may ask within the constructor of Response, before there is anything of ours.
    if (!(#raw in this)) return new ResponseHeaders(super.headers);
    return this.#headers ??= ResponseHeaders.of(this.#raw);
  }

  /** Whether the response sets cookies (RFC 6265 section 4.1). */
  get setsCookies(): boolean {
    return this.#raw.hasHeader?.("set-cookie") ?? this.headers.has("set-cookie");
  }

  /** Whether the body was streamed, so that it can no longer be sent on. */
  override get bodyUsed(): boolean {
    return super.bodyUsed || (#raw in this && this.#state.consumed);
  }

  /**
   * The whole body; a view, not a copy.
   *
   * @throws {ResponseNotReadError} If the response is streamed and was not `read()`.
   */
  get content(): Uint8Array<ArrayBuffer> {
    return this.#state.content;
  }

  /** How many bytes of the body came so far: on the wire where the transport knows, else as read. */
  get numBytesDownloaded(): number {
    return this.#raw.source?.wireBytes ?? this.#state.received;
  }

  /**
   * The charset by which `text()` decodes, as a label of the Encoding Standard. It is the one that was
   * set, else that of the BOM, the Content-Type, the document (HTML and XML), `defaultEncoding` or utf-8.
   */
  get encoding(): string {
    return this.#resolveEncoding(this.#state.read ?? new Uint8Array(0));
  }

  /** Sets the charset by which `text()` decodes; one that nobody knows is a `RangeError`. */
  set encoding(label: string) {
    const name = normalizeEncoding(label);
    if (!name) {
      throw new RangeError(
        `Cannot decode by ${JSON.stringify(label)}: no such encoding`,
      );
    }
    this.#encoding = name;
  }

  /**
   * The charset that the bytes themselves speak for: a byte order mark, valid UTF-8, what the document
   * declares, a function as `defaultEncoding`, windows-1252.
   */
  get apparentEncoding(): string {
    const { content } = this;
    const guess = this.#defaultEncoding;
    return apparentEncoding(content, typeof guess === "function" ? guess : undefined);
  }

  /**
   * Reads a streamed response to its end; one that was read is given again.
   *
   * @throws {StreamError} If it was streamed or closed before.
   * @throws {HttpError} If the body breaks off, takes too long or is too large.
   */
  read(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#state.readAll();
  }

  /** Lets go of a body that was not read, and of its connection. */
  close(): void {
    this.#state.close();
  }

  /**
   * Reads a short body (up to 64 KiB within 500 ms), so that its connection can be used again, and lets go of a
   * long or a slow one: a new connection costs less than reading it. Never rejects.
   */
  discard(): Promise<void> {
    return this.#state.drain();
  }

  /** Lets go of a body that was not read. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Reads the body as bytes, a copy; it rejects as {@link BodyResponse.read} does, as all readers do. */
  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.read()).slice();
  }

  /** Reads the body as an `ArrayBuffer`, a copy. */
  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.read()).slice().buffer;
  }

  /** Reads the body as a `Blob` of the response's media type. */
  override async blob(): Promise<Blob> {
    return new Blob([await this.read()], {
      type: singleValue(this.headers, "content-type") ?? "",
    });
  }

  /** Reads the body as a form, by its Content-Type; a `TypeError` if it is none. */
  override async formData(): Promise<FormData> {
    const headers = { "content-type": singleValue(this.headers, "content-type") ?? "" };
    return await new Response(await this.read(), { headers }).formData();
  }

  /** Reads the body as text, decoded by {@link BodyResponse.encoding}. */
  override async text(): Promise<string> {
    const bytes = await this.read();
    return decodeText(bytes, this.#resolveEncoding(bytes), this.#evidence);
  }

  /**
   * Reads the body as JSON (RFC 8259); UTF-8, -16 and -32 are told apart where no charset is given.
   *
   * @param schema A Standard Schema that the value must pass.
   * @throws {JsonDecodeError} If it is not JSON.
   * @throws {SchemaError} If the schema refuses the value.
   */
  override async json<T = unknown>(
    schema?: StandardSchema<unknown, T>,
  ): Promise<T> {
    const bytes = this.#state.read ?? await this.read();
    const contentType = this.#contentType;
    const charset = this.#encoding ?? charsetOf(contentType);
    if (!schema) {
      try {
        return parseJson(bytes, { charset });
      } catch {
        // It fails again below, with what an error is to carry: that takes longer to make than most JSON to parse.
      }
    }
    const context = { ...this.#evidence(), phase: "decode" } as const;
    return parseJson(bytes, { charset, contentType, schema, context });
  }

  /** Gives the bytes as the transport got them: undecoded over sockets, else as {@link BodyResponse.iterBytes}. */
  iterRaw(options: ChunkOptions = {}): Chunks<Uint8Array<ArrayBuffer>> {
    return this.#bytes(options, true);
  }

  /**
   * Gives the decoded bytes as they come, or in pieces of one size. A streamed body can be gone through once.
   *
   * @param options How many bytes a piece has.
   * @throws {RangeError} If `chunkSize` is no whole number from 1.
   * @throws {StreamError} With the first piece, if it was streamed or closed before.
   */
  iterBytes(options: ChunkOptions = {}): Chunks<Uint8Array<ArrayBuffer>> {
    return this.#bytes(options, false);
  }

  #bytes({ chunkSize }: ChunkOptions, raw: boolean): Chunks<Uint8Array<ArrayBuffer>> {
    checkChunkSize(chunkSize);
    const chunks = this.#state.chunks(raw);
    return chunkSize === undefined ? chunks : rechunkBytes(chunks, chunkSize);
  }

  /**
   * Writes the body to an open file while it comes, faster than a loop over its chunks.
   *
   * @param writer What takes the bytes, such as a `Deno.FsFile`; it is not closed.
   * @returns How many bytes were written.
   * @throws {StreamError} If the body was streamed already.
   */
  writeTo(writer: ByteWriter): Promise<number> {
    return this.#state.copyTo(writer);
  }

  #resolveEncoding(bytes: Uint8Array<ArrayBuffer>): string {
    return resolveEncoding(bytes, this.encodingHints);
  }

  get #contentType(): string | null {
    return this.#raw.getHeader
      ? this.#raw.getHeader("content-type")
      : this.headers.get("content-type");
  }

  /** The charset that was set, if one was. */
  protected get chosenEncoding(): string | undefined {
    return this.#encoding;
  }

  /** What is known of the charset before the bytes are looked at. */
  protected get encodingHints(): EncodingHints {
    return {
      encoding: this.#encoding,
      contentType: extractMediaType(this.#contentType),
      defaultEncoding: this.#defaultEncoding,
    };
  }
}

function charsetOf(contentType: string | null): string | undefined {
  return contentType?.includes(";")
    ? extractMediaType(contentType)?.parameters.get("charset")
    : undefined;
}
