/**
 * An app as for Deno Deploy: one client for the whole program, answers that are cached, errors that become statuses.
 *
 * Run it: `deno run -A examples/deploy.ts`. On Deno Deploy, only the part between the two servers is needed.
 *
 * @module
 */

import { Client, HttpError } from "@ferry/http";
import { cache } from "@ferry/http/cache";

let asked = 0;
await using upstream = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
  asked++;
  return Response.json({ degrees: 21 }, { headers: { "cache-control": "max-age=60" } });
});

/** Outside the handler: an isolate serves many requests, and they share its connections. */
const client = new Client({
  baseUrl: `http://127.0.0.1:${upstream.addr.port}`,
  cookies: false,
  timeout: { total: 10_000 },
  retries: 2,
  // In memory, for each isolate. `KvCacheStore` shares it between all of them.
  stages: [cache()],
});

async function handle(): Promise<Response> {
  try {
    const response = await client.get("/weather");
    return Response.json(await response.raiseForStatus().json());
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    console.error(JSON.stringify(error));
    return new Response("the weather is not to be had", { status: 502 });
  }
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);

using browser = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}` });
for (let i = 0; i < 3; i++) console.log(await browser.get("/").text());
console.log("asked upstream:", asked);
await server.shutdown();
client.close();
