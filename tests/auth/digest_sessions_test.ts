import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { test } from "../checked.ts";
import { answers, DigestServer, mufasa, readParams, refuse } from "./digest_server.ts";
import { drive, withBody } from "./driving.ts";

const URL_A = "http://127.0.0.1/dir/index.html?a=%20b";

test("a nonce is used again with a rising count and another cnonce", async () => {
  const server = new DigestServer();
  const auth = mufasa();
  const all: ReadonlyMap<string, string>[] = [];
  for (let round = 0; round < 20; round++) {
    const { sent } = await drive(
      auth,
      new Request(URL_A),
      (request) => server.answer(request),
    );
    all.push(...answers(sent).slice(-1));
  }
  assertEquals(
    all.map((params) => parseInt(params.get("nc") ?? "", 16)),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  assertEquals(all[15]?.get("nc"), "00000010");
  assertEquals(new Set(all.map((params) => params.get("nonce"))).size, 1);
  assertEquals(new Set(all.map((params) => params.get("cnonce"))).size, 20);
  assertEquals(server.complaints, []);
});

test("parallel requests with one nonce have distinct counts", async () => {
  const server = new DigestServer();
  const auth = mufasa();
  const ask = () =>
    drive(auth, new Request(URL_A), async (request) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      return await server.answer(request);
    });
  await ask();
  const rounds = await Promise.all(Array.from({ length: 50 }, ask));
  assertEquals(rounds.filter(({ sent }) => sent.length !== 1), []);
  assertEquals(server.complaints, []);
});

test("a server that gives everybody the same nonce sees each count once", async () => {
  const auth = mufasa();
  const seen: (string | undefined)[] = [];
  const ask = () =>
    drive(auth, new Request(URL_A), (request) => {
      const header = request.headers.get("authorization");
      if (!header) return refuse('Digest realm="r", nonce="same", qop="auth"');
      seen.push(readParams(header).get("nc"));
      return new Response();
    });
  await Promise.all(Array.from({ length: 10 }, ask));
  assertEquals(new Set(seen).size, 10);
});

test("a stale nonce is replaced without an error, also after signing unasked", async () => {
  const server = new DigestServer({ uses: 2 });
  const auth = mufasa();
  const sizes: number[] = [];
  for (let round = 0; round < 6; round++) {
    const { sent, response } = await drive(
      auth,
      withBody(URL_A, "body"),
      (request) => server.answer(request),
    );
    assertEquals(response.status, 200);
    sizes.push(sent.length);
  }
  assertEquals(sizes, [2, 1, 2, 1, 2, 1]);
  assertEquals(server.complaints, ["stale", "stale"]);
});

test("nextnonce is used next, from its first count on", async () => {
  const server = new DigestServer({ sendsNext: true });
  const auth = mufasa();
  const used: unknown[] = [];
  for (let round = 0; round < 3; round++) {
    const { sent } = await drive(
      auth,
      new Request(URL_A),
      (request) => server.answer(request),
    );
    const params = answers(sent).at(-1);
    used.push([params?.get("nonce"), params?.get("nc")]);
  }
  assertEquals(used, [
    ["nonce1", "00000001"],
    ["nonce2", "00000001"],
    ["nonce3", "00000001"],
  ]);
  assertEquals(server.complaints, []);
});

test("with nextnonce a session keeps the key of its first nonce", async () => {
  const auth = mufasa();
  const ask = () =>
    drive(
      auth,
      new Request("http://127.0.0.1/"),
      (request) =>
        request.headers.has("authorization")
          ? new Response(null, {
            headers: { "authentication-info": "nextnonce=n2" },
          })
          : refuse(
            'Digest realm="r", nonce="n1", qop=auth, algorithm=MD5-sess',
          ),
    );
  const [, before] = answers((await ask()).sent);
  const [after] = answers((await ask()).sent);
  const cnonce = before?.get("cnonce");
  assertEquals([after?.get("nonce"), after?.get("cnonce")], ["n2", cnonce]);
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const key = md5(`${md5("Mufasa:r:Circle of Life")}:n1:${cnonce}`);
  assertEquals(
    after?.get("response"),
    md5(`${key}:n2:00000001:${cnonce}:auth:${md5("GET:/")}`),
  );
});

test("domain says which requests are signed unasked, and never for another origin", async () => {
  const auth = mufasa();
  const domain = "/private/ http://127.0.0.1/also http://127.0.0.1:81/ ://";
  const challenge = `Digest realm="r", nonce="n", qop="auth", domain="${domain}"`;
  const isSigned = async (url: string) => {
    const { sent } = await drive(
      auth,
      new Request(url),
      (request) =>
        request.url.endsWith("/start") && !request.headers.has("authorization")
          ? refuse(challenge)
          : new Response(),
    );
    return sent[0]?.headers.has("authorization");
  };
  assertEquals(await isSigned("http://127.0.0.1/start"), false);
  assertEquals(await isSigned("http://127.0.0.1/private/x"), true);
  assertEquals(await isSigned("http://127.0.0.1/also?x"), true);
  assertEquals(await isSigned("http://127.0.0.1/public"), false);
  for (
    const other of [
      "http://127.0.0.1:81/private/",
      "https://127.0.0.1/private/",
      "http://127.0.0.2/private/",
    ]
  ) {
    assertEquals(await isSigned(other), false, other);
  }
});

test("each realm of an origin keeps its own nonce", async () => {
  const auth = mufasa();
  const ask = (path: string) =>
    drive(
      auth,
      new Request(`http://127.0.0.1/${path}/x`),
      (request) =>
        request.headers.get("authorization")?.includes(`realm="${path}"`) ? new Response() : refuse(
          `Digest realm="${path}", nonce="${path}", qop=auth, domain="/${path}"`,
        ),
    );
  assertEquals((await ask("a")).sent.length, 2);
  assertEquals((await ask("b")).sent.length, 2);
  assertEquals((await ask("a")).sent.length, 1);
  assertEquals((await ask("b")).sent.length, 1);
});

test("credentials that are not accepted any more are not sent unasked any more", async () => {
  const auth = mufasa();
  let isOpen = true;
  const ask = () =>
    drive(
      auth,
      new Request(URL_A),
      (request) =>
        isOpen && request.headers.has("authorization")
          ? new Response()
          : refuse('Digest realm="r", nonce="n", qop="auth"'),
    );
  assertEquals((await ask()).sent.length, 2);
  isOpen = false;
  assertEquals((await ask()).sent.length, 2);
  const { sent } = await ask();
  assertEquals(sent.map(({ headers }) => headers.has("authorization")), [
    false,
    true,
  ]);
});
