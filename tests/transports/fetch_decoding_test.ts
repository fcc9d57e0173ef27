import { assertEquals, assertRejects } from "@std/assert";
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { Client, ContentDecodingError, FetchTransport } from "../../mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

const text = JSON.stringify({ ferry: "ö".repeat(20_000) });
const plain = new TextEncoder().encode(text);
const copy = (bytes: Uint8Array) => Uint8Array.from(bytes);

/** A coding, and a body in it. */
const CODED: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
  ["gzip", copy(gzipSync(plain))],
  ["GZIP", copy(gzipSync(plain))],
  ["br", copy(brotliCompressSync(plain))],
  ["x-gzip", copy(gzipSync(plain))],
  ["deflate", copy(deflateSync(plain))],
  ["deflate", copy(deflateRawSync(plain))],
  ["zstd", copy(zstdCompressSync(plain))],
  ["gzip, br", copy(brotliCompressSync(gzipSync(plain)))],
  ["identity", plain],
];

test("every coding is undone over fetch, read whole and in pieces", async () => {
  for (const [coding, body] of CODED) {
    const headers = [`Content-Encoding: ${coding}`];
    await using server = await respondWith(toAnswer(body, { headers }));
    using client = new Client({ transport: new FetchTransport() });
    const response = await client.get(server.url);
    assertEquals(await response.text() === text, true, coding);
    assertEquals(response.headers.get("content-encoding"), coding);
    const streamed = await client.stream("GET", server.url);
    let seen = "";
    for await (const piece of streamed.iterText()) seen += piece;
    assertEquals(seen === text, true, coding);
  }
});

test("what could be a part, or was asked for as it is, stays as it came", async () => {
  const body = copy(deflateSync(plain));
  await using server = await respondWith(
    toAnswer(body, { headers: ["Content-Encoding: deflate"] }),
  );
  using client = new Client({ transport: new FetchTransport() });
  for (const headers of [{ range: "bytes=0-" }, { "accept-encoding": "identity" }]) {
    assertEquals(await (await client.get(server.url, { headers })).bytes(), body);
  }
});

test("a coding that is unknown stays, one that is corrupt or cut short is an error", async () => {
  using client = new Client({ transport: new FetchTransport() });
  const ask = async (coding: string, body: Uint8Array<ArrayBuffer>) => {
    await using server = await respondWith(
      toAnswer(body, { headers: [`Content-Encoding: ${coding}`] }),
    );
    return await (await client.get(server.url)).bytes();
  };
  assertEquals(await ask("gzip, rot13", plain), plain);
  await assertRejects(() => ask("zstd", plain), ContentDecodingError);
  const [, deflated] = CODED[4] ?? ["", plain];
  await assertRejects(() => ask("deflate", deflated.slice(0, -9)), ContentDecodingError);
  assertEquals(client.stats.active, 0);
});

test("a bomb is stopped at maxResponseBytes, whatever its coding", async () => {
  const body = copy(deflateSync(new Uint8Array(20_000_000)));
  await using server = await respondWith(
    toAnswer(body, { headers: ["Content-Encoding: deflate"] }),
  );
  using client = new Client({ transport: new FetchTransport(), maxResponseBytes: 1_000_000 });
  await assertRejects(() => client.get(server.url), Error, "maxResponseBytes");
});
