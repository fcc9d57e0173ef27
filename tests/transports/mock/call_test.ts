import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { ConnectError } from "../../../src/core/errors.ts";
import { MockTransport } from "../../../src/testing/mod.ts";
import { test } from "../../checked.ts";
import { context, send } from "../sending.ts";

test("MockTransport: the recorded call can be looked at again and again", async () => {
  const mock = new MockTransport({
    "POST /x": async (request) => {
      assertEquals(await request.json(), { n: 1 });
      return { status: 201, headers: { a: "b" }, text: "answer" };
    },
  });
  const response = await send(mock, "http://h/x?q#f", {
    method: "POST",
    headers: { "x-a": "1" },
    body: '{"n":1}',
  });
  const [call] = mock.calls;
  assert(call);
  for (let round = 0; round < 3; round++) {
    assertEquals(call.json(), { n: 1 });
    assertEquals(call.text(), '{"n":1}');
    assertEquals(await call.request.json(), { n: 1 });
    assertEquals(await call.request.clone().text(), '{"n":1}');
  }
  assertEquals(call.body.length, 7);
  assertEquals([call.method, call.url.href], ["POST", "http://h/x?q#f"]);
  assertEquals(call.headers.get("x-a"), "1");
  assertEquals(call.route, "POST /x");
  assertEquals(call.response?.status, 201);
  assertEquals(call.response?.headers.get("a"), "b");
  assertEquals(call.error, undefined);
  assertEquals(await response.text(), "answer");
});

test("MockTransport: calls without a body, and calls that fail", async () => {
  const failure = new Error("x");
  const mock = new MockTransport().get("/fails", failure);
  await assertRejects(() => send(mock, "http://h/fails"), Error, "x");
  await assertRejects(() => send(mock, "http://h/none"), ConnectError);
  const [fails, none] = mock.calls;
  assertStrictEquals(fails?.error, failure);
  assertEquals([fails.body.length, fails.text()], [0, ""]);
  assertStrictEquals(fails.request.body, null);
  assertEquals(fails.response, undefined);
  assertInstanceOf(none?.error, ConnectError);
  assertEquals([fails.route, none.route], ["GET /fails", undefined]);
});

test("MockTransport: aborted before, nothing is recorded and the body is dropped", async () => {
  const mock = new MockTransport({ "*": 200 });
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream({ cancel: () => cancelled.resolve() });
  const request = new Request("http://h/", { method: "POST", body });
  const sent = mock.send(request, context(AbortSignal.abort("early")));
  assertEquals(await sent.catch((reason) => reason), "early");
  assertEquals(mock.calls, []);
  await cancelled.promise;
});

test("MockTransport: an abort while the body comes in cancels it", async () => {
  const mock = new MockTransport({ "*": 200 });
  const cancelled = Promise.withResolvers<unknown>();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array([1])),
    cancel: (reason) => cancelled.resolve(reason),
  });
  const controller = new AbortController();
  const sent = mock.send(
    new Request("http://h/", { method: "POST", body }),
    context(controller.signal),
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort("stop");
  assertEquals(await sent.catch((reason) => reason), "stop");
  assertEquals(await cancelled.promise, "stop");
  assertEquals(mock.calls, []);
});

test("MockTransport: a body that fails or is too large is not recorded", async () => {
  const mock = new MockTransport({ "*": 200 }, { maxBodyBytes: 10 });
  assertEquals(
    (await send(mock, "http://h/", { method: "POST", body: "0123456789" }))
      .status,
    200,
  );
  let pulled = 0;
  const cancelled = Promise.withResolvers<void>();
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(4));
    },
    cancel: () => cancelled.resolve(),
  });
  await assertRejects(
    () => send(mock, "http://h/", { method: "POST", body: endless }),
    RangeError,
    "limit of '10'",
  );
  await cancelled.promise;
  assert(pulled < 10);
  const failure = new Error("body");
  const failing = new ReadableStream({
    pull: (controller) => controller.error(failure),
  });
  const error = await send(mock, "http://h/", { method: "POST", body: failing })
    .catch((error) => error);
  assertStrictEquals(error, failure);
  assertEquals(mock.calls.length, 1);
});
