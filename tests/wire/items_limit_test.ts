import { assertEquals, assertRejects } from "@std/assert";
import {
  Client,
  ContentDecodingError,
  DecodeError,
  FetchTransport,
  type HttpResponse,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

const options = { maxLineLength: 10 };

/** Every way to cut a body, of which one piece is too long. */
const ways: Readonly<Record<string, (response: HttpResponse) => AsyncIterable<unknown>>> = {
  iterLines: (response) => response.iterLines(options),
  "iterLines by a delimiter": (response) => response.iterLines({ ...options, delimiter: "|" }),
  iterLineBatches: (response) => response.iterLineBatches(options),
  iterJson: (response) => response.iterJson(undefined, options),
  iterJsonBatches: (response) => response.iterJsonBatches(undefined, options),
  events: (response) => response.events(options),
  eventBatches: (response) => response.eventBatches(options),
};

for (const Transport of [FetchTransport, SocketTransport]) {
  test(`what is too long to be one piece is a DecodeError, and lets go: ${Transport.name}`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(`1\n\n"${"x".repeat(100_000)}"\n`),
    );
    const url = `http://127.0.0.1:${server.addr.port}/`;
    using client = new Client({ transport: new Transport(), limits: { maxConnections: 1 } });
    for (const [name, cut] of Object.entries(ways)) {
      for (const stream of [true, false]) {
        const response = stream ? await client.stream("GET", url) : await client.get(url);
        const error = await assertRejects(() => Array.fromAsync(cut(response)), DecodeError);
        assertEquals(error.message.includes("10 UTF-16 units"), true, name);
        assertEquals([error.response?.status, client.stats.active], [200, 0], name);
      }
      const fits = await client.get(url);
      if (!name.includes("delimiter")) await Array.fromAsync(fits.iterLines());
    }
    const events = client.events(url, { ...options, reconnect: true });
    await assertRejects(() => Array.fromAsync(events), DecodeError);
    assertEquals(client.stats.active, 0);
  });

  test(`a list of codings has an end: ${Transport.name}`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () =>
        new Response("x", { headers: { "content-encoding": "deflate, ".repeat(99) + "deflate" } }),
    );
    const url = `http://127.0.0.1:${server.addr.port}/`;
    using client = new Client({ transport: new Transport() });
    const error = await assertRejects(() => client.get(url), ContentDecodingError, "100 codings");
    assertEquals([error.response?.status, client.stats.active], [200, 0]);
  });
}
