/**
 * One client for all users of a server: it shares connections and limits, but no cookies and no credentials.
 *
 * Run it: `deno run -A examples/shared_client.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";

/** An API that sets a session cookie, as many do. */
await using api = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const user = request.headers.get("authorization")?.replace("Bearer ", "") ?? "nobody";
  const cookie = request.headers.get("cookie") ?? "none";
  const headers = { "set-cookie": `session=of-${user}; Path=/` };
  return new Response(`${user}, cookie: ${cookie}`, { headers });
});

/** Made once, when the server starts. A jar would hand the session of one user to the next. */
using client = new Client({
  baseUrl: `http://127.0.0.1:${api.addr.port}`,
  cookies: false,
  limits: { maxConnections: 50 },
});

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    // What belongs to the user stands in the request, not in the client.
    const token = request.headers.get("x-user") ?? "nobody";
    return await client.get("/profile", {
      headers: { authorization: `Bearer ${token}` },
    });
  },
);

using browser = new Client({
  baseUrl: `http://127.0.0.1:${server.addr.port}`,
  cookies: false,
});
for (const user of ["ada", "grace", "ada"]) {
  console.log(await browser.get("/", { headers: { "x-user": user } }).text());
}
