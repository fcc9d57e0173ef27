import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import type { AuthFlow } from "../../src/core/auth/auth.ts";
import { BasicAuth } from "../../src/core/auth/basic.ts";
import { ProxyAuth } from "../../src/features/connection/proxy_auth.ts";
import { BearerAuth } from "../../src/features/oauth2/bearer.ts";
import { DigestAuth } from "../../src/features/digest/digest.ts";
import { NetrcAuth } from "../../src/features/netrc/netrc.ts";
import { isSimpleAuth, resolveAuth } from "../../src/core/auth/resolve.ts";
import { test } from "../checked.ts";
import { drive } from "./driving.ts";

const URL_A = "http://127.0.0.1/";

test("nothing stays nothing", () => {
  assertEquals(resolveAuth(undefined), undefined);
  assertEquals(resolveAuth(null), undefined);
});

test("a pair becomes Basic", async () => {
  const auth = resolveAuth(["user", "pass"]);
  assertInstanceOf(auth, BasicAuth);
  const { sent } = await drive(auth, new Request(URL_A), () => new Response());
  assertEquals(sent[0]?.headers.get("authorization"), "Basic dXNlcjpwYXNz");
});

test("a function and an object with flow() are taken", () => {
  assertEquals(typeof resolveAuth(() => {})?.flow, "function");
  const own = {
    async *flow(request: Request): AuthFlow {
      yield request;
    },
  };
  assertStrictEquals(resolveAuth(own), own);
  const digest = new DigestAuth("u", "p");
  assertStrictEquals(resolveAuth(digest), digest);
});

test("a custom flow may send what it likes", async () => {
  const own = {
    async *flow(request: Request): AuthFlow {
      const login = yield new Request(`${URL_A}login`);
      request.headers.set("x-session", await login.text());
      yield request;
    },
  };
  const { sent, response } = await drive(
    own,
    new Request(URL_A),
    (request) => new Response(request.headers.get("x-session") ?? "s1"),
  );
  assertEquals(sent.map(({ url }) => url), [`${URL_A}login`, URL_A]);
  assertEquals(await response.text(), "s1");
});

test("rubbish is refused, and not shown", () => {
  const rubbish = [
    "user:hidden",
    "",
    0,
    1,
    true,
    {},
    [],
    ["hidden"],
    ["u", "hidden", "x"],
    ["u", 1],
    [null, "hidden"],
    { flow: "hidden" },
    { user: "u", password: "hidden" },
    Symbol("hidden"),
  ];
  for (const wrong of rubbish) {
    const error = assertThrows(
      () => Reflect.apply(resolveAuth, undefined, [wrong]),
      TypeError,
      "Cannot use",
    );
    assert(!error.message.includes("hidden"));
  }
  assertThrows(() => resolveAuth(["a:b", "c"]), TypeError, "colon");
});

test("only those that never look at a response are simple", () => {
  const simple = [
    new BasicAuth("u", "p"),
    new ProxyAuth("u", "p"),
    new BearerAuth("t"),
    new NetrcAuth(),
  ];
  assert(simple.every(isSimpleAuth));
  const others = [new DigestAuth("u", "p"), resolveAuth(() => {})];
  assert(others.every((auth) => auth && !isSimpleAuth(auth)));
  const odd = { authorize: "no function", async *flow() {} };
  assert(!isSimpleAuth(odd));
});
