import { assert, assertEquals } from "@std/assert";
import { Client, HandlerTransport } from "../../mod.ts";
import { Semaphore, type Waiter } from "../../src/core/limits/semaphore.ts";
import { test } from "../checked.ts";
import { fc } from "./fast_check.ts";

const steps = fc.array(
  fc.tuple(fc.constantFrom("acquire", "release", "leave"), fc.nat()),
  { maxLength: 80 },
);

test("a semaphore agrees with a counter and a list: never above max, first come, first served", () => {
  const property = fc.property(fc.integer({ min: 1, max: 5 }), steps, (max, list) => {
    const semaphore = new Semaphore(max);
    const admitted: number[] = [];
    const waiters = new Map<number, Waiter>();
    const model = { active: 0, queue: new Array<number>(), admitted: new Array<number>() };
    list.forEach(([step, pick], id) => {
      if (step === "acquire") {
        const free = semaphore.tryAcquire();
        assertEquals(free, model.active < max);
        if (free) model.active++;
        else {
          waiters.set(id, semaphore.enqueue(() => admitted.push(id)));
          model.queue.push(id);
        }
      } else if (step === "release" && model.active > 0) {
        semaphore.release();
        const next = model.queue.shift();
        if (next === undefined) model.active--;
        else model.admitted.push(next);
      } else if (step === "leave" && waiters.size > 0) {
        const id = [...waiters.keys()][pick % waiters.size] ?? 0;
        const waiter = waiters.get(id);
        if (waiter) semaphore.leave(waiter);
        model.queue = model.queue.filter((each) => each !== id);
      }
      assertEquals(
        [semaphore.active, semaphore.waiting, admitted],
        [model.active, model.queue.length, model.admitted],
      );
      assert(semaphore.active <= max);
    });
  });
  fc.assert(property, { numRuns: 1000 });
});

/** What becomes of a request: how many turns its answer takes, and when its caller gives up. */
const requests = fc.array(
  fc.record({
    host: fc.constantFrom("a.example", "b.example", "c.example"),
    turns: fc.nat({ max: 4 }),
    fails: fc.boolean(),
    abortAfter: fc.option(fc.nat({ max: 6 })),
  }),
  { minLength: 1, maxLength: 20 },
);

test("a client is never above its limits, and every permit comes back", async () => {
  const limits = fc.record({
    maxConnections: fc.integer({ min: 1, max: 4 }),
    maxConnectionsPerHost: fc.constantFrom(1, 2, Infinity),
  });
  const property = fc.asyncProperty(limits, requests, async (limits, list) => {
    const active = new Map<string, number>();
    const count = (host: string, by: number) => active.set(host, (active.get(host) ?? 0) + by);
    const transport = new HandlerTransport(async ({ url, signal }) => {
      const { hostname, searchParams } = new URL(url);
      count(hostname, 1);
      // The permit of a call that was given up is free at once, whatever its app still does.
      const ended = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => ended.resolve());
      ended.promise.then(() => count(hostname, -1));
      const all = [...active.values()];
      assert(all.reduce((sum, each) => sum + each, 0) <= limits.maxConnections);
      assert(Math.max(...all) <= limits.maxConnectionsPerHost);
      await turns(Number(searchParams.get("turns")));
      ended.resolve();
      if (searchParams.has("fails")) throw new Error("no answer");
      return new Response("ok");
    });
    using client = new Client({ transport, limits, trustEnv: false });
    const reason = new Error("enough");
    const outcomes = await Promise.allSettled(list.map(async (each) => {
      const controller = new AbortController();
      const { host, abortAfter, fails } = each;
      const url = `http://${host}/?turns=${each.turns}${fails ? "&fails" : ""}`;
      const answer = client.get(url, { signal: controller.signal });
      if (abortAfter !== null) turns(abortAfter).then(() => controller.abort(reason));
      return (await answer).text();
    }));
    outcomes.forEach((outcome, at) => {
      if (outcome.status === "fulfilled") {
        assertEquals([outcome.value, list[at]?.fails], ["ok", false]);
      } else if (outcome.reason === reason) assert(list[at]?.abortAfter !== null);
      else assertEquals([outcome.reason.message, list[at]?.fails], ["no answer", true]);
    });
    // An answer whose caller has gone may still be on its way.
    await turns(8);
    assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
  });
  await fc.assert(property, { numRuns: 50 });
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((done) => setTimeout(done, 0));
}
