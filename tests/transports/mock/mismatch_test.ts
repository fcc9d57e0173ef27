import { assertEquals, assertRejects } from "@std/assert";
import { ConnectError } from "../../../src/core/errors.ts";
import { type MockReply, MockTransport, type RouteMatcher } from "../../../src/testing/mod.ts";
import { test } from "../../checked.ts";
import { send } from "../sending.ts";

async function differences(matcher: RouteMatcher, url: string, init?: RequestInit) {
  const mock = new MockTransport().route(matcher, 200);
  const error = await assertRejects(() => send(mock, url, init), ConnectError);
  return error.message.replace(/ \(phase: .*$/, "").split("; ").slice(2);
}

const post = (body: BodyInit, headers: HeadersInit = {}) => ({ method: "POST", body, headers });

const cases: readonly [string, RouteMatcher, string, RequestInit | undefined, string[]][] = [
  ["method", { method: ["put", "POST"] }, "http://h/", undefined, [
    "method: expected PUT or POST, got GET",
  ]],
  ["every part of a URL", { url: "https://a.example/x?q=1" }, "http://h/y?q=2", undefined, [
    "URL scheme: expected https:, got http:",
    "URL host: expected a.example, got h",
    "URL path: expected /x, got /y",
    "URL query: expected ?q=1, got ?q=2",
  ]],
  ["a path", { url: "/users/:id?a=*" }, "http://h/users/7/x", undefined, [
    "URL path: expected /users/:id, got /users/7/x",
    "URL query: expected ?a=*, got none",
  ]],
  ["a URL", { url: new URL("http://h/x") }, "http://h/y", undefined, [
    "URL path: expected /x, got /y",
  ]],
  ["a pattern", { url: /^http:..h.x/ }, "http://h/y", undefined, [
    "URL: expected /^http:..h.x/, got http://h/y",
  ]],
  ["a host with *", { url: "http://*.example/" }, "http://h/", undefined, [
    "URL: expected http://*.example/, got http://h/",
  ]],
  ["query", { query: { a: "1", b: "2" } }, "http://h/?a=3&a=4&b=2", undefined, [
    'query parameter "a": expected "1", got "3", "4"',
  ]],
  ["a secret in the query", { url: "/x?token=s3cret" }, "http://h/x?token=hunter2", undefined, [
    "URL query: expected ?token=REDACTED, got ?token=REDACTED",
  ]],
  [
    "secrets as parameters",
    { query: { token: "s3cret", next: "/" } },
    `http://h/?${new URLSearchParams({ token: "hunter2", next: "https://ada:hunter2@h/" })}`,
    undefined,
    [
      'query parameter "token": expected REDACTED, got REDACTED',
      'query parameter "next": expected "/", got "https://h/"',
    ],
  ],
  ["query, none", { query: { a: "1" } }, "http://h/", undefined, [
    'query parameter "a": expected "1", got none',
  ]],
  ["headers", { headers: { "x-a": "1", "x-b": /^\d$/, "x-c": "3" } }, "http://h/", {
    headers: { "x-a": "2", "x-b": "b" },
  }, [
    'header "x-a": expected "1", got "2"',
    'header "x-b": expected /^\\d$/, got "b"',
    'header "x-c": expected "3", got none',
  ]],
  [
    "credentials",
    { headers: { authorization: "Bearer a", cookie: "b", "X-Api-Key": "c" } },
    "http://h/",
    {
      headers: { authorization: "Bearer hunter2", "x-api-key": "hunter2" },
    },
    [
      'header "authorization": expected REDACTED, got REDACTED',
      'header "cookie": expected REDACTED, got none',
      'header "X-Api-Key": expected REDACTED, got REDACTED',
    ],
  ],
  ["text", { body: "a\nb" }, "http://h/", post("a"), ['body: expected "a\\nb", got "a"']],
  ["text by pattern", { body: /x/ }, "http://h/", post("a"), ['body: expected /x/, got "a"']],
  ["bytes", { body: new Uint8Array([1, 2, 3]) }, "http://h/", post(new Uint8Array([1, 9])), [
    "body: expected 3 bytes, got 2, which differ from byte 1",
  ]],
  ["a function", { body: () => false }, "http://h/", post("a"), [
    'body: the function refuses "a"',
  ]],
  ["JSON", { json: { a: [1, { b: 2 }], c: 3 } }, "http://h/", post('{"c":3,"a":[1,{"b":4}]}'), [
    "JSON body: at $.a[1].b expected 2, got 4",
  ]],
  ["JSON, a key too many", { json: {} }, "http://h/", post('{"a":null}'), [
    "JSON body: at $.a expected nothing, got null",
  ]],
  ["JSON, another kind", { json: [1] }, "http://h/", post('{"0":1}'), [
    'JSON body: at $ expected [1], got {"0":1}',
  ]],
  ["no JSON", { json: { a: 1 } }, "http://h/", post("a=1"), [
    'JSON body: expected {"a":1}, got "a=1", which is not JSON',
  ]],
  [
    "several parts",
    { method: "POST", url: "/x", headers: { "x-a": "1" } },
    "http://h/y",
    undefined,
    [
      "URL path: expected /x, got /y",
      "method: expected POST, got GET",
      'header "x-a": expected "1", got none',
    ],
  ],
];

for (const [name, matcher, url, init, expected] of cases) {
  test(`a refusal tells the difference: ${name}`, async () => {
    assertEquals(await differences(matcher, url, init), expected);
  });
}

test("a long body is cut in a refusal", async () => {
  const [line = ""] = await differences({ body: "a" }, "http://h/", post("x".repeat(10_000)));
  assertEquals(line.length < 200, true);
  const [json = ""] = await differences({ json: "a".repeat(9_999) }, "http://h/", post("[]"));
  assertEquals(json.length < 250, true);
});

test("of two routes for one URL the one with fewer differences is nearest", async () => {
  const reply: MockReply = 200;
  const mock = new MockTransport()
    .route({ url: "/x", method: "PUT", headers: { "x-a": "1" } }, reply)
    .route({ url: "/x", method: "PUT" }, reply);
  const { message } = await assertRejects(() => send(mock, "http://h/x"), ConnectError);
  assertEquals(message.split("; ").slice(2).map((text) => text.replace(/ \(phase.*/, "")), [
    "method: expected PUT, got GET",
  ]);
});
