/**
 * Removes the secrets of an entry: of its URL, headers, cookies, forms and JSON.
 *
 * @module
 */

import { encodeBase64 } from "@std/encoding/base64";
import { isJson, parseMediaType } from "../../core/fields/media_type.ts";
import { decodeName, isSecretParameter, REDACTED } from "../../core/secrets/names.ts";
import { isSecretHeader } from "../../fields/secret_headers.ts";
import { redactUrl, redactUrlsIn, redactValue } from "../../core/secrets/urls.ts";
import {
  type BodyText,
  fromBodyText,
  fromByteString,
  toByteString,
  UNKNOWN_TYPE,
} from "./body_text.ts";
import { isUrlEncoded, listParts } from "./form_params.ts";
import type { HarContent, HarEntry, HarPair, HarPostData, HarRequest, HarResponse } from "./har.ts";
import { redactJson } from "./redact_json.ts";

/**
 * Removes the secrets of an entry. What was removed before stays as it is.
 *
 * @param entry The entry.
 * @param sensitiveHeaders More headers whose values are secrets, in lower case.
 * @returns A new entry.
 */
export function redactEntry(entry: HarEntry, sensitiveHeaders: readonly string[] = []): HarEntry {
  return {
    ...entry,
    request: redactRequest(entry.request, sensitiveHeaders),
    response: redactResponse(entry.response, sensitiveHeaders),
  };
}

/** Removes the secrets of a request. */
export function redactRequest(
  request: HarRequest,
  sensitiveHeaders: readonly string[] = [],
): HarRequest {
  const { postData } = request;
  return {
    ...request,
    url: redactUrl(request.url),
    cookies: request.cookies.map(hideValue),
    headers: redactHeaders(request.headers, sensitiveHeaders),
    queryString: request.queryString.map(redactParameter),
    ...(postData && { postData: redactPostData(postData) }),
  };
}

function redactResponse(response: HarResponse, sensitiveHeaders: readonly string[]): HarResponse {
  const { comment } = response;
  return {
    ...response,
    cookies: response.cookies.map(hideValue),
    headers: redactHeaders(response.headers, sensitiveHeaders),
    content: redactContent(response.content),
    redirectURL: redactUrl(response.redirectURL),
    ...(comment !== undefined && { comment: redactUrlsIn(comment) }),
  };
}

function hideValue<Pair extends HarPair>(pair: Pair): Pair {
  return { ...pair, value: hide(pair.value) };
}

/** That there is no value is no secret. */
function hide(value: string): string {
  return value === "" ? "" : REDACTED;
}

function redactParameter<Pair extends { readonly name: string; readonly value?: string }>(
  pair: Pair,
): Pair {
  const { name, value } = pair;
  if (value === undefined) return pair;
  return { ...pair, value: isSecretParameter(name) ? hide(value) : redactValue(value) };
}

function redactHeaders(headers: readonly HarPair[], sensitive: readonly string[]): HarPair[] {
  return headers.map(({ name, value, ...rest }) => ({
    name,
    value: redactHeader({ name: name.toLowerCase(), value }, sensitive),
    ...rest,
  }));
}

function redactHeader({ name, value }: HarPair, sensitive: readonly string[]): string {
  if (sensitive.includes(name)) return hide(value);
  if (name === "cookie") return value.split(/; */).map(redactPair).join("; ");
  // Browsers write several in one, a line each.
  if (name === "set-cookie") return value.split("\n").map(redactSetCookie).join("\n");
  return isSecretHeader(name) ? hide(value) : redactUrlsIn(value);
}

function redactPair(pair: string): string {
  const end = pair.indexOf("=") + 1;
  return pair.slice(0, end) + hide(pair.slice(end));
}

function redactSetCookie(header: string): string {
  const [pair = "", ...attributes] = header.split(";");
  return [redactPair(pair), ...attributes].join(";");
}

function redactPostData(postData: HarPostData): HarPostData {
  const { mimeType, params, text } = postData;
  return {
    ...postData,
    ...(params && { params: params.map(redactParameter) }),
    ...(text !== undefined && {
      text: redactBody({ text, isBase64: postData._encoding === "base64" }, mimeType),
    }),
  };
}

function redactContent(content: HarContent): HarContent {
  const { text, mimeType } = content;
  if (text === undefined || content._coding) return content;
  const isBase64 = content.encoding === "base64";
  return { ...content, text: redactBody({ text, isBase64 }, mimeType) };
}

/** What is base64 may be a form with a file in it, or JSON in another charset. */
function redactBody(body: BodyText, mimeType: string): string {
  const redact = redactorOf(mimeType);
  if (!body.isBase64) return redact(body.text);
  const bytes = toByteString(fromBodyText(body, mimeType));
  const redacted = redact(bytes);
  return redacted === bytes ? body.text : encodeBase64(fromByteString(redacted));
}

/** Gives what removes the secrets of a text of this media type; the rest stays as it is. */
export function redactorOf(mimeType: string): (text: string) => string {
  const type = parseMediaType(mimeType);
  if (isUrlEncoded(mimeType)) return redactForm;
  if (type && (isJson(type) || /json/.test(type.subtype))) return redactJson;
  switch (type?.essence) {
    case "multipart/form-data":
      return (text) => redactMultipart(text, mimeType);
    case "text/event-stream":
      return (text) => text.replace(/^data:.*$/gm, redactUnknown);
    case "text/plain":
    case UNKNOWN_TYPE:
    case undefined:
      return redactUnknown;
    default:
      return (text) => text;
  }
}

/** Many send JSON and forms as plain text. */
function redactUnknown(text: string): string {
  if (/^(?:data:)?\s*[{[]/.test(text)) return redactJson(text);
  return text.includes("=") && !/\s/.test(text.trimEnd()) ? redactForm(text) : text;
}

function redactForm(text: string): string {
  return text.split("&").map((field) => {
    const end = field.indexOf("=");
    if (end < 0 || end === field.length - 1) return field;
    const [name, value] = [field.slice(0, end), field.slice(end + 1)];
    return `${name}=${isSecretParameter(decodeName(name)) ? REDACTED : redactValue(value)}`;
  }).join("&");
}

function redactMultipart(text: string, mimeType: string): string {
  let redacted = "";
  let at = 0;
  for (const { param, start, end } of listParts(text, mimeType) ?? []) {
    const isSecret = isSecretParameter(param.name);
    if (start === end || (!isSecret && param.value === undefined)) continue;
    redacted += text.slice(at, start) + (isSecret ? REDACTED : redactValue(text.slice(start, end)));
    at = end;
  }
  return redacted + text.slice(at);
}
