import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { readHouse } from "./house.ts";
import { sources } from "./sources.ts";

const { functions, breaches } = readHouse(sources);

test("no file is longer than 700 lines", () => {
  const lengths = [...sources].map(([file, text]) => ({
    file,
    lines: text.trimEnd().split("\n").length,
  }));
  lengths.sort((a, b) => b.lines - a.lines);
  const [longest] = lengths;
  console.log(`longest file: ${longest?.file}, ${longest?.lines} lines`);
  const offenders = lengths.filter(({ lines }) => lines > 700);
  assertEquals(
    offenders.map(({ file, lines }) => `${file}: ${lines} lines`),
    [],
  );
});

test("no comment is wider than 120 characters", () => {
  const wide = [...sources].flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) =>
      line.length > 120 && /^\s*(?:\/\/|\/?\*)/.test(line) ? [`${file}:${index + 1}`] : []
    )
  );
  assertEquals(wide, []);
});

test("no function is longer than 40 lines", () => {
  const sorted = functions.toSorted((a, b) => b.lines - a.lines);
  const [longest] = sorted;
  console.log(
    `longest function: ${longest?.name} (${longest?.place}), ${longest?.lines} lines`,
  );
  const offenders = sorted.filter(({ lines }) => lines > 40);
  assertEquals(
    offenders.map(({ name, place, lines }) => `${place} ${name}: ${lines} lines`),
    [],
  );
});

test("no function nests deeper than three", () => {
  const offenders = functions.filter(({ depth }) => depth > 3);
  assertEquals(
    offenders.map(({ name, place, depth }) => `${place} ${name}: ${depth} deep`),
    [],
  );
});

test("no any, no !, no `as` but `as const`, no default export, nothing ignored", () => {
  assertEquals(breaches, []);
});

test("the reader of the house sees what it forbids, and no more", () => {
  const text = `
import { a as b } from "./a.ts";
export { b as c };
export const fine = ["any", "x!"] as const; // any, as string
const one = b as string;
const two = <string> b;
const three = b!;
const four: any = 1;
class K { five!: string; static m() { if (1) { for (;;) { while (1) { try { f(); } catch {} } } } } }
if (1) {} else if (2) {} else if (3) {} else if (4) {}
export default 6;
// deno-lint-ignore no-explicit-any
`;
  const read = readHouse(new Map([["x.ts", text]]));
  assertEquals(read.breaches, [
    "x.ts:5 as",
    "x.ts:6 <type>",
    "x.ts:7 !",
    "x.ts:8 any",
    "x.ts:9 !",
    "x.ts:11 default export",
    "x.ts:12 deno-lint-ignore",
  ]);
  assertEquals(read.functions, [
    { name: "m", place: "x.ts:9", lines: 1, depth: 4 },
  ]);
});
