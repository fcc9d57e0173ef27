import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { crawl } from "./crawl.ts";

test("a short crawl gets pages of every origin, each its own", async () => {
  const report = await crawl({ origins: 60, pages: 4, client: "ferry", idle: 0 });
  assertEquals(report.wrong, []);
  assertEquals(report.right + report.failed, 60 * 4);
  // Of the sixty one says nothing, and another one breaks off.
  assert(report.failed >= 2 * 4);
});
