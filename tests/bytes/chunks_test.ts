import { assertEquals, assertInstanceOf, assertRejects, assertStrictEquals } from "@std/assert";
import {
  CHUNK_SIZE,
  type ChunkReader,
  concatBytes,
  readBlob,
  readBytes,
  toBytes,
  toReadableStream,
  withExactSize,
} from "../../src/core/bytes/chunks.ts";
import { test } from "../checked.ts";

test("chunks are joined; a single one is not copied", () => {
  const one = new Uint8Array([1]);
  assertStrictEquals(concatBytes([one]), one);
  assertEquals(concatBytes([]), new Uint8Array(0));
  const joined = concatBytes([one, new Uint8Array([2, 3])]);
  assertEquals(joined, new Uint8Array([1, 2, 3]));
  assertInstanceOf(joined, Uint8Array);
});

test("what is in memory is read in chunks, of which none is empty, until it is let go of", async () => {
  for (const size of [0, 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE]) {
    const bytes = new Uint8Array(size);
    for (const make of [() => readBytes(bytes), () => readBlob(new Blob([bytes]))]) {
      const lengths: number[] = [];
      const reader = make();
      for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
        lengths.push(chunk.length);
      }
      const rest = size % CHUNK_SIZE;
      const full = Array<number>(Math.floor(size / CHUNK_SIZE)).fill(CHUNK_SIZE);
      assertEquals(lengths, rest ? [...full, rest] : full);
      const left = make();
      await left.read();
      await left.cancel().catch(() => {});
      assertEquals(await left.read(), undefined);
    }
  }
});

test("a stream asks for a chunk when somebody asks it for one", async () => {
  let asked = 0;
  const reader: ChunkReader = {
    read: () => Promise.resolve(new Uint8Array(++asked)),
    cancel: () => Promise.resolve(),
  };
  const stream = toReadableStream(reader).getReader();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(asked, 0);
  assertEquals((await stream.read()).value?.length, 1);
  await stream.cancel();
});

test("bytes are viewed, not copied, unless they are shared between threads", () => {
  const own = new Uint8Array(4);
  assertStrictEquals(toBytes(own.subarray(1)).buffer, own.buffer);
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  assertInstanceOf(toBytes(shared).buffer, ArrayBuffer);
});

test("what was announced is what has to come", async () => {
  for (const [size, problem] of [[4, "more"], [6, "fewer"]] as const) {
    const reader = withExactSize(readBytes(new Uint8Array(5)), size, "it");
    const all = async () => {
      while (await reader.read());
    };
    await assertRejects(all, RangeError, `it gave ${problem} than the ${size} bytes announced`);
  }
  const exact = withExactSize(readBytes(new Uint8Array(5)), 5, "it");
  assertEquals([(await exact.read())?.length, await exact.read()], [5, undefined]);
});
