import { assertEquals, assertMatch } from "@std/assert";
import { chooseDigest } from "../../src/features/digest/digest_challenge.ts";
import { DigestSession } from "../../src/features/digest/session.ts";
import { test } from "../checked.ts";
import { readParams } from "./digest_server.ts";

/** Answers a challenge as `username` and gives the header. */
async function answer(params: string, username: string): Promise<string> {
  const { challenge } = chooseDigest(`Digest nonce="n", ${params}`);
  if (!challenge) throw new Error("no challenge");
  const credentials = { username, password: "p" };
  const session = await DigestSession.open(challenge, credentials);
  return await session.answer({ method: "GET", uri: "/", nonceCount: 1 });
}

test("user names with quotes and backslashes are escaped, and hashed as they are", async () => {
  const header = await answer('realm="r"', 'a"b\\c');
  assertMatch(header, /^Digest username="a\\"b\\\\c", realm="r",/);
});

test("other user names go as username* where the server knows UTF-8 (RFC 8187)", async () => {
  const header = await answer('realm="r", charset=utf-8', "Jäsøn 'Doe*");
  assertMatch(
    header,
    /^Digest username\*=UTF-8''J%C3%A4s%C3%B8n%20%27Doe%2A, /,
  );
  const ascii = await answer('realm="r", charset=UTF-8', "plain");
  assertMatch(ascii, /^Digest username="plain", /);
  const broken = await answer('realm="r", charset=UTF-8', "a\ud800");
  assertMatch(broken, /^Digest username\*=UTF-8''a%EF%BF%BD, /);
});

test("elsewhere they go as the bytes of UTF-8", async () => {
  const header = await answer('realm="r"', "é");
  assertEquals(readParams(header).get("username"), "\u00c3\u00a9");
  assertEquals(
    new Headers({ authorization: header }).get("authorization"),
    header,
  );
});

test("only a server that knows UTF-8 gets normal form C", async () => {
  const utf8 = 'realm="r", charset=UTF-8';
  assertEquals(await answer(utf8, "e\u0301"), await answer(utf8, "\u00e9"));
  const header = await answer('realm="r"', "e\u0301");
  assertEquals(readParams(header).get("username"), "e\u00cc\u0081");
});

test("the realm is hashed as the bytes that came, and goes back as these", async () => {
  const header = await answer('realm="caf\u00c3\u00a9"', "u");
  const params = readParams(header);
  assertEquals(params.get("realm"), "caf\u00c3\u00a9");
  // md5(md5("u:café:p") ":n:" md5("GET:/")) in UTF-8, made with md5sum.
  assertEquals(params.get("response"), "0e7c8ae55b0cdac910af9d33bb2b333d");
});

test("what RFC 7616 wants unquoted is unquoted", async () => {
  const header = await answer(
    'realm="r", qop="auth", algorithm="MD5", userhash="true"',
    "u",
  );
  assertMatch(
    header,
    /, algorithm=MD5, .*, qop=auth, nc=00000001, cnonce="[0-9a-f]{32}", userhash=true$/,
  );
});
