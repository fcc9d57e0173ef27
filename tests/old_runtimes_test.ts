import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { sources } from "./sources.ts";

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
