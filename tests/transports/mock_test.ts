import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ConnectError } from "../../src/core/errors.ts";
import { MockTransport } from "../../src/testing/mod.ts";
import { HandlerTransport } from "../../src/transports/handler.ts";
import { test } from "../checked.ts";
import { context, send, sendForText } from "./sending.ts";

test("MockTransport: a function answers everything", async () => {
  const mock = new MockTransport(async (request, { url, count, params }) =>
    Response.json([
      request.method,
      url.pathname,
      count,
      params,
      await request.text(),
    ])
  );
  const init = { method: "POST", body: "hi" };
  assertEquals(
    await sendForText(mock, "http://a.example/x", init),
    '["POST","/x",0,{},"hi"]',
  );
  assertEquals(
    await sendForText(mock, "http://b.example/"),
    '["GET","/",1,{},""]',
  );
});

test("MockTransport: a record answers by method and URL, or by URL", async () => {
  const mock = new MockTransport({
    "GET https://x.example/": { text: "get" },
    "post   /form": 201,
    "https://y.example/*": { text: "any" },
  });
  assertEquals(await sendForText(mock, "https://x.example"), "get");
  const { status } = await send(mock, "http://z.example/form", {
    method: "POST",
  });
  assertEquals(status, 201);
  const init = { method: "DELETE" };
  assertEquals(await sendForText(mock, "https://y.example/q", init), "any");
  await assertRejects(
    () => send(mock, "https://x.example/", { method: "PUT" }),
    ConnectError,
  );
  for (
    const key of ["passthrough", "GET", "", "GET a b", "GET  ", "x.example"]
  ) {
    assertThrows(() => new MockTransport({ [key]: 200 }), TypeError);
  }
});

test("MockTransport: each verb has its method, and the first route wins", async () => {
  const mock = new MockTransport();
  const verbs = ["get", "options", "post", "put", "patch", "delete"] as const;
  for (const verb of verbs) mock[verb]("/x", { text: verb });
  mock.head("/x", { headers: { verb: "head" }, text: "dropped" })
    .on("*", "/x", { text: "never" }).on("PURGE", "/y", { text: "purge" });
  for (const verb of verbs) {
    const method = verb.toUpperCase();
    assertEquals(await sendForText(mock, "http://h/x", { method }), verb);
  }
  const head = await send(mock, "http://h/x", { method: "HEAD" });
  assertEquals(head.headers.get("verb"), "head");
  assertStrictEquals(head.body, null);
  const purge = await sendForText(mock, "http://h/y", { method: "PURGE" });
  assertEquals(purge, "purge");
});

test("MockTransport: the response has the request's URL, also its clone", async () => {
  const mock = new MockTransport({ "*": { text: "x" } });
  const response = await send(mock, "http://h/a?b#c");
  assertEquals(response.url, "http://h/a?b");
  const clone = response.clone();
  assertEquals(clone.url, "http://h/a?b");
  assertEquals(await Promise.all([response.text(), clone.text()]), ["x", "x"]);
});

test("MockTransport: passthrough gets the rest, body and all, and is closed", async () => {
  let closed = 0;
  const behind = new HandlerTransport(async (request) =>
    Response.json([
      request.method,
      request.redirect,
      request.headers.get("content-type"),
      await request.text(),
    ])
  );
  const passthrough = {
    send: behind.send.bind(behind),
    close: () => void closed++,
  };
  const mock = new MockTransport({ "/mocked": { text: "m" } }, { passthrough });
  const body = new Blob(["a", "b"]).stream();
  const request = new Request("http://h/real", {
    method: "POST",
    body,
    redirect: "manual",
    headers: { "content-type": "x/y" },
  });
  const response = await mock.send(request, context());
  assertEquals(await response.json(), ["POST", "manual", "x/y", "ab"]);
  assertEquals(await sendForText(mock, "http://h/mocked"), "m");
  assertEquals(mock.calls.map(({ route }) => route), [undefined, "* /mocked"]);
  assertEquals(mock.calls[0]?.text(), "ab");
  assertEquals(mock.calls[0]?.response?.status, 200);
  await mock.close();
  assertEquals(closed, 1);
  await new MockTransport().close();
});

test("MockTransport: assertions about calls", async () => {
  const mock = new MockTransport({ "GET /a/:id": 200, "POST /b": 200 });
  await send(mock, "http://h/a/1");
  await send(mock, "http://h/a/2");
  mock.assertCalled("GET", "/a/:id");
  mock.assertCalled("get", "/a/1", 1);
  mock.assertCalled("*", "http://h/*", 2);
  mock.assertCalled("POST", "*", 0);
  mock.assertCalled("*", (request) => request.url.endsWith("2"), 1);
  assertEquals(mock.callsTo("GET", "/a/*").map(({ url }) => url.pathname), [
    "/a/1",
    "/a/2",
  ]);
  const wrong = () => mock.assertCalled("GET", "/a/1", 2);
  const error = assertThrows(wrong, Error, "Expected 2 of GET /a/1");
  assertStringIncludes(error.message, "there were 1");
  assertStringIncludes(error.message, "GET http://h/a/1, GET http://h/a/2");
  assertThrows(() => mock.assertCalled("POST", "/b"), Error, "at least 1");
  assertThrows(() => mock.assertCalled("GET", "/a/1", 0), Error);
  assertEquals(mock.pending, ["POST /b"]);
  assertThrows(() => mock.assertAllCalled(), Error, "POST /b");
  await send(mock, "http://h/b", { method: "POST" });
  mock.assertAllCalled();
  mock.reset();
  assertEquals(mock.pending.length, 2);
});

test("MockTransport: calls is a snapshot", async () => {
  const mock = new MockTransport({ "*": 200 });
  const before = mock.calls;
  await send(mock, "http://h/");
  assertEquals([before.length, mock.calls.length], [0, 1]);
});

test("MockTransport: hundreds at once do not mix", async () => {
  const mock = new MockTransport().post(
    "/:id",
    async (request, { params }) => ({
      text: `${params.id}${await request.text()}`,
    }),
  );
  const ids = Array.from({ length: 200 }, (_, id) => String(id));
  const texts = await Promise.all(
    ids.map((id) => sendForText(mock, `http://h/${id}`, { method: "POST", body: `-${id}` })),
  );
  assertEquals(texts, ids.map((id) => `${id}-${id}`));
  assertEquals(mock.calls.length, 200);
  for (const call of mock.calls) {
    assertEquals(`/${call.text().slice(1)}`, call.url.pathname);
  }
});
