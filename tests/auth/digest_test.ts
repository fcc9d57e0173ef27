import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { DigestAuth } from "../../src/features/digest/digest.ts";
import { BodyUsedError, ProtocolError } from "../../src/core/errors.ts";
import { test } from "../checked.ts";
import { answers, DigestServer, mufasa, refuse } from "./digest_server.ts";
import { drive, first, toHttpResponse, withBody } from "./driving.ts";

const URL_A = "http://127.0.0.1/dir/index.html?a=%20b";

const algorithms = [
  ["", "md5"],
  ["algorithm=MD5", "md5"],
  ["algorithm=md5-SESS", "md5"],
  ['algorithm="SHA-256"', "sha256"],
  ["algorithm=SHA-256-sess", "sha256"],
  ["algorithm=SHA-512-256", "sha512-256"],
  ["algorithm=SHA-512-256-sess", "sha512-256"],
  ["algorithm=SHA-512", "sha512"],
  ["algorithm=SHA-512-sess", "sha512"],
] as const;

const qops = [
  "",
  "qop=auth",
  'qop="auth-int, auth"',
  'qop="auth-int"',
] as const;

for (const [algorithm, hash] of algorithms) {
  test(`a server with ${algorithm || "no algorithm"} and every qop is satisfied`, async () => {
    for (const qop of qops) {
      const server = new DigestServer({
        params: [algorithm, qop, 'opaque="o\\"p"'].filter(Boolean).join(", "),
        hash,
        isSession: algorithm.toLowerCase().includes("-sess"),
      });
      const auth = mufasa();
      for (const size of [2, 1, 1]) {
        const { sent, response } = await drive(
          auth,
          withBody(URL_A, "the body"),
          (request) => server.answer(request),
        );
        assertEquals(response.status, 200, server.complaints.join());
        assertEquals(sent.length, size);
        assertEquals(await sent.at(-1)?.text(), "the body");
        assertEquals(answers(sent).at(-1)?.get("opaque"), 'o"p');
      }
    }
  });
}

test("wrong credentials get one answer, then the 401 is the response", async () => {
  const server = new DigestServer();
  const auth = new DigestAuth("Mufasa", "wrong");
  for (let round = 0; round < 2; round++) {
    const { sent, response } = await drive(
      auth,
      new Request(URL_A),
      (request) => server.answer(request),
    );
    assertEquals(sent.length, 2);
    assertEquals(sent[0]?.headers.has("authorization"), false);
    assertEquals(response.status, 401);
  }
});

test("a server that calls every nonce stale does not make a loop", async () => {
  const server = new DigestServer({ uses: 0 });
  const { sent, response } = await drive(
    mufasa(),
    new Request(URL_A),
    (request) => server.answer(request),
  );
  assertEquals(sent.length, 3);
  assertEquals(response.status, 401);
});

test("the first challenge that can be answered is answered", async () => {
  const headers = new Headers();
  headers.append("www-authenticate", 'Negotiate, Basic realm="a, Digest b=c"');
  headers.append(
    "www-authenticate",
    'Digest realm="r", nonce="1", algorithm=SHA3-256, qop="auth"',
  );
  headers.append(
    "www-authenticate",
    'Digest realm="r", nonce="2", algorithm=SHA-256, qop="auth-new"',
  );
  headers.append(
    "www-authenticate",
    'Digest realm="a, b", nonce="3", algorithm=SHA-256, qop="auth"',
  );
  headers.append(
    "www-authenticate",
    'Digest realm="r", nonce="4", algorithm=SHA-512, qop="auth"',
  );
  const { sent } = await drive(
    mufasa(),
    new Request(URL_A),
    (request) =>
      request.headers.has("authorization")
        ? new Response()
        : new Response(null, { status: 401, headers }),
  );
  const [, params] = answers(sent);
  assertEquals(params?.get("nonce"), "3");
  assertEquals(params?.get("realm"), "a, b");
  assertEquals(params?.get("response")?.length, 64);
});

test("a 401 without a Digest challenge is the response", async () => {
  for (
    const challenge of ["", 'Basic realm="r"', "Negotiate abc=", 'Basic "']
  ) {
    const { sent, response } = await drive(
      mufasa(),
      new Request(URL_A),
      () => refuse(challenge),
    );
    assertEquals(sent.length, 1, challenge);
    assertEquals(response.status, 401);
  }
});

test("Digest challenges of which none can be answered are a ProtocolError", async () => {
  const broken = [
    'Digest realm="r", qop="auth"',
    'Digest nonce="n", qop="auth"',
    'Digest realm="r", nonce="n", qop="auth,au',
    'Digest realm="r", nonce="n", qop="token"',
    'Digest realm="r", nonce="n", algorithm=SHA-1, qop="auth"',
    'Digest realm="r", nonce="n", algorithm=-sess',
    'Digest realm="r", nonce="n", algorithm=constructor',
    "Digest",
    "Digest abc==",
  ];
  for (const challenge of broken) {
    const error = await assertRejects(
      () => drive(mufasa(), new Request(URL_A), () => refuse(challenge)),
      ProtocolError,
      "Cannot GET http://127.0.0.1/dir/index.html?a=%20b: the Digest",
    );
    assertEquals(error.phase, "auth");
    assertEquals(error.response?.status, 401);
    assert(!JSON.stringify(error).includes("Circle"));
  }
});

test("a malformed challenge after an answer is no error: the 401 is the response", async () => {
  const { sent, response } = await drive(
    mufasa(),
    new Request(URL_A),
    (request) =>
      refuse(
        request.headers.has("authorization") ? 'Digest "' : 'Digest realm="r", nonce="n"',
      ),
  );
  assertEquals(sent.length, 2);
  assertEquals(response.status, 401);
});

test("a body that can be read once is refused for auth-int, with advice", async () => {
  const once = () =>
    new Request(URL_A, {
      method: "POST",
      body: new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(1));
          controller.close();
        },
      }),
    });
  const request = once();
  const flow = mufasa().flow(request);
  const response = await toHttpResponse(
    refuse('Digest realm="r", nonce="n", qop="auth-int"'),
    await first(flow),
  );
  const error = await assertRejects(
    () => flow.next(response),
    BodyUsedError,
    "auth-int",
  );
  assertMatch(error.message, /function that opens the body/);
  await request.body?.cancel();
  // With qop=auth the body is not looked at; whether it can be sent again is the client's business.
  const other = once();
  const plain = mufasa().flow(other);
  const answer = await toHttpResponse(
    refuse('Digest realm="r", nonce="n", qop="auth-int,auth"'),
    await first(plain),
  );
  assertEquals((await plain.next(answer)).value, other);
  await plain.return();
  await other.body?.cancel();
});

test("the same request goes out again, so that its body can be opened again", async () => {
  const request = new Request(URL_A);
  const flow = mufasa().flow(request);
  assertEquals(await first(flow), request);
  const again = await flow.next(
    await toHttpResponse(refuse('Digest realm="r", nonce="n"'), request),
  );
  assertEquals(again.value, request);
  await flow.return();
});

test("the URI is what is sent, without a fragment, with an empty query", async () => {
  for (
    const [url, uri] of [
      ["http://127.0.0.1", "/"],
      ["http://127.0.0.1/a?", "/a?"],
      ["http://127.0.0.1/a?#f?", "/a?"],
      ["http://127.0.0.1/a#f?", "/a"],
      ['http://127.0.0.1/é "?x="y"', "/%C3%A9%20%22?x=%22y%22"],
      ["http://127.0.0.1//a/../b?c=//d", "//b?c=//d"],
    ] as const
  ) {
    const { sent } = await drive(
      mufasa(),
      new Request(url),
      (request) =>
        request.headers.has("authorization")
          ? new Response()
          : refuse('Digest realm="r", nonce="n"'),
    );
    assertEquals(answers(sent).at(-1)?.get("uri"), uri);
  }
});

test("control characters are refused, and nothing secret is shown", async () => {
  assertThrows(() => new DigestAuth("u\n", "p"), TypeError);
  assertThrows(() => new DigestAuth("u", "p\0"), TypeError);
  const auth = new DigestAuth("name", "hidden");
  await drive(
    auth,
    new Request(URL_A),
    (request) =>
      request.headers.has("authorization") ? new Response() : refuse('Digest realm="r", nonce="n"'),
  );
  const shown = Deno.inspect(auth, { showHidden: true }) + JSON.stringify(auth);
  assertNotEquals(shown, "");
  assert(!/name|hidden/.test(shown), shown);
});
