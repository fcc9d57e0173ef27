import { assertEquals, assertRejects } from "@std/assert";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { ContentDecodingError } from "../../mod.ts";
import type { ChunkSource } from "../../src/features/codings/coded_body.ts";
import { decodeWhatIsCoded } from "../../src/features/codings/doubtful_codings.ts";
import { test } from "../checked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const text = "<!doctype html><p>hello</p>".repeat(50);
const plain = new TextEncoder().encode(text);

const CODED: readonly (readonly [coding: string, coded: Bytes])[] = [
  ["gzip", Uint8Array.from(gzipSync(plain))],
  ["br", Uint8Array.from(brotliCompressSync(plain))],
  ["deflate", Uint8Array.from(deflateSync(plain))],
  ["zstd", Uint8Array.from(zstdCompressSync(plain))],
];

function inPieces(bytes: Bytes, size: number): ChunkSource {
  let at = 0;
  return {
    read() {
      const piece = bytes.slice(at, at += size);
      return Promise.resolve(piece.length > 0 ? piece : undefined);
    },
  };
}

async function readAll(source: ChunkSource): Promise<string> {
  const decoder = new TextDecoder();
  let seen = "";
  for (let chunk = await source.read(); chunk; chunk = await source.read()) {
    seen += decoder.decode(chunk, { stream: true });
  }
  return seen;
}

test("a coding that is there is undone, and one that was undone is not, however it is cut", async () => {
  for (const [coding, coded] of CODED) {
    for (const size of [1, 7, 100, 10_000]) {
      const undo = (bytes: Bytes) =>
        readAll(decodeWhatIsCoded(inPieces(bytes, size), [coding], {}));
      assertEquals(await undo(coded), text, `${coding} by ${size}`);
      assertEquals(await undo(plain), text, `${coding} undone, by ${size}`);
      assertEquals(await undo(new TextEncoder().encode("{}")), "{}", `${coding} of two bytes`);
      assertEquals(await undo(new Uint8Array(0)), "", `${coding} of nothing`);
    }
  }
});

test("of a coding that was applied twice, each layer is undone that is there", async () => {
  const once = Uint8Array.from(gzipSync(plain));
  const twice = Uint8Array.from(gzipSync(once));
  for (const bytes of [plain, once, twice]) {
    assertEquals(await readAll(decodeWhatIsCoded(inPieces(bytes, 9), ["gzip", "gzip"], {})), text);
  }
});

test("more codings than anybody uses are refused", async () => {
  const undo = (count: number) =>
    readAll(decodeWhatIsCoded(inPieces(plain, 100), new Array(count).fill("gzip"), {}));
  assertEquals(await undo(5), text);
  await assertRejects(() => undo(5_000), ContentDecodingError, "5000 codings");
});

test("what is there and cut short is an error", async () => {
  const long = new TextEncoder().encode(Array.from({ length: 5_000 }, Math.random).join());
  for (
    const [coding, whole] of [["gzip", gzipSync(plain)], ["br", brotliCompressSync(long)]] as const
  ) {
    const cut = inPieces(Uint8Array.from(whole.subarray(0, -12)), 20);
    const source = decodeWhatIsCoded(cut, [coding], {});
    await assertRejects(() => readAll(source), ContentDecodingError);
    source.close();
  }
});
