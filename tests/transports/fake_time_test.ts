import { assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Client, HandlerTransport, ReadTimeoutError, TotalTimeoutError } from "../../mod.ts";
import { FaultTransport, MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";

/** Lets time go on, step by step, until something is settled; gives how much went by. */
async function passUntil(time: FakeTime, promise: Promise<unknown>): Promise<number> {
  const start = time.now;
  let settled = false;
  promise.catch(() => {}).finally(() => settled = true);
  for (let step = 0; !settled && step < 5_000; step++) await time.tickAsync(100);
  return time.now - start;
}

test("FakeTime: the delay of a mock", async () => {
  using time = new FakeTime();
  using client = new Client({
    transport: new MockTransport({ "*": { text: "late", delay: 4_000 } }),
    trustEnv: false,
  });
  const response = client.get("http://h/");
  assertEquals(await passUntil(time, response) >= 4_000, true);
  assertEquals(await (await response).text(), "late");
});

test("FakeTime: a mock that is slower than the limit", async () => {
  using time = new FakeTime();
  using client = new Client({
    transport: new MockTransport({ "*": { delay: 3_600_000 } }),
    timeout: 20_000,
    trustEnv: false,
  });
  const response = client.get("http://h/");
  const passed = await passUntil(time, response);
  assertEquals([passed >= 20_000, passed < 21_000], [true, true]);
  await assertRejects(() => response, ReadTimeoutError);
});

test("FakeTime: the backoff of retries", async () => {
  using time = new FakeTime();
  const mock = new MockTransport().get("/", 503, { fails: "DnsError" }, { text: "ok" });
  using client = new Client({
    transport: mock,
    retries: { total: 2, backoff: { base: 60_000, jitter: false, max: 600_000 } },
    trustEnv: false,
  });
  const response = client.get("http://h/");
  const passed = await passUntil(time, response);
  assertEquals((await response).attempts.map(({ wait }) => wait), [60_000, 120_000, 0]);
  assertEquals(passed >= 180_000, true);
});

test("FakeTime: a stall until the limit of the client", async () => {
  using time = new FakeTime();
  const inner = new HandlerTransport(() => new Response("text"));
  const line = new FaultTransport(inner, { seed: 1, stall: 1 });
  using client = new Client({
    transport: line,
    timeout: { total: 300_000, read: null },
    trustEnv: false,
  });
  for (let n = 0; n < 4; n++) {
    const response = client.get("http://h/");
    assertEquals(await passUntil(time, response) >= 300_000, true);
    await assertRejects(() => response, TotalTimeoutError);
  }
});

test("FakeTime: delays and slow bodies of a bad line", async () => {
  using time = new FakeTime();
  const inner = new HandlerTransport(() => new Response("0123456789"));
  const line = new FaultTransport(inner, {
    seed: 1,
    delay: 1,
    longestDelay: 4_000,
    slow: 1,
    pause: 3_000,
  });
  using client = new Client({ transport: line, trustEnv: false });
  const response = client.get("http://h/");
  assertEquals(await passUntil(time, response) > 12_000, true);
  assertEquals(await (await response).text(), "0123456789");
});
