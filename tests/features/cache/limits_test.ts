import { assertEquals, assertRejects } from "@std/assert";
import { ResponseTooLargeError } from "../../../mod.ts";
import { MemoryCacheStore } from "../../../src/features/cache/mod.ts";
import { test } from "../../checked.ts";
import { did, Origin } from "./server.ts";
import { until } from "../../until.ts";

const URL_ = "http://example.org/";
const fresh = { "cache-control": "max-age=60" };
const stale = { age: "90", etag: '"a"' };

test("a limit of the client holds for what another one has stored", async () => {
  const store = new MemoryCacheStore();
  const origin = new Origin({ headers: fresh, body: "x".repeat(100) });
  using one = origin.client({ store });
  using other = origin.client({ store }, { maxResponseBytes: 99 });
  await one.get(URL_);
  await assertRejects(async () => await other.get(URL_), ResponseTooLargeError);
  await assertRejects(async () => await (await other.stream("GET", URL_)).text());
  assertEquals(did(await one.get(URL_)), "hit");
});

test("a validation in the background waits for its turn as every request does", async () => {
  const control = "max-age=60, stale-while-revalidate=600";
  const origin = new Origin({ headers: { ...stale, "cache-control": control } }, {}, {
    headers: { ...fresh },
  });
  using client = origin.client({}, { limits: { maxConnections: 1 } });
  await client.get(URL_);
  const other = await client.stream("GET", `${URL_}?other`); // holds the one connection
  assertEquals(await client.get(URL_).text(), "1");
  await until(() => client.stats.waiting === 1);
  assertEquals(origin.count, 2);
  await other.text();
  while (await client.get(URL_, { cache: "only-if-cached" }).text() !== "3") {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assertEquals(origin.count, 3);
});
