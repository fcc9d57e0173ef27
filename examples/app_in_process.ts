/**
 * Sends to an app in the same program, without a port, and the rest of the world to a guard.
 *
 * Run it: `deno run -A examples/app_in_process.ts`
 *
 * @module
 */

import { Client, HandlerTransport } from "@ferry/http";

/** Any handler of `Deno.serve` will do: `app.fetch` of Hono, for example. */
function app(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  return Response.json({ pathname, page: searchParams.get("page") });
}

const guard = new HandlerTransport(() => new Response("not in tests", { status: 403 }));
using client = new Client({
  baseUrl: "http://app.example",
  mounts: { "all://": guard, "http://app.example": new HandlerTransport(app) },
});

console.log(await (await client.get("/users", { params: { page: 2 } })).json());
console.log((await client.get("https://elsewhere.example/")).status);
