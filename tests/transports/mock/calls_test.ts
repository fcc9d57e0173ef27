import { assertEquals, assertThrows } from "@std/assert";
import { MockTransport } from "../../../src/testing/mod.ts";
import { test } from "../../checked.ts";
import { send } from "../sending.ts";

async function toMock(): Promise<MockTransport> {
  const mock = new MockTransport({ "*": 200 });
  await send(mock, "http://h/a?page=1", { headers: { "x-a": "1" } });
  await send(mock, "http://h/b", { method: "POST", body: '{"name":"Ada"}' });
  await send(mock, "http://h/a?page=2");
  return mock;
}

test("assertCalledWith looks at every part", async () => {
  const mock = await toMock();
  mock.assertCalledWith({ url: "/a" }, 2);
  mock.assertCalledWith({ query: { page: "2" } }, 1);
  mock.assertCalledWith({ headers: { "x-a": /1/ } });
  mock.assertCalledWith({ method: "POST", json: { name: "Ada" } });
  mock.assertCalledWith({ body: /Ada/ });
  mock.assertCalledWith({ method: "PUT" }, 0);
  mock.assertCalledWith({}, 3);
});

test("assertCalledWith tells of the nearest call", async () => {
  const mock = await toMock();
  const explain = (matcher: Parameters<typeof mock.assertCalledWith>[0], times?: number) =>
    assertThrows(() => mock.assertCalledWith(matcher, times), Error).message;
  assertEquals(
    explain({ method: "POST", url: "/b", json: { name: "Bob" } }),
    "Expected at least 1 that match POST /b, but there were 0; the nearest call is " +
      'POST http://h/b\n  JSON body: at $.name expected "Bob", got "Ada"',
  );
  assertEquals(
    explain({ url: "/a" }, 1),
    "Expected 1 that match * /a, but there were 2; " +
      "all calls: GET http://h/a?page=1, POST http://h/b, GET http://h/a?page=2",
  );
  const empty = assertThrows(() => new MockTransport().assertCalledWith({}), Error);
  assertEquals(
    empty.message,
    "Expected at least 1 that match * *, but there were 0; nothing was called",
  );
  assertThrows(
    () => Reflect.apply(mock.assertCalledWith, mock, [{ verb: "GET" }]),
    TypeError,
    "verb",
  );
});

test("assertNotCalled fails where there was a call", async () => {
  const mock = await toMock();
  mock.assertNotCalled("DELETE", "*");
  mock.assertNotCalled("GET", "/b");
  assertThrows(
    () => mock.assertNotCalled("*", "/b"),
    Error,
    "Expected 0 of * /b, but there were 1",
  );
});

test("assertOrder takes others between, and no call twice", async () => {
  const mock = await toMock();
  mock.assertOrder("/a", "POST /b", "GET /a");
  mock.assertOrder("GET /a", "GET /a");
  mock.assertOrder();
  assertThrows(
    () => mock.assertOrder("POST /b", "POST /b"),
    Error,
    "Expected POST /b after POST /b",
  );
  assertThrows(() => mock.assertOrder("PUT /b"), Error, "Expected PUT /b, but all calls are: GET");
  assertThrows(() => mock.assertOrder("GET /a", "GET /a", "/a"), Error);
  assertThrows(() => mock.assertOrder("GET b"), TypeError, "Cannot match URLs");
});
