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
import { testOverBoth } from "./both.ts";

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

const CODINGS = ["Content-Encoding: gzip"];

testOverBoth(
  "a part stays as it came, what comes coded though it was asked for plain does not",
  async (makeClient) => {
    const body = copy(gzipSync(plain));
    await using server = await respondWith([
      toAnswer(body, { headers: CODINGS, status: "206 Partial Content" }),
      toAnswer(body, { headers: CODINGS }),
    ]);
    using client = makeClient();
    const get = async (headers: Record<string, string>) =>
      await client.get(server.url, { headers }).bytes();
    assertEquals(await get({ range: "bytes=0-" }), body);
    assertEquals(await get({ range: "bytes=0-" }), plain);
    assertEquals(await get({ "accept-encoding": "identity" }), plain);
  },
);

/** Lines, and a body in what they say. */
const LISTS: readonly (readonly [lines: readonly string[], body: Uint8Array<ArrayBuffer>])[] = [
  [["gzip", "identity"], copy(gzipSync(plain))],
  [["identity", "gzip"], copy(gzipSync(plain))],
  [["gzip, identity"], copy(gzipSync(plain))],
  [["identity, gzip"], copy(gzipSync(plain))],
  [["br, identity"], copy(brotliCompressSync(plain))],
  [["br", "identity"], copy(brotliCompressSync(plain))],
  [["identity", "br"], copy(brotliCompressSync(plain))],
  [["gzip,"], copy(gzipSync(plain))],
  [["gzip", "gzip"], copy(gzipSync(gzipSync(plain)))],
  [["gzip, gzip"], copy(gzipSync(gzipSync(plain)))],
  [["deflate", "gzip"], copy(gzipSync(deflateSync(plain)))],
  [["deflate, gzip"], copy(gzipSync(deflateSync(plain)))],
  [["zstd", "deflate"], copy(deflateSync(zstdCompressSync(plain)))],
];

testOverBoth("lists of codings on one line and on two are undone, once", async (makeClient) => {
  using client = makeClient();
  for (const [lines, body] of LISTS) {
    const headers = lines.map((line) => `Content-Encoding: ${line}`);
    await using server = await respondWith(toAnswer(body, { headers }));
    assertEquals(await client.get(server.url).text() === text, true, lines.join(" + "));
    await using streamed = await client.stream("GET", server.url);
    let seen = "";
    for await (const piece of streamed.iterText()) seen += piece;
    assertEquals(seen === text, true, lines.join(" + "));
  }
});

testOverBoth("a body of no bytes is empty in any coding", async (makeClient) => {
  using client = makeClient();
  for (const coding of ["gzip", "br", "deflate", "zstd", "gzip, identity", "identity"]) {
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\n`;
    for (
      const send of [
        `${head}Content-Length: 0\r\n\r\n`,
        `${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ]
    ) {
      await using server = await respondWith({ send });
      assertEquals(await client.get(server.url).text(), "", send);
      await using streamed = await client.stream("GET", server.url);
      assertEquals(await Array.fromAsync(streamed.iterBytes()), [], send);
      let copied = 0;
      await using again = await client.stream("GET", server.url);
      await again.writeTo({ write: ({ length }) => Promise.resolve(copied += length) });
      assertEquals([copied, client.stats.active], [0, 0], send);
    }
  }
});

testOverBoth(
  "a body that has fewer bytes than its coding needs is an error",
  async (makeClient) => {
    using client = makeClient();
    for (const coding of ["gzip", "br"]) {
      const headers = [`Content-Encoding: ${coding}`];
      await using server = await respondWith(
        toAnswer(copy(gzipSync(plain)).slice(0, 4), { headers }),
      );
      await assertRejects(() => client.get(server.url), ContentDecodingError);
    }
  },
);

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
