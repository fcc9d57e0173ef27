import { assert, assertEquals } from "@std/assert";
import { clients } from "../../bench/clients.ts";
import { countMade, countPromises } from "../../bench/counting.ts";
import { serveByDeno } from "../../bench/serving.ts";
import { test } from "../checked.ts";

test("promises are counted, those of await among them", async () => {
  const count = async (work: () => Promise<unknown>) =>
    Math.round(await countPromises(work, 1_000));
  const one = await count(() => Promise.resolve());
  assertEquals(await count(() => Promise.resolve().then(() => {})), one + 1);
  assertEquals(await count(() => Promise.all([])), one);
});

test("bytes in the heap are counted", async () => {
  const kept: number[][] = [];
  const { heap } = await countMade(() => {
    kept[0] = new Array(1_000).fill(0.5);
    return Promise.resolve();
  });
  assert(heap > 7 && heap < 30, `${heap} KB for a list of 8 KB`);
});

test("bytes of buffers are counted", async () => {
  const kept: Uint8Array[] = [];
  const { external } = await countMade(() => {
    kept[0] = new Uint8Array(100_000);
    return Promise.resolve();
  });
  assert(external > 90 && external < 120, `${external} KB for a buffer of 100 KB`);
});

/** How many promises a request may make beside those of bare `fetch`. */
const MORE = { ferry: 4, "ferry core": 19 } as const;

test("a small request makes few promises beside those of fetch", async () => {
  await using server = await serveByDeno({ "small.json": '{"id":4711}' });
  const count = async (name: string) => {
    const client = await clients[name]?.();
    assert(client);
    const work = () => client.json(`${server.url}/small.json`);
    for (let n = 0; n < 20; n++) await work();
    const made = await countPromises(work, 50);
    client.close?.();
    return made;
  };
  const floor = await count("fetch");
  for (const [name, more] of Object.entries(MORE)) {
    const made = await count(name);
    assert(made <= floor + more, `${name}: ${made}, where fetch makes ${floor}`);
    assert(made <= 45, `${name}: ${made}`);
  }
});
