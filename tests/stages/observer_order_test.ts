import { assert, assertEquals } from "@std/assert";
import { Client, HandlerTransport, type LogEntry, ReadError, type TraceEvent } from "../../mod.ts";
import { test } from "../checked.ts";

/** Random numbers that come again: a linear congruential generator. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor(state / 2 ** 16) % sides;
  };
}

/** A body that may break in the middle. */
function toBody(roll: (sides: number) => number): BodyInit | null {
  const kind = roll(5);
  if (kind === 0) return null;
  if (kind < 4) return "x".repeat(roll(5_000));
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(10)),
    pull: (controller) => controller.error(new Error("broken")),
  }, { highWaterMark: 0 });
}

function answer(roll: (sides: number) => number): Response {
  const kind = roll(10);
  if (kind === 0) throw new ReadError("lost");
  if (kind === 1) throw new TypeError("a bug");
  if (kind < 4) {
    return new Response(toBody(roll), { status: 302, headers: { location: "/next" } });
  }
  if (kind === 4) return new Response(toBody(roll), { status: 503 });
  if (kind === 5) {
    const challenge = 'Digest realm="r", nonce="n", qop="auth"';
    const headers = { "www-authenticate": challenge, "set-cookie": "a=1" };
    return new Response(toBody(roll), { status: 401, headers });
  }
  return new Response(toBody(roll));
}

async function callOnce(client: Client, roll: (sides: number) => number): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const when = roll(8);
  if (when === 0) controller.abort("early");
  if (when === 1) queueMicrotask(() => controller.abort("soon"));
  if (roll(2) === 0) {
    await client.get("http://h/", { signal });
    return;
  }
  await using response = await client.stream("GET", "http://h/", { signal });
  const way = roll(3);
  if (way === 0) await response.bytes();
  else if (way === 1) response.close();
  else for await (const _ of response.iterBytes()) break;
}

/** What holds for every call, whatever happened. */
function check(events: readonly TraceEvent[], entries: readonly LogEntry[]): void {
  const types = events.map(({ type }) => type);
  assertEquals(types.filter((type) => type === "call.start"), ["call.start"]);
  assertEquals(types.filter((type) => type === "call.end"), ["call.end"]);
  assertEquals([types[0], types.at(-1)], ["call.start", "call.end"]);
  const times = events.map(({ time }) => time);
  assertEquals(times, times.toSorted((a, b) => a - b));
  const tries = Map.groupBy(events.slice(1), ({ hop, attempt }) => `${hop}.${attempt}`);
  tries.delete("0.1");
  assertEquals(entries.length, tries.size, "a line for each try");
  for (const [place, steps] of tries) {
    const names = steps.map(({ type }) => type);
    assertEquals(names[0], place.endsWith(".1") ? "hop.start" : "pool.acquired");
    const ends = names.filter((type) => type === "response.body.end" || type === "error");
    assert(ends.length >= 1, `${place} has an end: ${names}`);
    assert(names.filter((type) => type === "response.head").length <= 1);
    assert(names.filter((type) => type === "response.body.end").length <= 1);
  }
  const hops = [...tries.keys()].map((place) => Number.parseInt(place));
  assertEquals(hops, hops.toSorted((a, b) => a - b));
}

test("whatever happens, each call has one start and one end, each try one line and one outcome", async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 400; seed++) {
    const roll = dice(seed);
    const events: TraceEvent[] = [];
    const entries: LogEntry[] = [];
    using client = new Client({
      transport: new HandlerTransport(() => answer(roll)),
      auth: new (await import("../../mod.ts")).DigestAuth("user", "password"),
      trustEnv: false,
      maxRedirects: 3,
      retries: { total: 2, backoff: { base: 0 }, statuses: [503] },
      trace: (event) => events.push(event),
      logger: (_line, entry) => entries.push(entry),
    });
    await callOnce(client, roll).catch(() => {});
    check(events, entries);
    assertEquals(client.stats.active, 0, `seed ${seed}`);
    for (const { type } of events) seen.add(type);
  }
  for (const type of ["retry", "redirect", "auth.challenge", "cookies.stored", "error"]) {
    assert(seen.has(type), type);
  }
});
