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

/** What Node 22 has not; `using` is written for older runtimes by the build. */
const NEWER: readonly RegExp[] = [
  /\b(?:Async)?DisposableStack\b/,
  /\bSuppressedError\b/,
  /\bFloat16Array\b/,
  /\bTemporal\./,
  /\bPromise\.try\b/,
  /\bRegExp\.escape\b/,
  /\bError\.isError\b/,
  /\bMath\.sumPrecise\b/,
  /\bJSON\.(?:rawJSON|isRawJSON)\b/,
  /\bIterator\.concat\b/,
  /\bUint8Array\.from(?:Base64|Hex)\b/,
  /\.(?:toBase64|toHex|setFromBase64|setFromHex)\(/,
  /\.getOrInsert(?:Computed)?\(/,
  /\bAtomics\.pause\b/,
  /\bURLPattern\(/,
];

/** Comments, whose examples are for Deno. */
const CODE = /\/\*[^]*?\*\/|(?<!:)\/\/.*/g;

const STRING = /"[^"\n]*"/g;

/** The command line is a program for Deno. */
const published = [...sources].filter(([file]) =>
  /^(?:src\/|mod\.ts|core\.ts)/.test(file) && !file.startsWith("src/cli/")
);

test("what is published needs nothing newer than Node 22", () => {
  const found = published.flatMap(([file, text]) =>
    text.replace(CODE, "").split("\n").flatMap((line) =>
      NEWER.some((pattern) => pattern.test(line)) ? [`${file}: ${line.trim()}`] : []
    )
  );
  assertEquals(found, []);
  assertEquals(published.length > 150, true);
});

test("no module of node's is loaded but by who asks for it", () => {
  const found = published.filter(([, text]) => /^import (?!type\b)[^;]*from "node:/m.test(text));
  assertEquals(found.map(([file]) => file), []);
});

test("Deno is named where it is looked for, or in the files that are for Deno alone", () => {
  const files = published.filter(([, text]) =>
    /\bDeno\.[a-z]/.test(text.replace(CODE, "").replace(STRING, ""))
  )
    .map(([file]) => file);
  const others = files.filter((file) => !DENO.includes(file));
  assertEquals([others, DENO.filter((file) => !files.includes(file))], [[], []]);
});

/** The files that use Deno: some ask before whether it is there, the others are loaded by who did. */
const DENO: readonly string[] = [
  "src/access.ts",
  "src/core/fetch/fetch_clients.ts",
  "src/core/time/timers.ts",
  "src/features/connection/env.ts",
  "src/features/cookie_stores/kv_store.ts",
  "src/features/multipart/open_file_name.ts",
  "src/files/deno_files.ts",
  "src/transports/socket/connect/checked_dialer.ts",
  "src/transports/socket/connect/deno_dialer.ts",
];
