/** Time limits, aborting, retries and limits. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ClientOptions } from "../../../mod.ts";
import { core, main, type Scenario, type Scene } from "../scenario.ts";

/** A key that no other run has. */
function newKey(): string {
  return crypto.randomUUID();
}

export const time: readonly Scenario[] = [
  core("timeout.read: no headers in time", async ({ core, facts }) => {
    using client = new core.Client({ timeout: { connect: 100, read: 100 } });
    const error = await assertRejects(
      () => client.get(`${facts.http}/slow?ms=3000`).text(),
      core.ReadTimeoutError,
    );
    assertEquals([error.code, error.phase], ["ERR_READ_TIMEOUT", "read"]);
  }),
  core("timeout.read: no more of the body in time", async ({ core, facts }) => {
    using client = new core.Client({ timeout: { read: 200 } });
    await assertRejects(() => client.get(`${facts.http}/stalled`).text(), core.ReadTimeoutError);
  }),
  core("timeout.total", async ({ core, facts }) => {
    using client = new core.Client({ timeout: { total: 150 } });
    await assertRejects(
      () => client.get(`${facts.http}/slow?ms=3000`).text(),
      core.TotalTimeoutError,
    );
  }),
  core("timeout.pool", async ({ core, facts }) => {
    using client = new core.Client({ limits: { maxConnections: 1 }, timeout: { pool: 50 } });
    const first = client.get(`${facts.http}/slow?ms=300`).text();
    await assertRejects(() => client.get(`${facts.http}/json`).text(), core.PoolTimeoutError);
    assertEquals(await first, '"late"');
  }),
  core("a number as timeout", async ({ core, facts }) => {
    using client = new core.Client({ timeout: 150 });
    await assertRejects(() => client.get(`${facts.http}/slow?ms=3000`).text(), core.TimeoutError);
  }),
  main("timeout.connect", async ({ main, facts }) => {
    using client = new main.Client({ timeout: { connect: 150 } });
    // A server that never shakes hands.
    const url = facts.raw.replace("http:", "https:");
    const error = await assertRejects(() => client.get(url).text(), main.ConnectTimeoutError);
    assertEquals(error.phase, "connect");
  }, "sockets"),
  main("timeout.write", async ({ main, facts }) => {
    using client = new main.Client({ timeout: { write: 200, read: 5_000 } });
    const body = new Uint8Array(40_000_000);
    await assertRejects(
      () => client.post(`${facts.raw}/unread`, { body }).text(),
      main.WriteTimeoutError,
    );
  }, "sockets"),
  core("the caller aborts before, and the reason comes out", async ({ core, facts }) => {
    using client = new core.Client();
    const reason = new Error("changed my mind");
    const error = await assertRejects(() =>
      client.get(`${facts.http}/json`, { signal: AbortSignal.abort(reason) }).text()
    );
    assertEquals(error, reason);
  }),
  core("the caller aborts while it waits", async ({ core, facts }) => {
    using client = new core.Client();
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    setTimeout(() => controller.abort(reason), 100);
    const error = await assertRejects(() =>
      client.get(`${facts.http}/slow?ms=3000`, { signal: controller.signal }).text()
    );
    assertEquals(error, reason);
  }),
  core("the caller aborts within the body", async ({ core, facts }) => {
    using client = new core.Client();
    const controller = new AbortController();
    const { signal } = controller;
    const response = await client.stream("GET", `${facts.http}/stalled`, { signal });
    const reason = new Error("enough");
    const error = await assertRejects(async () => {
      for await (const _ of response.iterBytes()) controller.abort(reason);
    });
    assertEquals(error, reason);
  }),
  core("a body that is not wanted is closed", async ({ core, facts }) => {
    using client = new core.Client({ limits: { maxConnections: 1 } });
    {
      await using response = await client.stream("GET", `${facts.http}/stalled`);
      assertEquals(response.status, 200);
    }
    assertEquals((await client.get(`${facts.http}/json`)).status, 200);
  }),
];

export const retries: readonly Scenario[] = [
  main("a status is retried", async ({ main, facts }) => {
    using client = new main.Client({ retries: { total: 3, backoff: { base: 1 } } });
    const response = await client.get(`${facts.http}/flaky?times=2&key=${newKey()}`);
    assertEquals([response.status, await response.json()], [200, 3]);
    assertEquals(response.attempts.map(({ status }) => status), [503, 503, 200]);
  }),
  main("Retry-After is heeded", async ({ main, facts }) => {
    using client = new main.Client({ retries: { total: 1, backoff: { base: 1 } } });
    const started = performance.now();
    const url = `${facts.http}/flaky?times=1&key=${newKey()}&h=retry-after:1`;
    assertEquals((await client.get(url)).status, 200);
    assert(performance.now() - started > 900);
  }),
  main("POST is not retried", async ({ main, facts }) => {
    using client = new main.Client({ retries: { total: 3, backoff: { base: 1 } } });
    const response = await client.post(`${facts.http}/flaky?times=2&key=${newKey()}`);
    assertEquals(response.status, 503);
  }),
  main("a POST whose connection closed unanswered is sent once", async ({ main, facts }) => {
    using client = new main.Client({ retries: { total: 2, backoff: { base: 1 } } });
    const key = newKey();
    await assertRejects(() => client.post(`${facts.drop}/?key=${key}`, { body: "x" }).text());
    assertEquals(await client.get(`${facts.http}/dropped?key=${key}`).json(), 1);
  }),
  main("a GET whose connection closed unanswered is retried", async ({ main, facts }) => {
    using client = new main.Client({ retries: { total: 2, backoff: { base: 1 } } });
    const key = newKey();
    await assertRejects(() => client.get(`${facts.drop}/?key=${key}`).text(), main.NetworkError);
    const tries = await client.get(`${facts.http}/dropped?key=${key}`).json<number>();
    // A browser sends a GET again by itself, too.
    assert(tries >= 3, String(tries));
  }),
];

/** Asks twice over one connection, of which the second request gets no answer: how often that was sent. */
async function sendOnKept(
  { main, facts }: Scene,
  options: ClientOptions,
  request: { readonly method: string; readonly body?: string },
): Promise<number> {
  using client = new main.Client(options);
  const { method, ...rest } = request;
  // A runtime may have kept one of another client.
  const first = () => client.request(method, `${facts.keep}/?key=${newKey()}`, rest).text();
  assertEquals(await first().catch(first), "ok");
  const key = newKey();
  await client.request(method, `${facts.keep}/?key=${key}`, rest).text().catch(() => {});
  return await client.get(`${facts.http}/dropped?key=${key}`).json<number>();
}

export const kept: readonly Scenario[] = [
  main("a POST on a kept connection that closes is sent once", async (scene) => {
    for (const body of ["text", undefined]) {
      const request = { method: "POST", ...(body !== undefined && { body }) };
      assertEquals(await sendOnKept(scene, {}, request), 1);
    }
  }, "sent once"),
  main("over fetch, a POST or PATCH on such a connection is sent once", async (scene) => {
    for (const method of ["POST", "PATCH"]) {
      const options = { transport: new scene.main.FetchTransport() };
      assertEquals(await sendOnKept(scene, options, { method, body: "text" }), 1);
      assertEquals(await sendOnKept(scene, options, { method }), 1);
    }
  }, "sent once"),
];

export const limits: readonly Scenario[] = [
  core("maxConnections holds", async ({ core, facts }) => {
    using client = new core.Client({ limits: { maxConnections: 2 } });
    const most: number[] = [];
    const all = Array.from({ length: 6 }, () => client.get(`${facts.http}/slow?ms=50`).text());
    const timer = setInterval(() => most.push(client.stats.active), 10);
    await Promise.all(all);
    clearInterval(timer);
    assertEquals(Math.max(...most), 2);
    assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
  }),
  main("fifty at once", async ({ main, facts }) => {
    using client = new main.Client();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) => client.get(`${facts.http}/echo`, { params: { n } })),
    );
    assertEquals(all.filter(({ status }) => status === 200).length, 50);
  }),
  main("a rate limit", async ({ main, facts }) => {
    using client = new main.Client({ rateLimit: { requests: 2, per: 200 } });
    const started = performance.now();
    for (let count = 0; count < 4; count++) await client.get(`${facts.http}/json`);
    assert(performance.now() - started > 150);
  }),
  core("maxResponseBytes", async ({ core, facts }) => {
    using client = new core.Client({ maxResponseBytes: 1_000 });
    await assertRejects(
      () => client.get(`${facts.http}/large?size=5000`).bytes(),
      core.ResponseTooLargeError,
    );
  }),
];
