import { assert, assertEquals } from "@std/assert";
import { Client, FetchTransport, HttpError, type Transport } from "../../mod.ts";
import { FaultTransport } from "../../src/testing/mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

const TEXT = "0123456789".repeat(20_000);

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  fetch: () => new FetchTransport(),
  sockets: () => new SocketTransport(),
};

for (const [name, make] of Object.entries(TRANSPORTS)) {
  test(`a bad line over ${name}: nothing is left open, and what comes whole is right`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => new Response(await request.text() || TEXT),
    );
    const line = new FaultTransport(make(), {
      seed: 2024,
      refuse: 0.1,
      drop: 0.15,
      stall: 0.15,
      reset: 0.15,
      truncate: 0.15,
      slow: 0.1,
      pause: 1,
      delay: 0.1,
      longestDelay: 5,
    });
    const client = new Client({ transport: line, timeout: 400, trustEnv: false });
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const ask = async (n: number): Promise<boolean> => {
      const sent = n % 2 ? client.get(url) : client.post(url, { body: `body ${n}` });
      try {
        assertEquals(await (await sent).text(), n % 2 ? TEXT : `body ${n}`);
        return true;
      } catch (error) {
        assert(error instanceof HttpError, String(error));
        return false;
      }
    };
    const results = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)));
    assert(results.includes(true) && results.includes(false));
    const kinds = new Set(line.faults.map(({ kind }) => kind));
    assertEquals(kinds.size >= 6, true, [...kinds].join(", "));
    await client.close();
    await line.close();
  });
}
