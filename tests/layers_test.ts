import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { importsOf, loops, sources } from "./sources.ts";

test("every import leads to a file", () => {
  const broken = [...sources.keys()].flatMap((file) =>
    importsOf(file).local
      .filter(({ to }) => !sources.has(to))
      .map(({ to }) => `${file} imports ${to}, which does not exist`)
  );
  assertEquals(broken, []);
});

/** The packages of others that a file may import; nothing but the command line loads one of these files. */
const packages: Readonly<Record<string, RegExp>> = {
  "src/charset.ts": /^npm:chardet@/,
  "src/cli/request/prompt.ts": /^npm:read@/,
  "src/cli/save/progress_bar.ts": /^npm:cli-progress@/,
  "src/cli/view/markup.ts": /^npm:(?:prettier|xml-formatter)@/,
  "src/cli/view/painter.ts": /^npm:chalk@/,
  "src/features/cookie_stores/psl.ts": /^npm:tldts@/,
};

test("src imports only itself, @std and the runtime's own modules", () => {
  const foreign = [...sources.keys()].flatMap((file) =>
    importsOf(file).other
      .filter((name) => !/^(?:@std\/|node:)/.test(name))
      .filter((name) => !packages[file]?.test(name))
      .map((name) => `${file} imports ${name}`)
  );
  assertEquals(foreign, []);
});

test("only the command line loads a file that brings a package of others", () => {
  const loaded = [...sources.keys()].filter((file) => !file.startsWith("src/cli/")).flatMap((
    file,
  ) => importsOf(file).local.map(({ to }) => to).filter((to) => to in packages));
  assertEquals(loaded, []);
});

test("no file imports itself by way of others, types included", () => {
  assertEquals(loops(), []);
});

test("the reader of imports sees every form", () => {
  const text = `
/** import { doc } from "./doc.ts"; */
/**
 * import { doc } from "./doc.ts";
 */
// import { comment } from "./comment.ts";
import "./a.ts";
import b from './b.ts';
import {
  c,
  type C,
} from "./c.ts";
import type { D } from "./d.ts";
import { type E, type F } from "./e.ts";
import * as g from "../g.ts";
export * from "./h.ts";
export type { I } from "./i.ts";
export { j } from "./j.ts";
export const accept = "*/*";
const k = await import("./k.ts");
export const from = { from: "./no.ts" };
import { l } from "@std/http/status";
`;
  const { local, other } = importsOf("src/x/y.ts", text);
  assertEquals(other, ["@std/http/status"]);
  assertEquals(
    local.map(({ to, typeOnly }) => `${to}${typeOnly ? " types" : ""}`),
    [
      "src/x/a.ts",
      "src/x/b.ts",
      "src/x/c.ts",
      "src/x/d.ts types",
      "src/x/e.ts types",
      "src/g.ts",
      "src/x/h.ts",
      "src/x/i.ts types",
      "src/x/j.ts",
      "src/x/k.ts",
    ],
  );
});

test("no folder has more than sixteen loose files", () => {
  const counts = new Map<string, number>();
  for (const file of sources.keys()) {
    const folder = file.slice(0, file.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const full = [...counts].filter(([, count]) => count > 16).map(([folder]) => folder);
  assertEquals(full, []);
});
