/**
 * The head of a request in bytes (RFC 9112 sections 3 and 5).
 *
 * @module
 */

import type { HeaderRecord } from "../../../core/request/prepared.ts";
import { ACCEPT_LANGUAGE, toAcceptEncoding } from "../../../core/fetch/fetch_headers.ts";
import type { Route } from "../connect/route.ts";
import { leftOutOf } from "../../../core/request/left_out.ts";

/** What the head says about the body. */
export interface Framing {
  /** The size in bytes; `undefined` for chunked; `null` for no body. */
  readonly size: number | null | undefined;
}

/** What a request brings beside its route. */
export interface HeadSource {
  /** The method. */
  readonly method: string;
  /** The headers. */
  readonly headers: Readonly<HeaderRecord>;
  /** Headers that are not added by default; those that are kept beside the request, if left out. */
  readonly leftOut?: readonly string[];
}

/** Fields that follow from the request itself. */
const DERIVED: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "proxy-authorization",
]);

/** Methods whose missing body is said with a length of zero (RFC 9110 section 8.6). */
const EXPECT_BODY: readonly string[] = ["POST", "PUT", "PATCH"];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Writes heads, one at a time, into one buffer. */
export class HeadWriter {
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #length = 0;

  /** What was written. It stays as it is until the next `write()`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  /**
   * Writes a head.
   *
   * @param source The method and the headers, whose order stays.
   * @param route Where it goes; Host stands first.
   * @param framing What is said about the body.
   * @throws {TypeError} If a method, name or value cannot be sent.
   */
  write(source: HeadSource, route: Route, framing: Framing): void {
    const { method, headers } = source;
    this.#length = 0;
    if (!TOKEN.test(method)) {
      throw new TypeError(`Cannot send the method ${JSON.stringify(method)}`);
    }
    this.#put(method);
    this.#put(" ");
    this.#put(route.target);
    this.#put(" HTTP/1.1\r\nhost: ");
    this.#putValue("host", headers["host"] ?? route.host);
    for (const name in headers) {
      if (!DERIVED.has(name)) this.#putField(name, headers[name] ?? "");
    }
    if (route.isForwarded) this.#putProxyAuthorization(headers, route);
    this.#putDefaults(headers, source.leftOut ?? leftOutOf(source));
    this.#putFraming(method, headers, framing);
    this.#put("\r\n");
  }

  /** Puts a small body behind the head. */
  append(body: Uint8Array): void {
    this.#grow(body.length);
    this.#buffer.set(body, this.#length);
    this.#length += body.length;
  }

  /** Only ever to the proxy (RFC 9110 section 11.7.1); the caller's own wins. */
  #putProxyAuthorization(headers: Readonly<HeaderRecord>, { proxyAuthorization }: Route): void {
    const value = headers["proxy-authorization"] ?? proxyAuthorization;
    if (value !== undefined) this.#putField("proxy-authorization", value);
  }

  #putDefaults(headers: Readonly<HeaderRecord>, leftOut: readonly string[]): void {
    if (headers["accept-language"] === undefined && !leftOut.includes("accept-language")) {
      this.#putField("accept-language", ACCEPT_LANGUAGE);
    }
    if (headers["accept-encoding"] === undefined && !leftOut.includes("accept-encoding")) {
      this.#putField("accept-encoding", toAcceptEncoding(headers));
    }
  }

  #putFraming(
    method: string,
    headers: Readonly<HeaderRecord>,
    { size }: Framing,
  ): void {
    const given = headers["content-length"];
    if (size === null) {
      if (EXPECT_BODY.includes(method)) this.#put("content-length: 0\r\n");
    } else if (size !== undefined) this.#put(`content-length: ${size}\r\n`);
    else if (given !== undefined) {
      this.#put(`content-length: ${toSize(given)}\r\n`);
    } else this.#put("transfer-encoding: chunked\r\n");
  }

  #putField(name: string, value: string): void {
    if (!TOKEN.test(name)) {
      throw new TypeError(`Cannot send the header ${JSON.stringify(name)}`);
    }
    this.#put(name);
    this.#put(": ");
    this.#putValue(name, value);
  }

  /** Without the value in the message: it may be a secret. */
  #putValue(name: string, value: string): void {
    if (!this.#put(value)) {
      throw new TypeError(
        `Cannot send the header ${name}: its value holds a line break, a NUL or a character outside Latin-1`,
      );
    }
    this.#put("\r\n");
  }

  /**
   * Writes Latin-1; `false` if a character cannot stand in a value. What `#put` gets from this file may hold line
   * breaks.
   */
  #put(text: string): boolean {
    this.#grow(text.length);
    const buffer = this.#buffer;
    let at = this.#length;
    let isValue = true;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 255 || code === 13 || code === 10 || code === 0) {
        isValue = false;
      }
      buffer[at++] = code;
    }
    this.#length = at;
    return isValue;
  }

  #grow(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

/**
 * Reads the Content-Length that a caller gave for a stream.
 *
 * @throws {TypeError} If it is no number of bytes.
 */
export function toSize(value: string): number {
  if (!/^\d{1,15}$/.test(value)) {
    throw new TypeError(
      `Cannot send the content-length ${JSON.stringify(value)}: give bytes`,
    );
  }
  return Number(value);
}
