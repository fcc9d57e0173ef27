/**
 * How to test what a program does when the network is bad: failures one by one, retries without waiting for them, and
 * a bad line drawn from a seed.
 *
 * Run it: `deno test examples/test_faults_test.ts`
 *
 * @module
 */

import { Client, type ClientOptions, DnsError } from "@ferry/http";
import { FaultTransport, MockTransport } from "@ferry/http/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";

/** The code under test: a client that tries four times in all. */
function toPriceClient(options: ClientOptions): Client {
  return new Client({
    baseUrl: "https://prices.example",
    retries: { total: 3, backoff: { base: 60_000, max: 60_000, jitter: false } },
    ...options,
  });
}

async function readPrice(client: Client): Promise<number> {
  const response = await client.get("/price");
  return (await response.raiseForStatus().json<{ readonly cents: number }>()).cents;
}

Deno.test("a price is read although the first tries fail, and nobody waits two minutes", async () => {
  using time = new FakeTime();
  const mock = new MockTransport().get(
    "/price",
    { fails: "ConnectTimeoutError" },
    { json: { cents: 250 }, fails: "ReadError", afterBytes: 5 },
    { json: { cents: 250 } },
  );
  // The environment is not read: its files would be, in real time.
  using client = toPriceClient({ transport: mock, trustEnv: false });

  const price = readPrice(client);
  for (const _ of [1, 2]) await time.tickAsync(60_000);
  assertEquals(await price, 250);

  mock.assertCalled("GET", "/price", 3);
});

Deno.test("a name that is not known is a DnsError, after every try", async () => {
  const mock = new MockTransport({ "GET /price": { fails: "DnsError" } });
  using client = toPriceClient({ transport: mock, retries: { total: 3, backoff: { base: 0 } } });
  const error = await assertRejects(() => readPrice(client), DnsError);
  assertEquals(error.attempts.length, 4);
});

Deno.test("a bad line never gives a wrong price", async () => {
  const mock = new MockTransport({ "GET /price": { json: { cents: 250 } } });
  const line = new FaultTransport(mock, {
    seed: 20_240_517,
    refuse: 0.2,
    drop: 0.1,
    truncate: 0.2,
  });
  using client = toPriceClient({ transport: line, retries: { total: 3, backoff: { base: 0 } } });
  for (let n = 0; n < 50; n++) {
    // What still fails after four tries says with which seed; here only the price counts.
    const price = await readPrice(client).catch(() => undefined);
    assertEquals(price ?? 250, 250, `seed ${line.seed}`);
  }
  assertEquals(line.faults.length > 10, true);
});
