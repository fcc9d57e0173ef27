/**
 * Where an answer ends (RFC 9112 section 6.3), and whether its connection can be used again (section 9.3).
 *
 * @module
 */

import { concatBytes } from "../../bytes/chunks.ts";
import type { ByteSource } from "../../response/byte_source.ts";
import { type BodyOwner, ChunkedBody, OpenBody, ReadyBody, SizedBody, takeChunk } from "./body.ts";
import { ChunkedReader } from "./chunked.ts";
import { type HeadLimits, MalformedAnswer } from "./fields.ts";
import type { Head } from "./head.ts";

/** The body of an answer. */
export interface Framed {
  /** The body; `undefined` if there is none. `settled` tells that all of it is there. */
  readonly source:
    | { readonly source: ByteSource; readonly settled: boolean }
    | undefined;
  /** The trailers, once the body was read. */
  readonly trailers: (() => Headers | undefined) | undefined;
  /** Whether the connection may be used again after it. */
  readonly persistent: boolean;
}

/** What the framing depends on beside the head. */
export interface FramingOptions {
  /** The method of the request. */
  readonly method: string;
  /** Limits on trailers. */
  readonly limits: HeadLimits;
}

/**
 * Finds the body of an answer.
 *
 * @param head The head.
 * @param owner The exchange.
 * @param options The method and the limits.
 * @throws {MalformedAnswer} If the head contradicts itself.
 */
export function toSource(
  head: Head,
  owner: BodyOwner,
  options: FramingOptions,
): Framed {
  const size = toLength(head);
  const persistent = isPersistent(head, owner);
  const { status, transferEncoding } = head;
  const isBodiless = options.method === "HEAD" || status === 204 ||
    status === 304;
  if (isBodiless) return { source: undefined, trailers: undefined, persistent };
  if (transferEncoding !== undefined) {
    return { ...toChunked(head, owner, options.limits), persistent };
  }
  if (size === undefined) {
    const source = { source: new OpenBody(owner), settled: false };
    return { source, trailers: undefined, persistent: false };
  }
  return { source: toSized(owner, size), trailers: undefined, persistent };
}

function toSized(owner: BodyOwner, size: number): Framed["source"] {
  const { channel } = owner;
  return channel.end - channel.start >= size
    ? { source: new ReadyBody(channel.take(size)), settled: true }
    : { source: new SizedBody(owner, size), settled: false };
}

/** With both, the peer or somebody between is up to something (RFC 9112 section 6.1). */
function toChunked(
  head: Head,
  owner: BodyOwner,
  limits: HeadLimits,
): Pick<Framed, "source" | "trailers"> {
  const { transferEncoding, contentLength, httpVersion } = head;
  if (contentLength !== undefined) {
    throw new MalformedAnswer(
      "it has a Transfer-Encoding and a Content-Length",
    );
  }
  if (httpVersion === "HTTP/1.0") {
    throw new MalformedAnswer("it has a Transfer-Encoding, but is HTTP/1.0");
  }
  if (transferEncoding?.toLowerCase() !== "chunked") {
    const shown = JSON.stringify(transferEncoding);
    throw new MalformedAnswer(`its Transfer-Encoding ${shown} is not known`);
  }
  const reader = new ChunkedReader(limits);
  const trailers = () => reader.trailers;
  const ready: Uint8Array<ArrayBuffer>[] = [];
  for (
    let piece = takeChunk(owner.channel, reader);
    piece;
    piece = takeChunk(owner.channel, reader)
  ) {
    ready.push(piece);
  }
  const source = reader.done
    ? { source: new ReadyBody(concatBytes(ready)), settled: true }
    : { source: new ChunkedBody(owner, reader, ready), settled: false };
  return { source, trailers };
}

/**
 * Reads Content-Length as the web does: values must agree, and one that is no number means nothing
 * (https://fetch.spec.whatwg.org/#concept-header-extract-a-length, extract a length).
 */
function toLength({ contentLength }: Head): number | undefined {
  if (contentLength === undefined) return undefined;
  const [first = "", ...others] = contentLength.includes(",")
    ? contentLength.split(",").map((value) => value.replace(/^[\t ]+|[\t ]+$/g, ""))
    : [contentLength];
  if (others.some((value) => value !== first)) {
    throw new MalformedAnswer(
      `its Content-Length ${JSON.stringify(contentLength)} contradicts itself`,
    );
  }
  if (!/^\d+$/.test(first)) return undefined;
  const size = Number(first);
  if (Number.isSafeInteger(size)) return size;
  throw new MalformedAnswer(
    `its Content-Length ${first.slice(0, 40)} is too large`,
  );
}

/** HTTP/1.1 stays open unless one says "close", HTTP/1.0 closes unless the server says "keep-alive". */
function isPersistent(head: Head, { channel, request }: BodyOwner): boolean {
  const wanted = request.headers["connection"];
  if (wanted !== undefined && hasToken(wanted, "close")) return false;
  const seconds = head.keepAlive &&
    /\btimeout=(\d{1,6})\b/i.exec(head.keepAlive)?.[1];
  channel.keepFor = seconds ? Math.max(0, Number(seconds) * 1000 - 500) : Infinity;
  const { connection } = head;
  if (connection === undefined || connection === "keep-alive") {
    return connection !== undefined || head.httpVersion === "HTTP/1.1";
  }
  if (hasToken(connection, "close")) return false;
  return head.httpVersion === "HTTP/1.1" || hasToken(connection, "keep-alive");
}

function hasToken(value: string, token: string): boolean {
  return value.toLowerCase().split(",").some((part) => part.trim() === token);
}
