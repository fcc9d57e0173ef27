/**
 * Crawls a site: only so many requests at once and a second, no page too large, and all errors at the end.
 *
 * Run it: `deno run -A examples/crawl.ts`
 *
 * @module
 */

import { Client, HttpError } from "@ferry/http";

const links: Readonly<Record<string, readonly string[]>> = {
  "/": ["/a", "/b", "/missing", "https://elsewhere.example/"],
  "/a": ["/b", "/huge", "/"],
  "/b": ["/c", "/slow"],
  "/c": [],
};
let atOnce = 0;
let most = 0;
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const { pathname } = new URL(request.url);
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, pathname === "/slow" ? 300 : 5));
    atOnce--;
    if (pathname === "/huge") return new Response(new Uint8Array(100_000));
    const targets = links[pathname];
    if (targets === undefined) return new Response("no such page", { status: 404 });
    const text = targets.map((to) => `<a href="${to}">${to}</a>`).join("\n");
    return new Response(text, { headers: { "content-type": "text/html" } });
  },
);
const start = new URL(`http://127.0.0.1:${server.addr.port}/`);

/** What came of a crawl. */
interface Crawl {
  readonly pages: string[];
  readonly errors: { readonly url: string; readonly code: string }[];
}

/** Visits every page of one origin, each once. */
async function crawl(client: Client, from: URL): Promise<Crawl> {
  const found = new Set([from.href]);
  const result: Crawl = { pages: [], errors: [] };
  const visit = async (url: string): Promise<void> => {
    try {
      const response = await client.get(url);
      const text = await response.raiseForStatus().text();
      result.pages.push(new URL(url).pathname);
      const fresh = linksOf(text, response.url)
        .filter((to) => to.origin === from.origin && !found.has(to.href));
      for (const { href } of fresh) found.add(href);
      // The client queues what is over its limits; nobody else need count.
      await Promise.all(fresh.map(({ href }) => visit(href)));
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      result.errors.push({ url: new URL(url).pathname, code: error.code });
    }
  };
  await visit(from.href);
  return result;
}

function linksOf(html: string, base: string): URL[] {
  return [...html.matchAll(/href="([^"]*)"/g)]
    .map(([, to = ""]) => URL.parse(to, base)).filter((url) => url !== null);
}

using client = new Client({
  limits: { maxConnections: 2 },
  rateLimit: { requests: 50, per: 1_000 },
  timeout: { total: 150 },
  maxResponseBytes: 50_000,
  headers: { "user-agent": "example-crawler (admin@example.org)" },
});
const { pages, errors } = await crawl(client, start);
console.log("pages:", pages.sort());
for (const { url, code } of errors) console.log(url, code);
console.log("most at once:", most);
