import { assert, assertEquals, assertThrows } from "@std/assert";
import { gather, joinOwn, makeRoom } from "../../src/core/bytes/whole.ts";
import { test } from "../checked.ts";

test("there is room for all of a size that is believed", () => {
  assertEquals(makeRoom(0).length, 0);
  assertEquals(makeRoom(70_000).length, 70_000);
  assertEquals(makeRoom(2 ** 26).length, 2 ** 26);
});

test("of a size that is not believed there is room for as much as is", () => {
  assertEquals(makeRoom(Number.MAX_SAFE_INTEGER).length, 2 ** 26);
  assertEquals(makeRoom(100, { believed: 10 }).length, 10);
});

test("more room is made by what came, which moves there", () => {
  const begun = new Uint8Array([1, 2, 3]);
  const room = makeRoom(100, { begun, believed: 3 });
  assertEquals(room.length, 24);
  assertEquals([...room.subarray(0, 4)], [1, 2, 3, 0]);
  assertEquals(begun.length, 0);
  const begunAgain = new Uint8Array(20).fill(7);
  assertEquals(makeRoom(100, { begun: begunAgain, believed: 3 }).length, 100);
});

test("where no such buffer can be had, a smaller one is", () => {
  const size = 2 ** 50;
  const room = makeRoom(size, { begun: new Uint8Array([5]), believed: size });
  assert(room.length > 1 && room.length < size, String(room.length));
  assertEquals(room[0], 5);
  assertThrows(() => makeRoom(-1), RangeError);
});

test("pieces are joined and given back", () => {
  const pieces = [new Uint8Array([1, 2]), new Uint8Array([3]), new Uint8Array([4, 5, 6])];
  assertEquals([...joinOwn(pieces, 6)], [1, 2, 3, 4, 5, 6]);
  assertEquals(pieces.map(({ buffer }) => buffer.detached), [true, true, true]);
});

test("what is a part of a buffer is joined, and the buffer left to the others", () => {
  const { buffer } = new Uint8Array([1, 2, 3, 4]);
  const parts = [new Uint8Array(buffer, 0, 2), new Uint8Array(buffer, 2, 2)];
  assertEquals([...joinOwn(parts, 4)], [1, 2, 3, 4]);
  assertEquals(buffer.detached, false);
});

test("one piece is the whole as it is", () => {
  const piece = new Uint8Array([1, 2]);
  assert(joinOwn([piece], 2) === piece);
  assertEquals(joinOwn([], 0).length, 0);
});

/** Fills buffers with 0, 1, 2, … of bytes, `step` at a time, as a socket does or as a stream that detaches them. */
function counting(size: number, { step, detaches }: { step: number; detaches: boolean }) {
  let at = 0;
  return (buffer: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const { byteOffset, length } = buffer;
    const count = Math.min(step, length, size - at);
    if (!detaches && count === 0) return Promise.resolve(undefined);
    const memory = detaches ? buffer.buffer.transfer() : buffer.buffer;
    const filled = new Uint8Array(memory, byteOffset, count);
    for (let n = 0; n < count; n++) filled[n] = at++ % 251;
    return Promise.resolve(filled);
  };
}

for (const detaches of [false, true]) {
  test(`bytes of unknown size are gathered, and told: ${detaches ? "detached" : "own"}`, async () => {
    for (const size of [0, 1, 16_384, 16_385, 3_000_000]) {
      let told = 0;
      const fill = counting(size, { step: 50_000, detaches });
      const found = await gather({ fill, touch: (count) => told += count });
      assertEquals([found.length, told, found.buffer.byteLength], [size, size, size]);
      assert(found.every((byte, at) => byte === at % 251));
    }
  });
}

test("what came before stands before what is gathered", async () => {
  const told: number[] = [];
  const fill = counting(3, { step: 2, detaches: false });
  const begun = [new Uint8Array([9, 8]), new Uint8Array([7])];
  const found = await gather({ fill, touch: (count) => told.push(count), begun });
  assertEquals([[...found], told], [[9, 8, 7, 0, 1, 2], [2, 1]]);
});
