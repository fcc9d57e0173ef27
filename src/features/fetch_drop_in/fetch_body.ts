/**
 * What the global `fetch` takes as a body.
 *
 * @module
 */

import type { BodyInput } from "../../core/request/body.ts";

/** These are taken as they are, and asynchronous iterables. */
const KINDS = [URLSearchParams, FormData, Blob, ReadableStream] as const;

/**
 * Reads a body as the platform does (Fetch standard, section 5.2): bytes of any realm are bytes, and what is no body is
 * text.
 *
 * @throws {TypeError} If it is memory that several threads share.
 */
export function toBody(body: unknown): BodyInput | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string" || isKind(body)) return body;
  if (ArrayBuffer.isView(body)) return copy(body.buffer, body.byteOffset, body.byteLength);
  if (isBuffer(body)) return copy(body, 0, body.byteLength);
  return `${body}`;
}

function isKind(
  body: unknown,
): body is URLSearchParams | FormData | Blob | ReadableStream | AsyncIterable<Uint8Array> {
  if (typeof body !== "object" || body === null) return false;
  return KINDS.some((kind) => body instanceof kind) || Symbol.asyncIterator in body;
}

/** A buffer of another realm is no `ArrayBuffer` of this one. */
function isBuffer(body: unknown): body is ArrayBufferLike {
  return tagOf(body) === "ArrayBuffer" || tagOf(body) === "SharedArrayBuffer";
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function copy(buffer: ArrayBufferLike, at: number, length: number): Uint8Array<ArrayBuffer> {
  if (tagOf(buffer) === "SharedArrayBuffer") {
    throw new TypeError("Cannot send a body of shared memory: give a copy of it");
  }
  return new Uint8Array(new Uint8Array(buffer, at, length));
}
