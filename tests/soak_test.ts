import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { mayHave, soak } from "./soak.ts";
import { urlOf } from "./soak/clients.ts";
import { bodyKinds, clientNames, type Plan, planOf } from "./soak/plan.ts";
import { http2Ends, http2Right, http2Wrong } from "./soak/http2.ts";
import { right } from "./soak/right.ts";
import { tunnelFaults } from "./soak/tunnels.ts";
import { wrong } from "./soak/wrong.ts";

const some = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

for (const seed of [1, some]) {
  test(`a short soak leaves nothing behind, and every answer is right or typed (${seed})`, async () => {
    console.log(`again: deno task soak --requests=600 --seed=${seed}`);
    const report = await soak({ seed, requests: 600, concurrency: 50 });
    assertEquals(report.complaints, []);
    assert(report.memory < mayHave(report.warmMemory));
    assert((report.outcomes.get("right") ?? 0) > 120);
  });
}

test("a soak goes over plain HTTP, TLS, proxies of both kinds and HTTP/2", () => {
  const ports = { http: 1, https: 2, broken: 3, doubtful: 4, socks: 5, http2: 6, dead: 7 };
  const urls = new Set<string>();
  for (let index = 0; index < 3_000; index++) {
    const plan = planOf(1, index);
    if (plan.name === "length") {
      urls.add(`${plan.client} ${urlOf(plan, ports).split("/length")[0]}`);
    }
  }
  for (
    const url of [
      "default http://127.0.0.1:1",
      "tls https://127.0.0.1:2",
      "forwarded http://server.soak.test:1",
      "tunnel https://127.0.0.1:2",
      "socks http://server.soak.test:1",
      "socks tls https://127.0.0.1:2",
      "http2 https://127.0.0.1:6",
      "http2 found https://127.0.0.1:6",
    ]
  ) assert(urls.has(url), url);
});

test("a soak has every way to answer and to fail, every client and every body", () => {
  const plans: Plan[] = Array.from({ length: 10_000 }, (_, index) => planOf(1, index));
  const names = new Set(plans.map(({ name }) => name));
  const tables = {
    ...right,
    ...wrong,
    ...tunnelFaults,
    ...http2Right,
    ...http2Wrong,
    ...http2Ends,
  };
  const all = new Set([...Object.keys(tables), "refuse", "brokenTls", "doubtfulTls"]);
  assertEquals(names, all);
  assertEquals(new Set(plans.map(({ client }) => client)), new Set(clientNames));
  const kinds = new Set(plans.map(({ bodyKind }) => bodyKind));
  assertEquals(kinds, new Set([undefined, ...bodyKinds]));
  assertEquals(planOf(7, 5), planOf(7, 5));
});
