/**
 * Renews a token when it is refused: once for a hundred requests at the same time.
 *
 * Run it: `deno run -A examples/token_refresh.ts`
 *
 * @module
 */

import { BearerAuth, Client, OAuth2RefreshToken, post } from "@ferry/http";

let valid = "t1";
let issued = 1;
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) => {
    if (new URL(request.url).pathname === "/token") {
      valid = `t${++issued}`;
      const tokens = { access_token: valid, refresh_token: `r${issued}`, token_type: "Bearer" };
      return Response.json(tokens);
    }
    return request.headers.get("authorization") === `Bearer ${valid}`
      ? new Response("welcome")
      : new Response("who?", { status: 401 });
  },
);
const baseUrl = `http://127.0.0.1:${server.addr.port}`;

// Your own way to a new token. It asks without the client, whose requests wait for it.
const refresh = async () => {
  const answer = post(`${baseUrl}/token`, { data: { grant_type: "refresh_token" } });
  return (await answer.json<{ access_token: string }>()).access_token;
};
using client = new Client({ baseUrl, auth: new BearerAuth("t1", { refresh }) });
console.log((await client.get("/reports")).status, "with the first token");

valid = "revoked";
const answers = await Promise.all(Array.from({ length: 100 }, () => client.get("/reports")));
console.log(new Set(answers.map(({ status }) => status)), "after", issued - 1, "refresh");

// The same by OAuth 2.0, with a refresh token. The server may give a new one: keep it.
const auth = new OAuth2RefreshToken({
  tokenUrl: `${baseUrl}/token`,
  clientId: "app",
  refreshToken: "r1",
  onTokens: ({ refreshToken }) => console.log("to be kept:", refreshToken),
});
using api = new Client({ baseUrl, auth });
console.log((await api.get("/reports")).status, "by the refresh token");
