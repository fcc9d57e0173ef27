import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { ProtocolError, StatusError } from "../../src/core/errors.ts";
import { test } from "../checked.ts";
import { drive } from "./driving.ts";
import { API, ask, make, Server } from "./token_server.ts";

test("a token is renewed before its end", async () => {
  using time = new FakeTime();
  for (
    const [expiresIn, leeway, isKept] of [
      [3600, undefined, true],
      ["3600", undefined, true],
      [3600, 1e9, true], // never more than half of the life is lost
      [0.001, 0, false],
      [0, undefined, false],
      [-1, undefined, true],
      ["soon", undefined, true],
      ["", undefined, true],
      [null, undefined, true],
    ] as const
  ) {
    const server = new Server({ expires_in: expiresIn });
    const auth = make({ leeway });
    await ask(auth, server);
    time.tick(5);
    await ask(auth, server);
    assertEquals(server.tokens, isKept ? 1 : 2, `${expiresIn} ${leeway}`);
  }
});

test("the leeway counts from the end, the life from the request", async () => {
  using time = new FakeTime();
  const server = new Server({ expires_in: 0.1 });
  const auth = make({ leeway: 20 });
  await ask(auth, server);
  time.tick(79);
  await ask(auth, server);
  assertEquals(server.tokens, 1);
  time.tick(1);
  await ask(auth, server);
  assertEquals(server.tokens, 2);
});

/** An endpoint that refuses, and repeats what it was sent in every form. */
class Refusing {
  tokens = 0;

  async answer(): Promise<Response> {
    this.tokens++;
    await new Promise((resolve) => setTimeout(resolve, 2));
    const basic = btoa("ferry:hid+den%2F");
    return Response.json({
      error: "invalid_client",
      error_description: `no hid den/, hid+den%2F or ${basic}\r\n`,
    }, { status: 401 });
  }
}

test("a refusal says what the endpoint says, without the secret, to all who wait", async () => {
  for (const authMethod of ["basic", "body"] as const) {
    const auth = make({ authMethod, clientSecret: "hid den/" });
    const server = new Refusing();
    const fail = () =>
      assertRejects(
        () => drive(auth, new Request(API), () => server.answer()),
        StatusError,
      );
    const errors = await Promise.all(Array.from({ length: 10 }, fail));
    assertEquals([server.tokens, new Set(errors).size], [1, 10]);
    for (const error of errors) checkRefusal(error);
    await fail();
    assertEquals(server.tokens, 2);
  }
});

function checkRefusal(error: StatusError): void {
  assertEquals([error.status, error.phase, error.request?.url], [
    401,
    "auth",
    API,
  ]);
  assertEquals(
    error.message,
    "Cannot GET http://127.0.0.1/api: the server answered 401 at the token endpoint: " +
      "invalid_client: no ***, *** or *** (phase: auth)",
  );
  const shown = Deno.inspect(error, { showHidden: true }) +
    JSON.stringify(error) + error.body;
  assert(!/hid.?den/.test(shown), shown);
}

test("a secret is not shown however the body writes it", async () => {
  const auth = make({ clientSecret: 'h"\\/\u00e9dden' });
  const body = String.raw`{"error":"x","seen":"h\"\\\/\u00e9dden"}`;
  const error = await assertRejects(
    () => drive(auth, new Request(API), () => new Response(body, { status: 400 })),
    StatusError,
  );
  assertEquals(error.body, '{"error":"x","seen":"***"}');
});

test("an error page is an error too", async () => {
  const page = `<h1>${"x".repeat(5_000)}</h1>`;
  const error = await assertRejects(
    () =>
      drive(
        make(),
        new Request(API),
        () => new Response(page, { status: 503 }),
      ),
    StatusError,
    "503 at the token endpoint (phase: auth)",
  );
  assertEquals(error.body, page.slice(0, 2_000));
});

test("an answer without a token that can be used is a ProtocolError", async () => {
  const answers = [
    "",
    "null",
    "[]",
    '"t"',
    "{",
    "{}",
    '{"access_token":""}',
    '{"access_token":1}',
    '{"access_token":"a\\nb"}',
    '{"access_token":"t","token_type":"mac"}',
    '{"access_token":"t","token_type":7}',
  ];
  for (const answer of answers) {
    const error = await assertRejects(
      () => drive(make(), new Request(API), () => new Response(answer)),
      ProtocolError,
      "Cannot GET http://127.0.0.1/api: the token endpoint answered 200 with ",
    );
    assertEquals(error.phase, "auth");
  }
  const moved = () => new Response(null, { status: 302, headers: { location: "/" } });
  await assertRejects(
    () => drive(make(), new Request(API), moved),
    ProtocolError,
    "answered 302 with no token",
  );
});

test("token_type may be missing, and be written in any case", async () => {
  for (const type of [undefined, null, "Bearer", "BEARER"]) {
    const { response } = await ask(make(), new Server({ token_type: type }));
    assertEquals(response.status, 200);
  }
});
