import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  Client,
  type ClientOptions,
  CookieJar,
  FetchTransport,
  get,
  HandlerTransport,
  type Transport,
} from "../mod.ts";
import { Client as CoreClient } from "../core.ts";
import { SocketTransport } from "../src/transports/socket/mod.ts";
import { test } from "./checked.ts";
import { respondWith, sleep, toAnswer } from "./wire/scripted.ts";

const never = new AbortController().signal;

/** A transport that counts how often it is closed. */
class Counting extends HandlerTransport {
  closed = 0;
  readonly #fail: boolean;

  constructor(fail = false) {
    super(() => new Response("ok"));
    this.#fail = fail;
  }

  close(): void {
    this.closed++;
    if (this.#fail) throw new Error("it will not close");
  }
}

test("each transport is closed once, however often it is mounted and the client closed", async () => {
  const [one, two] = [new Counting(), new Counting()];
  const mounts = { "http://": one, "https://": two, "all://a.test": two, "all://b.test": null };
  const client = new Client({ transport: one, mounts });
  client.mount("all://c.test", two);
  client.close();
  client.close();
  client[Symbol.dispose]();
  await client[Symbol.asyncDispose]();
  assertEquals([one.closed, two.closed], [1, 1]);
  await assertRejects(() => client.get("http://a.test/"), TypeError, "closed");
});

test("a transport that fails to close harms nobody, and is told of to who waits", async () => {
  for (const transport of [new Counting(true), lateFailure()]) {
    const other = new Counting();
    const client = new Client({ transport, mounts: { "all://a.test": other } });
    client.close();
    client.close();
    assertEquals(other.closed, 1);
    const waited = new Client({ transport });
    const closing = waited[Symbol.asyncDispose]();
    waited.close();
    await assertRejects(() => closing, Error, "it will not close");
  }
  // An unhandled rejection would end the program by now.
  await sleep(5, never);
});

function lateFailure(): Transport {
  return {
    send: () => Promise.resolve(new Response()),
    close: () => Promise.reject(new Error("it will not close")),
  };
}

test("a client that extends another shares its transports, and closes its own alone", async () => {
  const [given, mounted, late, own] = Array.from({ length: 4 }, () => new Counting());
  const parent = new Client({ transport: given, mounts: { "all://a.test": mounted ?? null } });
  parent.mount("all://b.test", late ?? null);
  const child = parent.extend({ mounts: { "all://c.test": own } });
  const grandchild = child.extend();
  grandchild.close();
  assertEquals([given, mounted, late, own].map((it) => it?.closed), [0, 0, 0, 0]);
  child.close();
  assertEquals([given, mounted, late, own].map((it) => it?.closed), [0, 0, 0, 1]);
  assertEquals(await (await parent.get("http://a.test/")).text(), "ok");
  assertEquals(await (await parent.get("http://b.test/")).text(), "ok");
  parent.close();
  assertEquals([given, mounted, late, own].map((it) => it?.closed), [1, 1, 1, 1]);
});

test("a transport that a child is given is the child's", () => {
  const [ofParent, ofChild] = [new Counting(), new Counting()];
  using parent = new Client({ transport: ofParent });
  parent.extend({ transport: ofChild }).close();
  assertEquals([ofParent.closed, ofChild.closed], [0, 1]);
});

test("a transport that is said again is closed with the child, also where it is mounted", () => {
  const [given, mounted] = [new Counting(), new Counting()];
  using parent = new Client({ transport: given, mounts: { "all://a.test": mounted } });
  parent.extend({ transport: given }).close();
  assertEquals([given.closed, mounted.closed], [1, 0]);
  parent.extend({ mounts: { "all://a.test": mounted } }).close();
  assertEquals([given.closed, mounted.closed], [1, 1]);
});

test("a client with a transport of the caller's leaves no timer between its requests", async () => {
  using time = new FakeTime();
  const transport = new Counting();
  using client = new Client({ transport });
  using core = new CoreClient({ transport });
  assertEquals([core.path, new CoreClient().path], ["transport", "fetch"]);
  for (const each of [client, core]) {
    await each.get("http://h.example/", { timeout: { total: 60_000 } });
    assertEquals(time.next(), false);
  }
});

test("the timer that a client keeps between its requests goes when it is closed", async () => {
  using time = new FakeTime();
  const { fetch } = globalThis;
  globalThis.fetch = () => Promise.resolve(new Response("ok"));
  try {
    for (const isClosed of [true, false]) {
      const client = new CoreClient();
      await client.get("http://h.example/");
      if (isClosed) client.close();
      assertEquals(time.next(), !isClosed);
      client.close();
    }
  } finally {
    globalThis.fetch = fetch;
  }
});

test("a transport that has nothing to close is closed with its client all the same", async () => {
  const client = new CoreClient({ transport: { send: () => Promise.resolve(new Response("ok")) } });
  assertEquals(await client.get("http://h.example/").text(), "ok");
  assertEquals(await client.close(), undefined);
  const given = new Counting();
  await new CoreClient({ transport: given }).close();
  assertEquals(given.closed, 1);
});

test("closing a child leaves the parent's connections alone", async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const make of [() => new SocketTransport(), () => new FetchTransport(), () => null]) {
    using parent = new Client({ transport: make(), trustEnv: false });
    const child = parent.extend({ timeout: 1_000 });
    await child.get(server.url);
    child.close();
    assertEquals(await (await parent.get(server.url)).text(), "ok");
    await assertRejects(() => child.get(server.url), TypeError, "closed");
  }
});

test("a jar is shared if it was given, else copied", () => {
  const jar = new CookieJar({ a: "1" });
  using parent = new Client({ cookies: jar });
  using child = parent.extend();
  using grandchild = child.extend({ timeout: 1 });
  for (const { cookies } of [child, grandchild]) assertStrictEquals(cookies, jar);
  using added = parent.extend({ cookies: { b: "2" } });
  assertEquals(added.cookies.toObject(), { a: "1", b: "2" });
  assertEquals(jar.size, 1);
  assertEquals(added.extend().cookies === added.cookies, false);
  const other = new CookieJar();
  using replaced = parent.extend({ cookies: other });
  assertStrictEquals(replaced.extend().cookies, other);

  for (const options of [{}, { cookies: { a: "1" } }]) {
    using own = new Client(options);
    using copy = own.extend();
    own.cookies.set("c", "3");
    assertEquals(copy.cookies.has("c"), false);
    assertEquals(copy.extend().cookies === copy.cookies, false);
  }
});

/** Options of a client's own path. */
const PATH: readonly ClientOptions[] = [
  { proxy: "http://p.test:1" },
  { proxy: null },
  { verify: false },
  { verify: true },
  { verify: { fingerprint256: "00".repeat(32) } },
  { unix: "/s" },
  { localAddress: "127.0.0.1" },
  { http1: false },
  { http2: true },
  { lookup: () => [] },
];

test("an option of the client's own path beside a transport is refused by its name", async () => {
  for (const options of PATH) {
    const [name = ""] = Object.keys(options);
    const says = `Cannot use ${name} beside a transport`;
    const transport = new Counting();
    const both = { ...options, transport };
    assertThrows(() => new Client(both), TypeError, says);
    await assertRejects(() => get("http://a.test/", both), TypeError, says);
    using parent = new Client({ transport });
    assertThrows(() => parent.extend(options), TypeError, says);
    assertThrows(() => parent.extend(both), TypeError, says);
    parent.extend({ ...options, transport: null }).close();
  }
});

test("where nothing is switched on there is nothing to refuse", () => {
  const nothing = { cert: null, unix: null, localAddress: null, lookup: null, verify: undefined };
  using client = new Client({ ...nothing, transport: new Counting(), trustEnv: false });
  assertEquals(client.path, "transport");
});

test("a transport that is said anew takes the place of what was said of the path", async () => {
  for (const options of PATH) {
    using parent = new Client(options);
    using child = parent.extend({ transport: new Counting() });
    assertEquals(await (await child.get("http://a.test/")).text(), "ok");
  }
});

test("client.fetch refuses an HTTP client of Deno's, which it would not use", async () => {
  using http = Deno.createHttpClient({});
  using client = new Client({ transport: new Counting() });
  for (const input of ["http://a.test/", new Request("http://a.test/")]) {
    const init = { method: "GET", client: http };
    await assertRejects(() => client.fetch(input, init), TypeError, "init.client");
    const without = { method: "GET", client: undefined };
    assertEquals(await (await client.fetch(input, without)).text(), "ok");
  }
});
