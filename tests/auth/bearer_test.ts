import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BearerAuth } from "../../src/features/oauth2/bearer.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";
import { drive } from "./driving.ts";

const URL_A = "http://127.0.0.1/";

function prepare(): PreparedRequest {
  return new PreparedRequest("GET", new URL(URL_A), {}, undefined);
}

test("a token goes out with every request", async () => {
  const auth = new BearerAuth("mF_9.B5f-4.1JqM");
  const { headers } = await auth.authorize(prepare());
  assertEquals(headers, { authorization: "Bearer mF_9.B5f-4.1JqM" });
  const { sent } = await drive(auth, new Request(URL_A), () => new Response());
  assertEquals(
    sent.map(({ headers }) => headers.get("authorization")),
    ["Bearer mF_9.B5f-4.1JqM"],
  );
});

test("a token that is there at once needs no promise", () => {
  assert(new BearerAuth("t").authorize(prepare()) instanceof PreparedRequest);
  assert(
    new BearerAuth(() => "t").authorize(prepare()) instanceof PreparedRequest,
  );
});

test("a function is asked for every request", async () => {
  let count = 0;
  const later = new BearerAuth(() => Promise.resolve(`t${++count}`));
  for (const expected of ["Bearer t1", "Bearer t2"]) {
    const { headers } = await later.authorize(prepare());
    assertEquals(headers["authorization"], expected);
  }
  const { sent } = await drive(later, new Request(URL_A), () => new Response());
  assertEquals(sent[0]?.headers.get("authorization"), "Bearer t3");
});

test("the function's own error comes out", async () => {
  const failing = new BearerAuth(() => Promise.reject(new Error("vault")));
  await assertRejects(
    async () => await failing.authorize(prepare()),
    Error,
    "vault",
  );
  await assertRejects(
    () => drive(failing, new Request(URL_A), () => new Response()),
    Error,
    "vault",
  );
});

test("what cannot be sent is refused, and not shown", async () => {
  for (const token of ["", " ", "hidden token", "hidden\r\nx: y", "hiddén"]) {
    const error = assertThrows(() => new BearerAuth(token), TypeError);
    assert(!error.message.includes("hidd"));
    const late = new BearerAuth(() => Promise.resolve(token));
    const lateError = await assertRejects(
      async () => await late.authorize(prepare()),
      TypeError,
    );
    assert(!lateError.message.includes("hidd"));
  }
  const nothing = () => Reflect.get({ token: undefined }, "nothing");
  await assertRejects(
    async () => await new BearerAuth(nothing).authorize(prepare()),
    TypeError,
    "bearer token",
  );
});

test("neither inspection nor JSON shows the token", () => {
  const auth = new BearerAuth("hidden");
  const shown = Deno.inspect(auth, { showHidden: true }) + JSON.stringify(auth);
  assert(!shown.includes("hidden"), shown);
});
