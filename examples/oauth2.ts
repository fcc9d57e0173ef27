/**
 * Gets OAuth 2.0 tokens by itself (client credentials): one token for many requests, a new one when it
 * is refused.
 *
 * Run it: `deno run -A examples/oauth2.ts`
 *
 * @module
 */

import { Client, OAuth2ClientCredentials } from "@ferry/http";

let issued = 0;
let valid = "";
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) => {
    if (new URL(request.url).pathname === "/token") {
      valid = `token-${++issued}`;
      return Response.json({ access_token: valid, token_type: "Bearer", expires_in: 3600 });
    }
    return request.headers.get("authorization") === `Bearer ${valid}`
      ? new Response("welcome")
      : new Response("who?", { status: 401 });
  },
);
const baseUrl = `http://127.0.0.1:${server.addr.port}`;

using client = new Client({
  baseUrl,
  auth: new OAuth2ClientCredentials({
    tokenUrl: `${baseUrl}/token`,
    clientId: "ferry",
    clientSecret: "secret",
    scope: ["read"],
  }),
});

await Promise.all(Array.from({ length: 10 }, () => client.get("/reports")));
console.log("10 requests,", issued, "token");

valid = "revoked";
const response = await client.get("/reports");
console.log(response.status, await response.text(), "after", issued, "tokens");
