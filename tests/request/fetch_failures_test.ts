import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import ky from "npm:ky@2.1.0";
import pRetry from "npm:p-retry@7.1.0";
import { Client, FetchTransport, HttpError, ReadError, type Transport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";
import { type Answer, respondWith, toAnswer } from "../wire/scripted.ts";

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  FetchTransport: () => new FetchTransport(),
  SocketTransport: () => new SocketTransport(),
};

/** More than is read ahead, and the connection breaks within. */
const BROKEN: Answer = {
  send: `HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n${"x".repeat(70_000)}`,
  end: "close",
};

/** Nothing is listening there. */
function deadUrl(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}/`;
}

for (const [name, make] of Object.entries(TRANSPORTS)) {
  test(`client.fetch fails as the platform's fetch: ${name}`, async () => {
    using client = new Client({ transport: make() });
    const url = deadUrl();
    const error = await assertRejects(() => client.fetch(url), TypeError, "fetch failed");
    assertEquals(error.message, "fetch failed");
    assertInstanceOf(error.cause, HttpError);
    assertEquals(error.cause.code, "ERR_CONNECT");
    const timeout = { read: 100, connect: 1_000 };
    await using server = await respondWith({ end: "hang" });
    using hasty = new Client({ transport: make(), timeout });
    const late = await assertRejects(() => hasty.fetch(server.url), TypeError, "fetch failed");
    assertInstanceOf(late.cause, HttpError);
    assertEquals(late.cause.name, "ReadTimeoutError");
    assertEquals(hasty.stats.active, 0);
  });

  test(`a body that breaks fails every reader with a TypeError: ${name}`, async () => {
    await using server = await respondWith(BROKEN);
    using client = new Client({ transport: make() });
    const readers: readonly ((response: Response) => Promise<unknown>)[] = [
      (response) => response.text(),
      (response) => response.json(),
      (response) => response.bytes(),
      (response) => response.arrayBuffer(),
      (response) => response.blob(),
      (response) => new Response(response.body).text(),
      async (response) => {
        for await (const chunk of response.body ?? []) assert(chunk.length > 0);
      },
      (response) => response.clone().text(),
    ];
    for (const read of readers) {
      const response = await client.fetch(server.url);
      const error = await assertRejects(() => read(response), TypeError, "network error");
      assertInstanceOf(error.cause, ReadError);
      assertEquals(error.cause.response?.status, 200);
    }
    assertEquals(client.stats.active, 0);
  });

  test(`the caller's own reason comes out untouched, of the call and of the body: ${name}`, async () => {
    const hang: Answer = { send: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", end: "hang" };
    await using server = await respondWith([hang, hang, { end: "hang" }]);
    using client = new Client({ transport: make() });
    for (const reason of ["enough", new HttpError("Cannot go on")]) {
      const controller = new AbortController();
      const response = await client.fetch(server.url, { signal: controller.signal });
      const reading = response.text().then(() => "nothing failed", (error: unknown) => error);
      controller.abort(reason);
      assertStrictEquals(await reading, reason);
    }
    const controller = new AbortController();
    const sent = client.fetch(server.url, { signal: controller.signal });
    const reason = new HttpError("Cannot go on");
    setTimeout(() => controller.abort(reason), 20);
    assertStrictEquals(await sent.catch((error) => error), reason);
    assertEquals(client.stats.active, 0);
  });

  test(`ky and p-retry try again after a failure on the way: ${name}`, async () => {
    const lost: Answer = { end: "close" };
    const broken: Answer = {
      send: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
      end: "close",
    };
    await using server = await respondWith([lost, broken, toAnswer("fine")]);
    using client = new Client({ transport: make() });
    const read = async () => await (await client.fetch(server.url)).text();
    assertEquals(await pRetry(read, { retries: 3, minTimeout: 1 }), "fine");
    assertEquals(server.requests.length, 3);
    await using other = await respondWith([lost, lost, toAnswer("fine")]);
    const api = ky.create({ fetch: client.fetch, retry: { limit: 3, delay: () => 1 } });
    assertEquals(await api.get(other.url).text(), "fine");
    assertEquals(other.requests.length, 3);
  });
}

test("p-retry does not try again what cannot work", async () => {
  using client = new Client();
  let count = 0;
  for (const url of ["http://[", "gopher://example.org/"]) {
    const ask = () => {
      count++;
      return client.fetch(url);
    };
    const error = await assertRejects(() => pRetry(ask, { retries: 3, minTimeout: 1 }), TypeError);
    assertInstanceOf(error.cause, HttpError);
    assertEquals(error.message, error.cause.message);
  }
  assertEquals(count, 2);
});

test("what client.fetch gives is read as on the web", async () => {
  const app = record(() => new Response("\ufeff{x", { headers: { "content-type": "text/plain" } }));
  using client = new Client({ transport: app.transport });
  const response = await client.fetch("http://h/a?b#c");
  assertInstanceOf(response, Response);
  assertEquals([response.type, response.url, response.redirected], [
    "basic",
    "http://h/a?b",
    false,
  ]);
  assertFalse(response.bodyUsed);
  const copy = response.clone();
  assert(copy.headers !== response.headers);
  assertEquals([copy.url, copy.type, copy.status], [response.url, "basic", 200]);
  await assertRejects(() => response.json(), SyntaxError);
  assert(response.bodyUsed);
  for (const read of [() => response.text(), () => response.bytes(), () => response.json()]) {
    await assertRejects(read, TypeError);
  }
  await assertRejects(async () => await response.clone().text(), TypeError);
  assertEquals(await copy.text(), "{x");
  const form = await client.fetch("http://h/");
  await assertRejects(() => form.formData(), TypeError);
});

test("text is UTF-8 and a body that is null stays so, as on the web", async () => {
  const app = record(({ url }) =>
    url.endsWith("empty")
      ? new Response(null, { status: 204 })
      : new Response(new Uint8Array([0xe4]), {
        headers: { "content-type": "text/plain; charset=latin1" },
      })
  );
  using client = new Client({ transport: app.transport });
  assertEquals(await (await client.fetch("http://h/")).text(), "\ufffd");
  const empty = await client.fetch("http://h/empty");
  assertEquals([empty.body, empty.bodyUsed], [null, false]);
  assertEquals([await empty.text(), await empty.text(), empty.bodyUsed], ["", "", false]);
});

test("client.fetch has a status that a web Response cannot be made with, and passes Deno.serve", async () => {
  await using odd = await respondWith(toAnswer("odd", { status: "799 Strange" }));
  await using real = await respondWith(
    toAnswer("real", { headers: ["x-a: 1", "set-cookie: a=1", "set-cookie: b=2"] }),
  );
  using client = new Client({ transport: new SocketTransport() });
  const response = await client.fetch(odd.url);
  assertEquals([response.status, response.statusText, response.ok], [799, "Strange", false]);
  assertEquals(await response.text(), "odd");
  const listen = { port: 0, hostname: "127.0.0.1", onListen() {} };
  await using gateway = Deno.serve(listen, () => client.fetch(real.url));
  const passed = await fetch(`http://127.0.0.1:${gateway.addr.port}/`);
  assertEquals([passed.headers.get("x-a"), await passed.text()], ["1", "real"]);
  assertEquals(passed.headers.getSetCookie(), ["a=1", "b=2"]);
});
