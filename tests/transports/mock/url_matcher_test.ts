import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { ConnectError } from "../../../src/core/errors.ts";
import { MockTransport, type UrlMatcher } from "../../../src/testing/mod.ts";
import { test } from "../../checked.ts";
import { send, sendForText } from "../sending.ts";

const URLS: readonly [string | URL | RegExp | URLPattern, string, unknown][] = [
  ["*", "https://h/x", {}],
  ["https://h/x", "https://h/x", {}],
  ["https://h", "https://h/", {}],
  ["https://h/x", "https://h/x?any=1#f", {}],
  ["https://h/x#f", "https://h/x", {}],
  ["HTTPS://H/x", "https://h/x", {}],
  ["https://h:443/x", "https://h/x", {}],
  ["https://h/x", "https://h:444/x", undefined],
  ["https://h/x", "http://h/x", undefined],
  ["https://h/x", "https://h/x/", undefined],
  ["https://h/x", "https://h/X", undefined],
  ["https://h/x", "https://other/x", undefined],
  ["https://h/x?a=1", "https://h/x?a=1", {}],
  ["https://h/x?a=1", "https://h/x?a=2", undefined],
  ["https://h/x?a=1", "https://h/x", undefined],
  ["https://h/x?a=1", "https://h/x?a=1&b=2", undefined],
  ["https://h/x?a=*", "https://h/x?a=12", { 0: "12" }],
  ["https://h/a.b", "https://h/aXb", undefined],
  ["https://h/a+(b)|[c]", "https://h/a+(b)|[c]", {}],
  ["https://h/v1/x:cancel", "https://h/v1/x:cancel", {}],
  ["https://h/v1/x:cancel", "https://h/v1/xyz", undefined],
  ["https://h/é", "https://h/%C3%A9", {}],
  ["https://h/users/:id", "https://h/users/7", { id: "7" }],
  ["https://h/users/:id", "https://h/users/", undefined],
  ["https://h/users/:id", "https://h/users/7/x", undefined],
  ["https://h/:a/:b.json", "https://h/1/2.json", { a: "1", b: "2" }],
  ["https://h/:name", "https://h/a%20%C3%A9%2F", { name: "a é/" }],
  ["https://h/:name", "https://h/%ff", { name: "%ff" }],
  ["https://h/*", "https://h/", { 0: "" }],
  ["https://h/*", "https://h/a/b", { 0: "a/b" }],
  ["https://h/*/x/*", "https://h/1/x/2", { 0: "1", 1: "2" }],
  ["https://*.h.example/", "https://a.b.h.example/", { 0: "a.b" }],
  ["https://*.h.example/", "https://h.example/", undefined],
  ["https://*.h.example/", "https://evil/.h.example/", undefined],
  ["https://*.bücher.example", "https://x.xn--bcher-kva.example/", { 0: "x" }],
  ["*://h/x", "http://h/x", {}],
  ["*://h:443/x", "https://h/x", {}],
  ["http://localhost:*/x", "http://localhost:8123/x", {}],
  ["http://localhost/x", "http://localhost:8123/x", undefined],
  ["http://[::1]:8000/x", "http://[::1]:8000/x", {}],
  ["http://[::1]:*/x", "http://[::1]/x", {}],
  ["http://[::1]/x", "http://[::1]/x", {}],
  ["https://*/x", "https://any:99/x", { 0: "any" }],
  ["/x/:id", "http://any:81/x/1?q", { id: "1" }],
  ["/x?a=1", "http://any/x?a=1", {}],
  ["*/x", "https://any/x", {}],
  ["*/x", "https://any/y/x", undefined],
  [new URL("https://h/x#f"), "https://h/x", {}],
  [new URL("https://h/x"), "https://h/x?q", {}],
  [new URL("https://h/x?a"), "https://h/x?b", undefined],
  [new URL("https://h/*"), "https://h/y", undefined],
  [/^https:\/\/h\/(\d+)$/, "https://h/12#f", { 0: "12" }],
  [/\/(?<id>\d+)/g, "https://h/12", { 0: "12", id: "12" }],
  [/nope/, "https://h/12", undefined],
  [new URLPattern({ pathname: "/u/:id" }), "https://h/u/5", { id: "5" }],
  [new URLPattern("https://:sub.h.example/u"), "https://h/u", undefined],
];

async function match(
  url: UrlMatcher,
  asked: string,
): Promise<Readonly<Record<string, string | undefined>> | undefined> {
  let found: Readonly<Record<string, string | undefined>> | undefined;
  const mock = new MockTransport().get(url, (_request, { params }) => {
    found = params;
    return 204;
  });
  await send(mock, asked).catch((error) => assertInstanceOf(error, ConnectError));
  return found;
}

for (const [pattern, url, expected] of URLS) {
  const shown = typeof pattern === "string" ? pattern : Deno.inspect(pattern);
  const name = `${shown.replaceAll(/\s+/g, " ")} for ${url}`;
  test(`MockTransport: ${name}`, async () => {
    const params = await match(pattern, url);
    if (!(pattern instanceof URLPattern)) assertEquals(params, expected);
    else assertEquals(params?.id, expected && "5");
  });
}

test("MockTransport: an expression with state matches every time", async () => {
  const mock = new MockTransport().get(/x/gy, 204).get(/\/x/g, { text: "g" });
  for (let round = 0; round < 4; round++) {
    assertEquals(await sendForText(mock, "http://h/x"), "g");
  }
});

test("MockTransport: a predicate sees a copy of the request", async () => {
  const mock = new MockTransport().post(
    (request) => {
      request.body?.cancel();
      return request.headers.has("x-yes");
    },
    async (request) => ({ text: await request.text() }),
  );
  const init = { method: "POST", body: "body" };
  const headers = { "x-yes": "1" };
  assertEquals(
    await sendForText(mock, "http://h/", { ...init, headers }),
    "body",
  );
  await assertRejects(() => send(mock, "http://h/", init), ConnectError);
  const wrong = new MockTransport().get(() => JSON.parse('"yes"'), 200);
  await assertRejects(() => send(wrong, "http://h/"), TypeError, "boolean");
});

test("MockTransport: what is no URL matcher is refused at once", () => {
  const texts = [
    "",
    "x",
    "example.com/x",
    "https:/x",
    "https://",
    "https://a b/",
  ];
  for (const text of texts) {
    assertThrows(
      () => new MockTransport().get(text),
      TypeError,
      "Cannot match",
    );
  }
  for (const value of [null, 1, {}, []]) {
    const mock = new MockTransport();
    assertThrows(
      () => Reflect.apply(mock.get, mock, [value, 200]),
      TypeError,
      "Cannot match",
    );
    assertEquals(mock.pending, []);
  }
});
