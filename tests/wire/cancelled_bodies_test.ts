import { assert, assertEquals, assertRejects } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Client, FetchTransport, TotalTimeoutError } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { respondWith, type Script } from "./scripted.ts";

/** A head and the start of a body, then nothing until the client closes. */
const STALLED: Script = {
  send: "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nfirst\n",
  end: "hang",
};

const READERS = {
  "of a verb": (client: Client, url: string, signal: AbortSignal) => client.get(url, { signal }),
  "of a stream, as text": async (client: Client, url: string, signal: AbortSignal) => {
    await using response = await client.stream("GET", url, { signal });
    await response.text();
  },
  "of a stream, by lines": async (client: Client, url: string, signal: AbortSignal) => {
    await using response = await client.stream("GET", url, { signal });
    for await (const line of response.iterLines()) assertEquals(line, "first");
  },
  "of POST": (client: Client, url: string, signal: AbortSignal) =>
    client.post(url, { json: 1, signal }),
};

const TRANSPORTS = {
  "the client's own": () => undefined,
  FetchTransport: () => new FetchTransport(),
  SocketTransport: () => new SocketTransport(),
};

for (const [name, make] of Object.entries(TRANSPORTS)) {
  for (const [which, read] of Object.entries(READERS)) {
    test(`a body ${which} that stalls ends with the caller's own reason: ${name}`, async () => {
      await using server = await respondWith(STALLED);
      using client = new Client({ transport: make(), trustEnv: false });
      const aborted = new AbortController();
      const timer = setTimeout(() => aborted.abort("enough"), 100);
      const startedAt = performance.now();
      const failed = await read(client, server.url, aborted.signal).then(
        () => "nothing failed",
        (reason: unknown) => reason,
      );
      clearTimeout(timer);
      assertEquals(failed, "enough");
      assert(performance.now() - startedAt < 20_000);
      assertEquals(client.stats.active, 0);
    });

    test(`a body ${which} that stalls ends with the total timeout: ${name}`, async () => {
      await using server = await respondWith(STALLED);
      using client = new Client({ transport: make(), trustEnv: false, timeout: { total: 150 } });
      const { signal } = new AbortController();
      await assertRejects(
        () => Promise.resolve(read(client, server.url, signal)),
        TotalTimeoutError,
      );
      assertEquals(client.stats.active, 0);
    });
  }
}

test("the web form of an answer ends with the signal, too", async () => {
  await using server = await respondWith(STALLED);
  for (const transport of [new FetchTransport(), new SocketTransport()]) {
    const aborted = new AbortController();
    const timeout = { connect: 5_000, read: 5_000, write: 5_000, pool: 5_000, total: Infinity };
    const context = { signal: aborted.signal, timeout };
    const response = await transport.send(new Request(server.url), context);
    const reader = response.body?.getReader();
    assertEquals((await reader?.read())?.value?.length, 6);
    const reading = reader?.read().then(() => "nothing failed", (reason: unknown) => reason);
    aborted.abort("enough");
    assertEquals(await reading, "enough");
    transport.close();
  }
});

/** The platform ties a body to its signal by a weak reference. */
test("a body that stalls ends with the total timeout also when memory was collected", async () => {
  await using server = await respondWith(STALLED);
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (const make of Object.values(TRANSPORTS)) {
    for (const read of Object.values(READERS)) {
      using client = new Client({ transport: make(), trustEnv: false, timeout: { total: 150 } });
      const { signal } = new AbortController();
      const timers = [50, 100].map((ms) => setTimeout(collect, ms));
      await assertRejects(
        () => Promise.resolve(read(client, server.url, signal)),
        TotalTimeoutError,
      );
      for (const timer of timers) clearTimeout(timer);
      assertEquals(client.stats.active, 0);
    }
  }
});
