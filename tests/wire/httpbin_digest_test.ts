import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { test } from "../checked.ts";
import { wireTest } from "./checked_wire.ts";
import { startHttpbin } from "./httpbin.ts";
import { allOf, curl, gunicornHttpbin } from "./programs.ts";
import { startGunicornHttpbin } from "./servers.ts";

/** A digest client of the test's own, by RFC 7616, section 3.4. */
function sign(
  challenge: string,
  {
    method = "GET",
    uri,
    body = "",
    password = "p",
    nc = "00000001",
    qop = "auth",
  }: {
    method?: string;
    uri: string;
    body?: string;
    password?: string;
    nc?: string;
    qop?: "auth" | "auth-int";
  },
): Record<string, string> {
  const nonce = /nonce="(\w+)"/.exec(challenge)?.[1] ?? "";
  const algorithm = /algorithm=([\w-]+)/.exec(challenge)?.[1] ?? "";
  const name = algorithm.replace("-sess", "").replace("SHA-512-", "sha512-")
    .replace(/^SHA-(256|512)$/, "sha$1").toLowerCase();
  const hash = (text: string) => createHash(name).update(text).digest("hex");
  let a1 = hash(`u:me@kennethreitz.com:${password}`);
  if (algorithm.endsWith("-sess")) a1 = hash(`${a1}:${nonce}:abc`);
  const a2 = hash(`${method}:${uri}${qop === "auth" ? "" : `:${hash(body)}`}`);
  const response = hash(`${a1}:${nonce}:${nc}:abc:${qop}:${a2}`);
  const authorization = `Digest username="u", realm="me@kennethreitz.com", ` +
    `nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, qop=${qop}, ` +
    `nc=${nc}, cnonce="abc", response="${response}"`;
  return { authorization };
}

test("a digest response is verified", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  const get = async (uri: string, headers: Record<string, string> = {}) => {
    const response = await fetch(server.url + uri, { headers, client });
    await response.text();
    const { status } = response;
    return {
      status,
      challenge: response.headers.get("www-authenticate") ?? "",
    };
  };
  const algorithms = [
    "MD5",
    "SHA-256",
    "SHA-512",
    "SHA-512-256",
    "MD5-sess",
    "SHA-256-sess",
  ];
  for (const algorithm of algorithms) {
    for (const qop of ["auth", "auth-int"] as const) {
      const uri = `/digest-auth/${qop}/u/p/${algorithm}`;
      const { status, challenge } = await get(uri);
      assertEquals(status, 401);
      const signed = sign(challenge, { uri, qop });
      assertEquals((await get(uri, signed)).status, 200, uri);
      const again = await get(uri, signed);
      assertEquals(again.status, 401, "the same count twice");
      assert(again.challenge.includes("stale=TRUE"));
      const next = sign(challenge, { uri, qop, nc: "00000002" });
      assertEquals((await get(uri, next)).status, 200);
      const wrong = await get(
        uri,
        sign(challenge, { uri, qop, password: "q", nc: "00000003" }),
      );
      assertEquals(wrong.status, 401);
      assert(wrong.challenge.includes("stale=FALSE"));
    }
  }
  const uri = "/digest-auth/auth/u/p";
  const { challenge } = await get(uri);
  const elsewhere = sign(challenge, { uri: "/digest-auth/auth/u/p/MD5" });
  assertEquals((await get(uri, elsewhere)).status, 401, "another URI");
  const unoffered = sign(challenge, { uri, qop: "auth-int" });
  assertEquals((await get(uri, unoffered)).status, 401, "another qop");
  const unknown = sign(challenge.replace(/nonce="\w+/, 'nonce="0'), { uri });
  assert((await get(uri, unknown)).challenge.includes("stale=TRUE"));
  const once = "/digest-auth/auth/u/p/MD5/1";
  const first = await get(once);
  const uses = [];
  for (const nc of ["00000001", "00000002"]) {
    uses.push(
      (await get(once, sign(first.challenge, { uri: once, nc }))).status,
    );
  }
  assertEquals(uses, [200, 401]);
});

wireTest(
  "curl's digest is accepted by ours and by the real one",
  allOf(curl, gunicornHttpbin),
  async () => {
    await using ours = startHttpbin();
    await using real = await startGunicornHttpbin();
    for (const { url } of [ours, real]) {
      for (const path of ["auth/u/p", "auth/u/p/SHA-256", "other/u/p"]) {
        for (
          const [login, status] of [["u:p", "200"], ["u:q", "401"]] as const
        ) {
          const target = `${url}/digest-auth/${path}`;
          const format = ["-s", "-o", "/dev/null", "-w", "%{http_code}"];
          const args = [...format, "--digest", "-u", login, target];
          const { stdout } = await new Deno.Command(curl.path(), { args })
            .output();
          assertEquals(
            new TextDecoder().decode(stdout),
            status,
            `${target} ${login}`,
          );
        }
      }
    }
  },
);
