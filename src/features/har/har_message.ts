/**
 * A request and an answer as HAR 1.2 has them.
 *
 * @module
 */

/**
 * What was sent.
 *
 * @example What was asked for
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { HarRecorder, type HarRequest } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const describe = ({ method, url }: HarRequest) => `${method} ${url}`;
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(() => new Response("a"));
 * using client = new Client({ recorder, transport });
 * await client.get("http://example.org/");
 * const lines = recorder.entries.map(({ request }) => describe(request));
 * assertEquals(lines, ["GET http://example.org/"]);
 * ```
 * @category Observability
 */
export interface HarRequest {
  /** The method. */
  readonly method: string;
  /** Where to, without a fragment. */
  readonly url: string;
  /** The HTTP version; `"unknown"` where the transport does not tell. */
  readonly httpVersion: string;
  /** The cookies, one by one. */
  readonly cookies: readonly HarCookie[];
  /** The headers. */
  readonly headers: readonly HarPair[];
  /** The parameters of the query, decoded. */
  readonly queryString: readonly HarPair[];
  /** The body, if there is one. */
  readonly postData?: HarPostData;
  /** How many bytes the head has; -1 for unknown. */
  readonly headersSize: number;
  /** How many bytes of the body were sent. */
  readonly bodySize: number;
  /** Anything. */
  readonly comment?: string;
}

/**
 * The body of a request.
 *
 * @example What was sent as JSON
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { type HarPostData, HarRecorder } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const read = (body: HarPostData | undefined): unknown => JSON.parse(body?.text ?? "null");
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(async (request) => new Response(await request.text()));
 * using client = new Client({ recorder, transport });
 * await client.post("http://example.org/", { json: { id: 7 } });
 * assertEquals(read(recorder.entries[0]?.request.postData), { id: 7 });
 * ```
 * @category Observability
 */
export interface HarPostData {
  /** Its media type. */
  readonly mimeType: string;
  /** The fields, where it is a form. */
  readonly params?: readonly HarParam[];
  /** The body. */
  readonly text?: string;
  /** How `text` has the bytes, where they are no text. */
  readonly _encoding?: "base64";
  /** Whether `text` is only the beginning. */
  readonly _incomplete?: boolean;
  /** Anything. */
  readonly comment?: string;
}

/**
 * A field of a form.
 *
 * @example The fields of a form that was sent
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { type HarParam, HarRecorder } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const toPair = ({ name, value }: HarParam) => [name, value];
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(async (request) => new Response(await request.text()));
 * using client = new Client({ recorder, transport });
 * await client.post("http://example.org/", { data: { page: 2 } });
 * assertEquals(recorder.entries[0]?.request.postData?.params?.map(toPair), [["page", "2"]]);
 * ```
 * @category Observability
 */
export interface HarParam {
  /** Its name. */
  readonly name: string;
  /** Its value; `undefined` for a file. */
  readonly value?: string;
  /** The name of the file. */
  readonly fileName?: string;
  /** The media type of the part. */
  readonly contentType?: string;
}

/**
 * What came back.
 *
 * @example What came of a request, also where there was no answer
 * ```ts
 * import { Client } from "@ferry/http";
 * import { HarRecorder, type HarResponse } from "@ferry/http/har";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const outcome = ({ status, _error }: HarResponse) => _error ?? status;
 * const recorder = new HarRecorder();
 * const transport = new MockTransport({ "*": { fails: "DnsError" } });
 * using client = new Client({ recorder, transport });
 * await client.get("http://exmaple.com/").catch(() => {});
 * assertEquals(recorder.entries.map(({ response }) => outcome(response)), ["ERR_DNS"]);
 * ```
 * @category Observability
 */
export interface HarResponse {
  /** The status; 0 where there was no answer. */
  readonly status: number;
  /** The reason phrase. */
  readonly statusText: string;
  /** The HTTP version; `"unknown"` where the transport does not tell. */
  readonly httpVersion: string;
  /** The cookies that were set. */
  readonly cookies: readonly HarCookie[];
  /** The headers; several of one name one by one. */
  readonly headers: readonly HarPair[];
  /** The body. */
  readonly content: HarContent;
  /** The Location, as it was sent. */
  readonly redirectURL: string;
  /** How many bytes the head has; -1 for unknown. */
  readonly headersSize: number;
  /** How many bytes of the body came over the wire; -1 for unknown. */
  readonly bodySize: number;
  /** Why there was no answer, or not all of it: the `code` of the error. */
  readonly _error?: string;
  /** Anything; here the message of the error. */
  readonly comment?: string;
}

/**
 * The body of an answer.
 *
 * @example What a body says
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { type HarContent, HarRecorder } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const read = ({ text = "", encoding }: HarContent) => encoding === "base64" ? atob(text) : text;
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(() => new Response("hi"));
 * using client = new Client({ recorder, transport });
 * await client.get("http://example.org/");
 * assertEquals(recorder.entries.map(({ response }) => read(response.content)), ["hi"]);
 * ```
 * @category Observability
 */
export interface HarContent {
  /** How many bytes it has, decoded. */
  readonly size: number;
  /** How many bytes a coding saved. */
  readonly compression?: number;
  /** Its media type. */
  readonly mimeType: string;
  /** The body, decoded. */
  readonly text?: string;
  /** How `text` has the bytes, where they are no text. */
  readonly encoding?: string;
  /** Whether `text` is only the beginning. */
  readonly _incomplete?: boolean;
  /**
   * Whether the bytes still are in the Content-Encoding: `"kept"` by the transport, or `"raw"` since they were read so.
   */
  readonly _coding?: "kept" | "raw";
  /** Anything. */
  readonly comment?: string;
}

/**
 * A name and a value.
 *
 * @example Headers as the web has them
 * ```ts
 * import type { HarPair } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const toHeaders = (pairs: readonly HarPair[]) =>
 *   new Headers(pairs.map(({ name, value }): [string, string] => [name, value]));
 * assertEquals(toHeaders([{ name: "Accept", value: "text/csv" }]).get("accept"), "text/csv");
 * ```
 * @category Observability
 */
export interface HarPair {
  /** The name. */
  readonly name: string;
  /** The value. */
  readonly value: string;
}

/**
 * A cookie.
 *
 * @example Which cookies a server set
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type HarCookie, HarRecorder } from "@ferry/http/har";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const names = (cookies: readonly HarCookie[]) => cookies.map(({ name }) => name);
 * const recorder = new HarRecorder();
 * const headers = { "set-cookie": "sid=31d4; HttpOnly" };
 * const transport = new MockTransport({ "*": { headers } });
 * using client = new Client({ recorder, transport });
 * await client.get("http://example.org/");
 * assertEquals(recorder.entries.map(({ response }) => names(response.cookies)), [["sid"]]);
 * ```
 * @category Observability
 */
export interface HarCookie {
  /** The name. */
  readonly name: string;
  /** The value. */
  readonly value: string;
  /** The path. */
  readonly path?: string;
  /** The domain. */
  readonly domain?: string;
  /** When it ends, as ISO 8601. */
  readonly expires?: string;
  /** Whether it is hidden from scripts. */
  readonly httpOnly?: boolean;
  /** Whether it goes over https only. */
  readonly secure?: boolean;
}
