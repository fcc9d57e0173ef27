import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Auth } from "../../src/core/auth/auth.ts";
import { resolveAuth } from "../../src/core/auth/resolve.ts";
import { test } from "../checked.ts";
import { drive, withBody } from "./driving.ts";

const URL_A = "http://127.0.0.1/";

/** Anything may be given by who does not write TypeScript. */
function toAuth(sign: (request: Request) => unknown): Auth {
  const auth = Reflect.apply(resolveAuth, undefined, [sign]);
  assert(auth);
  return auth;
}

test("a function may change the request, at once or later", async () => {
  const sign = (request: Request) => request.headers.set("x-key", "k");
  const later = async (request: Request) => {
    await Promise.resolve();
    request.headers.set("x-key", "k");
  };
  for (const auth of [toAuth(sign), toAuth(later)]) {
    const { sent } = await drive(
      auth,
      withBody(URL_A, "body"),
      () => new Response(),
    );
    assertEquals(sent.length, 1);
    assertEquals(sent[0]?.headers.get("x-key"), "k");
    assertEquals(await sent[0]?.text(), "body");
  }
});

test("a function may give another request", async () => {
  const auth = toAuth((request) =>
    new Request(`${request.url}?signed`, { headers: { "x-key": "k" } })
  );
  const { sent } = await drive(auth, new Request(URL_A), () => new Response());
  assertEquals(sent[0]?.url, `${URL_A}?signed`);
  assertEquals(sent[0]?.headers.get("x-key"), "k");
});

test("anything else is refused before something is sent", async () => {
  for (const wrong of [null, 1, "Basic x", new Headers(), {}]) {
    const auth = toAuth(() => wrong);
    let sent = 0;
    await assertRejects(
      () =>
        drive(auth, new Request(URL_A), () => {
          sent++;
          return new Response();
        }),
      TypeError,
      "not a Request",
    );
    assertEquals(sent, 0);
  }
});

test("the function's own error comes out", async () => {
  const auth = toAuth(() => {
    throw new RangeError("mine");
  });
  await assertRejects(
    () => drive(auth, new Request(URL_A), () => new Response()),
    RangeError,
    "mine",
  );
});
