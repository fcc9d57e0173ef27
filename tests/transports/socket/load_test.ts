import { assert, assertEquals } from "@std/assert";
import { runLoad } from "../../../bench/load.ts";
import { test } from "../../checked.ts";

test("200 at once over 20 sockets: none is lost or mixed up, and memory stays flat", async () => {
  const load = { requests: 2_000, concurrency: 200, maxConnections: 20 };
  await runLoad(load);
  const result = await runLoad(load);
  assertEquals(result.failure, undefined);
  assertEquals([result.good, result.mostOpen, result.accepted], [2_000, 20, 20]);
  const [first = 0, last = Infinity] = [result.memory[0], result.memory.at(-1)];
  assert(last - first < 40, `${result.memory} MiB`);
});
