/**
 * /cookies, /cookies/set and /cookies/delete.
 *
 * @module
 */

import { json, redirect, type Route } from "./route.ts";

export const cookieRoutes: readonly Route[] = [
  {
    pattern: /^\/cookies$/,
    answer: ({ request }) => json({ cookies: cookiesOf(request) }),
  },
  {
    pattern: /^\/cookies\/set$/,
    answer: ({ url }) => toCookies(url.searchParams, setCookie),
  },
  {
    pattern: /^\/cookies\/set\/([^/]+)\/([^/]*)$/,
    answer: ({ path: [name = "", value = ""] }) => toCookies([[name, value]], setCookie),
  },
  {
    pattern: /^\/cookies\/delete$/,
    answer: ({ url }) => toCookies(url.searchParams, deleteCookie),
  },
];

/** The cookies of a request; the first of several with one name. */
export function cookiesOf(request: Request): Record<string, string> {
  const cookies: Record<string, string> = {};
  const header = request.headers.get("cookie") ?? "";
  for (const pair of header.split(";").filter((pair) => pair.trim() !== "")) {
    const [name = "", ...value] = pair.split("=");
    cookies[name.trim()] ??= unquote(value.join("=").trim());
  }
  return cookies;
}

function unquote(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1) : value;
}

function toCookies(
  pairs: Iterable<readonly [string, string]>,
  write: (name: string, value: string) => string,
): Response {
  // Of several values of one name httpbin takes the first.
  const first = new Map([...pairs].reverse());
  const names = new Set([...pairs].map(([name]) => name));
  return redirect("/cookies", {
    headers: [...names].map((name) => ["set-cookie", write(name, first.get(name) ?? "")] as const),
  });
}

function setCookie(name: string, value: string): string {
  const plain = /^[\w!#$%&'*+.^`|~:-]*$/.test(value);
  return `${name}=${plain ? value : `"${value}"`}; Path=/`;
}

function deleteCookie(name: string): string {
  return `${name}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/`;
}
