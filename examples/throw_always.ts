/**
 * Throws on every status of 4xx and 5xx, and handles all failures in one place.
 *
 * Run it: `deno run -A examples/throw_always.ts`
 *
 * @module
 */

import { Client, HttpError, StatusError } from "@ferry/http";

await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
  const { pathname } = new URL(url);
  if (pathname === "/user") return Response.json({ name: "Ada" });
  if (pathname === "/orders") return Response.json({ field: "item" }, { status: 422 });
  return new Response("no such page", { status: 404 });
});

using api = new Client({
  baseUrl: `http://127.0.0.1:${server.addr.port}`,
  throwOnError: true,
});

/** Says what came of a call in one line. */
async function tell(call: Promise<unknown>): Promise<string> {
  try {
    return `fine: ${JSON.stringify(await call)}`;
  } catch (error) {
    if (error instanceof StatusError) return `${error.status}: ${JSON.stringify(error.data)}`;
    if (error instanceof HttpError) return error.code;
    throw error;
  }
}

console.log(await tell(api.get("/user").json()));
console.log(await tell(api.post("/orders", { json: {} })));
console.log(await tell(api.get("http://127.0.0.1:1/")));

// Here 404 is an answer as any other.
const missing = await api.get("/user/7", { throwOnError: ({ status }) => status !== 404 });
console.log("status", missing.status);
