import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { ReadTimeoutError } from "../../../src/core/errors.ts";
import { type MockAnswer, type MockReply, MockTransport } from "../../../src/testing/mod.ts";
import { test } from "../../checked.ts";
import { context, send, sendForText } from "../sending.ts";

test("MockTransport: every kind of reply", async () => {
  const failure = new ReadTimeoutError("Cannot GET: too slow");
  const mock = new MockTransport()
    .get("/none")
    .get("/status", 418)
    .get("/response", new Response("r", { status: 202, headers: { a: "1" } }))
    .get("/json", { json: null, status: 201 })
    .get("/typed", { json: 1, headers: { "content-type": "application/x" } })
    .get("/text", { text: "", statusText: "Fine" })
    .get("/body", { body: new Uint8Array([1, 2]), headers: [["a", "b"]] })
    .get("/error", failure)
    .get("/late-error", { error: failure, delay: 1 })
    .get("/function", () => ({ json: [1] }))
    .get("/throws", () => {
      throw failure;
    })
    .get("/gives-error", () => Promise.resolve(failure))
    .get("/gives-status", () => 503);
  const seen = async (path: string) => {
    const response = await send(mock, `http://h/${path}`);
    return [response.status, await response.text()];
  };
  assertEquals(await seen("none"), [200, ""]);
  assertEquals(await seen("status"), [418, ""]);
  for (let n = 0; n < 3; n++) assertEquals(await seen("response"), [202, "r"]);
  assertEquals(await seen("json"), [201, "null"]);
  assertEquals(await seen("typed"), [200, "1"]);
  assertEquals(await seen("text"), [200, ""]);
  for (let n = 0; n < 2; n++) {
    assertEquals(await seen("body"), [200, "\x01\x02"]);
  }
  assertEquals(await seen("function"), [200, "[1]"]);
  assertEquals(await seen("gives-status"), [503, ""]);
  for (const path of ["error", "late-error", "throws", "gives-error"]) {
    assertStrictEquals(await seen(path).catch((error) => error), failure);
  }
  const typed = await send(mock, "http://h/typed");
  assertEquals(typed.headers.get("content-type"), "application/x");
  await typed.body?.cancel();
  const json = await send(mock, "http://h/json");
  assertEquals(json.headers.get("content-type"), "application/json");
  await json.body?.cancel();
});

test("MockTransport: replies in order, the last one repeats, reset() starts again", async () => {
  const failure = new Error("second");
  const list: readonly MockReply[] = [
    [{ text: "1" }, failure, () => ({ text: "3" })],
  ];
  const mocks = [
    new MockTransport().get("/", ...list),
    new MockTransport().get("/", { text: "1" }, failure, () => ({ text: "3" })),
  ];
  for (const mock of mocks) {
    for (let round = 0; round < 2; round++) {
      const ask = () => sendForText(mock, "http://h/").catch((error) => error);
      assertEquals(await ask(), "1");
      assertStrictEquals(await ask(), failure);
      assertEquals(await ask(), "3");
      assertEquals(await ask(), "3");
      assertEquals(mock.calls.length, 4);
      mock.reset();
      assertEquals(mock.calls, []);
    }
  }
});

test("MockTransport: wrong replies are found when they are given", async () => {
  const wrong: [unknown, ErrorConstructor | typeof TypeError][] = [
    [null, TypeError],
    ["text", TypeError],
    [true, TypeError],
    [[], TypeError],
    [[[200]], TypeError],
    [{ boddy: 1 }, TypeError],
    [{ json: 1, text: "x" }, TypeError],
    [{ error: "x" }, TypeError],
    [{ json: 1n }, TypeError],
    [{ status: 204, text: "x" }, TypeError],
    [{ headers: { "a b": "c" } }, TypeError],
    [99, RangeError],
    [600, RangeError],
    [NaN, RangeError],
    [{ status: 1000 }, RangeError],
    [{ delay: -1 }, RangeError],
    [{ delay: NaN }, RangeError],
    [{ delay: Infinity }, RangeError],
    [{ delay: 2 ** 31 }, RangeError],
    [{ delay: "1" }, RangeError],
  ];
  for (const [reply, kind] of wrong) {
    const mock = new MockTransport();
    assertThrows(() => Reflect.apply(mock.get, mock, ["/", reply]), kind);
    const late = new MockTransport().get("/", () => {
      const parts: { reply?: MockAnswer } = {};
      Reflect.set(parts, "reply", reply);
      return parts.reply ?? JSON.parse("null");
    });
    await assertRejects(() => send(late, "http://h/"), kind);
  }
  const used = new Response("x");
  await used.text();
  assertThrows(() => new MockTransport().get("/", used), TypeError, "read");
  const late = new MockTransport(() => used);
  await assertRejects(() => send(late, "http://h/"), TypeError, "clone()");
});

test("MockTransport: a stream lasts for one call, and a function makes more", async () => {
  const stream = () => new Blob(["streamed"]).stream();
  const mock = new MockTransport()
    .get("/once", { body: stream() })
    .get("/often", () => ({ body: stream() }))
    .get("/cloned", new Response(stream()));
  assertEquals(await sendForText(mock, "http://h/once"), "streamed");
  const error = await assertRejects(
    () => send(mock, "http://h/once"),
    TypeError,
  );
  assertStringIncludes(error.message, "give a function");
  for (let round = 0; round < 3; round++) {
    assertEquals(await sendForText(mock, "http://h/often"), "streamed");
    assertEquals(await sendForText(mock, "http://h/cloned"), "streamed");
  }
});

test("MockTransport: a delay passes, and an abort clears its timer", async () => {
  using time = new FakeTime();
  const mock = new MockTransport({ "*": { text: "late", delay: 60_000 } });
  let answered = false;
  const sent = sendForText(mock, "http://h/").finally(() => answered = true);
  await time.tickAsync(59_999);
  assertEquals(answered, false);
  await time.tickAsync(1);
  assertEquals(await sent, "late");

  const controller = new AbortController();
  const aborted = mock.send(
    new Request("http://h/"),
    context(controller.signal),
  );
  await time.tickAsync(10);
  assertEquals(time.next(), true);
  const second = new AbortController();
  const other = mock.send(new Request("http://h/"), context(second.signal));
  await time.tickAsync(10);
  second.abort("enough");
  assertEquals(await other.catch((reason) => reason), "enough");
  assertEquals(time.next(), false);
  assertEquals(await (await aborted).text(), "late");
});

test("MockTransport: with the real clock an aborted delay leaves no timer", async () => {
  const mock = new MockTransport({ "*": { delay: 1e9 } });
  const controller = new AbortController();
  const sent = mock.send(new Request("http://h/"), context(controller.signal));
  await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort("enough");
  assertEquals(await sent.catch((reason) => reason), "enough");
  assertEquals(mock.calls[0]?.error, "enough");
});

test("MockTransport: an abort while a reply function runs rejects at once", async () => {
  let seen: AbortSignal | undefined;
  const { promise, resolve } = Promise.withResolvers<Response>();
  const mock = new MockTransport((request) => {
    seen = request.signal;
    return promise;
  });
  const controller = new AbortController();
  const sent = mock.send(new Request("http://h/"), context(controller.signal));
  await new Promise((done) => setTimeout(done, 5));
  assertEquals(seen?.aborted, false);
  controller.abort("stop");
  assertEquals(await sent.catch((reason) => reason), "stop");
  assertEquals(seen?.reason, "stop");
  const cancelled = Promise.withResolvers<void>();
  resolve(
    new Response(new ReadableStream({ cancel: () => cancelled.resolve() })),
  );
  await cancelled.promise;
});
