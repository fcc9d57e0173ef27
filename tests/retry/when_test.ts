import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  HandlerTransport,
  type HttpError,
  ReadError,
  type Retries,
  StreamClosedError,
} from "../../mod.ts";
import type { RetryDecision } from "../../src/types.ts";
import { MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { overSockets } from "../wire/over_sockets.ts";

const url = "http://h.example/";
const fast = { backoff: { base: 0 }, budget: null } as const;

const pending = async ({ response, isUsual }: RetryDecision) =>
  response?.status === 200
    ? (await response.json<{ state: string }>()).state === "pending"
    : isUsual;

for (const way of ["fetch", "sockets"] as const) {
  test(`over ${way}, when looks at the body, which can be read again`, async () => {
    let count = 0;
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
      count++;
      return Response.json({ state: count < 3 ? "pending" : "done" });
    });
    const options = { retries: { when: pending, total: 5, ...fast } };
    await using client = way === "fetch" ? overFetch(options) : overSockets({}, options).client;
    const to = `http://127.0.0.1:${server.addr.port}/`;
    const response = await client.get(to);
    assertEquals(await response.json(), { state: "done" });
    assertEquals(response.attempts.map(({ status }) => status), [200, 200, 200]);
    count = 0;
    await using stream = await client.stream("GET", to);
    assertEquals([count, await stream.json()], [3, { state: "done" }]);
    assertEquals(client.stats.active, 0);
  });

  test(`over ${way}, a body that breaks off after the decision can be retried`, async () => {
    let count = 0;
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const serving = (async () => {
      for await (const connection of listener) {
        count++;
        await connection.read(new Uint8Array(4_096));
        const length = count < 3 ? 10 : 2;
        const text = `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\nok`;
        await connection.write(new TextEncoder().encode(text));
        connection.close();
      }
    })();
    const errors: (HttpError | undefined)[] = [];
    const when = ({ error, isUsual }: RetryDecision) => {
      errors.push(error);
      return isUsual;
    };
    const options = { retries: { when, total: 3, ...fast } };
    {
      await using client = way === "fetch" ? overFetch(options) : overSockets({}, options).client;
      const { port } = listener.addr;
      assertEquals(await client.get(`http://127.0.0.1:${port}/`).text(), "ok");
    }
    listener.close();
    await serving;
    assertEquals(count, 3);
    assert(errors.some((error) => error instanceof ReadError));
  });
}

test("it looks at an answer whose body is unread, and hears of one that breaks afterwards", async () => {
  const told: unknown[] = [];
  let count = 0;
  const transport = new HandlerTransport(() => {
    const broken = new ReadableStream({ pull: (body) => body.error(new ReadError("broken")) });
    return new Response(++count === 1 ? broken : "whole");
  });
  const when = ({ response, error, isUsual }: RetryDecision) => {
    told.push(response ? [response.status, response.isRead] : error?.code);
    return isUsual;
  };
  using client = new Client({ transport, retries: { when, total: 1, ...fast } });
  assertEquals(await client.get(url).text(), "whole");
  assertEquals(told, [[200, false], "ERR_READ"]);
  told.length = count = 0;
  using patient = new Client({ transport, retries: { when, total: 2, ...fast } });
  assertEquals(await patient.get(url).text(), "whole");
  assertEquals(told, [[200, false], "ERR_READ", [200, false]]);
});

test("true beats methods and statuses, false as well, undefined leaves it to them", async () => {
  const rows: readonly (readonly [method: string, first: number, said: unknown, calls: number])[] =
    [
      ["POST", 404, true, 2],
      ["POST", 503, undefined, 1],
      ["GET", 503, undefined, 2],
      ["GET", 503, false, 1],
      ["GET", 200, true, 2],
    ];
  for (const [method, first, said, calls] of rows) {
    const transport = new MockTransport().on(method, "*", first, 204);
    const retries: object = { when: () => said, total: 1, ...fast };
    using client = new Client({ transport, retries });
    await client.request(method, url, method === "POST" ? { json: 1 } : {});
    assertEquals(transport.calls.length, calls, `${method} ${first} ${said}`);
  }
});

test("it is told what it needs, and asked only while there are retries left", async () => {
  const told: unknown[] = [];
  const when = ({ response, error, count, request, isUsual }: RetryDecision) => {
    told.push([response?.status, error?.code, count, request.method, isUsual]);
    return true;
  };
  const transport = new MockTransport().put("*", 404, new ReadError("broken"), 500);
  using client = new Client({ transport, retries: { when, total: 2, ...fast } });
  const response = await client.put(url, { json: 1 });
  assertEquals(response.status, 500);
  assertEquals(told.length, 2);
  assertEquals(told[0], [404, undefined, 1, "PUT", false]);
  assert(JSON.stringify(told[1]).includes('"ERR_'));
});

test("a body that can be sent once is never sent again, whatever it says", async () => {
  const transport = new MockTransport({ "*": 503 });
  using client = new Client({ transport, retries: { when: () => true, ...fast } });
  const body = new Blob(["a"]).stream();
  assertEquals((await client.put(url, { body })).status, 503);
  assertEquals(transport.calls.length, 1);
});

test("what it throws ends the call, and the connection is free", async () => {
  const own = new Error("mine");
  const transport = new MockTransport({ "*": { status: 503, body: "x" } });
  using client = new Client({ transport, limits: { maxConnections: 1 } });
  const retries: Retries = { when: () => Promise.reject(own), ...fast };
  for (const stream of [true, false]) {
    const send = () => client.send(new Request(url), { retries, stream });
    assertEquals(await assertRejects(async () => await send()), own);
    assertEquals(client.stats.active, 0);
  }
  const wrong: object = { when: () => "yes", ...fast };
  await assertRejects(() => client.get(url, { retries: wrong }), TypeError, "retries.when");
});

test("who gives up while it decides gets their own reason", async () => {
  const transport = new MockTransport({ "*": 503 });
  using client = new Client({ transport });
  const controller = new AbortController();
  const reason = new Error("enough");
  const when = () => {
    controller.abort(reason);
    return new Promise<boolean>(() => {});
  };
  const { signal } = controller;
  const asked = () => client.get(url, { signal, retries: { when, ...fast } });
  assertEquals(await assertRejects(asked), reason);
  assertEquals(client.stats.active, 0);
});

test("a request switches off what the client says", async () => {
  const transport = new MockTransport({ "*": 404 });
  using client = new Client({ transport, retries: { when: () => true, total: 1, ...fast } });
  await client.get(url, { retries: { when: null } });
  assertEquals(transport.calls.length, 1);
  await client.get(url, { retries: 1 });
  assertEquals(transport.calls.length, 3);
  assertThrows(
    () => Reflect.construct(Client, [{ retries: { when: 1 } }]),
    TypeError,
    "a function",
  );
});

test("an answer that `when` has closed is no failure to ask about", async () => {
  let asked = 0;
  const when = ({ response }: RetryDecision) => {
    asked++;
    response?.close();
    return false;
  };
  const body = () => new ReadableStream({ pull: (controller) => controller.enqueue(BYTES) });
  const transport = new HandlerTransport(() => new Response(body()));
  using client = new Client({ transport, retries: { total: 3, when } });
  await assertRejects(() => client.get("http://a.example/"), StreamClosedError);
  assertEquals(asked, 1);
});

const BYTES = new Uint8Array(1_000);
