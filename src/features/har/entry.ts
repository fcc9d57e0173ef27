/**
 * Makes the entry of a HAR file out of an exchange that was seen.
 *
 * @module
 */

import { contentLengthOf } from "../../core/fields/content_length.ts";
import { parseSetCookie } from "../../core/cookies/cookie.ts";
import { HttpError, StreamClosedError } from "../../core/errors.ts";
import type { ResponseTimings } from "../../core/response/raw_response.ts";
import type { RecordedAnswer, RecordedRequest } from "../recorder/recording.ts";
import { fromByteString, toBodyText, toByteString, UNKNOWN_TYPE } from "./body_text.ts";
import type { BodyCopy, SeenExchange } from "./exchange.ts";
import { listParams } from "./form_params.ts";
import type {
  HarContent,
  HarCookie,
  HarEntry,
  HarParam,
  HarPostData,
  HarRequest,
  HarResponse,
  HarTimings,
} from "./har.ts";
import { singleValue } from "../../core/fields/single_value.ts";

/** How an entry is made. */
export interface EntryOptions {
  /** Whether it has the bodies. */
  readonly content: boolean;
}

/** Makes the entry. */
export function toEntry(exchange: SeenExchange, options: EntryOptions): HarEntry {
  const { answer, startedAt } = exchange;
  const timings = toTimings(exchange);
  const { dns: _dns, ssl: _ssl, ...phases } = timings;
  const time = Object.values(phases).reduce((sum, ms) => sum + Math.max(0, ms), 0);
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: round(time),
    request: toRequest(exchange, options),
    response: answer ? toResponse(exchange, { answer, ...options }) : toFailure(exchange),
    cache: {},
    timings,
    ...(answer?.isMade && { comment: "answered by a stage of the client, not by the server" }),
    ...toAddress(answer?.remoteAddress),
  };
}

const UNKNOWN_VERSION = "unknown";

function toRequest(exchange: SeenExchange, { content }: EntryOptions): HarRequest {
  const { request, upload, answer } = exchange;
  return {
    ...toRequestHead(request),
    httpVersion: answer?.httpVersion ?? UNKNOWN_VERSION,
    ...(request.body && content && { postData: toPostData(upload, contentTypeOf(request)) }),
    headersSize: -1,
    bodySize: upload.isCut ? request.body?.size ?? upload.size : upload.size,
  };
}

/** Writes what is known of a request before it is sent. */
function toRequestHead(
  { method, url, headers }: RecordedRequest,
): Pick<HarRequest, "method" | "url" | "cookies" | "headers" | "queryString"> {
  return {
    method,
    url: url.href.replace(/#.*$/, ""),
    cookies: toCookies(headers["cookie"] ?? ""),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    queryString: Array.from(url.searchParams, ([name, value]) => ({ name, value })),
  };
}

function toCookies(header: string): HarCookie[] {
  return header.split(/; */).filter(Boolean).map((pair) => {
    const end = pair.indexOf("=");
    return { name: pair.slice(0, Math.max(0, end)), value: pair.slice(end + 1) };
  });
}

function contentTypeOf({ headers }: RecordedRequest): string {
  return headers["content-type"] ?? "";
}

function toPostData(upload: BodyCopy, mimeType: string): HarPostData {
  const { bytes, isCut } = upload;
  const { text, isBase64 } = toBodyText(bytes, { mimeType, isCut });
  const params = isBase64
    ? listParams(toByteString(bytes), mimeType)?.map(fromByteParam)
    : listParams(text, mimeType);
  return {
    mimeType,
    ...(params && { params }),
    text,
    ...(isBase64 && { _encoding: "base64" }),
    ...(isCut && { _incomplete: true, comment: `the first ${bytes.length} bytes` }),
  };
}

/** A form with a file in it is no text, but its fields are. */
function fromByteParam(param: HarParam): HarParam {
  const decoder = new TextDecoder();
  const { name, value, fileName } = param;
  return {
    ...param,
    name: decoder.decode(fromByteString(name)),
    ...(value !== undefined && { value: decoder.decode(fromByteString(value)) }),
    ...(fileName !== undefined && { fileName: decoder.decode(fromByteString(fileName)) }),
  };
}

function toResponse(
  exchange: SeenExchange,
  { answer, content }: EntryOptions & { readonly answer: RecordedAnswer },
): HarResponse {
  const headers = Array.from(answer.headers, ([name, value]) => ({ name, value }));
  return {
    status: answer.status,
    statusText: answer.reasonPhrase,
    httpVersion: answer.httpVersion ?? UNKNOWN_VERSION,
    cookies: answer.headers.getSetCookie().flatMap(toSetCookie),
    headers,
    content: toContent(exchange, { answer, content }),
    redirectURL: singleValue(answer.headers, "location") ?? "",
    headersSize: -1,
    bodySize: wireSize(exchange, answer),
    ...toError(exchange),
  };
}

function toSetCookie(header: string): HarCookie[] {
  const cookie = parseSetCookie(header);
  if (!cookie) return [];
  const { name, value, path, domain, expires, httpOnly, secure } = cookie;
  return [{
    name,
    value,
    ...(path !== undefined && { path }),
    ...(domain !== undefined && { domain }),
    ...(expires !== undefined && { expires: toDate(expires) }),
    httpOnly,
    secure,
  }];
}

/** A date with six digits of a year is none to the readers of HAR files. */
function toDate(ms: number): string {
  return new Date(Math.max(0, Math.min(ms, Date.UTC(9999, 11, 31)))).toISOString();
}

function toContent(
  exchange: SeenExchange,
  { answer, content }: EntryOptions & { readonly answer: RecordedAnswer },
): HarContent {
  const { download, end, isRaw } = exchange;
  const size = download.size;
  const mimeType = answer.headers.get("content-type") ?? UNKNOWN_TYPE;
  const isCoded = answer.headers.has("content-encoding") && (isRaw || !answer.decoded);
  const saved = end?.complete && answer.decoded && !isRaw ? size - wireSize(exchange, answer) : 0;
  const head = { size, mimeType, ...(saved > 0 && saved < size && { compression: saved }) };
  if (!content) return size > 0 ? { ...head, comment: "bodies are not recorded" } : head;
  const isCut = download.isCut || !end?.complete;
  const { bytes } = download;
  const { text, isBase64 } = toBodyText(bytes, { mimeType: isCoded ? "image/*" : mimeType, isCut });
  return {
    ...head,
    ...((size > 0 || isCut) && { text }),
    ...(size > 0 && isBase64 && { encoding: "base64" }),
    ...(isCoded && size > 0 && { _coding: isRaw && answer.decoded ? "raw" : "kept" }),
    ...(isCut && { _incomplete: true, comment: describeCut(exchange) }),
  };
}

function describeCut({ download, end }: SeenExchange): string {
  const { size, isCut, bytes } = download;
  const kept = isCut ? `the first ${bytes.length} of ${size} bytes` : `the first ${size} bytes`;
  if (end?.complete) return kept;
  return isClosed(end?.error) ? `${kept}: it was closed before its end` : `${kept}: it failed`;
}

/** Nobody wanted to read on, which is no failure. */
function isClosed(error: unknown): boolean {
  return error === undefined || error instanceof StreamClosedError;
}

/** `fetch` decodes without a word of how many bytes there were. */
function wireSize({ download, end }: SeenExchange, answer: RecordedAnswer): number {
  if (end?.wireBytes !== undefined) return end.wireBytes;
  if (!answer.decoded) return download.size;
  return (end?.complete ? contentLengthOf(answer.headers) : undefined) ?? -1;
}

function toFailure(exchange: SeenExchange): HarResponse {
  return {
    status: 0,
    statusText: "",
    httpVersion: UNKNOWN_VERSION,
    cookies: [],
    headers: [],
    content: { size: 0, mimeType: UNKNOWN_TYPE },
    redirectURL: "",
    headersSize: -1,
    bodySize: -1,
    ...toError(exchange),
  };
}

/** The `code` tells the class; the message begins with method and URL, which stand in the entry. */
function toError({ end, request }: SeenExchange): Pick<HarResponse, "_error" | "comment"> {
  const error: unknown = end?.error;
  if (!end || end.complete || isClosed(error)) return {};
  const text = error instanceof Error ? error.message : String(error);
  const subject = /^Cannot \S+ \S+: /;
  const reason = text.replace(subject, "").replace(/ \([^()]*after \d+ ms\)$/, "");
  return {
    _error: error instanceof HttpError ? error.code : nameOf(error),
    comment: reason.replaceAll(request.url.href, "the URL"),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}

/** The address ends with the port. */
function toAddress(address: string | undefined): { serverIPAddress?: string; connection?: string } {
  const [, ip, port] = /^\[?([\d.]+|[\da-f:.]+)\]?:(\d+)$/i.exec(address ?? "") ?? [];
  return ip === undefined || port === undefined ? {} : { serverIPAddress: ip, connection: port };
}

function toTimings(exchange: SeenExchange): HarTimings {
  const { answer, began, sentAt, answeredAt, endedAt } = exchange;
  const times: Partial<ResponseTimings> = answer?.timings ?? {};
  const headAt = answeredAt ?? endedAt;
  const isSocket = answer?.timings !== undefined;
  const sent = Math.min(sentAt, headAt);
  return {
    blocked: round(times.queue),
    dns: -1,
    connect: round(times.connect === undefined ? times.tls : times.connect + (times.tls ?? 0)),
    ssl: round(times.tls),
    send: round(isSocket ? times.send ?? 0 : sent - began),
    wait: round(isSocket ? times.wait ?? 0 : headAt - sent),
    receive: round(isSocket ? times.receive ?? 0 : endedAt - headAt),
  };
}

/** Microseconds are enough, and read better. */
function round(ms: number | undefined): number {
  return ms === undefined ? -1 : Math.max(0, Math.round(ms * 1_000) / 1_000);
}
