/**
 * Lines, item by item: `deno bench -A bench/lines_bench.ts`.
 *
 * @module
 */

import { iterLineBatches, iterLines } from "../src/decode/lines.ts";

const line = "2024-05-17T08:30:00Z INFO worker-3 took job 4711: done within 12 ms\n";
const chunk = new TextEncoder().encode(line.repeat(900));
const chunks = Array.from({ length: 16 }, () => chunk);

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let times = 0;
  for await (const _ of items) times++;
  return times;
}

Deno.bench("iterLines, 1 MiB", { group: "lines" }, async () => {
  await count(iterLines(chunks));
});

Deno.bench("iterLineBatches, 1 MiB", { group: "lines" }, async () => {
  await count(iterLineBatches(chunks));
});

Deno.bench("iterLines, 1 KiB", { group: "short" }, async () => {
  await count(iterLines([chunk.subarray(0, 1024)]));
});
