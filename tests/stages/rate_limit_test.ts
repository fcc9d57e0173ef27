import { assertEquals, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Client, type ClientOptions, type Transport } from "../../mod.ts";
import { test } from "../checked.ts";
import { advance } from "../turns.ts";

type Answer = (index: number) => Response;

/** A client, and when each of its requests arrived. */
function clientOf(
  time: FakeTime,
  options: ClientOptions,
  answer: Answer = () => new Response(),
) {
  const start = time.now;
  const came: (readonly [url: string, at: number])[] = [];
  const transport: Transport = {
    send({ url }) {
      came.push([url, time.now - start]);
      return Promise.resolve(answer(came.length - 1));
    },
  };
  return { came, client: new Client({ transport, timeout: null, trustEnv: false, ...options }) };
}

function refuse(seconds: string): Response {
  return new Response(null, { status: 429, headers: { "retry-after": seconds } });
}

test("requests go out no faster than they may, in the order of the calls", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(time, { rateLimit: { requests: 2, per: 200 } });
  const calls = Array.from({ length: 5 }, (_, index) => client.get(`http://h${index}/`));
  await advance(time, 0);
  assertEquals([came.length, client.stats.active], [2, 0], "who waits holds no permit");
  await advance(time, 1_000, 50);
  await Promise.all(calls);
  assertEquals(came.map(([url, at]) => `${url} ${at}`), [
    "http://h0/ 0",
    "http://h1/ 0",
    "http://h2/ 100",
    "http://h3/ 200",
    "http://h4/ 300",
  ]);
});

test("each host may have a pace of its own, told apart by port", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(time, { rateLimit: { requests: 1, per: 100, perHost: true } });
  const urls = ["http://a/1", "http://b/1", "http://a:81/1", "http://a/2", "http://b/2"];
  const calls = urls.map((url) => client.get(url));
  await advance(time, 1_000, 50);
  await Promise.all(calls);
  assertEquals(came.map(([, at]) => at), [0, 0, 0, 100, 100]);
});

test("however many hosts there are, those that have to wait are not forgotten", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(time, { rateLimit: { requests: 1, per: 1e6, perHost: true } });
  for (let index = 0; index < 1_500; index++) await client.get(`http://h${index}/`);
  const again = client.get("http://h0/");
  await advance(time, 10);
  assertEquals(came.length, 1_500, "it still has to wait");
  await advance(time, 1e6);
  await again;
});

test("the caller leaves the queue with a reason of their own", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(time, { rateLimit: { requests: 1, per: 1_000 } });
  await client.get("http://h/");
  const controller = new AbortController();
  const mine = new Error("mine");
  const call = client.get("http://h/", { signal: controller.signal }).catch((error) => error);
  await advance(time, 1);
  controller.abort(mine);
  assertStrictEquals(await call, mine);
  assertEquals(time.next(), false, "no timer is left");
  assertEquals([came.length, client.stats.active, client.stats.waiting], [1, 0, 0]);
});

test("a 429 pauses everybody for as long as it says", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(
    time,
    { rateLimit: { requests: 10, per: 1_000 }, retries: { total: 1 } },
    (index) => index === 0 ? refuse("3") : new Response(),
  );
  const first = client.get("http://h/first");
  await advance(time, 10);
  const others = ["a", "b"].map((path) => client.get(`http://h/${path}`));
  await advance(time, 5_000, 10);
  assertEquals((await Promise.all([first, ...others])).map(({ status }) => status), [
    200,
    200,
    200,
  ]);
  assertEquals(came.map(([, at]) => at), [0, 3_000, 3_100, 3_200]);
});

test("a server that asks for too much patience does not stop a client for ever", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(
    time,
    { rateLimit: { requests: 10, per: 1_000 }, retries: { total: 0, maxRetryAfter: 2_000 } },
    (index) => index === 0 ? refuse("99999999999") : new Response(),
  );
  assertEquals((await client.get("http://h/")).status, 429);
  const next = client.get("http://h/");
  await advance(time, 2_000, 50);
  await next;
  assertEquals(came[1]?.[1], 2_000);
});

test("a retry takes a token, too", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(
    time,
    { rateLimit: { requests: 1, per: 100 }, retries: { total: 2, backoff: { base: 0 } } },
    () => new Response(null, { status: 503 }),
  );
  const call = client.get("http://h/");
  await advance(time, 1_000, 50);
  await call;
  assertEquals(came.map(([, at]) => at), [0, 100, 200]);
});

test("a client that extends another has a bucket of its own, or none", async () => {
  using time = new FakeTime();
  const { came, client } = clientOf(time, { rateLimit: { requests: 1, per: 1_000 } });
  using same = client.extend();
  using free = client.extend({ rateLimit: null });
  await Promise.all([client, same, free, free].map((client) => client.get("http://h/")));
  assertEquals(came.map(([, at]) => at), [0, 0, 0, 0]);
});
