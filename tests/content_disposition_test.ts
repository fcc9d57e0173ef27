import { assertEquals } from "@std/assert";
import { parseContentDisposition } from "../src/features/download/content_disposition.ts";
import { test } from "./checked.ts";

test("the extended name counts before the plain one, in either order", () => {
  const extended = "filename*=UTF-8'en'%e2%82%ac.txt";
  for (const rest of [`filename=EUR.txt; ${extended}`, `${extended}; filename=EUR.txt`]) {
    assertEquals(parseContentDisposition(`attachment; ${rest}`).filename, "€.txt");
  }
  const broken = "attachment; filename=EUR.txt; filename*=UTF-8''%e2%82";
  assertEquals(parseContentDisposition(broken).filename, "EUR.txt");
});

test("garbage and hostile values give no error and take linear time", () => {
  assertEquals(parseContentDisposition(null), { type: "", filename: undefined });
  for (const piece of ["a;", '"', "\\", "filename=", "filename*=", "%", "'", '; filename="\\']) {
    const started = performance.now();
    parseContentDisposition(piece.repeat(100_000));
    assertEquals(performance.now() - started < 10_000, true, piece);
  }
});
