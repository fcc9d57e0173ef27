import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  Client,
  type ClientOptions,
  ConnectError,
  DecodeError,
  NetworkError,
  PoolTimeoutError,
  ReadTimeoutError,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";
import { advance } from "../turns.ts";

/** A server that does what `state.outcome` says at the time. */
function clientOf(options: ClientOptions = {}) {
  const state: { outcome: number | Error } = { outcome: 503 };
  const app = record(({ url }) => {
    if (!url.startsWith("http://h/")) return new Response();
    if (state.outcome instanceof Error) throw state.outcome;
    return new Response("", { status: state.outcome });
  });
  const client = new Client({
    trustEnv: false,
    transport: app.transport,
    circuitBreaker: { failures: 3, cooldown: 1_000 },
    ...options,
  });
  const ask = (url = "http://h/") =>
    client.get(url).then(({ status }) => status, (error) => error.name);
  return { state, app, client, ask };
}

test("after failures one after the other nothing is sent to that origin", async () => {
  for (
    const outcome of [
      500,
      502,
      503,
      504,
      new ConnectError("Cannot"),
      new ReadTimeoutError("Cannot"),
    ]
  ) {
    const { state, app, client, ask } = clientOf();
    state.outcome = outcome;
    for (let count = 0; count < 3; count++) await ask();
    const error = await assertRejects(() => client.get("http://h/"), NetworkError);
    assertEquals([error.name, error.code, error.phase], ["NetworkError", "ERR_NETWORK", "connect"]);
    assert(error.message.startsWith("Cannot GET http://h/: nothing was sent"), error.message);
    assertEquals([app.seen.length, client.stats.active], [3, 0]);
    assertEquals(await ask("http://other/"), 200);
    assertEquals(await ask("http://h:81/"), 200);
  }
});

test("other answers and errors say nothing against the server", async () => {
  const fine = [200, 404, 401, 429, new DecodeError("Cannot"), new TypeError("mine")];
  for (const outcome of [...fine, new PoolTimeoutError("Cannot")]) {
    const { state, app, ask } = clientOf();
    state.outcome = outcome;
    for (let count = 0; count < 9; count++) await ask();
    assertEquals(app.seen.length, 9, String(outcome));
  }
});

test("after the cooldown one request tries, and closes it or does not", async () => {
  using time = new FakeTime();
  const { state, app, ask } = clientOf({ timeout: null });
  for (let count = 0; count < 3; count++) await ask();
  await advance(time, 1_000);
  assertEquals(await Promise.all([ask(), ask(), ask()]), [503, "NetworkError", "NetworkError"]);
  assertEquals([await ask(), app.seen.length], ["NetworkError", 4]);
  await advance(time, 1_000);
  state.outcome = 200;
  assertEquals(await Promise.all([ask(), ask()]), [200, "NetworkError"]);
  assertEquals(await Promise.all([ask(), ask(), ask()]), [200, 200, 200]);
});

test("a try that the caller gives up leaves it to the next", async () => {
  using time = new FakeTime();
  let hangs = false;
  const app = record(async () => {
    if (hangs) await new Promise(() => {});
    return new Response("", { status: 503 });
  });
  using client = new Client({
    trustEnv: false,
    transport: app.transport,
    timeout: null,
    circuitBreaker: { failures: 1, cooldown: 1_000 },
  });
  await client.get("http://h/");
  await advance(time, 1_000);
  hangs = true;
  const controller = new AbortController();
  const call = client.get("http://h/", { signal: controller.signal });
  await advance(time, 10);
  controller.abort("enough");
  assertEquals(await call.catch((reason) => reason), "enough");
  hangs = false;
  assertEquals((await client.get("http://h/")).status, 503);
  assertEquals(app.seen.length, 3);
});

test("each retry counts, and an open circuit ends the retries", async () => {
  const { app, client } = clientOf({ retries: { total: 9, backoff: { base: 0 } } });
  const error = await assertRejects(() => client.get("http://h/"), NetworkError);
  assertEquals(error.attempts.map(({ status, error }) => status ?? error?.name), [
    ...[503, 503, 503, "NetworkError"],
  ]);
  assertEquals(app.seen.length, 3);
});

test("who is refused takes no token", async () => {
  using time = new FakeTime();
  const { ask } = clientOf({ rateLimit: { requests: 4, per: 1e6 }, timeout: null });
  for (let count = 0; count < 3; count++) await ask();
  for (let count = 0; count < 9; count++) assertEquals(await ask(), "NetworkError");
  assertEquals(await ask("http://other/"), 200);
  assertEquals(time.next(), false);
});
