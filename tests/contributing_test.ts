import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";

const root = new URL("../", import.meta.url);
const text = Deno.readTextFileSync(new URL("CONTRIBUTING.md", root));
test("CONTRIBUTING.md names no file that is not there", () => {
  const paths = [...text.matchAll(/`((?:src|tests|bench|docs|tools)\/[\w/]+(?:\.\w+)?)`/g)]
    .map(([, path = ""]) => path).filter((path) => path !== "bench/RESULTS.md");
  assertEquals(paths.filter((path) => !isThere(path)), []);
});

test("the way of a request is the one that the code folds", () => {
  const code = Deno.readTextFileSync(new URL("src/core/dispatcher.ts", root));
  const [, folded = ""] = /#toStages\(\)[^]*?return \[\n([^]*?)\n {4}\];/.exec(code) ?? [];
  const expected = [...folded.matchAll(/\b(with\w+)\(|\(\{ (outer|inner) \}\)/g)]
    .map(([, own, added]) => own ?? added);
  const [, drawn = ""] = /## The way of a request\n\n```text\n([^]*?)```/.exec(text) ?? [];
  const shown = [...drawn.matchAll(/^ {4}(\w+)/gm)].map(([, name]) => name);
  assertEquals(shown, [...expected, "toTransport"]);
  assertEquals(shown.length, 9);
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
  const lists = ["mod.ts", "src/testing/mod.ts"].map((path) =>
    Deno.readTextFileSync(new URL(path, root))
  );
  const names = lists.flatMap((list) => [...list.matchAll(/^export (?:type )?\{([^}]*)\}/gm)])
    .flatMap(([, group = ""]) => group.split(","))
    .map((name) => name.replace(/^\s*(?:type )?(?:\w+ as )?/, "").trim()).filter(Boolean);
  const all = [...names, ...Object.keys(await import("../mod.ts"))];
  assertEquals(all.length > 100, true);
  assertEquals([...new Set(all)].filter((name) => !changelog.includes(`\`${name}\``)), []);
});
