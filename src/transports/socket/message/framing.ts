/**
 * Where an answer ends (RFC 9112 section 6.3), and whether its connection can be used again (section 9.3).
 *
 * @module
 */

import { concatBytes } from "../../../core/bytes/chunks.ts";
import { parseContentLength } from "../../../core/fields/content_length.ts";
import type { ByteSource } from "../../../core/response/byte_source.ts";
import { type BodyOwner, ChunkedBody, OpenBody, ReadyBody, SizedBody, takeChunk } from "./body.ts";
import { ChunkedReader } from "./chunked.ts";
import { type HeadLimits, MalformedAnswer } from "./fields.ts";
import type { Head } from "./head.ts";
import { isBodiless } from "../../../core/status.ts";

/** A body that there is. */
interface FramedSource {
  /** Its bytes. */
  readonly source: ByteSource;
  /** Whether all of it is there. */
  readonly settled: boolean;
}

/** The body of an answer. */
export interface Framed {
  /** The body; `undefined` if there is none. */
  readonly source: FramedSource | undefined;
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
  const isChunked = isChunkedHead(head);
  const size = isChunked ? undefined : toLength(head);
  const persistent = isPersistent(head, owner);
  const { status } = head;
  if (options.method === "HEAD" || (isBodiless(status) && status !== RESET)) {
    return { source: undefined, trailers: undefined, persistent };
  }
  const framed = isChunked
    ? toChunked(owner, options.limits)
    : { source: toUnchunked(owner, size), trailers: undefined };
  if (status !== RESET) {
    return { ...framed, persistent: persistent && (isChunked || size !== undefined) };
  }
  const isRead = framed.source.settled && (isChunked || size === 0);
  return { source: undefined, trailers: undefined, persistent: persistent && isRead };
}

/** 205 (Reset Content) has no body, but says so in one of three ways (RFC 9110 section 15.3.6). */
const RESET = 205;

function toUnchunked(owner: BodyOwner, size: number | undefined): FramedSource {
  return size === undefined
    ? { source: new OpenBody(owner), settled: false }
    : toSized(owner, size);
}

function toSized(owner: BodyOwner, size: number): FramedSource {
  const { channel } = owner;
  return channel.end - channel.start >= size
    ? { source: new ReadyBody(channel.take(size)), settled: true }
    : { source: new SizedBody(owner, size), settled: false };
}

/**
 * Reads Transfer-Encoding, which counts more than a Content-Length beside it (RFC 9112 section 6.3). It is a list, in
 * which a part may be empty (RFC 9110 section 5.6.1). "identity", of former days, says nothing, nor does an empty list.
 */
function isChunkedHead({ transferEncoding, httpVersion }: Head): boolean {
  if (transferEncoding === undefined) return false;
  if (httpVersion === "HTTP/1.0") {
    throw new MalformedAnswer("it has a Transfer-Encoding, but is HTTP/1.0");
  }
  const coding = onlyPartOf(transferEncoding.toLowerCase());
  if (coding === "chunked") return true;
  if (coding === "identity" || coding === "") return false;
  const shown = JSON.stringify(transferEncoding);
  throw new MalformedAnswer(`its Transfer-Encoding ${shown} is not known`);
}

/** The one part of a list that is not empty; the list as it is if it has several. */
function onlyPartOf(list: string): string {
  if (!list.includes(",")) return list;
  const [part = "", ...more] = list.split(",").map((each) => each.trim()).filter(Boolean);
  return more.length === 0 ? part : list;
}

function toChunked(
  owner: BodyOwner,
  limits: HeadLimits,
): { readonly source: FramedSource; readonly trailers: () => Headers | undefined } {
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

/** Reads Content-Length: one number, however often; anything else is unrecoverable (RFC 9112 section 6.3). */
function toLength({ contentLength }: Head): number | undefined {
  if (contentLength === undefined) return undefined;
  const size = parseContentLength(contentLength);
  if (size !== undefined) return size;
  const why = /^\d+$/.test(contentLength)
    ? "is too large"
    : /^[\d\t ]+,[\d\t ,]+$/.test(contentLength)
    ? "contradicts itself"
    : "is no number of bytes";
  const shown = JSON.stringify(contentLength.slice(0, 40));
  throw new MalformedAnswer(`its Content-Length ${shown} ${why}`);
}

/**
 * HTTP/1.1 stays open unless one says "close", HTTP/1.0 closes unless the server says "keep-alive". Where a part of the
 * head was overlooked, nobody knows what comes next (RFC 9112 section 6.3).
 */
function isPersistent(head: Head, { channel, request }: BodyOwner): boolean {
  const { contentLength, transferEncoding } = head;
  if (head.isLoose || (transferEncoding !== undefined && contentLength !== undefined)) return false;
  // What is chunked says so; what else there may be is not to be trusted.
  if (transferEncoding !== undefined && !isChunkedHead(head)) return false;
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
