import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { crawl } from "./crawl/crawl.ts";
import { isDueToFail } from "./crawl/web.ts";

test("a short crawl gets every page that can be had, each its own, with cookies and in turn", async () => {
  const [origins, pages] = [120, 10];
  const report = await crawl({
    origins,
    pages,
    client: "ferry",
    block: 60,
    idle: 0,
    timeout: 2_000,
  });
  const web = { origins, port: 0 };
  const due = Array.from(
    { length: origins * pages },
    (_, at) => isDueToFail(web, at % origins, Math.floor(at / origins)),
  ).filter(Boolean).length;
  assertEquals([report.wrong, report.failed, report.due], [0, 0, due]);
  assertEquals(report.right, origins * pages - due);
  assertEquals(Object.keys(report.errors).sort(), ["ReadError", "ReadTimeoutError"]);
  assert(report.cookies > 0, "cookies come back");
  assert(report.files < 700, `${report.files} open files`);
});
