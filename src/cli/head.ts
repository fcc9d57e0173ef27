/**
 * Status lines and headers as they are shown.
 *
 * @module
 */

import type { HttpResponse } from "../core/response/response.ts";
import { isSecretHeader, REDACTED } from "../core/secrets/names.ts";
import { redactUrl, redactUrlsIn } from "../core/secrets/urls.ts";
import type { Painter } from "./painter.ts";
import { escapeLine } from "./terminal_text.ts";

/** How headers are shown. */
export interface HeadStyle {
  /** Gives the colors. */
  readonly paint: Painter;
  /** Whether secrets are shown. */
  readonly reveal: boolean;
}

/** Gives the status line and the headers of a response. */
export function toResponseHead(
  response: HttpResponse,
  style: HeadStyle,
): string[] {
  const version = response.httpVersion ?? "HTTP";
  const status = `${response.status} ${escapeLine(response.reasonPhrase)}`
    .trimEnd();
  return [
    `${version} ${style.paint(toColor(response.status), status)}`,
    ...toLines([...response.headers, ...codedOf(response.headers)], style),
  ];
}

/** A copy of the headers of a body that was decoded is without these. */
function codedOf(headers: Headers): [string, string][] {
  const copy = new Headers(headers);
  return ["content-encoding", "content-length"].flatMap((name) => {
    const value = copy.has(name) ? null : headers.get(name);
    return value === null ? [] : [[name, value]];
  });
}

function toColor(status: number): "green" | "cyan" | "yellow" | "red" {
  if (status >= 500) return "red";
  if (status >= 400) return "yellow";
  return status >= 300 ? "cyan" : "green";
}

/** Gives the request line and the headers of a request. */
export function toRequestHead(request: Request, style: HeadStyle): string[] {
  const url = style.reveal ? request.url : redactUrl(request.url);
  return [
    `${request.method} ${escapeLine(url)}`,
    ...toLines(request.headers, style),
  ];
}

function toLines(headers: Iterable<[string, string]>, { paint, reveal }: HeadStyle): string[] {
  return [...headers].map(([name, value]) => {
    const shown = reveal ? value : redact(name, value);
    return `${paint("cyan", escapeLine(name))}: ${escapeLine(shown)}`;
  });
}

/**
 * Hides what must not end up in a log or a screenshot.
 *
 * @param name The header.
 * @param value Its value.
 * @returns The value with the scheme of credentials, the names and attributes of cookies left.
 */
export function redact(name: string, value: string): string {
  switch (name.toLowerCase()) {
    case "authorization":
    case "proxy-authorization":
      return value.replace(
        /^(\S+)\s[^]*$|^[^]*$/,
        (_, scheme) => [scheme, REDACTED].filter(Boolean).join(" "),
      );
    case "cookie":
      return value.split(";").map(redactPair).join(";");
    case "set-cookie":
      return value.replace(/^[^;]*/, redactPair);
    case "location":
      return redactUrl(value);
    default:
      return isSecretHeader(name) ? REDACTED : redactUrlsIn(value);
  }
}

function redactPair(pair: string): string {
  const at = pair.indexOf("=");
  return at < 0 ? REDACTED : `${pair.slice(0, at)}=${REDACTED}`;
}
