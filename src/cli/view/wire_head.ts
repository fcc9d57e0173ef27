/**
 * The head of a request byte for byte as it goes over the wire.
 *
 * @module
 */

import { readEnvironment } from "../../features/connection/env.ts";
import type { RecordedRequest } from "../../features/recorder/recording.ts";
import { toFetchHeaders } from "../../core/fetch/fetch_headers.ts";
import { resolveProxy } from "../../features/connection/proxy_options.ts";
import { Routes } from "../../transports/socket/connect/route.ts";
import { HeadWriter } from "../../transports/socket/message/write.ts";
import { toRequestTarget } from "../../request_target.ts";

/** How requests go out. */
export interface Wire {
  /** Over what. */
  readonly path: "sockets" | "fetch" | "transport";
  /** The proxy that was said. */
  readonly proxy: string | undefined;
  /** Headers that are left out, in lower case. */
  readonly leftOut: readonly string[];
  /** Whether a Unix socket is connected to, which needs no proxy. */
  readonly isUnix: boolean;
}

/**
 * Gives the request line and the headers, each with its line end, and the empty line: what the socket transport sends.
 * What goes over `fetch` may be HTTP/2, which has no lines; then it is what was handed over.
 */
export function toWireHead(request: RecordedRequest, wire: Wire): string {
  return wire.path === "fetch" ? toFetchHead(request, wire) : toSocketHead(request, wire);
}

function toSocketHead(request: RecordedRequest, wire: Wire): string {
  const { method, url, headers, body } = request;
  const proxy = proxyFor(url, wire);
  const isHttpProxy = proxy?.scheme === "http" || proxy?.scheme === "https";
  const routes = new Routes({
    isForwarded: (secure) => isHttpProxy && !secure,
    proxyAuthorization: proxy?.authorization,
  });
  const writer = new HeadWriter();
  const { leftOut } = wire;
  writer.write({ method, headers, leftOut }, routes.of(url), { size: body ? body.size : null });
  return Array.from(writer.bytes, (byte) => String.fromCharCode(byte)).join("");
}

function proxyFor(url: URL, { proxy, isUnix }: Wire): ReturnType<typeof resolveProxy> | undefined {
  if (isUnix || proxy === "") return undefined;
  const used = proxy ?? readEnvironment().proxyFor(url);
  return used === undefined ? undefined : resolveProxy(used);
}

function toFetchHead(request: RecordedRequest, wire: Wire): string {
  const { method, url, body } = request;
  const scheme = proxyFor(url, wire)?.scheme;
  const isForwarded = scheme === "http" || scheme === "https";
  const headers = toFetchHeaders(request, { isForwarded, decode: true });
  const lines = Object.entries(headers).filter(([name]) => name !== "host")
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body?.size === undefined ? "" : `content-length: ${body.size}\r\n`;
  const host = headers["host"] ?? url.host;
  const target = toRequestTarget(url);
  return `${method} ${target} HTTP/2\r\nhost: ${host}\r\n${lines.join("")}${length}\r\n`;
}
