/**
 * /etag, /cache and /response-headers.
 *
 * @module
 */

import { echoGet } from "./echo.ts";
import { statusAnswer } from "./redirects.ts";
import { type Call, json, type Route, toJson } from "./route.ts";

export const validatorRoutes: readonly Route[] = [
  { pattern: /^\/etag\/([^/]+)$/, answer: etag },
  { pattern: /^\/cache$/, answer: cache },
  {
    pattern: /^\/cache\/(\d+)$/,
    answer: (call) => {
      const headers = { "cache-control": `public, max-age=${call.path[0]}` };
      return json(echoGet(call), { headers });
    },
  },
  {
    pattern: /^\/response-headers$/,
    methods: ["GET", "POST"],
    answer: responseHeaders,
  },
];

function etag(call: Call): Response {
  const { request, path: [tag = ""] } = call;
  const noneMatch = tagsOf(request.headers.get("if-none-match"));
  const match = tagsOf(request.headers.get("if-match"));
  const names = (tags: readonly string[]) => tags.includes(tag) || tags.includes("*");
  if (noneMatch.length > 0) {
    if (names(noneMatch)) return withTag(statusAnswer(304), tag);
  } else if (match.length > 0 && !names(match)) {
    return statusAnswer(412);
  }
  return withTag(json(echoGet(call)), tag);
}

function withTag(response: Response, tag: string): Response {
  response.headers.set("etag", tag);
  return response;
}

function tagsOf(header: string | null): string[] {
  return (header ?? "").split(",")
    .map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, "$1"))
    .filter((tag) => tag !== "");
}

function cache(call: Call): Response {
  const { headers } = call.request;
  if (headers.has("if-modified-since") || headers.has("if-none-match")) {
    return statusAnswer(304);
  }
  return withTag(
    json(echoGet(call), {
      headers: { "last-modified": new Date().toUTCString() },
    }),
    crypto.randomUUID().replaceAll("-", ""),
  );
}

/** The body names its own length, so it is made anew until the length is right. */
function responseHeaders({ url }: Call): Response {
  const pairs = [...url.searchParams];
  let text = "";
  let before;
  do {
    before = text;
    text = toJson(listed([
      ["Content-Type", "application/json"],
      ["Content-Length", `${new TextEncoder().encode(text).length}`],
      ...pairs,
    ]));
  } while (text !== before);
  const response = new Response(text, {
    headers: { "content-type": "application/json" },
  });
  for (const [name, value] of pairs) response.headers.append(name, value);
  return response;
}

function listed(
  pairs: readonly (readonly [string, string])[],
): Record<string, string | string[]> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = lists.keys().find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
    lists.set(known, [...lists.get(known) ?? [], value]);
  }
  return Object.fromEntries(
    [...lists].map(([name, values]) => [
      name,
      values.length === 1 ? values[0] ?? "" : values,
    ]),
  );
}
