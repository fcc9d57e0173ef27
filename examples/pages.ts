/**
 * Gets all pages of a list: where the `Link` header says which one is next, and where the body does.
 *
 * Run it: `deno run -A examples/pages.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";

interface Page {
  readonly ships: readonly string[];
  readonly cursor?: number;
}

const ships = ["Argo", "Beagle", "Calypso", "Discovery", "Endeavour"];
await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { pathname, searchParams } = new URL(request.url);
  const from = Number(searchParams.get("from") ?? 0);
  const next = from + 2 < ships.length ? from + 2 : undefined;
  const page = ships.slice(from, from + 2);
  if (pathname === "/cursor") return Response.json({ ships: page, cursor: next });
  const link = next === undefined ? "" : `</linked?from=${next}>; rel="next"`;
  return Response.json({ ships: page }, { headers: { link } });
});
using client = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}` });

for await (const page of client.paginate("/linked")) {
  console.log(page.url.replace(/^.*\//, "/"), (await page.json<Page>()).ships);
}

const all = client.paginate("/cursor", {
  next: async (page) => {
    const { cursor } = await page.json<Page>();
    return cursor === undefined ? undefined : `?from=${cursor}`;
  },
  items: async (page) => (await page.json<Page>()).ships,
  maxPages: 100,
});
console.log((await Array.fromAsync(all)).join(", "));
