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

/** Those that undo all. */
const ALL = { node22: true, node24: true, bun: true, chromium: true } as const;

/** What each runtime undoes: of what platforms do this is the table. */
const ROWS: readonly (readonly [coding: string, Readonly<Record<string, boolean | undefined>>])[] =
  [
    ["gzip", { ...ALL, worker: true }],
    ["GZIP", { ...ALL, worker: true }],
    ["br", { ...ALL, worker: true }],
    ["x-gzip", { ...ALL, worker: false }],
    ["deflate", { ...ALL, worker: false }],
    ["zstd", { ...ALL, node22: false, worker: false }],
    ["identity", { node22: false, node24: false, bun: false, chromium: false, worker: false }],
    ["rot13", { node22: false, node24: false, bun: false, chromium: false, worker: false }],
    ["gzip, br", { node22: true, node24: true, bun: undefined, chromium: true, worker: false }],
    ["gzip, identity", {
      node22: false,
      node24: false,
      bun: undefined,
      chromium: false,
      worker: false,
    }],
    ["gzip, zstd", { ...ALL, node22: false, bun: undefined, worker: false }],
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

test("a runtime is known by how its name begins", () => {
  const rows: readonly (readonly [agent: string, zstd: boolean, lists: string, heeds: boolean])[] =
    [
      ["Deno/2.9.6", false, "unclear", true],
      ["Node.js/18", false, "undone", false],
      ["Node.js/23.1.0", false, "undone", false],
      ["Node.js/24", true, "undone", false],
      ["Node.js/100", true, "undone", false],
      ["Bun/1.3.0", true, "unclear", false],
      ["Cloudflare-Workers", false, "kept", false],
      ["Mozilla/5.0 Deno/2 Node.js/18 Cloudflare-Workers", true, "undone", false],
    ];
  for (const [agent, zstd, lists, heeds] of rows) {
    const runtime = runtimeCodings(agent);
    const has = runtime?.codings.includes("zstd");
    assertEquals([has, runtime?.lists, runtime?.heeds], [zstd, lists, heeds], agent);
    assertEquals(runtimeCodings(`x${agent}`), undefined, agent);
  }
});
