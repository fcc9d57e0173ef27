import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { Client, PoolTimeoutError, type Transport } from "../../mod.ts";
import { test } from "../checked.ts";
import { until } from "../until.ts";
import { respondWith, sleep, toAnswer } from "../wire/scripted.ts";

const never = new AbortController().signal;
const ONE = { maxConnections: 1 } as const;

/** Answers when the test says so, and counts how many are under way. */
class Gate implements Transport {
  readonly #waiting: (() => void)[] = [];
  active = 0;
  most = 0;

  async send(request: Request): Promise<Response> {
    this.most = Math.max(this.most, ++this.active);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.active--;
    return new Response(new URL(request.url).pathname);
  }

  open(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

async function untilIdle(client: Client, gate: Gate): Promise<void> {
  while (client.stats.active + client.stats.waiting > 0) {
    gate.open();
    await sleep(1, never);
  }
}

test("no more than the limit are under way, and the stats are live", async () => {
  const transport = new Gate();
  using client = new Client({ transport, limits: { maxConnections: 3 } });
  const calls = Array.from({ length: 10 }, (_, index) => client.get(`http://h.example/${index}`));
  await until(() => client.stats.waiting === 7);
  assertEquals([client.stats.active, client.stats.max], [3, 3]);
  await untilIdle(client, transport);
  const texts = await Promise.all(calls.map(async (call) => await (await call).text()));
  assertEquals(texts, Array.from({ length: 10 }, (_, index) => `/${index}`));
  assertEquals([transport.most, client.stats.active], [3, 0]);
});

test("a host has its own limit, told apart by port", async () => {
  const transport = new Gate();
  using client = new Client({ transport, limits: { maxConnectionsPerHost: 1 } });
  const urls = [
    "http://a.example/",
    "http://a.example/",
    "http://a.example:81/",
    "http://b.example/",
  ];
  const calls = urls.map((url) => client.get(url));
  await until(() => transport.active === 3 && client.stats.waiting === 1);
  assertEquals(client.stats.active, 3);
  await untilIdle(client, transport);
  await Promise.all(calls);
});

test("waiting too long for a connection is a PoolTimeoutError", async () => {
  const transport = new Gate();
  using client = new Client({ transport, limits: ONE, timeout: { pool: 40 } });
  const first = client.get("http://h.example/");
  await until(() => transport.active === 1);
  const error = await assertRejects(() => client.get("http://h.example/2"), PoolTimeoutError);
  assertEquals([error.code, error.phase], ["ERR_POOL_TIMEOUT", "pool"]);
  assertEquals(error.message.includes("http://h.example/2"), true);
  assertEquals(error.message.includes("40 ms"), true);
  assertEquals([client.stats.active, client.stats.waiting], [1, 0]);
  transport.open();
  await first;
  assertEquals(client.stats.active, 0);
});

test("who waits can give up, each with its own reason, and those behind go on", async () => {
  const transport = new Gate();
  using client = new Client({ transport, limits: ONE });
  const first = client.get("http://h.example/first");
  const reasons = Array.from({ length: 300 }, (_, index) => new Error(`mine ${index}`));
  const calls = reasons.map((reason) => {
    const controller = new AbortController();
    const call = client.get("http://h.example/", { signal: controller.signal });
    return { reason, controller, call: call.catch((error: unknown) => error) };
  });
  const last = client.get("http://h.example/last");
  await until(() => client.stats.waiting === 301);
  for (const { reason, controller } of calls) controller.abort(reason);
  for (const { reason, call } of calls) assertStrictEquals(await call, reason);
  assertEquals([client.stats.active, client.stats.waiting], [1, 1]);
  await untilIdle(client, transport);
  assertEquals(await (await first).text(), "/first");
  assertEquals(await (await last).text(), "/last");
});

test("a total timeout ends the waiting, too", async () => {
  const transport = new Gate();
  using client = new Client({ transport, limits: ONE });
  const first = client.get("http://h.example/");
  await until(() => transport.active === 1);
  const started = performance.now();
  const error: unknown = await client.get("http://h.example/", { timeout: { total: 30 } })
    .catch((error: unknown) => error);
  assertInstanceOf(error, Error);
  assertEquals(error.name, "TotalTimeoutError");
  assertLess(performance.now() - started, 10_000);
  transport.open();
  await first;
  assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
});

test("whatever goes wrong, the connection is given back", async (t) => {
  const failing: Record<string, Transport> = {
    "a transport that throws": {
      send() {
        throw new Error("thrown");
      },
    },
    "a transport that rejects": { send: () => Promise.reject(new Error("rejected")) },
    "a transport that gives rubbish": {
      // @ts-expect-error: that is the point
      send: () => Promise.resolve("rubbish"),
    },
    "a body that fails": {
      send: () =>
        Promise.resolve(
          new Response(
            new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) }),
          ),
        ),
    },
    "a body that was read": {
      async send() {
        const response = new Response("x");
        await response.text();
        return response;
      },
    },
  };
  for (const [name, transport] of Object.entries(failing)) {
    await t.step(name, async () => {
      using client = new Client({ transport, limits: ONE, timeout: { pool: 200 } });
      for (let count = 0; count < 3; count++) {
        await assertRejects(() => client.get("http://h.example/"), Error);
        assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
      }
    });
  }
});

const endless: Transport = {
  send: () =>
    Promise.resolve(
      new Response(
        new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array([65, 10])) }),
      ),
    ),
};

test("a stream holds its connection until it is let go, whichever way", async (t) => {
  type Stream = Awaited<ReturnType<Client["stream"]>>;
  const ways: Record<string, (response: Stream) => void | Promise<void>> = {
    close: (response) => response.close(),
    "await using": async (response) => {
      await using _ = response;
    },
    "break out of iterBytes": async (response) => {
      for await (const _ of response.iterBytes()) break;
    },
    "break out of iterBytes in pieces": async (response) => {
      for await (const _ of response.iterBytes({ chunkSize: 3 })) break;
    },
    "break out of iterRaw": async (response) => {
      for await (const _ of response.iterRaw()) break;
    },
    "break out of iterText": async (response) => {
      for await (const _ of response.iterText()) break;
    },
    "break out of iterLines": async (response) => {
      for await (const _ of response.iterLines()) break;
    },
    "throw out of iterLines": async (response) => {
      await assertRejects(async () => {
        for await (const _ of response.iterLines()) throw new Error("mine");
      });
    },
    "bad iterJson": async (response) => {
      await assertRejects(() => Array.fromAsync(response.iterJson()));
    },
    "cancel of body": async (response) => await response.body?.cancel(),
    "cancel of a reader of body": async (response) => {
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
    },
    "close of both clones": (response) => {
      response.clone().close();
      response.close();
    },
  };
  for (const [name, letGo] of Object.entries(ways)) {
    await t.step(name, async () => {
      using client = new Client({ transport: endless, limits: ONE, timeout: { pool: 200 } });
      for (let count = 0; count < 2; count++) {
        const response = await client.stream("GET", "http://h.example/");
        assertEquals(client.stats.active, 1);
        await letGo(response);
        await sleep(1, never);
        assertEquals(client.stats.active, 0);
      }
    });
  }
});

test("one connection is enough for redirects, challenges and hooks that ask on their own", async () => {
  const seen: string[] = [];
  const transport: Transport = {
    send(request) {
      const { pathname } = new URL(request.url);
      seen.push(pathname);
      const location = pathname === "/start" ? "/secret" : undefined;
      if (location) {
        return Promise.resolve(new Response("to", { status: 302, headers: { location } }));
      }
      const open = pathname !== "/secret" || request.headers.get("authorization") === "Bearer t";
      return Promise.resolve(new Response(pathname, { status: open ? 200 : 401 }));
    },
  };
  using client = new Client({ transport, limits: ONE, timeout: { pool: 300 } });
  const response = await client.get("http://h.example/start", {
    auth: {
      async *flow(request) {
        const answer = yield request;
        if (answer.status !== 401) return;
        await client.get("http://h.example/token");
        request.headers.set("authorization", "Bearer t");
        yield request;
      },
    },
    hooks: {
      request: [async (request) => {
        if (!request.url.endsWith("/secret")) return;
        await client.get("http://h.example/hook", { hooks: null });
      }],
    },
  });
  assertEquals([response.status, await response.text()], [200, "/secret"]);
  assertEquals(seen.filter((path) => path === "/hook" || path === "/token").length, 3);
  assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
});

test("a response hook and an auth flow may ask on their own over the only connection", async () => {
  const transport: Transport = {
    send(request) {
      const secret = request.url.endsWith("/secret") && !request.headers.has("authorization");
      return Promise.resolve(new Response("x".repeat(60_000), { status: secret ? 401 : 200 }));
    },
  };
  using client = new Client({ transport, limits: ONE, timeout: { pool: 300 } });
  let hooked = 0;
  const response = await client.get("http://h.example/hooked", {
    hooks: {
      response: [async () => {
        hooked += (await client.get("http://h.example/")).status;
      }],
    },
  });
  assertEquals([hooked, (await response.text()).length], [200, 60_000]);
  await using streamed = await client.stream("GET", "http://h.example/secret", {
    auth: {
      async *flow(request) {
        if ((yield request).status !== 401) return;
        await client.get("http://h.example/token");
        request.headers.set("authorization", "Bearer t");
        yield request;
      },
    },
  });
  assertEquals([streamed.status, (await streamed.text()).length], [200, 60_000]);
  assertEquals(client.stats.active, 0);
});

test("a streamed error holds its connection until it is let go, unless it was short", async () => {
  await using server = await respondWith(toAnswer("no", { status: "404 Not Found" }));
  using client = new Client({ limits: ONE, timeout: { pool: 200 } });
  for (let count = 0; count < 3; count++) {
    await using response = await client.stream("GET", server.url);
    assertEquals(response.status, 404);
    assertEquals(await response.text(), "no");
  }
  assertEquals(client.stats.active, 0);
});

test("over fetch, a stream that is left early frees its connection", async () => {
  await using server = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
    end: "hang",
  });
  using client = new Client({ limits: ONE, timeout: { pool: 300 } });
  for (let count = 0; count < 3; count++) {
    await using response = await client.stream("GET", server.url);
    for await (const _ of response.iterBytes()) break;
    assertEquals(client.stats.active, 0);
  }
  assertEquals(server.accepted, 3);
});

test("a short error that is streamed holds no connection, from the first status that is one", async () => {
  const transport: Transport = {
    send: () => Promise.resolve(new Response("why", { status: 400 })),
  };
  using client = new Client({ transport });
  const response = await client.stream("GET", "http://h.example/");
  assertEquals(client.stats.active, 0);
  assertEquals(await response.text(), "why");
});
