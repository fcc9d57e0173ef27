import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { readIterable } from "../../src/core/bytes/items.ts";
import { test } from "../checked.ts";

const DONE = { done: true, value: undefined } as const;

/** An iterable that a test holds in its hands. */
class Watched implements AsyncIterable<unknown> {
  readonly destroy = "no function";
  readonly #next: () => Promise<IteratorResult<unknown>>;
  readonly #end: () => Promise<void>;
  asked = 0;
  returning = 0;
  returned = 0;

  constructor(next: () => Promise<IteratorResult<unknown>>, end: () => Promise<void> = turn) {
    this.#next = next;
    this.#end = end;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return {
      next: () => {
        this.asked++;
        return this.#next();
      },
      return: async () => {
        this.returning++;
        await this.#end();
        this.returned++;
        return DONE;
      },
    };
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const never = () => new Promise<never>(() => {});
const textOf = async (items: readonly unknown[]) => {
  const reader = readIterable(items);
  const parts: BlobPart[] = [];
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) parts.push(chunk);
  return await new Blob(parts).text();
};

test("who cancels waits until the source is closed, once, before a read and after", async () => {
  for (const reads of [0, 1]) {
    const source = new Watched(() => Promise.resolve({ value: "x" }));
    const reader = readIterable(source);
    if (reads > 0) await reader.read();
    await reader.cancel();
    assertEquals(source.returned, 1);
    await reader.cancel();
    assertEquals([source.returning, await reader.read(), source.asked], [1, undefined, reads]);
  }
});

test("who cancels does not wait for a source that is stuck", async () => {
  const source = new Watched(never, never);
  const reader = readIterable(source);
  reader.read();
  await turn();
  await reader.cancel();
  assertEquals([source.returning, source.returned], [1, 0]);
});

test("a source that has failed is asked no more", async () => {
  const reason = new Error("gone");
  const source = new Watched(() => Promise.reject(reason));
  const reader = readIterable(source);
  assertStrictEquals(await assertRejects(() => reader.read()), reason);
  assertEquals([await reader.read(), source.asked], [undefined, 1]);
});

test("what is neither text nor bytes is named by its kind", async () => {
  for (const [item, kind] of [[null, "null"], [5, "number"], [{}, "object"]] as const) {
    await assertRejects(() => textOf([item]), TypeError, `a chunk of type ${kind}:`);
  }
});

test("a character that is cut in two is one, and what is half of one is none", async () => {
  for (const character of ["\u{10000}", "\u{1f600}", "\u{10fc00}", "\u{10ffff}"]) {
    const [high = "", low = ""] = character.split("");
    assertEquals(await textOf([`a${high}`, `${low}b`]), `a${character}b`);
    assertEquals(await textOf([high, new Uint8Array([0x62])]), "\ufffdb");
    assertEquals(await textOf([low, high]), "\ufffd\ufffd");
  }
});
