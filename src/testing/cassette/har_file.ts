/**
 * Reads HAR files, also those of browsers, which leave out much and add more.
 *
 * @module
 */

import { isRecord } from "../../core/request/form.ts";
import { fromBodyText } from "../../features/har/body_text.ts";
import type {
  HarEntry,
  HarPair,
  HarParam,
  HarPostData,
  HarRequest,
} from "../../features/har/har.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What is played of one entry. */
export interface RecordedEntry {
  /** The entry as it stands in the file, to be written back; one of a browser's may lack parts. */
  readonly entry: HarEntry;
  /** The request, as far as it is looked at. */
  readonly request: HarRequest;
  /** The answer. */
  readonly answer: RecordedAnswer;
}

/** The answer of an entry. */
export interface RecordedAnswer {
  /** The status; 0 where there was none. */
  readonly status: number;
  /** The reason phrase. */
  readonly statusText: string;
  /** The HTTP version, as it stands there. */
  readonly httpVersion: string;
  /** The headers, of which browsers make up some. */
  readonly headers: readonly HarPair[];
  /** Where a redirect leads, should the header be missing. */
  readonly redirectUrl: string;
  /** The body; `undefined` where the file has none. */
  readonly body: Bytes | undefined;
  /** How many bytes the body had, decoded. */
  readonly size: number;
  /** How many bytes came over the wire; -1 for unknown. */
  readonly wireSize: number;
  /** Whether the body is only the beginning. */
  readonly isIncomplete: boolean;
  /** Whether the body still is in its Content-Encoding. */
  readonly coding: string | undefined;
  /** What failed, by its code. */
  readonly error: string | undefined;
  /** The same in words. */
  readonly comment: string | undefined;
}

/**
 * Reads the text of a HAR file.
 *
 * @param text The text, perhaps with a byte order mark.
 * @param name The name of the file, for messages.
 * @throws {TypeError} If it is not JSON, or no HAR.
 */
export function parseHar(text: string, name: string): RecordedEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new TypeError(`Cannot read the HAR file ${name}: it is not JSON`, { cause });
  }
  return readHar(value, name);
}

/**
 * Reads a HAR.
 *
 * @param value What should be one.
 * @param name Its name, for messages.
 * @throws {TypeError} If it is none; the message has the path of what is wrong.
 */
export function readHar(value: unknown, name: string): RecordedEntry[] {
  try {
    const log = new Place("log", new Place("", value).record["log"]);
    return log.at("entries").list.map(toRecordedEntry);
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    throw new TypeError(`Cannot read the HAR file ${name}: ${error.message}`);
  }
}

class Misplaced extends Error {}

/** A value in a file, and where it stands. */
class Place {
  readonly #path: string;
  readonly value: unknown;

  constructor(path: string, value: unknown) {
    this.#path = path;
    this.value = value;
  }

  at(name: string): Place {
    return new Place(`${this.#path}.${name}`, this.record[name]);
  }

  get record(): Readonly<Record<string, unknown>> {
    return isRecord(this.value) ? this.value : this.fail("an object");
  }

  get list(): readonly Place[] {
    if (!Array.isArray(this.value)) return this.fail("a list");
    return this.value.map((item, index) => new Place(`${this.#path}[${index}]`, item));
  }

  get text(): string {
    return typeof this.value === "string" ? this.value : this.fail("a text");
  }

  get number(): number {
    return typeof this.value === "number" ? this.value : this.fail("a number");
  }

  get isThere(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  optional<Value>(read: (place: Place) => Value): Value | undefined {
    return this.isThere ? read(this) : undefined;
  }

  fail(wanted: string): never {
    throw new Misplaced(`${this.#path || "it"} is not ${wanted}`);
  }
}

function toRecordedEntry(place: Place): RecordedEntry {
  const request = toRequest(place.at("request"));
  const answer = toAnswer(place.at("response"));
  const { value } = place;
  return isEntry(value) ? { entry: value, request, answer } : place.fail("an object");
}

/** What is read of it was looked at before. */
function isEntry(value: unknown): value is HarEntry {
  return isRecord(value);
}

function toRequest(place: Place): HarRequest {
  const method = place.at("method").text;
  const url = URL.parse(place.at("url").text) ?? place.at("url").fail("an absolute URL");
  url.hash = "";
  const postData = place.at("postData").optional(toPostData);
  return {
    method,
    url: url.href,
    httpVersion: "",
    cookies: [],
    headers: toPairs(place.at("headers")),
    queryString: Array.from(url.searchParams, ([name, value]) => ({ name, value })),
    ...(postData && { postData }),
    headersSize: -1,
    bodySize: -1,
  };
}

/** In HTTP/2 there are pseudo headers, which are none (RFC 9113 section 8.3). */
function toPairs(place: Place): HarPair[] {
  return place.list
    .map((pair) => ({ name: pair.at("name").text, value: pair.at("value").text }))
    .filter(({ name }) => !name.startsWith(":"));
}

function toPostData(place: Place): HarPostData {
  const mimeType = place.at("mimeType").optional(({ text }) => text) ?? "";
  const text = place.at("text").optional((found) => found.text);
  const isBase64 = place.at("_encoding").value === "base64";
  if (text !== undefined) readBody(place.at("text"), { mimeType, isBase64 });
  const params = place.at("params").optional(({ list }) => list.map(toParam));
  return {
    mimeType,
    ...(params && { params }),
    ...(text !== undefined && { text }),
    ...(isBase64 && { _encoding: "base64" }),
    ...(place.at("_incomplete").value === true && { _incomplete: true }),
  };
}

function toParam(place: Place): HarParam {
  const value = place.at("value").optional(({ text }) => text);
  return { name: place.at("name").text, ...(value !== undefined && { value }) };
}

function toAnswer(place: Place): RecordedAnswer {
  const content = place.at("content");
  const hasContent = content.isThere;
  const text = (owner: Place, name: string) => owner.at(name).optional((found) => found.text);
  const status = place.at("status").number;
  if (status !== 0 && !(Number.isInteger(status) && status >= 100 && status <= 999)) {
    place.at("status").fail("a status");
  }
  const headers = toPairs(place.at("headers"));
  return {
    status,
    statusText: text(place, "statusText") ?? "",
    httpVersion: text(place, "httpVersion") ?? "",
    headers,
    redirectUrl: text(place, "redirectURL") ?? "",
    body: hasContent ? toBody(content, headers) : undefined,
    size: (hasContent ? content.at("size").optional(({ number }) => number) : undefined) ?? 0,
    wireSize: place.at("bodySize").optional(({ number }) => number) ?? -1,
    isIncomplete: hasContent && content.at("_incomplete").value === true,
    coding: hasContent ? text(content, "_coding") : undefined,
    error: text(place, "_error"),
    comment: text(place, "comment"),
  };
}

/** The charset stands in the header; `mimeType` often leaves it out. */
function toBody(content: Place, headers: readonly HarPair[]): Bytes | undefined {
  const header = headers.find(({ name }) => name.toLowerCase() === "content-type")?.value;
  const mimeType = header ?? content.at("mimeType").optional(({ text }) => text) ?? "";
  const encoding = content.at("encoding").optional(({ text }) => text);
  const isBase64 = encoding?.toLowerCase() === "base64";
  if (encoding && !isBase64) content.at("encoding").fail('"base64"');
  const text = content.at("text");
  return text.isThere ? readBody(text, { mimeType, isBase64 }) : undefined;
}

function readBody(
  place: Place,
  { mimeType, isBase64 }: { readonly mimeType: string; readonly isBase64: boolean },
): Bytes {
  const { text } = place;
  try {
    return fromBodyText({ text, isBase64 }, mimeType);
  } catch {
    return place.fail("base64");
  }
}
