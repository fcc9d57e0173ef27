import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { cachedLookup, Client, DnsError } from "../mod.ts";
import { test } from "./checked.ts";

/** A resolver that counts. */
function counting(answer: (host: string) => readonly string[] = () => ["127.0.0.1"]) {
  const asked: string[] = [];
  const lookup = async (host: string) => {
    asked.push(host);
    await Promise.resolve();
    return answer(host);
  };
  return { asked, lookup };
}

test("a host is asked for once, until its time is over", async () => {
  using time = new FakeTime();
  const { asked, lookup } = counting();
  const cached = cachedLookup({ lookup, ttl: 1_000 });
  await Promise.all([cached("a"), cached("A"), cached("b")]);
  time.tick(999);
  await cached("a");
  assertEquals(asked, ["a", "b"]);
  time.tick(1);
  assertEquals(await cached("a"), ["127.0.0.1"]);
  assertEquals(asked, ["a", "b", "a"]);
});

test("failures and empty answers are not kept, and the oldest host goes first", async () => {
  let fails = true;
  const { asked, lookup } = counting((host) => {
    if (fails && host === "a") throw new Error("no");
    return fails ? [] : ["127.0.0.1"];
  });
  const cached = cachedLookup({ lookup, maxHosts: 2 });
  await assertRejects(async () => await cached("a"));
  assertEquals(await cached("b"), []);
  fails = false;
  for (const host of ["a", "b", "a", "c", "a", "b"]) await cached(host);
  assertEquals(asked, ["a", "b", "a", "b", "c", "b"]);
});

test("a client connects to what it gives, also to what the system says", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ headers }) => new Response(headers.get("host"), { headers: { connection: "close" } }),
  );
  const { port } = server.addr;
  const { asked, lookup } = counting();
  await using client = new Client({ lookup: cachedLookup({ lookup }), trustEnv: false });
  for (let round = 0; round < 3; round++) {
    assertEquals(await client.get(`http://api.test:${port}/`).text(), `api.test:${port}`);
  }
  assertEquals(asked, ["api.test"]);
  await using plain = new Client({ lookup: cachedLookup(), trustEnv: false });
  assertEquals(await plain.get(`http://localhost:${port}/`).text(), `localhost:${port}`);
  const unknown = () => plain.get("http://no-such-host.invalid/");
  await assertRejects(async () => await unknown(), DnsError);
});

test("wrong options are refused", () => {
  for (const options of [{ ttl: "1" }, { maxHosts: 0 }, { lookup: 1 }, { tll: 1 }]) {
    const error = assertThrows(() => Reflect.apply(cachedLookup, undefined, [options]));
    assert(error instanceof TypeError || error instanceof RangeError);
  }
});
