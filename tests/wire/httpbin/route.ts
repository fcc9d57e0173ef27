/**
 * What an endpoint is, and what all of them share.
 *
 * @module
 */

import type { Nonces } from "./auth.ts";

/** One request on its way to an endpoint. */
export interface Call {
  readonly request: Request;
  readonly url: URL;
  /** The parts of the path that the pattern caught, decoded. */
  readonly path: readonly string[];
  /** The client's address. */
  readonly origin: string;
  /** Aborted when the server is stopped. */
  readonly stopping: AbortSignal;
  readonly nonces: Nonces;
}

/** One endpoint. */
export interface Route {
  readonly pattern: RegExp;
  /** `["GET"]` unless said otherwise; HEAD comes with GET, OPTIONS with all. */
  readonly methods?: readonly string[];
  answer(call: Call): Response | Promise<Response>;
}

/** The methods of the endpoints that take any. */
export const anyMethod: readonly string[] = [
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "TRACE",
];

/** A JSON value; the keys of objects go out sorted, as httpbin does. */
export function json(value: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers);
  headers.set("content-type", "application/json");
  return new Response(toJson(value), { ...init, headers });
}

/** JSON text with sorted keys and a line feed at the end. */
export function toJson(value: unknown): string {
  return JSON.stringify(sorted(value), null, 2) + "\n";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  entries.sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries);
}

/** A page of HTML, unless the headers say otherwise; also what httpbin calls an empty answer. */
export function page(
  body: string | Uint8Array<ArrayBuffer>,
  init: ResponseInit = {},
): Response {
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) {
    headers.set("content-type", "text/html; charset=utf-8");
  }
  return new Response(body, { ...init, headers });
}

/** A redirect without a body. */
export function redirect(
  location: string,
  { status = 302, headers = [] }: {
    status?: number;
    headers?: readonly (readonly [string, string])[];
  } = {},
): Response {
  const response = page("", { status });
  for (const [name, value] of headers) response.headers.append(name, value);
  response.headers.set("location", location);
  return response;
}

/** A number of the query: `or` if it is missing or none, never below 0 nor above `max`. */
export function numberOf(
  call: Call,
  name: string,
  { or, max = Infinity }: { or: number; max?: number },
): number {
  const text = call.url.searchParams.get(name);
  const value = text === null ? or : Number(text);
  return Number.isFinite(value) ? Math.min(Math.max(0, value), max) : or;
}

/** Waits; rejects when the server is stopped or the client went away. */
export function pause(seconds: number, call: Call): Promise<void> {
  if (seconds <= 0) return Promise.resolve();
  const signal = AbortSignal.any([call.stopping, call.request.signal]);
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1_000);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
