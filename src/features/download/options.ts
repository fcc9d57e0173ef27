/**
 * What may be said of a download, settled once.
 *
 * @module
 */

import { nameOf } from "../../core/options/checks.ts";
import { mentions } from "../caller_headers.ts";
import type { RequestOptions } from "../../options.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { type DigestInput, type ExpectedDigest, resolveDigests } from "./digest.ts";

/**
 * What can be said of a download, beside what can be said of any request.
 *
 * @example Patient with a bad line, careful with what is there
 * ```ts
 * import { Client, type DownloadOptions, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: DownloadOptions = { maxResumes: 50, overwrite: false, length: 5 };
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport });
 * const path = `${await Deno.makeTempDir()}/a`;
 * await client.download("http://files.example/a", path, options);
 * assertEquals(await Deno.readTextFile(path), "hello");
 * ```
 * @category Downloads and pages
 */
export interface DownloadOptions extends RequestOptions {
  /** The method. Default GET; no other one can be resumed. */
  readonly method?: string | undefined;
  /** Whether a part that an earlier call left is gone on from. Default `true`. */
  readonly resume?: boolean | undefined;
  /** The most times that a body that broke off is gone on with in this call. Default 10. */
  readonly maxResumes?: number | undefined;
  /** Milliseconds before it is gone on with; twice as many after each failure that brought nothing. Default 500. */
  readonly resumeDelay?: number | undefined;
  /**
   * Whether a file that is there is replaced. Default: if you named it, by a path or by the URL; not if
   * the server did.
   */
  readonly overwrite?: boolean | undefined;
  /** How many bytes there must be. Default: as many as the server says. */
  readonly length?: number | undefined;
  /** The digests that the file must have. Default: none. */
  readonly digest?: DigestInput | undefined;
  /** Sees each response whose body is about to be saved. Default: none. */
  readonly onResponse?: ((response: HttpResponse) => void | Promise<void>) | undefined;
}

/**
 * What was downloaded.
 *
 * @example What came of it
 * ```ts
 * import { Client, type Download, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const describe = ({ bytes, resumes }: Download) => `${bytes} bytes, ${resumes} interruptions`;
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport });
 * const download = await client.download("http://files.example/a", new WritableStream());
 * assertEquals(describe(download), "5 bytes, 0 interruptions");
 * ```
 * @category Downloads and pages
 */
export interface Download {
  /** Where it is; `undefined` if it went to a stream. */
  readonly path: string | undefined;
  /** How many bytes it has. */
  readonly bytes: number;
  /** How many of these an earlier call had saved. */
  readonly resumedFrom: number;
  /** How many times it broke off and was gone on with. */
  readonly resumes: number;
  /** The last response; its body was saved and cannot be read. */
  readonly response: HttpResponse;
}

/** The options of a download, settled. */
export interface DownloadPlan {
  /** The method in capitals. */
  readonly method: string;
  /** Whether a part that is there is gone on from. */
  readonly resume: boolean;
  /** The most times to go on. */
  readonly maxResumes: number;
  /** Milliseconds before it. */
  readonly resumeDelay: number;
  /** Whether a file is replaced. */
  readonly overwrite: boolean | undefined;
  /** How many bytes there must be. */
  readonly length: number | undefined;
  /** The digests. */
  readonly digests: readonly ExpectedDigest[];
  /** Sees each response. */
  readonly onResponse: DownloadOptions["onResponse"];
  /** What is said of each request. */
  readonly request: RequestOptions;
}

/**
 * Settles the options of a download.
 *
 * @throws {TypeError} If an option is of the wrong type, or the method gives no body.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveDownload(options: DownloadOptions): DownloadPlan {
  const { method, resume, overwrite, length, digest, onResponse, ...rest } = options;
  const { maxResumes, resumeDelay, ...request } = rest;
  if (method !== undefined && (typeof method !== "string" || /^head$/i.test(method))) {
    throw new TypeError("Cannot download with this method: give one whose answer has a body");
  }
  if (onResponse !== undefined && typeof onResponse !== "function") {
    throw new TypeError(`Cannot use ${nameOf(onResponse)} as onResponse: give a function`);
  }
  if (mentions(request.headers, ["range", "if-range"])) {
    throw new TypeError(
      "Cannot download with a Range header: give `resume`, or use client.stream()",
    );
  }
  return {
    method: method?.toUpperCase() ?? "GET",
    resume: toFlag("resume", resume) ?? true,
    maxResumes: toCount("maxResumes", maxResumes) ?? 10,
    resumeDelay: toCount("resumeDelay", resumeDelay) ?? 500,
    overwrite: toFlag("overwrite", overwrite),
    length: toCount("length", length),
    digests: resolveDigests(digest ?? {}),
    onResponse,
    request,
  };
}

function toFlag(name: string, flag: boolean | undefined): boolean | undefined {
  if (flag === undefined || typeof flag === "boolean") return flag;
  throw new TypeError(`Cannot use ${nameOf(flag)} as ${name}: give true or false`);
}

function toCount(name: string, count: number | undefined): number | undefined {
  if (count === undefined) return undefined;
  if (typeof count !== "number") {
    throw new TypeError(`Cannot use ${nameOf(count)} as ${name}: give a number`);
  }
  if (count === Infinity || (Number.isInteger(count) && count >= 0)) return count;
  throw new RangeError(`Cannot use ${count} as ${name}: give a whole number from 0`);
}
