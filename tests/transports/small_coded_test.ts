/**
 * Small coded bodies that come at once: the first over a connection takes another way than those behind it, and each
 * gives the same.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { Client, ContentDecodingError } from "../../mod.ts";
import { gunzipByWeb } from "../../src/features/codings/web_whole.ts";
import { test } from "../checked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const plain = encoder.encode(JSON.stringify({ text: "käse ".repeat(300) }));
const large = new Uint8Array(3 * 2 ** 20);

const own = (bytes: Uint8Array): Bytes => Uint8Array.from(bytes);
const join = (...parts: Uint8Array[]): Bytes => Uint8Array.from(parts.flatMap((part) => [...part]));

function damaged(bytes: Uint8Array, at: number): Bytes {
  const copy = own(bytes);
  copy[copy.length + at] = (copy.at(at) ?? 0) ^ 1;
  return copy;
}

interface Case {
  readonly coding: string;
  readonly body: Bytes;
  /** What comes of it; an error without it. */
  readonly content?: Bytes;
}

const twice = join(plain, plain);
const CASES: Readonly<Record<string, Case>> = {
  "gzip": { coding: "gzip", body: own(gzipSync(plain)), content: plain },
  "x-gzip": { coding: "X-GZip", body: own(gzipSync(plain)), content: plain },
  "gzip of nothing": { coding: "gzip", body: own(gzipSync("")), content: own(new Uint8Array(0)) },
  "nothing at all": { coding: "gzip", body: new Uint8Array(0), content: new Uint8Array(0) },
  "two members that are the same": {
    coding: "gzip",
    body: join(gzipSync(plain), gzipSync(plain)),
    content: twice,
  },
  "something behind it": {
    coding: "gzip",
    body: join(gzipSync(plain), encoder.encode("\r\nmore")),
    content: plain,
  },
  "more than is decoded at once": { coding: "gzip", body: own(gzipSync(large)), content: large },
  "gzip twice": { coding: "gzip, gzip", body: own(gzipSync(gzipSync(plain))), content: plain },
  "deflate": { coding: "deflate", body: own(deflateSync(plain)), content: plain },
  "raw deflate": { coding: "deflate", body: own(deflateRawSync(plain)), content: plain },
  "br": { coding: "br", body: own(brotliCompressSync(plain)), content: plain },
  "zstd": { coding: "zstd", body: own(zstdCompressSync(plain)), content: plain },
  "gzip that is cut short": { coding: "gzip", body: own(gzipSync(plain).subarray(0, -3)) },
  "a wrong checksum": { coding: "gzip", body: damaged(gzipSync(plain), -6) },
  "a wrong size": { coding: "gzip", body: damaged(gzipSync(plain), -4) },
  "no gzip": { coding: "gzip", body: plain },
  "deflate that is cut short": { coding: "deflate", body: own(deflateSync(plain).subarray(0, -2)) },
  "br that is cut short": { coding: "br", body: own(brotliCompressSync(plain).subarray(0, -2)) },
};

for (const framing of ["with its size", "in chunks"] as const) {
  for (const [name, { coding, body, content }] of Object.entries(CASES)) {
    test(`${name}, ${framing}, gives the same first and later`, async () => {
      await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
        const sent = framing === "in chunks" ? ReadableStream.from([body]) : body;
        return new Response(sent, { headers: { "content-encoding": coding } });
      });
      using client = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}` });
      for (const _ of [1, 2, 3]) {
        if (!content) {
          await assertRejects(() => client.get("/").then(), ContentDecodingError);
          continue;
        }
        assertEquals((await client.get("/")).content, content);
      }
    });
  }
}

test("a small body does not hold on to a large buffer", async () => {
  const body = own(gzipSync(plain));
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(body, { headers: { "content-encoding": "gzip" } }),
  );
  using client = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}` });
  for (const _ of [1, 2]) {
    const { content } = await client.get("/");
    assertEquals(content.buffer.byteLength, plain.length);
  }
});

test("only what is one small member is left to the web", async () => {
  const most = 2 ** 20;
  assertEquals(await gunzipByWeb(own(gzipSync(plain)), most), plain);
  assertEquals(await gunzipByWeb(own(gzipSync(plain)), plain.length - 1), undefined);
  const noise = crypto.getRandomValues(new Uint8Array(20_000));
  assertEquals(await gunzipByWeb(own(gzipSync(noise)), most), undefined, "it is too large");
  for (const [name, { coding, body, content }] of Object.entries(CASES)) {
    if (coding !== "gzip" || content) continue;
    assertEquals(await gunzipByWeb(body, most), undefined, name);
  }
  assertEquals(
    await gunzipByWeb(CASES["two members that are the same"]?.body ?? plain, most),
    undefined,
  );
});
