import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  Client,
  ConnectError,
  HandlerTransport,
  JsonDecodeError,
  ReadError,
  ReadTimeoutError,
} from "../../mod.ts";
import { type FaultOptions, FaultTransport, MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";

const TEXT = "0123456789".repeat(100);

function toLine(options: FaultOptions, text = TEXT): FaultTransport {
  return new FaultTransport(new HandlerTransport(() => new Response(text)), options);
}

function toClient(transport: FaultTransport, timeout = 10_000): Client {
  return new Client({ transport, timeout, trustEnv: false });
}

async function kindsOf(options: FaultOptions, times = 40): Promise<string[]> {
  const line = toLine(options);
  using client = toClient(line);
  for (let n = 0; n < times; n++) {
    await client.post(`http://h/${n}`).catch((error) => assert(error instanceof Error));
  }
  return line.faults.map(({ kind, index, method, url }) => `${kind} ${index} ${method} ${url}`);
}

test("the same seed gives the same faults, another one others", async () => {
  const options = { refuse: 0.2, drop: 0.2, reset: 0.2, truncate: 0.2, corrupt: 0.3 };
  const first = await kindsOf({ ...options, seed: 7 });
  assert(first.length > 10);
  assertEquals(await kindsOf({ ...options, seed: 7 }), first);
  assert(String(await kindsOf({ ...options, seed: 8 })) !== String(first));
});

test("another probability of one kind leaves the other kinds where they were", async () => {
  const without = await kindsOf({ seed: 3, corrupt: 0.3 });
  const both = await kindsOf({ seed: 3, corrupt: 0.3, delay: 0.5, longestDelay: 0 });
  assertEquals(both.filter((fault) => fault.startsWith("corrupt")), without);
  assert(both.length > without.length);
});

test("a fault happens about as often as it is said", async () => {
  const count = (await kindsOf({ seed: 1, refuse: 0.25 }, 400)).length;
  assert(count > 70 && count < 130, String(count));
});

test("a seed is random if none is given, and can be read", () => {
  const seeds = new Set(Array.from({ length: 5 }, () => toLine({}).seed));
  assert(seeds.size > 1);
  assertEquals(toLine({ seed: 2 ** 32 - 1 }).seed, 2 ** 32 - 1);
  assertEquals(toLine({ seed: 0 }).seed, 0);
});

test("without faults everything comes through as it is", async () => {
  const line = toLine({});
  using client = toClient(line);
  const response = await client.get("http://h/x#y");
  assertEquals([response.url, await response.text()], ["http://h/x", TEXT]);
  assertEquals(line.faults, []);
});

test("a refused connection sends nothing and names the seed", async () => {
  let asked = 0;
  const inner = new HandlerTransport(() => new Response(String(++asked)));
  const line = new FaultTransport(inner, { seed: 5, refuse: 1 });
  using client = toClient(line);
  const error = await assertRejects(() => client.post("http://h/", { body: "a" }), ConnectError);
  assertStringIncludes(error.message, "injected with seed 5 into request 0");
  assertEquals([error.phase, error.request?.url, asked], ["connect", "http://h/", 0]);
  assertEquals(line.faults, [{ kind: "refuse", index: 0, method: "POST", url: "http://h/" }]);
});

test("a dropped request was sent, and its answer is let go", async () => {
  let cancelled = false;
  const body = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({ cancel: () => void (cancelled = true) });
  const mock = new MockTransport(() => ({ body: body() }));
  using client = toClient(new FaultTransport(mock, { seed: 1, drop: 1 }));
  const error = await assertRejects(() => client.get("http://h/"), ReadError);
  assertStringIncludes(error.message, "connection closed before an answer came");
  assertEquals([mock.calls.length, cancelled, error.phase], [1, true, "read"]);
});

for (const kind of ["reset", "truncate"] as const) {
  test(`${kind}: the body breaks within, with the error of a real transport`, async () => {
    const lengths: number[] = [];
    const line = toLine({ seed: 9, [kind]: 1 });
    using client = toClient(line);
    for (let n = 0; n < 20; n++) {
      const response = await client.stream("GET", "http://h/");
      let text = "";
      const error = await assertRejects(async () => {
        for await (const chunk of response.iterBytes()) text += new TextDecoder().decode(chunk);
      }, ReadError);
      assertStringIncludes(error.message, `seed 9 into request ${n}`);
      assertEquals(text, TEXT.slice(0, text.length));
      lengths.push(text.length);
    }
    assert(new Set(lengths).size > 10, String(lengths));
    assert(lengths.every((length) => length < TEXT.length));
  });
}

test("a body of a known length breaks anywhere in it, not in its first chunk", async () => {
  const chunks = () => ReadableStream.from(Array.from({ length: 10 }, () => new Uint8Array(100)));
  const inner = new HandlerTransport(() =>
    new Response(chunks(), { headers: { "content-length": "1000" } })
  );
  using client = toClient(new FaultTransport(inner, { seed: 2, truncate: 1 }));
  const lengths: number[] = [];
  for (let n = 0; n < 20; n++) {
    const response = await client.stream("GET", "http://h/");
    let length = 0;
    await assertRejects(async () => {
      for await (const chunk of response.iterBytes()) length += chunk.length;
    }, ReadError);
    lengths.push(length);
  }
  assert(Math.max(...lengths) > 500 && Math.min(...lengths) < 500, String(lengths));
});

test("an empty body breaks, too", async () => {
  const inner = new HandlerTransport(() => new Response(ReadableStream.from([])));
  using client = toClient(new FaultTransport(inner, { reset: 1 }));
  await assertRejects(() => client.get("http://h/"), ReadError, "Connection reset");
});

test("where there is no body, nothing of it is broken", async () => {
  const inner = new HandlerTransport(() => new Response(null, { status: 204 }));
  const line = new FaultTransport(inner, { reset: 1, corrupt: 1, slow: 1 });
  using client = toClient(line);
  assertEquals((await client.get("http://h/")).status, 204);
  assertEquals(line.faults, []);
});

test("a stall makes the client's time limit fire, before the answer and within the body", async () => {
  const line = toLine({ seed: 11, stall: 1 });
  using client = toClient(line, 100);
  const places = new Set<boolean>();
  for (let n = 0; n < 8; n++) {
    let hasHead = false;
    await assertRejects(async () => {
      const response = await client.stream("GET", "http://h/");
      hasHead = true;
      await response.read();
    }, ReadTimeoutError);
    places.add(hasHead);
  }
  assertEquals(places, new Set([true, false]));
  assertEquals(line.faults.length, 8);
});

test("a stall ends when the caller gives up", async () => {
  using client = new Client({ transport: toLine({ seed: 1, stall: 1 }), timeout: null });
  for (let n = 0; n < 4; n++) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 5);
    const sent = client.get("http://h/", { signal: controller.signal });
    await assertRejects(() => sent, Error, "enough");
  }
});

test("a stall ends with the signal of who uses the transport alone, and the source is let go", async () => {
  let cancelled = 0;
  const timeout = { connect: 1, read: 1, write: 1, pool: 1, total: 1 };
  const inner = new HandlerTransport(() =>
    new Response(
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: (controller) => controller.enqueue(new Uint8Array(10)),
        cancel: () => void cancelled++,
      }, { highWaterMark: 0 }),
    )
  );
  const line = new FaultTransport(inner, { seed: 1, stall: 1 });
  for (let n = 0; n < 6; n++) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 5);
    const { signal } = controller;
    await assertRejects(
      async () => await (await line.send(new Request("http://h/"), { signal, timeout })).bytes(),
      Error,
      "enough",
    );
  }
  assertEquals(cancelled, 6);
});

test("a stalled body that is closed releases its source", async () => {
  using client = toClient(toLine({ seed: 4, stall: 1 }), 50);
  for (let n = 0; n < 6; n++) {
    const response = await client.stream("GET", "http://h/").catch(() => undefined);
    await response?.close();
  }
});

test("corrupt bytes change a copy, and something of every body", async () => {
  const bytes = new TextEncoder().encode(TEXT.repeat(5));
  const inner = new HandlerTransport(() => new Response(bytes));
  using client = toClient(new FaultTransport(inner, { seed: 6, corrupt: 1 }));
  for (let n = 0; n < 10; n++) {
    const { content } = await client.get("http://h/");
    const changed = content.filter((byte, index) => byte !== bytes[index]).length;
    assert(changed > 0 && changed < 100, String(changed));
    assertEquals(content.length, bytes.length);
  }
  assertEquals(new TextDecoder().decode(bytes), TEXT.repeat(5));
});

test("corrupt JSON is a decode error, now and then", async () => {
  const line = toLine({ seed: 6, corrupt: 1 }, '{"a":[1,2,3]}');
  using client = toClient(line);
  const names = new Set<string>();
  for (let n = 0; n < 20; n++) {
    const response = await client.get("http://h/");
    await response.json().catch((error) => names.add(error.name));
  }
  assertEquals(names, new Set([JsonDecodeError.prototype.name]));
});

test("a slow body comes in pieces, whole", async () => {
  using client = toClient(toLine({ slow: 1, pause: 1 }), 1_000);
  const response = await client.stream("GET", "http://h/");
  const pieces: string[] = [];
  for await (const chunk of response.iterBytes()) pieces.push(new TextDecoder().decode(chunk));
  assertEquals([pieces.length > 4, pieces.join("")], [true, TEXT]);
});

test("a slow body that is closed leaves no timer", async () => {
  using client = toClient(toLine({ slow: 1, pause: 60_000 }), 1_000);
  const response = await client.stream("GET", "http://h/");
  for await (const _ of response.iterBytes()) break;
  await response.close();
});

test("a delay that the caller does not wait for leaves no timer, and lets the body go", async () => {
  let cancelled = false;
  const body = new ReadableStream({ cancel: () => void (cancelled = true) });
  using client = toClient(toLine({ delay: 1, longestDelay: 1e6 }), 20);
  await assertRejects(() => client.post("http://h/", { body }), ReadTimeoutError);
  assertEquals(cancelled, true);
});

test("retries get over faults as over real ones", async () => {
  const line = toLine({ seed: 12, refuse: 0.2, drop: 0.2, reset: 0.1 });
  using client = new Client({
    transport: line,
    retries: { total: 20, backoff: { base: 0 }, budget: null },
    trustEnv: false,
  });
  let tries = 0;
  for (let n = 0; n < 30; n++) {
    const response = await client.get("http://h/");
    assertEquals(await response.text(), TEXT);
    tries += response.attempts.length;
  }
  assert(tries > 35, String(tries));
});

test("close() closes the transport behind it", async () => {
  let closed = false;
  const inner = { send: () => Promise.resolve(new Response()), close: () => void (closed = true) };
  await new FaultTransport(inner).close();
  assertEquals(closed, true);
});

test("wrong options are refused", () => {
  const make = (options: object) => () => Reflect.construct(FaultTransport, [toLine({}), options]);
  const kinds = ["refuse", "drop", "stall", "reset", "truncate", "corrupt", "slow", "delay"];
  for (const kind of kinds) {
    for (const value of [-0.1, 1.1, NaN, "1"]) {
      assertThrows(make({ [kind]: value }), RangeError, `Cannot inject ${kind}`);
    }
  }
  for (const seed of [-1, 0.5, 2 ** 32, NaN, "1"]) assertThrows(make({ seed }), RangeError, "seed");
  for (const ms of [-1, NaN, Infinity, 2 ** 31]) {
    assertThrows(make({ longestDelay: ms }), RangeError, "longestDelay");
    assertThrows(make({ pause: ms }), RangeError, "pause");
  }
  assertThrows(make({ explode: 1 }), TypeError, "explode");
  assertThrows(() => Reflect.construct(FaultTransport, []), TypeError, "without a transport");
});
