import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { encodeBase64 } from "@std/encoding/base64";
import { FakeTime } from "@std/testing/time";
import { Client, HttpError, ProtocolError, StatusError } from "../../mod.ts";
import {
  type CodeExchangeOptions,
  createAuthorizationUrl,
  exchangeAuthorizationCode,
  OAuth2RefreshToken,
  type OAuth2Tokens,
} from "../../src/features/oauth2/mod.ts";
import { MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";

const tokenUrl = "https://login.example/token";
const api = "https://api.example/";

/** A token endpoint that takes the latest refresh token alone, and an API that takes the latest access token. */
function serve(fields: object = {}) {
  let number = 1;
  const asked: URLSearchParams[] = [];
  const transport = new MockTransport({
    [`POST ${tokenUrl}`]: async (request) => {
      const params = new URLSearchParams(await request.text());
      asked.push(params);
      if (params.get("refresh_token") !== `r${number}`) {
        const json = { error: "invalid_grant", error_description: params.get("refresh_token") };
        return Response.json(json, { status: 400 });
      }
      number++;
      return Response.json({ access_token: `a${number}`, refresh_token: `r${number}`, ...fields });
    },
    [`GET ${api}`]: ({ headers }) =>
      new Response("", {
        status: headers.get("authorization") === `Bearer a${number}` ? 200 : 401,
      }),
  });
  return { transport, asked, expire: () => void number++ };
}

const required = { tokenUrl, clientId: "app", refreshToken: "r1" };

test("a refresh token gives access tokens, one for all who wait, and is replaced by the next", async () => {
  using time = new FakeTime();
  const { transport, asked } = serve({ expires_in: 1 });
  const kept: OAuth2Tokens[] = [];
  const onTokens = (tokens: OAuth2Tokens) => void kept.push(tokens);
  const auth = new OAuth2RefreshToken({ ...required, scope: ["a", "b"], onTokens });
  using client = new Client({ transport, auth });
  const all = await Promise.all(Array.from({ length: 20 }, () => client.get(api)));
  assert(all.every(({ status }) => status === 200));
  assertEquals(asked.length, 1);
  time.tick(600);
  assertEquals((await client.get(api)).status, 200);
  assertEquals(asked.map((params) => params.get("refresh_token")), ["r1", "r2"]);
  assertEquals(Object.fromEntries(asked[0] ?? []), {
    grant_type: "refresh_token",
    refresh_token: "r1",
    scope: "a b",
    client_id: "app",
  });
  assertEquals(kept.map(({ accessToken, refreshToken }) => [accessToken, refreshToken]), [
    ["a2", "r2"],
    ["a3", "r3"],
  ]);
  assert((kept[0]?.expiresAt ?? 0) > Date.now() - 60_000);
});

test("an access token that is there is used first; a 401 asks for another, once", async () => {
  const { transport, asked } = serve();
  const auth = new OAuth2RefreshToken({ ...required, accessToken: "a0" });
  using client = new Client({ transport, auth });
  const all = await Promise.all(Array.from({ length: 50 }, () => client.get(api)));
  assert(all.every(({ status }) => status === 200));
  assertEquals(asked.length, 1);
  const late = new OAuth2RefreshToken({ ...required, accessToken: "a0", expiresAt: Date.now() });
  using other = new Client({ transport: serve().transport, auth: late });
  assertEquals((await other.get(api)).attempts.length, 1);
});

test("a refusal shows no secret, and a client with a secret says it in the header", async () => {
  const { transport } = serve();
  const options = { ...required, refreshToken: "s3cret-r", clientSecret: "s3cret-c" };
  using client = new Client({ transport, auth: new OAuth2RefreshToken(options) });
  const error = await assertRejects(async () => await client.get(api), StatusError);
  assert(!`${error.message} ${error.body}`.includes("s3cret"), error.message);
  const header = transport.calls[0]?.headers.get("authorization");
  assertEquals(header, `Basic ${encodeBase64("app:s3cret-c")}`);
  const shown = Deno.inspect(client.auth, { showHidden: true }) + JSON.stringify(client.auth);
  assert(!shown.includes("s3cret"));
});

test("what onTokens throws ends the call; wrong options are refused", async () => {
  const own = new Error("mine");
  const { transport } = serve();
  const onTokens = () => Promise.reject(own);
  using client = new Client({ transport, auth: new OAuth2RefreshToken({ ...required, onTokens }) });
  assertEquals(await assertRejects(async () => await client.get(api)), own);
  const wrong: readonly (readonly [object, string])[] = [
    [{ refreshToken: undefined }, "refreshToken"],
    [{ tokenUrl: "x" }, "tokenUrl"],
    [{ accessToken: "a b" }, "bearer token"],
    [{ onTokens: 1 }, "onTokens"],
    [{ clientID: "x" }, "clientId meant"],
  ];
  for (const [options, says] of wrong) {
    const make = () => Reflect.construct(OAuth2RefreshToken, [{ ...required, ...options }]);
    assertThrows(make, TypeError, says);
  }
});

const app = { clientId: "app", redirectUri: "https://app.example/back?x=1" };
const authorizationUrl = "https://login.example/authorize?tenant=t";

test("the URL for a user has a challenge by SHA-256 of what stays here", async () => {
  const options = { ...app, authorizationUrl, scope: ["a", "b"], extra: { prompt: "login" } };
  const { url, state, verifier } = await createAuthorizationUrl(options);
  const bytes = new TextEncoder().encode(verifier);
  const digest = encodeBase64(await crypto.subtle.digest("SHA-256", bytes));
  assertEquals(Object.fromEntries(url.searchParams), {
    tenant: "t",
    prompt: "login",
    response_type: "code",
    client_id: "app",
    redirect_uri: app.redirectUri,
    scope: "a b",
    state,
    code_challenge: digest.replaceAll("+", "-").replaceAll("/", "_").replace("=", ""),
    code_challenge_method: "S256",
  });
  assertMatch(verifier, /^[A-Za-z0-9_-]{43}$/);
  const other = await createAuthorizationUrl({ ...options, state: "own" });
  assert(other.verifier !== verifier && other.state === "own");
  for (const wrong of [{ authorizationUrl: "x" }, { redirectUri: "x" }, { clientId: 1 }]) {
    const made: object = { ...options, ...wrong };
    await assertRejects(() => Reflect.apply(createAuthorizationUrl, undefined, [made]), TypeError);
  }
});

const question = {
  ...app,
  tokenUrl,
  callbackUrl: "https://app.example/back?x=1&code=c0de&state=s1",
  state: "s1",
  verifier: "v3rifier",
} satisfies Omit<CodeExchangeOptions, "client">;

test("a code is exchanged for tokens", async () => {
  const json = {
    access_token: "a1",
    refresh_token: "r1",
    expires_in: 60,
    scope: "a",
    id_token: "i",
  };
  const transport = new MockTransport({ "POST *": { json } });
  using client = new Client({ transport, auth: ["u", "p"], throwOnError: true });
  const tokens = await exchangeAuthorizationCode({ ...question, client });
  assertEquals([tokens.accessToken, tokens.refreshToken, tokens.scope, tokens.idToken], [
    "a1",
    "r1",
    "a",
    "i",
  ]);
  assertEquals(tokens.answer, json);
  assertEquals(Object.fromEntries(new URLSearchParams(transport.calls[0]?.text())), {
    grant_type: "authorization_code",
    redirect_uri: app.redirectUri,
    code_verifier: "v3rifier",
    client_id: "app",
    code: "c0de",
  });
  assertEquals(transport.calls[0]?.headers.get("authorization"), null);
});

test("another state, an error and no code are told before anything is sent", async () => {
  const transport = new MockTransport({ "*": 200 });
  using client = new Client({ transport });
  const rows = [
    ["https://app.example/back?code=c0de&state=s2", "another one"],
    ["https://app.example/back?code=c0de", "another one"],
    ["https://app.example/back?error=access_denied&state=s1", "access_denied"],
    ["https://app.example/back?state=s1", "no code"],
  ];
  for (const [callbackUrl = "", says = ""] of rows) {
    const ask = () => exchangeAuthorizationCode({ ...question, callbackUrl, client });
    const error = await assertRejects(ask, HttpError, says);
    assert(!error.message.includes("c0de"));
  }
  assertEquals(transport.calls.length, 0);
});

test("a refusal, and an answer without a token, are errors without a secret", async () => {
  const refusal = {
    status: 400,
    json: { error: "invalid_grant", error_description: "c0de v3rifier" },
  };
  for (const [reply, kind] of [[refusal, StatusError], [{ json: {} }, ProtocolError]] as const) {
    using client = new Client({ transport: new MockTransport({ "*": reply }) });
    const error = await assertRejects(
      () => exchangeAuthorizationCode({ ...question, client }),
      kind,
    );
    assert(!/c0de|v3rifier/.test(`${error.message} ${JSON.stringify(error)}`), error.message);
  }
});
