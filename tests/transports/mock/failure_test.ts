import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Client, HttpError } from "../../../mod.ts";
import * as errors from "../../../src/core/errors.ts";
import { MockTransport } from "../../../src/testing/mod.ts";
import { failureNames } from "../../../src/testing/mock/failure.ts";
import { test } from "../../checked.ts";

const classes: Readonly<Record<string, unknown>> = errors;

/** The roots of branches; no transport throws them. */
const ROOTS = ["NetworkError", "TimeoutError"];

test("every error of a transport has its failure", () => {
  const expected = Object.values(errors)
    .filter((Class) =>
      Class === errors.TransportError ||
      Class.prototype instanceof errors.TransportError
    )
    .map(({ name }) => name).filter((name) => !ROOTS.includes(name));
  assertEquals([...failureNames].sort(), [...expected, "ContentDecodingError"].sort());
});

const retries = { total: 1, backoff: { base: 0 } } as const;

/** Names out of a list are plain strings. */
function toMock(reply: unknown): MockTransport {
  return Reflect.construct(MockTransport, [{ "/x": reply }]);
}

function toClient(transport: MockTransport): Client {
  return new Client({ transport, retries, trustEnv: false });
}

/** Nothing was sent, so that everything may be sent again. */
const UNSENT = ["ConnectError", "DnsError", "TlsError", "ConnectTimeoutError"];
const NEVER = ["PoolTimeoutError", "TotalTimeoutError", "ProtocolError", "ContentDecodingError"];

for (const fails of failureNames) {
  test(`a mock fails with ${fails}, as a transport does`, async () => {
    const mock = toMock({ fails });
    using client = toClient(mock);
    const error = await assertRejects(() => client.get("http://h.example/x"), HttpError);
    assertEquals([error.name, error.constructor], [fails, classes[fails]]);
    assertEquals(error.request?.url, "http://h.example/x");
    assertEquals(typeof error.phase, "string");
    assertEquals(typeof error.elapsed, "number");
    assertStringIncludes(error.message, "Cannot GET http://h.example/x: ");
    const tries = NEVER.includes(fails) ? 1 : 2;
    assertEquals(mock.calls.length, tries);
    assertEquals(error.attempts.map((attempt) => attempt.error?.name), Array(tries).fill(fails));
  });

  test(`a POST that fails with ${fails} is sent again only if nothing was sent`, async () => {
    const mock = toMock([{ fails }, { status: 201 }]);
    using client = toClient(mock);
    const sent = client.post("http://h.example/x", ({ text: "a" }).text ? { body: "a" } : {});
    if (UNSENT.includes(fails)) assertEquals((await sent).status, 201);
    else assertInstanceOf(await sent.catch((error) => error), HttpError);
    assertEquals(mock.calls.length, UNSENT.includes(fails) ? 2 : 1);
  });
}

test("a GET that failed is answered by the next try, whose attempts tell of it", async () => {
  const mock = new MockTransport().get("/x", { fails: "ReadError" }, { text: "ok" });
  using client = toClient(mock);
  const response = await client.get("http://h/x");
  assertEquals(response.attempts.map(({ status, error }) => status ?? error?.name), [
    "ReadError",
    200,
  ]);
});

test("a timeout comes at once and names the limit", async () => {
  using client = new Client({
    transport: new MockTransport({ "*": { fails: "ConnectTimeoutError" } }),
    timeout: { connect: 54_321, total: null },
  });
  const startedAt = performance.now();
  const error = await assertRejects(() => client.get("http://h/"), errors.ConnectTimeoutError);
  assertStringIncludes(error.message, "no connection in time (connect: 54321 ms)");
  assertEquals(error.phase, "connect");
  assertEquals(performance.now() - startedAt < 5_000, true);
});

test("a failure waits for its delay", async () => {
  using client = new Client({
    transport: new MockTransport({ "*": { fails: "DnsError", delay: 30 } }),
  });
  const startedAt = performance.now();
  await assertRejects(() => client.get("http://h/"), errors.DnsError);
  assertEquals(performance.now() - startedAt >= 25, true);
});

function toPulled() {
  const seen = { pulled: false, cancelled: false };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      seen.pulled = true;
      controller.enqueue(new Uint8Array(3));
      controller.close();
    },
    cancel: () => void (seen.cancelled = true),
  }, { highWaterMark: 0 });
  return { seen, request: new Request("http://h/x", { method: "POST", body }) };
}

const context = {
  signal: new AbortController().signal,
  timeout: { connect: 1, read: 1, write: 1, pool: 1, total: Infinity },
};

test("where no connection is made, the request's body is not read", async () => {
  const mock = new MockTransport().post("/x", { fails: "ConnectError" }, { fails: "WriteError" });
  const first = toPulled();
  await assertRejects(() => mock.send(first.request, context), errors.ConnectError);
  assertEquals(first.seen, { pulled: false, cancelled: true });
  const second = toPulled();
  await assertRejects(() => mock.send(second.request, context), errors.WriteError);
  assertEquals(second.seen.pulled, true);
  assertEquals(mock.calls.map(({ body }) => body.length), [0, 3]);
});

test("a route that looks at the body sees it, also where it fails to connect", async () => {
  const mock = new MockTransport()
    .route({ body: "no" }, { fails: "ConnectError" })
    .route({ url: "/x" }, 200);
  const { request, seen } = toPulled();
  assertEquals((await mock.send(request, context)).status, 200);
  assertEquals(seen.pulled, true);
});

for (
  const fails of ["ReadError", "ReadTimeoutError", "ProtocolError", "ContentDecodingError"] as const
) {
  for (const afterBytes of [0, 1, 5, 11, 12, 99]) {
    test(`${fails} after ${afterBytes} bytes of a body of 11`, async () => {
      const answer = { status: 206, text: "hello world", fails, afterBytes };
      using client = new Client({ transport: new MockTransport({ "*": answer }) });
      const response = await client.stream("GET", "http://h/");
      assertEquals(response.status, 206);
      let text = "";
      const error = await assertRejects(async () => {
        for await (const chunk of response.iterBytes()) text += new TextDecoder().decode(chunk);
      }, HttpError);
      assertEquals([error.name, text], [fails, "hello world".slice(0, afterBytes)]);
      assertEquals(error.request?.url, "http://h/");
    });
  }
}

test("a body of many chunks is cut within them", async () => {
  const body = () => ReadableStream.from([1, 2, 3].map(() => new TextEncoder().encode("abcd")));
  const mock = new MockTransport(() => ({ body: body(), fails: "ReadError", afterBytes: 6 }));
  using client = new Client({ transport: mock });
  const response = await client.stream("GET", "http://h/");
  const got: number[] = [];
  await assertRejects(async () => {
    for await (const chunk of response.iterBytes()) got.push(chunk.length);
  }, errors.ReadError);
  assertEquals(got, [4, 2]);
});

test("a body that is let go before it fails releases its source", async () => {
  const seen = { cancelled: false };
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(4)),
    cancel: () => void (seen.cancelled = true),
  }, { highWaterMark: 0 });
  const mock = new MockTransport(() => ({ body, fails: "ReadError", afterBytes: 1_000_000 }));
  using client = new Client({ transport: mock });
  const response = await client.stream("GET", "http://h/");
  await response.close();
  assertEquals(seen.cancelled, true);
});

test("wrong failures are refused when the route is made", () => {
  const make = (answer: unknown) => () => Reflect.construct(MockTransport, [{ "*": answer }]);
  assertThrows(make({ fails: "dns" }), TypeError, "give one of PoolTimeoutError, ConnectError");
  assertThrows(make({ fails: "toString" }), TypeError, "Cannot fail with toString");
  assertThrows(make({ fails: "ReadError", status: 200 }), TypeError, "give afterBytes");
  assertThrows(make({ fails: "DnsError", text: "a" }), TypeError, "give afterBytes");
  assertThrows(make({ fails: "DnsError", afterBytes: 1 }), TypeError, "within a body");
  assertThrows(make({ fails: "DnsError", error: new Error() }), TypeError, "give one");
  assertThrows(make({ afterBytes: 1 }), TypeError, "say with what");
  for (const afterBytes of [-1, 0.5, NaN, Infinity]) {
    assertThrows(make({ fails: "ReadError", afterBytes }), RangeError, "whole number");
  }
});
