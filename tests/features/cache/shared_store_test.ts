import { assert, assertEquals } from "@std/assert";
import { Client, HandlerTransport } from "../../../mod.ts";
import { cache, type CacheOptions, MemoryCacheStore } from "../../../src/features/cache/mod.ts";
import { test } from "../../checked.ts";
import { did } from "./server.ts";

const URL_ = "http://example.org/a";
const fresh = { "cache-control": "max-age=60" };

/** A server that answers when it is told to, and clients over one store. */
class Held {
  readonly store = new MemoryCacheStore();
  readonly #held: (() => void)[] = [];
  count = 0;
  #isHolding = true;

  client(options: CacheOptions = {}): Client {
    const transport = new HandlerTransport(async (request) => {
      const body = `${++this.count}`;
      if (request.method === "GET" && this.#isHolding) {
        await new Promise<void>((resolve) => this.#held.push(resolve));
      }
      return new Response(body, { headers: fresh });
    });
    const stages = [cache({ store: this.store, ...options })];
    return new Client({ transport, cookies: null, retries: 0, stages });
  }

  async until(count: number): Promise<void> {
    while (this.count < count) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  answer(): void {
    this.#isHolding = false;
    for (const go of this.#held.splice(0)) go();
  }
}

test("clients over one store send equal requests once", async () => {
  const server = new Held();
  using one = server.client();
  using other = server.client();
  const texts = [one, other, one, other].map((client) => client.get(URL_).text());
  await server.until(1);
  server.answer();
  assertEquals(await Promise.all(texts), ["1", "1", "1", "1"]);
  assertEquals(server.count, 1);
});

test("clients over one store whose caches have other rules each send their own", async () => {
  const server = new Held();
  using one = server.client();
  using other = server.client({ shared: true });
  const texts = [one, other].map((client) => client.get(URL_).text());
  await server.until(2);
  server.answer();
  assertEquals((await Promise.all(texts)).sort(), ["1", "2"]);
});

test("clients over stores of their own each send their own", async () => {
  const server = new Held();
  using one = server.client();
  using other = server.client({ store: new MemoryCacheStore() });
  const texts = [one, other].map((client) => client.get(URL_).text());
  await server.until(2);
  server.answer();
  assertEquals((await Promise.all(texts)).sort(), ["1", "2"]);
});

test("who began may give up with its client, and the other one asks itself", async () => {
  const server = new Held();
  const one = server.client();
  using other = server.client();
  const controller = new AbortController();
  const gone = one.get(URL_, { signal: controller.signal }).text().catch(() => "gone");
  await server.until(1);
  const text = other.get(URL_).text();
  await server.until(1);
  controller.abort();
  one.close();
  assertEquals(await gone, "gone");
  await server.until(2);
  server.answer();
  assertEquals(await text, "2");
});

test("streams of different clients are not tied to each other", async () => {
  const server = new Held();
  const one = server.client();
  using other = server.client();
  const streams = [one, other].map((client) => client.stream("GET", URL_));
  await server.until(2);
  server.answer();
  const [first, second] = await Promise.all(streams);
  one.close();
  await first?.close();
  assert(["1", "2"].includes(await second?.text() ?? ""));
});

test("a change by one client is seen by a request of the other that is under way", async () => {
  const server = new Held();
  using one = server.client();
  using other = server.client();
  const before = one.get(URL_).text();
  await server.until(1);
  await other.post(URL_);
  const after = other.get(URL_).text();
  await server.until(3);
  server.answer();
  assertEquals([await before, await after], ["1", "3"]);
  const response = await one.get(URL_);
  assertEquals([did(response), await response.text()], ["hit", "3"]);
});
