/**
 * A `fetch` that gives a response which the runtime did not make: a stub, a mock library, another runtime.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { Client, FetchTransport, ReadError } from "../../mod.ts";
import { test } from "../checked.ts";

const URL_ = "http://stub.example/";
const TEXT = "one\ntwo\n" + "three ".repeat(50_000);

/** Runs with another `fetch`. */
async function withFetch(
  stub: typeof globalThis.fetch,
  run: (client: Client) => Promise<void>,
): Promise<void> {
  const before = globalThis.fetch;
  globalThis.fetch = stub;
  try {
    using transport = new FetchTransport();
    using client = new Client({ transport });
    await run(client);
    assertEquals(client.stats.active, 0);
  } finally {
    globalThis.fetch = before;
  }
}

/** A stream of bytes that is no byte stream, in pieces of its own. */
function inPieces(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 70_000) {
        controller.enqueue(bytes.slice(at, at + 70_000));
      }
      controller.close();
    },
  });
}

const BODIES: Readonly<Record<string, () => Response>> = {
  "text": () => new Response(TEXT),
  "a stream": () => new Response(inPieces(TEXT)),
  "text with its length": () =>
    new Response(TEXT, { headers: { "content-length": `${TEXT.length}` } }),
  "a length of the wire": () => new Response(TEXT, { headers: { "content-length": "3" } }),
};

test("every reader takes a plain response", async () => {
  for (const [name, make] of Object.entries(BODIES)) {
    await withFetch(() => Promise.resolve(make()), async (client) => {
      assertEquals(await client.get(URL_).text() === TEXT, true, name);
      const open = () => client.stream("GET", URL_);
      assertEquals(await (await open()).text() === TEXT, true, name);
      const lines = await Array.fromAsync((await open()).iterLines());
      assertEquals([lines.length, lines[0]], [3, "one"], name);
      for (const chunks of [(await open()).iterBytes(), (await open()).iterRaw()]) {
        let size = 0;
        for await (const chunk of chunks) size += chunk.length;
        assertEquals(size, TEXT.length, name);
      }
      const sizes = await Array.fromAsync((await open()).iterBytes({ chunkSize: 100_000 }));
      assertEquals(sizes.map(({ length }) => length).at(-1), TEXT.length % 100_000, name);
      await using copied = await open();
      assertEquals((await new Response(copied.body).text()).length, TEXT.length, name);
    });
  }
});

test("a download of a plain response ends", async () => {
  const folder = await Deno.makeTempDir();
  for (const name of ["text", "a stream", "text with its length"]) {
    await withFetch(() => Promise.resolve(BODIES[name]?.() ?? new Response()), async (client) => {
      const { bytes } = await client.download(URL_, `${folder}/f`, { overwrite: true });
      assertEquals([bytes, await Deno.readTextFile(`${folder}/f`) === TEXT], [TEXT.length, true]);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

test("a plain response that is shorter than it says, or fails, is a ReadError", async () => {
  const short = () => new Response("abc", { headers: { "content-length": "10" } });
  const broken = () =>
    new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) }));
  for (const make of [short, broken]) {
    await withFetch(() => Promise.resolve(make()), async (client) => {
      await assertRejects(() => client.get(URL_), ReadError);
    });
  }
});

test("bytes that a stub keeps stay as they are", async () => {
  const kept = new TextEncoder().encode("kept");
  const make = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(kept);
          controller.close();
        },
      }),
    );
  await withFetch(() => Promise.resolve(make()), async (client) => {
    for (let count = 0; count < 2; count++) {
      const bytes = await client.get(URL_).bytes();
      assertEquals(new TextDecoder().decode(bytes), "kept");
      bytes.fill(0);
    }
  });
});

test("a plain response in a coding that fetch does not undo is decoded", async () => {
  const body = Uint8Array.from(gzipSync(TEXT));
  const headers = { "content-encoding": "x-gzip" };
  await withFetch(() => Promise.resolve(new Response(body, { headers })), async (client) => {
    assertEquals(await client.get(URL_).text() === TEXT, true);
  });
});

test("HEAD, 204 and 304 have no body, whatever is announced or given", async () => {
  const headers = { "content-length": "1000", "content-encoding": "gzip" };
  const bodies = [() => null, () => "", () => new ReadableStream()];
  for (const make of bodies) {
    const stub = () => Promise.resolve(new Response(make(), { headers }));
    await withFetch(stub, async (client) => {
      const response = await client.head(URL_);
      assertEquals([await response.text(), response.numBytesDownloaded], ["", 0]);
      assertEquals(response.headers.get("content-length"), "1000");
      await using streamed = await client.stream("HEAD", URL_);
      assertEquals(await Array.fromAsync(streamed.iterBytes()), []);
    });
  }
  for (const status of [204, 304]) {
    const stub = () => Promise.resolve(new Response(null, { status, headers }));
    await withFetch(stub, async (client) => assertEquals(await client.get(URL_).text(), ""));
  }
});
