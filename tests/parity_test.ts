/**
 * Every name of requests and httpx is answered in docs/coming-from/. The list of them is no part of the project: it is read
 * from beside it, and where it is not there, the tests of it are ignored.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { readDocument } from "./documents.ts";
import { sources } from "./sources.ts";

const beside = new URL("../../shared/parity.md", import.meta.url);
const parity = readIfThere(beside);

/** The pages for who comes from requests and from httpx. */
const section = ["requests", "httpx"].map((name) => readDocument(`docs/coming-from/${name}.md`))
  .join("\n");

function readIfThere(url: URL): string | undefined {
  try {
    return Deno.readTextFileSync(url);
  } catch {
    return undefined;
  }
}

/** The cells of all rows of all tables. */
function rowsOf(text: string): string[][] {
  return text.split("\n").filter((line) => line.startsWith("|") && !/^\|[- |]+\|$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
}

/** What a cell names: all words in code, and those outside that can only be names. */
function namesIn(cell: string): string[] {
  const code = [...cell.matchAll(/`([^`]*)`/g)].map(([, words = ""]) => words).join(" ");
  const prose = cell.replace(/`[^`]*`/g, " ");
  return [
    ...code.match(/[A-Za-z_]\w+/g) ?? [],
    ...prose.match(/\b(?:[A-Za-z]+(?:_[a-z]+)+|[A-Z][a-z]+[A-Z]\w+)\b/g) ?? [],
  ];
}

const left = new Set(rowsOf(section).flatMap(([there = ""]) => namesIn(there)));

for (const [there = ""] of rowsOf(parity ?? "").filter(([there]) => there !== "there")) {
  test(`the pages answer ${there}`, () => {
    assertEquals(namesIn(there).filter((name) => !left.has(name)), []);
  });
}

test(
  "the list of names of requests and httpx is answered in docs/coming-from (read from ../shared/parity.md)",
  () => {
    assert(rowsOf(parity ?? "").length > 30);
    assert(left.size > 150, `${left.size}`);
  },
  { ignore: parity === undefined },
);

test("what the pages answer with is there", () => {
  const words = new Set([...sources.values()].join("\n").match(/[A-Za-z_$]\w*/g));
  const answers = rowsOf(section).flatMap(([, here = ""]) =>
    [...here.matchAll(/`([^`]*)`/g)].flatMap(([, code = ""]) => code.match(/[A-Za-z_]\w+/g) ?? [])
  );
  assert(answers.length > 100);
  const foreign = [
    "canParse",
    "user",
    "password",
    "host",
    "http",
    "ferry",
    "cli",
    "pemText",
    "txt",
  ];
  assertEquals(answers.filter((name) => !words.has(name) && !foreign.includes(name)), []);
});
