/**
 * Status lines and headers as they are shown.
 *
 * @module
 */

import { REDACTED } from "../../core/secrets/names.ts";
import { isSecretHeader } from "../../fields/secret_headers.ts";
import { redactUrl, redactUrlsIn } from "../../core/secrets/urls.ts";
import type { Painter } from "./painter.ts";
import { escapeLine } from "./terminal_text.ts";

/** How headers are shown. */
export interface HeadStyle {
  /** Gives the colors. */
  readonly paint: Painter;
  /** Whether secrets are shown. */
  readonly reveal: boolean;
}

/** What is shown of a response: an `HttpResponse`, or what a recorder is told. */
export interface ShownHead {
  /** The status code. */
  readonly status: number;
  /** The reason phrase. */
  readonly reasonPhrase: string;
  /** The headers. */
  readonly headers: Headers;
  /** The HTTP version, where known. */
  readonly httpVersion?: string | undefined;
}

/** Gives the status line and the headers of a response. */
export function toResponseHead(
  response: ShownHead,
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

function toLines(headers: Iterable<[string, string]>, { paint, reveal }: HeadStyle): string[] {
  return [...headers].map(([name, value]) => {
    const shown = reveal ? value : redact(name, value);
    return `${paint("cyan", escapeLine(name))}: ${escapeLine(shown)}`;
  });
}

/**
 * Hides the secrets of the head of a request and gives it colors.
 *
 * @param head The head as it is sent, each line with its end, and the empty line.
 * @param style How it is shown. With `asSent` every byte stays as it is that is neither hidden nor colored.
 */
export function toRequestHead(
  head: string,
  { paint, reveal, asSent }: HeadStyle & { readonly asSent: boolean },
): string {
  const clean = asSent ? (text: string) => text : escapeLine;
  const [first = "", ...lines] = head.split("\r\n");
  const [, method = "", target = "", version = ""] = /^(\S+) (.*) (\S+)$/.exec(first) ?? [];
  const shown = reveal ? target : redactTarget(target);
  const fields = lines.map((line) => {
    const [, name, space = "", value = ""] = /^([^:]+):(\s*)(.*)$/.exec(line) ?? [];
    if (name === undefined) return line;
    const kept = reveal ? value : redact(name, value);
    return `${paint("cyan", clean(name))}:${space}${clean(kept)}`;
  });
  const request = `${paint("green", method)} ${paint("blue", clean(shown))} ${version}`;
  return [request, ...fields].join("\r\n");
}

/** A target is the path of a URL, or the whole of it for a proxy. */
function redactTarget(target: string): string {
  if (!target.startsWith("/")) return redactUrl(target);
  return redactUrl(`http://host${target}`).replace(/^http:\/\/host/, "");
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
