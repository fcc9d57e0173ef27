import { assertEquals } from "@std/assert";
import { isUndone, runtimeCodings } from "../../src/core/fetch/fetch_codings.ts";
import { test } from "../checked.ts";

const AGENTS = {
  node22: "Node.js/22",
  node24: "Node.js/24",
  bun: "Bun/1.3.0",
  chromium: "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0",
  worker: "Cloudflare-Workers",
  nameless: "",
} as const;

/** What each runtime undoes: of what platforms do this is the table. */
const ROWS: readonly (readonly [coding: string, Readonly<Record<string, boolean | undefined>>])[] =
  [
    ["gzip", { node22: true, node24: true, bun: true, chromium: true }],
    ["GZIP", { node22: true, node24: true, bun: true, chromium: true }],
    ["br", { node22: true, node24: true, bun: true, chromium: true }],
    ["x-gzip", { node22: true, node24: true, bun: true, chromium: true }],
    ["deflate", { node22: true, node24: true, bun: true, chromium: true }],
    ["zstd", { node22: false, node24: true, bun: true, chromium: true }],
    ["identity", { node22: false, node24: false, bun: false, chromium: false }],
    ["rot13", { node22: false, node24: false, bun: false, chromium: false }],
    ["gzip, br", { node22: true, node24: true, bun: undefined, chromium: true }],
    ["gzip, identity", { node22: false, node24: false, bun: undefined, chromium: false }],
    ["gzip, zstd", { node22: false, node24: true, bun: undefined, chromium: true }],
  ];

test("what a runtime decodes by itself is known, or said to be unknown", () => {
  for (const [name, agent] of Object.entries(AGENTS)) {
    const runtime = runtimeCodings(agent);
    for (const [coding, undone] of ROWS) {
      const known = isUndone(runtime, { coding, plain: false });
      assertEquals(known, undone[name], `${name}: ${coding}`);
    }
  }
});

test("on Deno gzip and br alone are undone, and nothing that was not wanted", () => {
  const runtime = runtimeCodings();
  const rows: readonly (readonly [string, boolean | undefined])[] = [
    ["gzip", true],
    ["Br", true],
    ["x-gzip", false],
    ["deflate", false],
    ["zstd", false],
    ["deflate, zstd", false],
    ["gzip, identity", undefined],
    ["deflate, gzip", undefined],
  ];
  for (const [coding, undone] of rows) {
    assertEquals(isUndone(runtime, { coding, plain: false }), undone, coding);
    assertEquals(isUndone(runtime, { coding, plain: true }), false, coding);
  }
});
