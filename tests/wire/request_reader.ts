/**
 * Reads requests from a raw connection without ever taking a byte too many.
 *
 * @module
 */

import type { RawConnection } from "./raw_connection.ts";

/** One request as it came over the wire. */
export interface RawRequest {
  readonly method: string;
  /** The request target, as it stands in the first line. */
  readonly target: string;
  readonly headers: Headers;
  /** The body without its chunked framing. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Head and body with all framing, one Latin-1 character a byte. */
  readonly raw: string;
}

/** Reads one request after the other. */
export class RequestReader {
  readonly #connection: RawConnection;
  #raw = "";

  constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  /** Reads the next request, or only its head; `undefined` at the end of the connection. */
  async read(
    { headOnly = false }: { headOnly?: boolean } = {},
  ): Promise<RawRequest | undefined> {
    this.#raw = "";
    while (!this.#raw.endsWith("\r\n\r\n")) {
      const byte = await this.#take(1);
      if (byte === undefined) return undefined;
      this.#raw += toLatin1(byte);
    }
    const head = parseHead(this.#raw);
    const body = headOnly ? new Uint8Array() : await this.#readBody(head.headers);
    return { ...head, body, raw: this.#raw };
  }

  async #readBody(headers: Headers): Promise<Uint8Array<ArrayBuffer>> {
    if (headers.has("transfer-encoding")) return await this.#readChunks();
    return await this.#readExactly(Number(headers.get("content-length") ?? 0));
  }

  async #readChunks(): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const size = parseInt(await this.#readLine(), 16);
      if (size === 0) break;
      chunks.push(await this.#readExactly(size));
      await this.#readLine();
    }
    while (await this.#readLine() !== "");
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  }

  async #readLine(): Promise<string> {
    let line = "";
    while (!line.endsWith("\r\n")) {
      line += toLatin1(await this.#readExactly(1));
    }
    return line.slice(0, -2);
  }

  async #readExactly(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#take(length);
    if (bytes === undefined) {
      throw new Deno.errors.UnexpectedEof("Cannot read the request: it ended");
    }
    this.#raw += toLatin1(bytes);
    return bytes;
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = await this.#connection.read(bytes.subarray(filled));
      if (count === null) return undefined;
      filled += count;
    }
    return bytes;
  }
}

function parseHead(
  head: string,
): Pick<RawRequest, "method" | "target" | "headers"> {
  const [first = "", ...lines] = head.trimEnd().split("\r\n");
  const [method = "", target = ""] = first.split(" ");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1));
  }
  return { method, target, headers };
}

/** Gives one character for each byte; the `latin1` label of `TextDecoder` is windows-1252. */
export function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return text;
}

/** Gives one byte for each character; those above U+00FF are a mistake of the test. */
export function fromLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff) {
      throw new RangeError(`Cannot write ${text.charAt(at)}: not a byte`);
    }
    bytes[at] = code;
  }
  return bytes;
}
