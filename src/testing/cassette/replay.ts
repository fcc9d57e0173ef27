/**
 * Makes the answer of an entry again: head, body and failures.
 *
 * @module
 */

import { isHeaderText } from "../../core/cookies/cookie.ts";
import { resolveCodings } from "../../features/codings/content_encoding.ts";
import { isToken } from "../../core/request/headers.ts";
import type { ByteSource } from "../../core/response/byte_source.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpVersion, RawResponse } from "../../core/response/raw_response.ts";
import { isBodiless } from "../../core/status.ts";
import { DecodedBody } from "../../features/codings/decoded_body.ts";
import { toRecordedError } from "./failure.ts";
import type { RecordedAnswer } from "./har_file.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Makes the answer.
 *
 * @param answer What was recorded.
 * @param request What it answers.
 * @throws {HttpError} What failed when it was recorded.
 */
export function toRaw(answer: RecordedAnswer, request: PreparedRequest): RawResponse {
  const { status, statusText, error } = answer;
  if (status === 0) throw toRecordedError(error, { request, comment: answer.comment });
  const headers = toHeaders(answer);
  const coding = headers.get("content-encoding");
  const codings = resolveCodings(coding);
  const decoded = codings.length > 0 && answer.coding !== "kept";
  const source = hasBody(answer, request)
    ? new RecordedSource(answer, { request, decoded })
    : undefined;
  if (source && !decoded && source.size !== undefined && headers.has("content-length")) {
    // Without its secrets a body may be of another length.
    headers.set("content-length", String(source.size));
  }
  const isRaw = decoded && answer.coding === "raw";
  const startedAt = performance.now();
  return {
    status,
    reasonPhrase: statusText,
    fields: headers,
    headers,
    source: source && isRaw ? new DecodedBody(source, codings, { request, startedAt }) : source,
    decoded,
    httpVersion: toVersion(answer.httpVersion),
  };
}

/** What cannot be a header is left out; several Set-Cookie may stand in one, a line each. */
function toHeaders({ headers: pairs, redirectUrl, status }: RecordedAnswer): Headers {
  const headers = new Headers();
  for (const { name, value } of pairs) {
    for (const line of value.split("\n")) {
      if (isToken(name) && isHeaderText(line) && !/[\u0100-\uffff]/.test(line)) {
        headers.append(name, line);
      }
    }
  }
  const isRedirect = status >= 300 && status <= 399 && /^[!-~]+$/.test(redirectUrl);
  if (isRedirect && !headers.has("location")) headers.set("location", redirectUrl);
  return headers;
}

function hasBody({ status, body, size }: RecordedAnswer, { method }: PreparedRequest): boolean {
  if (method === "HEAD" || status < 200 || isBodiless(status)) return false;
  return body !== undefined || size > 0;
}

function toVersion(version: string): HttpVersion | undefined {
  if (/^(?:http\/2(?:\.0)?|h2)$/i.test(version)) return "HTTP/2";
  if (/^http\/1\.1$/i.test(version)) return "HTTP/1.1";
  return /^http\/1\.0$/i.test(version) ? "HTTP/1.0" : undefined;
}

/** The most bytes given at once. */
const CHUNK = 65_536;

/** Gives the bytes that were recorded, and fails where the recording does. */
class RecordedSource implements ByteSource {
  readonly #answer: RecordedAnswer;
  readonly #request: PreparedRequest;
  readonly #decoded: boolean;
  readonly #bytes: Bytes;
  readonly #isWhole: boolean;
  #at = 0;
  #reason: { readonly error: unknown } | undefined;

  constructor(
    answer: RecordedAnswer,
    { request, decoded }: { readonly request: PreparedRequest; readonly decoded: boolean },
  ) {
    this.#answer = answer;
    this.#request = request;
    this.#decoded = decoded;
    this.#bytes = answer.body ?? new Uint8Array(0);
    this.#isWhole = answer.body !== undefined && !answer.isIncomplete && !answer.error;
  }

  get size(): number | undefined {
    return this.#isWhole && !this.#decoded ? this.#bytes.length : undefined;
  }

  get wireBytes(): number | undefined {
    const { wireSize } = this.#answer;
    const isKnown = this.#decoded && wireSize >= 0 && this.#at >= this.#bytes.length;
    return isKnown ? wireSize : undefined;
  }

  /** Gives copies: a chunk belongs to who reads it. */
  read(): Promise<Bytes | undefined> {
    if (this.#reason) return Promise.reject(this.#reason.error);
    const chunk = this.#bytes.slice(this.#at, this.#at + CHUNK);
    this.#at += chunk.length;
    if (chunk.length > 0) return Promise.resolve(chunk);
    return this.#isWhole ? Promise.resolve(undefined) : Promise.reject(this.#toError());
  }

  #toError(): unknown {
    const { error, comment, body } = this.#answer;
    const reason = body
      ? `the cassette has only the first ${this.#bytes.length} bytes of the body`
      : "the cassette has no body for this answer";
    const said = error === undefined ? reason : comment;
    return toRecordedError(error, { request: this.#request, comment: said });
  }

  abort(reason: unknown): void {
    this.#reason ??= { error: reason };
  }
}
