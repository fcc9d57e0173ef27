import { assert, assertEquals, assertRejects } from "@std/assert";
import { LateItems } from "../../src/features/late_items.ts";
import { test } from "../checked.ts";

/** Counts, and notes how it is used. */
function setUp() {
  const log: string[] = [];
  const loaded = Promise.withResolvers<void>();
  let value = 0;
  const items: AsyncIterableIterator<number, undefined, undefined> = {
    next: () => {
      log.push("next");
      return Promise.resolve({ value: ++value });
    },
    return: () => {
      log.push("return");
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => items,
  };
  const late = new LateItems(async () => {
    log.push("load");
    await loaded.promise;
    return items;
  });
  return { log, late, load: () => loaded.resolve() };
}

test("LateItems load nothing before the first call, and once", async () => {
  const { log, late, load } = setUp();
  assertEquals(log, []);
  const first = [late.next(), late.next(), late.return()];
  assertEquals(log, ["load"]);
  load();
  const values = (await Promise.all(first)).map(({ value }) => value);
  assertEquals([values, log], [[1, 2, undefined], ["load", "next", "next", "return"]]);
});

test("LateItems keep the order of calls, also of those made while the first ones are handed on", async () => {
  const { late, load } = setUp();
  const found: Promise<unknown>[] = [];
  const ask = () => found.push(late.next().then(({ value }) => value));
  ask();
  ask();
  load();
  for (let turn = 0; turn < 12; turn++) {
    await Promise.resolve();
    ask();
  }
  assertEquals(await Promise.all(found), found.map((_, index) => index + 1));
});

test("LateItems close what they give, and hand on how loading it failed", async () => {
  const { log, late, load } = setUp();
  load();
  {
    await using closed = late;
    assertEquals(await closed.next(), { value: 1 });
  }
  assertEquals(log, ["load", "next", "return"]);
  await assertRejects(() => late.throw(new Error("enough")), Error, "enough");
  assertEquals(log.at(-1), "return");

  let count = 0;
  const broken = new LateItems<never>(() => Promise.reject(new Error(`broken ${++count}`)));
  await assertRejects(() => broken.next(), Error, "broken 1");
  assert((await broken.next()).done);
  assert((await broken.return()).done);
  assertEquals(count, 1);

  async function* generate(): AsyncGenerator<number, undefined, undefined> {
    yield 1;
  }
  const unread = new LateItems(() => Promise.resolve(generate()));
  assert((await unread.return()).done);
  assert((await unread.next()).done);
});
