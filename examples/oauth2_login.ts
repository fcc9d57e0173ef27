/**
 * A user logs in by OAuth 2.0: authorization code with PKCE, then calls with tokens that renew themselves.
 *
 * Run it: `deno run -A examples/oauth2_login.ts`
 *
 * @module
 */

import { Client, OAuth2RefreshToken } from "@ferry/http";
import { createAuthorizationUrl, exchangeAuthorizationCode } from "@ferry/http/oauth2";

let challenge = "";
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/authorize") {
      // The user says yes, and is sent back with a code.
      challenge = searchParams.get("code_challenge") ?? "";
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.search = `code=c1&state=${searchParams.get("state")}`;
      return new Response(null, { status: 302, headers: { location: back.href } });
    }
    if (pathname === "/token") return await giveTokens(await request.formData());
    const isKnown = request.headers.get("authorization") === "Bearer a1";
    return isKnown ? Response.json({ name: "Ada" }) : new Response("who?", { status: 401 });
  },
);
const baseUrl = `http://127.0.0.1:${server.addr.port}`;

/** The server checks that who has the code is the one who asked for it (RFC 7636). */
async function giveTokens(form: FormData): Promise<Response> {
  const verifier = new TextEncoder().encode(String(form.get("code_verifier")));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", verifier));
  const isRight = digest.toBase64({ alphabet: "base64url", omitPadding: true }) === challenge;
  return isRight
    ? Response.json({ access_token: "a1", refresh_token: "r1", token_type: "Bearer" })
    : Response.json({ error: "invalid_grant" }, { status: 400 });
}

const app = { clientId: "app", redirectUri: "https://app.example/callback" };
const { url, state, verifier } = await createAuthorizationUrl({
  ...app,
  authorizationUrl: `${baseUrl}/authorize`,
  scope: ["profile"],
});

// In an app, a browser goes to the URL, and the app keeps state and verifier in the session.
using browser = new Client({ followRedirects: false });
const callbackUrl = (await browser.get(url)).headers.get("location") ?? "";
console.log("back at", new URL(callbackUrl).pathname);

const tokenUrl = `${baseUrl}/token`;
const { accessToken, refreshToken = "" } = await exchangeAuthorizationCode({
  ...app,
  tokenUrl,
  callbackUrl,
  state,
  verifier,
});

const auth = new OAuth2RefreshToken({ tokenUrl, clientId: "app", accessToken, refreshToken });
using api = new Client({ baseUrl, auth });
console.log(await api.get("/me").json());
