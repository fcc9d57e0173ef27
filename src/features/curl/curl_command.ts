/**
 * How a command for curl is written; loaded when one is.
 *
 * @module
 */

import { checkFlag, checkParts, nameOf } from "../../core/options/checks.ts";
import { BodyUsedError } from "../../core/errors.ts";
import { bodyOf } from "../../core/request/prepared.ts";
import { isPlain, quote, toPrintf } from "./shell.ts";
import { REDACTED } from "../../core/secrets/names.ts";
import { isSecretHeader } from "../../fields/secret_headers.ts";
import { sensitiveOf } from "../../core/secrets/sensitive.ts";
import { toShownUrl } from "../../core/secrets/urls.ts";
import type { ToCurlOptions } from "./to_curl.ts";
import { fromByteText } from "../../core/text/encoded_text.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Writes a request as a command.
 *
 * @throws {TypeError} If it is no request, or an option is wrong.
 * @throws {BodyUsedError} If the body cannot be had.
 */
export async function toCommand(request: Request, options: ToCurlOptions): Promise<string> {
  if (!(request instanceof Request)) {
    throw new TypeError(`Cannot write ${nameOf(request)} for curl: give a Request`);
  }
  checkParts("options", options, ["redact", "sensitiveHeaders"]);
  const redact = options.redact === undefined || checkFlag("redact", options.redact);
  const body = await readBody(request);
  const sensitive = redact ? toSensitive(request, options) : undefined;
  const { method, url, headers } = request;
  return writeCommand({ method, url, headers, body, sensitive });
}

/** What a command is made of. */
export interface CommandParts {
  /** The method. */
  readonly method: string;
  /** The URL. */
  readonly url: string;
  /** The headers. */
  readonly headers: Headers;
  /** The body. */
  readonly body: Bytes | undefined;
  /** More headers whose values are left out; `undefined` if nothing is. */
  readonly sensitive: readonly string[] | undefined;
  /** More words, as they stand in a shell. */
  readonly more?: readonly string[];
}

/** Writes the command for a request whose parts are known. */
export function writeCommand(
  { method, url, headers, body, sensitive, more = [] }: CommandParts,
): string {
  const { pipe, words } = toData(body, method);
  return [
    ...pipe,
    "curl",
    ...toMethod(method, words.length > 0),
    ...toUrl(url, sensitive !== undefined),
    ...toHeaders(headers, sensitive),
    ...toAbsent(headers, words.length > 0 ? body?.length ?? 0 : undefined),
    ...words,
    ...(mayBeCoded(headers) ? ["--compressed"] : []),
    ...more,
  ].join(" ");
}

/** `-X HEAD` would wait for a body, and a body makes a POST. */
function toMethod(method: string, hasBody: boolean): string[] {
  if (method === "HEAD") return ["--head"];
  return (method === "GET" && !hasBody) || method === "POST"
    ? []
    : ["-X", /^\w+$/.test(method) ? method : quote(method)];
}

/** curl would take brackets and braces for a set of URLs. */
function toUrl(text: string, redact: boolean): string[] {
  const url = new URL(text);
  const shown = redact ? toShownUrl(url) : url.href.slice(0, url.href.length - url.hash.length);
  return [...(/[[\]{}]/.test(shown) ? ["--globoff"] : []), quote(shown)];
}

/** curl counts the body by itself. */
function toHeaders(headers: Headers, sensitive: readonly string[] | undefined): string[] {
  return [...headers].filter(([name]) => name !== "content-length")
    .flatMap(([name, value]) => [
      "-H",
      toHeader(name, sensitive ? redactValue(name, value, sensitive) : value),
    ]);
}

function toSensitive(request: Request, { sensitiveHeaders = [] }: ToCurlOptions): string[] {
  const isText = (name: unknown) => typeof name === "string";
  if (!Array.isArray(sensitiveHeaders) || !sensitiveHeaders.every(isText)) {
    throw new TypeError("Cannot use options.sensitiveHeaders: give a list of names");
  }
  return [...sensitiveOf(request), ...sensitiveHeaders.map((name) => name.toLowerCase())];
}

function redactValue(name: string, value: string, sensitive: readonly string[]): string {
  if (!isSecretHeader(name, sensitive)) return value;
  const [scheme] = /^[\w-]+ (?=.)/.exec(name.endsWith("authorization") ? value : "") ?? [""];
  return scheme + REDACTED;
}

/** An empty value is written with a semicolon: with a colon, curl removes the header. */
function toHeader(name: string, value: string): string {
  if (value === "") return quote(`${name};`);
  const bytes = fromByteText(`${name}: ${value}`);
  const text = toText(bytes);
  return text !== undefined && !text.includes("\t") ? quote(text) : `"$(${toPrintf(bytes)})"`;
}

/** From so many bytes on, curl asks whether it may send them. */
const LARGE = 1_000_000;

/** What curl adds by itself is switched off, if the request does not have it. */
function toAbsent(headers: Headers, size: number | undefined): string[] {
  const added = ["accept", "user-agent"];
  if (size !== undefined) added.push("content-type");
  if (size !== undefined && size > LARGE) added.push("expect");
  return added.filter((name) => !headers.has(name)).flatMap((name) => ["-H", quote(`${name}:`)]);
}

/** A part of a coded body cannot be decoded. */
function mayBeCoded(headers: Headers): boolean {
  return !headers.has("range") && headers.get("accept-encoding") !== "identity";
}

/** An own body that can be opened again is left alone; one of a stranger's is read from a copy. */
async function readBody(request: Request): Promise<Bytes | undefined> {
  const own = bodyOf(request);
  if (own?.prepare) await own.prepare();
  if (own?.replayable) return await readAll(own.open());
  if (request.body === null) return undefined;
  if (own || request.bodyUsed || request.body.locked) {
    throw new BodyUsedError(
      own
        ? "Cannot write the request for curl: its body is a stream that can be read once; pass a function that opens it"
        : "Cannot write the request for curl: its body was read already, or somebody reads it",
    );
  }
  return await readAll(request.clone().body);
}

async function readAll(content: BodyInit | null): Promise<Bytes> {
  return new Uint8Array(await new Response(content).arrayBuffer());
}

/** Methods whose missing body is said with a length of zero (RFC 9110 section 8.6). */
const EXPECT_BODY: readonly string[] = ["POST", "PUT", "PATCH"];

/** The most bytes of one argument: systems take 128 KiB. */
const LONGEST = 100_000;

interface CurlData {
  /** What stands before `curl`. */
  readonly pipe: readonly string[];
  /** The arguments. */
  readonly words: readonly string[];
}

function toData(body: Bytes | undefined, method: string): CurlData {
  if (!body && !EXPECT_BODY.includes(method)) return { pipe: [], words: [] };
  const text = body ? toText(body) : "";
  if (text !== undefined && (body?.length ?? 0) <= LONGEST) {
    return { pipe: [], words: ["--data-raw", quote(text)] };
  }
  return { pipe: [toPrintf(body ?? new Uint8Array()), "|"], words: ["--data-binary", "@-"] };
}

/** Gives bytes as text, if they are text that can be shown and copied as it is. */
function toText(bytes: Bytes): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return isPlain(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
