import { assert, assertEquals, assertRejects } from "@std/assert";
import { Client, FetchTransport, type Transport } from "../../../mod.ts";
import { cache, MemoryCacheStore, parseCacheStatus } from "../../../src/features/cache/mod.ts";
import { SocketTransport } from "../../../src/transports/socket/mod.ts";
import { test } from "../../checked.ts";
import { did } from "./server.ts";

const transports: Readonly<Record<string, () => Transport>> = {
  fetch: () => new FetchTransport(),
  sockets: () => new SocketTransport(),
};

const fresh = { "cache-control": "max-age=60" };

/** A server whose answers begin and go on when they are told to. */
class Slow implements AsyncDisposable {
  count = 0;
  broken = 0;
  pulled = 0;
  readonly #begin = Promise.withResolvers<void>();
  readonly #goOn = Promise.withResolvers<void>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(headers: Readonly<Record<string, string>> = fresh, { cut = false } = {}) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async () => {
      this.count++;
      await this.#begin.promise;
      return new Response(this.#body(cut), { headers });
    });
  }

  #body(cut: boolean): ReadableStream<Uint8Array<ArrayBuffer>> {
    const steps = ["one ", "two"];
    return new ReadableStream({
      pull: async (controller) => {
        const text = steps.shift();
        if (text === "two") await this.#goOn.promise;
        if (text === "two" && cut) return controller.error(new Error("cut"));
        if (text) return controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
      cancel: () => void this.broken++,
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  begin(): void {
    this.#begin.resolve();
  }

  goOn(): void {
    this.#goOn.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.begin();
    this.goOn();
    await this.#server.shutdown();
  }
}

async function asked(server: Slow, count = 1): Promise<void> {
  for (let n = 0; n < 1_000 && server.count < count; n++) await pause();
  assertEquals(server.count, count);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

for (const [name, make] of Object.entries(transports)) {
  const clientFor = (store = new MemoryCacheStore()) =>
    new Client({ transport: make(), cookies: null, retries: 0, stages: [cache({ store })] });

  test(`${name}: equal requests under way are sent once`, async () => {
    await using server = new Slow();
    using client = clientFor();
    const all = [1, 2, 3, 4].map(() => client.get(server.url));
    server.begin();
    server.goOn();
    const responses = await Promise.all(all);
    assertEquals(
      await Promise.all(responses.map((response) => response.text())),
      Array(4).fill("one two"),
    );
    const collapsed = responses.map(({ headers }) =>
      parseCacheStatus(headers.get("cache-status"))[0]?.collapsed
    );
    assertEquals([server.count, collapsed.filter(Boolean).length], [1, 3]);
  });

  test(`${name}: equal streams under way are sent once, and read at once`, async () => {
    await using server = new Slow();
    using client = clientFor();
    const all = [1, 2, 3].map(() => client.stream("GET", server.url));
    server.begin();
    const responses = await Promise.all(all);
    const readers = responses.map((response) => response.iterText());
    for (const reader of readers) assertEquals((await reader.next()).value, "one ");
    server.goOn();
    for (const reader of readers) assertEquals(await Array.fromAsync(reader), ["two"]);
    assertEquals(server.count, 1);
    assertEquals(did(await client.get(server.url)), "hit");
  });

  test(`${name}: requests that differ are each sent`, async () => {
    await using server = new Slow({ ...fresh, vary: "x-a" });
    using client = clientFor();
    const all = ["1", "2"].map((value) => client.get(server.url, { headers: { "x-a": value } }));
    server.begin();
    server.goOn();
    await Promise.all(all);
    assertEquals(server.count, 2);
  });

  for (const control of ["no-store", "no-cache", "max-age=0", "private, no-store"]) {
    test(`${name}: an answer that says ${control} is for one alone`, async () => {
      await using server = new Slow({ "cache-control": control, etag: '"a"' });
      using client = clientFor();
      const all = [1, 2, 3].map(() => client.get(server.url).text());
      server.begin();
      server.goOn();
      assertEquals(await Promise.all(all), Array(3).fill("one two"));
      assertEquals(server.count, 3);
    });
  }

  for (const stream of [false, true]) {
    const way = stream ? "a stream" : "a request";
    test(`${name}: who began ${way} may give up before its head, and the others go on`, async () => {
      await using server = new Slow();
      using client = clientFor();
      const controller = new AbortController();
      const ask = (signal?: AbortSignal) =>
        stream
          ? client.stream("GET", server.url, { signal }).then((response) => response.text())
          : client.get(server.url, { signal }).text();
      const first = ask(controller.signal);
      await asked(server);
      const others = [ask(), ask()];
      await pause();
      controller.abort(new Error("enough"));
      await assertRejects(() => first, Error, "enough");
      server.begin();
      server.goOn();
      assertEquals(await Promise.all(others), ["one two", "one two"]);
      assert(server.count <= 2);
    });
  }

  test(`${name}: who began a stream may give up while it comes, and the others go on`, async () => {
    await using server = new Slow();
    using client = clientFor();
    const controller = new AbortController();
    const first = client.stream("GET", server.url, { signal: controller.signal });
    const second = client.stream("GET", server.url);
    server.begin();
    const reader = (await first).iterText();
    const other = await second;
    await reader.next();
    controller.abort(new Error("enough"));
    await assertRejects(() => reader.next(), Error, "enough");
    server.goOn();
    assertEquals([await other.text(), server.count], ["one two", 1]);
  });

  test(`${name}: one who waits may give up alone`, async () => {
    await using server = new Slow();
    using client = clientFor();
    const first = client.get(server.url).text();
    await asked(server);
    const second = client.get(server.url, { signal: AbortSignal.timeout(20) });
    await assertRejects(async () => await second);
    server.begin();
    server.goOn();
    assertEquals([await first, server.count], ["one two", 1]);
  });

  test(`${name}: when all have given up, nothing goes on and nothing is stored`, async () => {
    await using server = new Slow();
    const store = new MemoryCacheStore();
    using client = clientFor(store);
    const responses = [1, 2].map(() => client.stream("GET", server.url));
    server.begin();
    for (const response of await Promise.all(responses)) response.close();
    server.goOn();
    assertEquals(store.stats().entries, 0);
  });

  test(`${name}: a stream that nobody waits for any more is ended before its head`, async () => {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async ({ signal }) => {
        signal.addEventListener("abort", () => ended.resolve());
        begun.resolve();
        await ended.promise;
        return new Response();
      },
    );
    using client = clientFor();
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const controller = new AbortController();
    const waiting = [1, 2].map(() => client.stream("GET", url, { signal: controller.signal }));
    await begun.promise;
    controller.abort(new Error("enough"));
    for (const one of waiting) await assertRejects(() => one, Error, "enough");
    await ended.promise;
  });

  test(`${name}: a body that is cut is not stored`, async () => {
    await using server = new Slow(fresh, { cut: true });
    const store = new MemoryCacheStore();
    using client = clientFor(store);
    server.begin();
    server.goOn();
    await assertRejects(async () => await client.get(server.url));
    const streamed = await client.stream("GET", server.url);
    await assertRejects(() => streamed.text());
    assertEquals([store.stats().entries, server.count], [0, 2]);
  });

  test(`${name}: a slow reader holds back what is pulled`, async () => {
    let pulled = 0;
    const chunk = new Uint8Array(65_536);
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              pulled += chunk.length;
              controller.enqueue(chunk);
              if (pulled >= 64 * 1_048_576) controller.close();
            },
          }),
          { headers: fresh },
        ),
    );
    using client = clientFor();
    const response = await client.stream("GET", `http://127.0.0.1:${server.addr.port}/`);
    await response.iterBytes().next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert(pulled < 32 * 1_048_576, `${pulled} bytes were pulled`);
    response.close();
  });

  test(`${name}: two streams that are read one after the other come to their ends`, async () => {
    const text = "x".repeat(4 * 1_048_576);
    let count = 0;
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => {
        count++;
        return new Response(text, { headers: fresh });
      },
    );
    using client = clientFor();
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const [one, other] = await Promise.all([1, 2].map(() => client.stream("GET", url)));
    assertEquals((await one?.text())?.length, text.length);
    assertEquals((await other?.text())?.length, text.length);
    assertEquals(count, 1);
  });

  test(`${name}: a coded body is stored decoded, without its coding`, async () => {
    const stream = new Blob(["hello ".repeat(1_000)]).stream().pipeThrough(
      new CompressionStream("gzip"),
    );
    const coded = await new Response(stream).bytes();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () =>
        new Response(coded, {
          headers: { ...fresh, "content-encoding": "gzip", vary: "accept-encoding" },
        }),
    );
    using client = clientFor();
    const url = `http://127.0.0.1:${server.addr.port}/`;
    for (const expected of ["uri-miss", "hit"]) {
      const response = await client.get(url);
      assertEquals([did(response), (await response.text()).length], [expected, 6_000]);
      assertEquals(response.headers.has("content-encoding"), false);
      const again = new Response(response.body, response);
      assertEquals((await again.text()).length, 6_000);
    }
  });

  test(`${name}: client.fetch gives a plain answer out of the cache`, async () => {
    await using server = new Slow();
    server.begin();
    server.goOn();
    using client = clientFor();
    for (let n = 0; n < 2; n++) {
      assertEquals(await (await client.fetch(server.url)).text(), "one two");
    }
    assertEquals(server.count, 1);
  });
}
