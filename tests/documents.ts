/**
 * The documents as text, and what tests look for in them: tables, links, examples.
 *
 * @module
 */

import { assert } from "@std/assert";

const root = new URL("../", import.meta.url);

/** Reads a document by its path in the repository. */
export function readDocument(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}

/** The paths of all pages of the documentation. */
export const pages: readonly string[] = pagesIn("docs").sort();

function pagesIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) => {
    if (name.startsWith(".")) return [];
    if (isDirectory) return pagesIn(`${folder}/${name}`);
    return name.endsWith(".md") ? [`${folder}/${name}`] : [];
  });
}

/** Gives the cells of the table whose header begins so, without the header. */
export function readTable(text: string, firstHeader: string): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${firstHeader} `));
  assert(start >= 0, `there is no table with ${firstHeader}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** A cell without the marks of code. */
export function unquote(cell: string | undefined): string {
  return (cell ?? "").replaceAll("`", "");
}

/** Where the links of a document lead, code left out. */
export function linksOf(text: string): string[] {
  const prose = text.replace(/^```[^]*?^```/gm, "").replace(/`[^`]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
}

/** The ids of the headings, as GitHub and JSR make them. */
export function idsOf(text: string): Set<string> {
  const prose = text.replace(/^```[^]*?^```/gm, "");
  return new Set(
    [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading.toLowerCase().replace(/[^\p{L}\d _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

/** Gives the links that lead nowhere: to no file, or to no heading of a document. */
export function brokenLinksOf(path: string): string[] {
  const text = readDocument(path);
  return linksOf(text).filter((to) => !/^\w+:/.test(to)).filter((to) => {
    const [file = "", id] = to.split("#");
    const target = file === "" ? path : new URL(file, `file:///${path}`).pathname.slice(1);
    if (!isThere(target)) return true;
    return id !== undefined && !idsOf(readDocument(target)).has(id);
  });
}

/** Tells whether there is such a file in the repository. */
export function isThere(path: string): boolean {
  try {
    return Deno.statSync(new URL(path, root)).isFile;
  } catch {
    return false;
  }
}

/** The code of a document whose fence opens so: `ts`, or `ts ignore`. */
export function codeOf(text: string, fence: string): string[] {
  return [...text.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)]
    .filter(([, info]) => info === fence).map(([, , code = ""]) => code);
}
