import { assertEquals, assertRejects } from "@std/assert";
import { copyBytes } from "../../src/core/bytes/body_copy.ts";
import { test } from "../checked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Keeps what is written, a few bytes at a time. */
class Kept {
  readonly bytes: number[] = [];
  readonly #most: number;

  constructor(most = Infinity) {
    this.#most = most;
  }

  async write(bytes: Uint8Array): Promise<number> {
    await Promise.resolve();
    const taken = bytes.subarray(0, this.#most);
    for (const byte of taken) this.bytes.push(byte);
    return taken.length;
  }
}

const pattern = (length: number, from = 0) =>
  Uint8Array.from({ length }, (_, at) => (from + at) % 251);

/** Gives chunks of these sizes: as they are, in the buffer, or in the buffer and with that detached. */
function source(sizes: readonly number[], way: "own" | "filled" | "detached", end?: Error) {
  let at = 0;
  let from = 0;
  return (buffer: Bytes): Promise<Bytes | undefined> => {
    const size = sizes[at++];
    if (size === undefined) {
      if (way === "detached") structuredClone(buffer, { transfer: [buffer.buffer] });
      return end ? Promise.reject(end) : Promise.resolve(undefined);
    }
    const length = way === "own" ? size : Math.min(size, buffer.length);
    const bytes = pattern(length, from);
    from += length;
    if (way === "own") return Promise.resolve(bytes);
    const target = way === "detached" ? buffer.buffer.transfer() : buffer.buffer;
    const view = new Uint8Array(target, 0, length);
    view.set(bytes);
    return Promise.resolve(view);
  };
}

const lists: number[][] = [
  [],
  [1],
  [1, 2, 3],
  [262_144],
  [262_143, 1, 262_143, 5],
  [100_000, 100_000, 100_000, 100_000, 100_000, 7],
  [700_000, 3, 300_000],
  Array.from({ length: 12 }, () => 20_000).flatMap((size) => [size, size + 1, size + 2]),
];

for (const way of ["own", "filled", "detached"] as const) {
  test(`all bytes come in order, whatever their chunks: ${way}`, async () => {
    for (const sizes of lists) {
      for (const most of [Infinity, 65_537]) {
        const kept = new Kept(most);
        const count = await copyBytes(source(sizes, way), kept);
        assertEquals(count, kept.bytes.length);
        assertEquals(Uint8Array.from(kept.bytes), pattern(count));
      }
    }
  });

  test(`what came before a failure is written: ${way}`, async () => {
    for (const sizes of lists) {
      const kept = new Kept();
      const error = new RangeError("gone");
      await assertRejects(() => copyBytes(source(sizes, way, error), kept), RangeError, "gone");
      const whole = new Kept();
      await copyBytes(source(sizes, way), whole);
      assertEquals(kept.bytes.length, whole.bytes.length);
    }
  });
}

test("nothing is read into a chunk that is somebody's own", async () => {
  const own = pattern(1_000);
  let turns = 0;
  const fill = (buffer: Bytes) => {
    if (turns++ === 0) return Promise.resolve(own);
    return Promise.resolve(turns < 4 ? buffer.fill(255).subarray(0, 10) : undefined);
  };
  assertEquals(await copyBytes(fill, new Kept()), 1_020);
  assertEquals(own, pattern(1_000));
});

test("a failure of the writer comes out, also one of a write under way", async () => {
  for (let good = 0; good < 4; good++) {
    let left = good;
    const writer = {
      write: (bytes: Uint8Array) =>
        left-- > 0 ? Promise.resolve(bytes.length) : Promise.reject(new RangeError("full")),
    };
    const fill = source(Array.from({ length: 12 }, () => 200_000), "own");
    await assertRejects(() => copyBytes(fill, writer), RangeError, "full");
  }
});
