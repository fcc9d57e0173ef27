import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";

const root = new URL("../", import.meta.url);
const text = Deno.readTextFileSync(new URL("CONTRIBUTING.md", root));
const [, rooms = ""] = /## Rooms[^]*?```text\n([^]*?)```/.exec(text) ?? [];

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))]
    .map(({ name, isDirectory }) => isDirectory ? `${name}/` : name)
    .sort();
}

test("every file and folder of src has a line in CONTRIBUTING.md", () => {
  const words = new Set(rooms.split(/[\s,]+/));
  assertEquals(namesIn("src").filter((name) => !words.has(name)), []);
});

test("CONTRIBUTING.md names no file that is not there", () => {
  const folders = ["src", "tests", "."].flatMap(namesIn);
  const named = [...rooms.matchAll(/^ {2}(\w+\.ts)(?:, (\w+[./]\w*))?/gm)]
    .flatMap(([, first, second]) => [first, second].filter((name) => name !== undefined));
  assertEquals(named.length > 30, true);
  assertEquals(named.filter((name) => !folders.includes(name)), []);
  const paths = [...text.matchAll(/`((?:src|tests|bench)\/[\w/]+(?:\.\w+)?)`/g)]
    .map(([, path = ""]) => path).filter((path) => path !== "bench/RESULTS.md");
  assertEquals(paths.filter((path) => !isThere(path)), []);
});

test("the way of a request is the one that the code folds", () => {
  const way = Deno.readTextFileSync(new URL("src/way.ts", root));
  const [, folded = ""] = /pipeline\(\n([^]*?)\n {4}\);/.exec(way) ?? [];
  const guards = /function toGuards[^]*?\n}/.exec(way)?.[0] ?? "";
  const names = (code: string) =>
    code.match(/\b(?:with|toUrlGuard|toGuards|toTransport)\w*(?=\()/g);
  const expected = names(folded)?.flatMap((name) =>
    name === "toGuards"
      ? names(guards.replace("toGuards", "")) ?? []
      : name === "toUrlGuard"
      ? "withUrlGuard"
      : name
  );
  const [, drawn = ""] = /## The way of a request\n\n```text\n([^]*?)```/.exec(text) ?? [];
  const shown = [...drawn.matchAll(/^ {4}(\w+)/gm)].map(([, name]) => name);
  assertEquals(shown, expected);
  assertEquals(shown.length, 12);
});

function isThere(path: string): boolean {
  try {
    Deno.statSync(new URL(path, root));
    return true;
  } catch {
    return false;
  }
}

test("every public name has a line in CHANGELOG.md", async () => {
  const changelog = Deno.readTextFileSync(new URL("CHANGELOG.md", root));
  const lists = ["mod.ts", "src/testing.ts"].map((path) =>
    Deno.readTextFileSync(new URL(path, root))
  );
  const names = lists.flatMap((list) => [...list.matchAll(/^export (?:type )?\{([^}]*)\}/gm)])
    .flatMap(([, group = ""]) => group.split(","))
    .map((name) => name.replace(/^\s*(?:type )?(?:\w+ as )?/, "").trim()).filter(Boolean);
  const all = [...names, ...Object.keys(await import("../mod.ts"))];
  assertEquals(all.length > 100, true);
  assertEquals([...new Set(all)].filter((name) => !changelog.includes(`\`${name}\``)), []);
});
