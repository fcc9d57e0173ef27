import { assert, assertEquals } from "@std/assert";
import { Client, DigestAuth, type HttpResponse } from "../../mod.ts";
import { wireTest } from "./checked_wire.ts";
import { PASSWORD, startApache, startLighttpd, toUserLine, USER } from "./digest_servers.ts";
import { apache, lighttpd } from "./programs.ts";

const REALM = "a realm, with = and commas";
const make = (password = PASSWORD) => new DigestAuth(USER, password);

/** The statuses of a conversation, the last one at the end. */
function statuses(response: HttpResponse): number[] {
  return [...response.history, response].map(({ status }) => status);
}

/** The count and the nonce that a request was signed with. */
function signatureOf({ request }: HttpResponse): { nc: number; nonce: string | undefined } {
  const header = request.headers.get("authorization") ?? "";
  const nc = parseInt(/nc=([0-9a-f]{8})/.exec(header)?.[1] ?? "", 16);
  return { nc, nonce: /nonce="([^"]*)"/.exec(header)?.[1] };
}

wireTest("Apache's digest: one challenge, then the nonce is used on", apache, async () => {
  await using server = await startApache(REALM, { "/auth": "", "/nc": "AuthDigestNcCheck On" });
  for (const path of ["/auth", "/nc"]) {
    using client = new Client({ baseUrl: server.url, auth: make() });
    const first = await client.get(path);
    assertEquals(statuses(first), [401, 200]);
    assertEquals(await first.text(), `${USER} GET `);
    const { nonce } = signatureOf(first);
    for (const nc of [2, 3, 4]) {
      const next = await client.post(`${path}?q=%20a,"b"&c=d`, { body: `body ${nc}` });
      assertEquals(statuses(next), [200], server.log());
      assertEquals(await next.text(), `${USER} POST body ${nc}`);
      assertEquals(signatureOf(next), { nc, nonce });
    }
  }
});

wireTest(
  "Apache's digest: a POST is sent again with its body, a stream is not",
  apache,
  async () => {
    await using server = await startApache(REALM, { "/auth": "" });
    const large = "x".repeat(300_000);
    const bodies = ["text", large, () => new Blob([large]).stream(), new Blob(["blob"])];
    for (const body of bodies) {
      using client = new Client({ baseUrl: server.url, auth: make() });
      const response = await client.post("/auth", { body });
      assertEquals(statuses(response), [401, 200]);
      const expected = await new Response(typeof body === "function" ? body() : body).text();
      assertEquals(await response.text(), `${USER} POST ${expected}`);
    }
    using client = new Client({ baseUrl: server.url, auth: make() });
    const error = await client.post("/auth", { body: new Blob(["once"]).stream() })
      .catch((error) => error);
    assertEquals([error.name, error.code], ["BodyUsedError", "ERR_BODY_USED"]);
    assertEquals((await client.put("/auth", { json: { a: 1 } })).status, 200);
  },
);

wireTest("Apache's digest: a stale nonce is answered without asking anybody", apache, async () => {
  await using server = await startApache(REALM, { "/short": "AuthDigestNonceLifetime 1" });
  using client = new Client({ baseUrl: server.url, auth: make() });
  assertEquals(statuses(await client.get("/short")), [401, 200]);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const stale = await client.post("/short", { body: "again" });
  assertEquals(statuses(stale), [401, 200]);
  assert(stale.history[0]?.headers.get("www-authenticate")?.includes("stale=true"));
  assertEquals(await stale.text(), `${USER} POST again`);
});

wireTest(
  "Apache's digest: a nonce for one request is followed by the next one",
  apache,
  async () => {
    await using server = await startApache(REALM, { "/once": "AuthDigestNonceLifetime 0" });
    using client = new Client({ baseUrl: server.url, auth: make() });
    const nonces = new Set<string | undefined>();
    for (let round = 0; round < 4; round++) {
      const response = await client.post("/once", { body: `${round}` });
      assertEquals(statuses(response), round === 0 ? [401, 200] : [200], server.log());
      assertEquals(await response.text(), `${USER} POST ${round}`);
      const { nc, nonce } = signatureOf(response);
      assertEquals(nc, 1);
      nonces.add(nonce);
      assert(response.headers.get("authentication-info")?.includes("nextnonce="));
    }
    assertEquals(nonces.size, 4);
  },
);

wireTest("Apache's digest: wrong credentials are answered once", apache, async () => {
  await using server = await startApache(REALM, { "/auth": "" });
  using client = new Client({ baseUrl: server.url });
  const refused = await client.get("/auth", { auth: make("wrong") });
  assertEquals(statuses(refused), [401, 401]);
  const stranger = await client.get("/auth", { auth: new DigestAuth("nobody", PASSWORD) });
  assertEquals(statuses(stranger), [401, 401]);
  assertEquals(statuses(await client.get("/auth", { auth: make() })), [401, 200]);
});

const USERS = [
  ...[toUserLine("md5"), toUserLine("sha", "sha256"), toUserLine("sha512", "sha512-256")],
  ...[toUserLine("hidden", "sha256", true), toUserLine("hidden512", "sha512-256", true)],
  ...[toUserLine("both", "sha256"), toUserLine("both")],
].join("");

const PATHS = {
  "/md5": { realm: "md5", algorithm: "MD5" },
  "/sha256": { realm: "sha", algorithm: "SHA-256" },
  "/sha512": { realm: "sha512", algorithm: "SHA-512-256" },
  "/hidden256": { realm: "hidden", algorithm: "SHA-256", userhash: true },
  "/hidden512": { realm: "hidden512", algorithm: "SHA-512-256", userhash: true },
  "/both": { realm: "both", algorithm: "SHA-256|MD5" },
} as const;

wireTest(
  "lighttpd's digest: MD5, SHA-256, SHA-512-256, hashed names, two challenges",
  lighttpd,
  async () => {
    await using server = await startLighttpd(USERS, PATHS);
    for (const [path, { algorithm }] of Object.entries(PATHS)) {
      using client = new Client({ baseUrl: server.url, auth: make() });
      const first = await client.post(path, { body: "the body" });
      assertEquals(statuses(first), [401, 200], `${path} ${server.log()}`);
      assertEquals(await first.text(), `${USER} POST the body`);
      const again = await client.get(`${path}?a=b`);
      assertEquals([statuses(again), signatureOf(again).nc], [[200], 2]);
      const header = again.request.headers.get("authorization") ?? "";
      assert(header.includes(`algorithm=${algorithm.split("|")[0]}`), header);
      const isHidden = path.includes("hidden");
      assertEquals([header.includes("userhash=true"), header.includes(USER)], [
        isHidden,
        !isHidden,
      ]);
    }
    // It takes a second to refuse somebody.
    using client = new Client({ baseUrl: server.url });
    assertEquals(statuses(await client.get("/sha512", { auth: make("wrong") })), [401, 401]);
  },
);

wireTest("lighttpd's digest: one object for all realms of a server", lighttpd, async () => {
  await using server = await startLighttpd(USERS, PATHS);
  using client = new Client({ baseUrl: server.url, auth: make() });
  for (const path of [...Object.keys(PATHS), ...Object.keys(PATHS)]) {
    assertEquals((await client.get(path)).status, 200, path);
  }
  const all = await Promise.all(Array.from({ length: 20 }, () => client.get("/both")));
  assertEquals(all.map(({ status }) => status), Array(20).fill(200));
});
