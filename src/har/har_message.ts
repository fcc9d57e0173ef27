/**
 * A request and an answer as HAR 1.2 has them.
 *
 * @module
 */

/** What was sent. */
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

/** The body of a request. */
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

/** A field of a form. */
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

/** What came back. */
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

/** The body of an answer. */
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
  /** Whether the bytes still are in the Content-Encoding: `"kept"` by the transport, or `"raw"` since they were read so. */
  readonly _coding?: "kept" | "raw";
  /** Anything. */
  readonly comment?: string;
}

/** A name and a value. */
export interface HarPair {
  /** The name. */
  readonly name: string;
  /** The value. */
  readonly value: string;
}

/** A cookie. */
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
