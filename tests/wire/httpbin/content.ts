/**
 * Bodies of many kinds: /gzip, /deflate, /brotli, /html, /json, /xml, /image/png, /encoding/utf8, /links, /events.
 *
 * @module
 */

import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { echoGet } from "./echo.ts";
import { type Call, page, redirect, type Route, toJson } from "./route.ts";

export const contentRoutes: readonly Route[] = [
  compressed("gzip", { coding: "gzip", flag: "gzipped", pack: gzipSync }),
  compressed("deflate", {
    coding: "deflate",
    flag: "deflated",
    pack: deflateSync,
  }),
  compressed("brotli", {
    coding: "br",
    flag: "brotli",
    pack: brotliCompressSync,
  }),
  fixed("html", "text/html; charset=utf-8", () => html),
  fixed("encoding/utf8", "text/html; charset=utf-8", () => utf8),
  fixed("xml", "application/xml", () => xml),
  fixed("json", "application/json", () => toJson(slides)),
  fixed("robots.txt", "text/plain", () => "User-agent: *\nDisallow: /deny\n"),
  fixed("image/png", "image/png", () => Uint8Array.fromBase64(png)),
  {
    pattern: /^\/base64\/([^/]+)$/,
    answer: ({ path: [text = ""] }) => page(Uint8Array.fromBase64(text, { alphabet: "base64url" })),
  },
  { pattern: /^\/events$/, answer: () => Response.json(timeline) },
  {
    pattern: /^\/links\/(\d+)$/,
    answer: ({ path: [count] }) => redirect(`/links/${count}/0`),
  },
  { pattern: /^\/links\/(\d+)\/(\d+)$/, answer: links },
];

function compressed(
  name: string,
  { coding, flag, pack }: {
    coding: string;
    flag: string;
    pack: (text: string) => Uint8Array;
  },
): Route {
  return {
    pattern: new RegExp(`^/${name}$`),
    answer: (call) => {
      const { headers, origin } = echoGet(call);
      const { method } = call.request;
      const text = toJson({ headers, origin, method, [flag]: true });
      return new Response(new Uint8Array(pack(text)), {
        headers: {
          "content-type": "application/json",
          "content-encoding": coding,
        },
      });
    },
  };
}

function fixed(
  path: string,
  type: string,
  body: () => string | Uint8Array<ArrayBuffer>,
): Route {
  return {
    pattern: new RegExp(`^/${path.replace(".", "\\.")}$`),
    answer: () => new Response(body(), { headers: { "content-type": type } }),
  };
}

function links({ path }: Call): Response {
  const count = Math.min(Math.max(1, Number(path[0])), 200);
  const here = Number(path[1]);
  const items = Array.from(
    { length: count },
    (_, at) => at === here ? `${at} ` : `<a href='/links/${count}/${at}'>${at}</a> `,
  );
  return page(
    `<html><head><title>Links</title></head><body>${items.join("")}</body></html>`,
  );
}

const html = `<!DOCTYPE html>
<html>
  <head><title>The ferry</title></head>
  <body>
    <h1>The ferry</h1>
    <p>It leaves on the hour — and comes back, mostly.</p>
  </body>
</html>
`;

const utf8 = `<h1>Unicode</h1>
<pre>
∮ E⋅da = Q, n → ∞, ∑ f(i) = ∏ g(i), ∀x∈ℝ: ⌈x⌉ = −⌊−x⌋
Größe, œuvre, naïve, Ελληνικά, Кириллица, ქართული, ภาษาไทย, 日本語, 한국어, العربية, 🛳
</pre>
`;

const xml = `<?xml version='1.0' encoding='us-ascii'?>
<slideshow title="Sample Slide Show">
  <slide type="all"><title>Leaving</title></slide>
  <slide type="all"><title>Arriving</title><item>Why <em>ferries</em></item></slide>
</slideshow>
`;

const slides = {
  slideshow: {
    author: "Nobody",
    title: "Sample Slide Show",
    slides: [
      { title: "Leaving", type: "all" },
      { title: "Arriving", type: "all", items: ["Why <em>ferries</em>"] },
    ],
  },
};

/** Shaped like GitHub's public timeline in the quickstart. */
const timeline = [
  { repository: { open_issues: 0, url: "https://github.com/ferry/http" } },
  { repository: { open_issues: 2, url: "https://github.com/ferry/docs" } },
];

/** One black pixel. */
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";
