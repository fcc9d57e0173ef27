import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { OAuth2ClientCredentials } from "../../src/features/oauth2/oauth2.ts";
import { HttpError } from "../../src/core/errors.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";
import { first } from "./driving.ts";
import { API, ask, make, Server, TOKEN } from "./token_server.ts";

test("the token request is that of RFC 6749 sections 2.3.1 and 4.4.2", async () => {
  const auth = make({
    clientId: "fe:rry é",
    clientSecret: "h&=+%/ *",
    scope: ["a", "b"],
    audience: "https://api.test/",
    extra: { resource: "x y", grant_type: "other" },
  });
  const server = new Server();
  const { sent: [request] } = await ask(auth, server);
  assert(request);
  assertEquals(request.method, "POST");
  assertEquals(request.url, TOKEN);
  assertEquals(request.headers.get("accept"), "application/json");
  assertEquals(
    request.headers.get("content-type"),
    "application/x-www-form-urlencoded",
  );
  assertEquals(
    atob(request.headers.get("authorization")?.replace("Basic ", "") ?? ""),
    "fe%3Arry+%C3%A9:h%26%3D%2B%25%2F+*",
  );
  assertEquals(Object.fromEntries(new URLSearchParams(await request.text())), {
    grant_type: "client_credentials",
    scope: "a b",
    audience: "https://api.test/",
    resource: "x y",
  });
});

test("the credentials go into the body where the server wants them there", async () => {
  const { sent: [request] } = await ask(
    make({ authMethod: "body" }),
    new Server(),
  );
  assertEquals(request?.headers.has("authorization"), false);
  assertEquals(
    await request?.text(),
    "grant_type=client_credentials&client_id=ferry&client_secret=hidden",
  );
});

test("the body of the token request can be sent again and has a size", async () => {
  const flow = make().flow(new Request(API));
  const { body } = PreparedRequest.from(await first(flow));
  assertEquals(body?.replayable, true);
  assertEquals(body?.size, "grant_type=client_credentials".length);
  await body?.discard();
  await flow.return();
});

test("options that cannot be used are refused, and not shown", () => {
  const wrong = [
    { tokenUrl: "/token" },
    { tokenUrl: "ftp://hidden/" },
    { tokenUrl: "http://hidden:hidden@a.test/" },
    { clientId: undefined },
    { clientSecret: 1 },
    { authMethod: "post" },
    { leeway: -1 },
    { leeway: NaN },
  ];
  for (const options of wrong) {
    const all = {
      ...{ tokenUrl: TOKEN, clientId: "ferry", clientSecret: "hidden" },
      ...options,
    };
    const error = assertThrows(() => Reflect.construct(OAuth2ClientCredentials, [all]));
    assert(error instanceof TypeError || error instanceof RangeError);
    assertMatch(error.message, /^Cannot use /);
    assert(!error.message.includes("hidden"));
    assert(!(error instanceof HttpError));
  }
});
