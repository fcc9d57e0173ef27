import { assert, assertEquals } from "@std/assert";
import { test } from "../../checked.ts";
import { sources } from "../../sources.ts";

/** The entries of which the cache may use what it likes, as any stage of a user's own. */
const ENTRIES = ["core.ts", "mod.ts", "src/features/decode/mod.ts"];

/** What it takes beside that, and why. */
const REASONS: Readonly<Record<string, string>> = {
  "src/core/fields/cache_status.ts":
    "response.cacheStatus reads the same field; the cache exports the reader",
  "src/core/fields/content_length.ts": "a reader of one header field, a function of its text alone",
  "src/fields/dates.ts": "a reader of one header field, a function of its text alone",
  "src/core/request/headers.ts": "what a token is, to check an option",
  "src/core/bytes/chunks.ts": "joins bytes",
  "src/core/options/checks.ts": "names a wrong value in an error",
  "src/files/files.ts": "makes the file of a SqliteCacheStore on any runtime; not of core",
  "src/core/feature.ts":
    "the option `cache` is one of the client's, so that a wrong one is refused",
  "src/features/option.ts":
    "the option `cache` is one of the client's, so that a wrong one is refused",
};

const named = /^(?:import|export)\s+(type\s+)?\{([^}]*)\}\s*from\s*"([^"]+)"/gm;

interface Names {
  readonly names: readonly string[];
  readonly from: string;
}

function namesIn(path: string): readonly Names[] {
  return [...(sources.get(path) ?? "").matchAll(named)].map(([, , list = "", from = ""]) => ({
    names: list.split(",").map((name) => name.trim().replace(/^type\s+/, "")).filter(Boolean),
    from: new URL(from, `file:///${path}`).pathname.slice(1),
  }));
}

test("the cache uses of core what the entries export, and some functions of fields", () => {
  const open = new Set(ENTRIES.flatMap((entry) => namesIn(entry).flatMap(({ names }) => names)));
  for (const name of sources.get("src/core/errors.ts")?.match(/\b[A-Z]\w*Error\b/g) ?? []) {
    open.add(name);
  }
  const used = [...sources.keys()].filter((path) => path.startsWith("src/features/cache/"))
    .flatMap(namesIn).filter(({ from }) =>
      from.startsWith("src/") && !from.startsWith("src/features/cache/")
    );
  const beside = used.filter(({ names, from }) =>
    REASONS[from] === undefined && !names.every((name) => open.has(name))
  );
  assertEquals(beside, []);
  assert(used.length > 15);
});
