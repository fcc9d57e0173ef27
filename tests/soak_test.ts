import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { mayHave, soak } from "./soak.ts";
import { bodyKinds, clientNames, type Plan, planOf } from "./soak/plan.ts";
import { right } from "./soak/right.ts";
import { wrong } from "./soak/wrong.ts";

const some = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

for (const seed of [1, some]) {
  test(`a short soak leaves nothing behind, and every answer is right or typed (${seed})`, async () => {
    console.log(`again: deno task soak --requests=400 --seed=${seed}`);
    const report = await soak({ seed, requests: 400, concurrency: 50 });
    assertEquals(report.complaints, []);
    assert(report.memory < mayHave(report.warmMemory));
    assert((report.outcomes.get("right") ?? 0) > 80);
  });
}

test("a soak has every way to answer and to fail, every client and every body", () => {
  const plans: Plan[] = Array.from({ length: 3_000 }, (_, index) => planOf(1, index));
  const names = new Set(plans.map(({ name }) => name));
  assertEquals([...names].sort(), [...Object.keys(right), ...Object.keys(wrong), "refuse"].sort());
  assertEquals(new Set(plans.map(({ client }) => client)), new Set(clientNames));
  const kinds = new Set(plans.map(({ bodyKind }) => bodyKind));
  assertEquals(kinds, new Set([undefined, ...bodyKinds]));
  assertEquals(planOf(7, 5), planOf(7, 5));
});
