import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { ConnectError } from "../../../src/core/errors.ts";
import { MockTransport } from "../../../src/testing/mod.ts";
import { test } from "../../checked.ts";
import { send, sendForText } from "../sending.ts";

test("MockTransport: route() looks at every part", async () => {
  const mock = new MockTransport()
    .route({ method: ["PUT", "post"], url: "/m" }, { text: "method" })
    .route({ query: { a: "1", b: "2" } }, { text: "query" })
    .route({ headers: { "X-A": "1", "x-b": /^\d+$/ } }, { text: "headers" })
    .route({ body: "exact" }, { text: "text" })
    .route({ body: new Uint8Array([0, 255]) }, { text: "bytes" })
    .route({ body: /needle/g }, { text: "regexp" })
    .route({ body: (body) => body.length === 3 }, { text: "function" })
    .route({ json: { a: [1, { b: null, c: 2 }] } }, { text: "json" });
  const post = (body: BodyInit) => ({ method: "POST", body });
  const cases: [string, string, RequestInit?][] = [
    ["method", "http://h/m", { method: "PUT" }],
    ["method", "http://h/m", { method: "POST" }],
    ["query", "http://h/?b=2&x&a=0&a=1"],
    ["headers", "http://h/", { headers: { "x-a": "1", "X-B": "22" } }],
    ["text", "http://h/", post("exact")],
    ["bytes", "http://h/", post(new Uint8Array([0, 255]))],
    ["regexp", "http://h/", post("a needle in")],
    ["regexp", "http://h/", post("a needle in")],
    ["function", "http://h/", post("abc")],
    ["json", "http://h/", post(' { "a": [1, {"c":2, "b":null}] }')],
  ];
  for (const [expected, url, init] of cases) {
    assertEquals(await sendForText(mock, url, init), expected);
  }
  const unmatched: [string, RequestInit?][] = [
    ["http://h/m"],
    ["http://h/?a=1"],
    ["http://h/", { headers: { "x-a": "1", "x-b": "2x" } }],
    ["http://h/", post('{"a":[{"c":2,"b":null},1]}')],
    ["http://h/", post("{broken")],
  ];
  for (const [url, init] of unmatched) {
    await assertRejects(() => send(mock, url, init), ConnectError);
  }
  assertThrows(
    () => Reflect.apply(mock.route, mock, [{ methods: "GET" }, 200]),
    TypeError,
    "methods",
  );
});

test("MockTransport: a refusal says what came and what is nearest", async () => {
  const mock = new MockTransport()
    .get("https://other.example/users", 200)
    .post("https://api.example/users/:id", 200)
    .route({
      method: "PUT",
      url: "https://api.example/items",
      headers: { accept: "a" },
    }, 200);
  const explain = async (url: string, init?: RequestInit) =>
    (await assertRejects(() => send(mock, url, init), ConnectError)).message;
  const users = await explain("https://api.example/users/1");
  assertStringIncludes(users, "Cannot GET https://api.example/users/1: no route");
  assertStringIncludes(
    users,
    "POST https://api.example/users/:id; method: expected POST, got GET",
  );
  assertStringIncludes(
    await explain("https://api.example/items", { method: "PUT" }),
    'PUT https://api.example/items; header "accept": expected "a", got none',
  );
  assertStringIncludes(
    await explain("https://api.example/user", { method: "POST" }),
    "POST https://api.example/users/:id; URL path: expected /users/:id, got /user",
  );
  const empty = await assertRejects(
    () => send(new MockTransport(), "http://h/"),
    ConnectError,
  );
  assertStringIncludes(empty.message, "no routes");
  assertEquals(empty.code, "ERR_CONNECT");
  assertEquals(empty.phase, "connect");
  assertEquals(empty.request?.url, "http://h/");
});
