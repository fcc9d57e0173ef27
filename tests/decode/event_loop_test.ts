import { assertEquals } from "@std/assert";
import * as zlib from "node:zlib";
import { decodeContent } from "../../src/features/codings/content_encoding.ts";
import {
  iterEventBatches,
  iterJsonBatches,
  iterLineBatches,
  iterText,
} from "../../src/features/decode/mod.ts";
import { test } from "../checked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How often a timer fires meanwhile: never, if all that is done is done in microtasks. */
async function countTicks(work: () => Promise<void>): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return ticks;
}

function repeat(part: Uint8Array, count: number): Bytes {
  const all = new Uint8Array(part.length * count);
  for (let index = 0; index < count; index++) all.set(part, index * part.length);
  return all;
}

/** Everything is at hand: no read waits for anything. */
function read(body: Bytes, size: number) {
  let at = 0;
  return () => {
    const chunk = body.slice(at, at += size);
    return Promise.resolve(chunk.length > 0 ? chunk : undefined);
  };
}

const zeros = new Uint8Array(256 << 20);

/** 200 MB of deflate that hold nothing. */
const emptyBlocks = repeat(Uint8Array.of(0, 0, 0, 0xff, 0xff), 40_000_000);
emptyBlocks.set([3, 0], emptyBlocks.length - 5);

/** Bodies that take long, by their codings; none holds more than 300 MiB. */
const SLOW: readonly (readonly [string, Bytes, number?])[] = [
  ["zstd", repeat(zlib.zstdCompressSync("x"), 200_000)],
  ["zstd", repeat(zlib.zstdCompressSync("x"), 200_000), 1 << 30],
  ["gzip", repeat(zlib.gzipSync("x"), 2_000_000), 1 << 30],
  ["gzip", new Uint8Array(zlib.gzipSync(zeros))],
  ["deflate", new Uint8Array(zlib.deflateSync(zeros))],
  ["deflate", emptyBlocks, 1 << 30],
  [
    "br",
    new Uint8Array(
      zlib.brotliCompressSync(zeros, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } }),
    ),
  ],
  ["zstd", new Uint8Array(zlib.zstdCompressSync(zeros))],
  ["gzip, zstd", new Uint8Array(zlib.zstdCompressSync(zlib.gzipSync(zeros)))],
];

test("a body that is at hand lets timers fire while it is decoded", async () => {
  for (const [coding, body, size = 1 << 16] of SLOW) {
    const ticks = await countTicks(async () => {
      const decoder = decodeContent({ read: read(body, size) }, coding.split(", "));
      while (await decoder.read());
    });
    assertEquals(ticks >= 3, true, `${coding}: ${ticks}`);
  }
});

const chunk = new TextEncoder().encode("data: x\n\n".repeat(100_000));

test("text that is at hand lets timers fire while it is cut", async () => {
  const chunks = () => Array.from({ length: 100 }, () => chunk);
  const ways = {
    iterLineBatches: () => iterLineBatches(chunks()),
    iterEventBatches: () => iterEventBatches(chunks()),
    iterText: () => iterText(chunks()),
    iterJsonBatches: () =>
      iterJsonBatches(
        Array.from({ length: 100 }, () => new TextEncoder().encode("1\n".repeat(50_000))),
      ),
  };
  for (const [name, way] of Object.entries(ways)) {
    const ticks = await countTicks(async () => {
      for await (const _ of way());
    });
    assertEquals(ticks >= 3, true, `${name}: ${ticks}`);
  }
});
