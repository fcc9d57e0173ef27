import { assert, assertEquals } from "@std/assert";
import { Client, HandlerTransport, HttpError } from "../mod.ts";
import { OPTIONS } from "../src/cli/usage.ts";
import * as errors from "../src/core/errors.ts";
import { FEATURES } from "../src/features.ts";
import { test } from "./checked.ts";
import { table } from "./errors/table.ts";

const readme = Deno.readTextFileSync(new URL("../README.md", import.meta.url));

/** Gives the cells of the table whose header begins so, without the header. */
function readTable(firstHeader: string): string[][] {
  const lines = readme.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${firstHeader} `));
  assert(start >= 0, `there is no table with ${firstHeader}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function unquote(cell: string | undefined): string {
  return (cell ?? "").replaceAll("`", "");
}

const urls = readTable("`baseUrl`");

test("the table of baseUrl has rows", () => {
  assert(urls.length >= 12);
});

for (const [base, url, target, credentials] of urls) {
  test(`baseUrl ${base} and ${url} go to ${target}, credentials: ${credentials}`, async () => {
    const seen: Request[] = [];
    using client = new Client({
      baseUrl: unquote(base),
      auth: ["user", "password"],
      cookies: { sid: "1" },
      headers: { "x-key": "1", "proxy-authorization": "p" },
      sensitiveHeaders: ["x-key"],
      transport: new HandlerTransport((request) => {
        seen.push(request);
        return new Response();
      }),
    });
    await client.get(unquote(url));
    assertEquals(seen.map((request) => request.url), [unquote(target)]);
    for (const name of ["authorization", "cookie", "proxy-authorization", "x-key"]) {
      assertEquals(seen[0]?.headers.has(name), credentials === "yes", name);
    }
  });
}

test("the table of errors has every class, its place and its code", () => {
  const found = readTable("class").map(([name, code]) => ({
    name: unquote(name).replaceAll("· ", ""),
    depth: (name ?? "").split("·").length - 1,
    code: unquote(code),
  }));
  const expected = Object.values(errors).map((Class) => ({
    name: Class.name,
    depth: depthOf(Class.prototype),
    code: codeOf(Class.name),
  }));
  const byName = (a: { name: string }, b: { name: string }) => a.name < b.name ? -1 : 1;
  assertEquals(found.toSorted(byName), expected.toSorted(byName));
});

test("the table of events has every type", () => {
  const source = Deno.readTextFileSync(
    new URL("../src/features/observe/trace.ts", import.meta.url),
  );
  const types = [...source.matchAll(/readonly type: "([\w.]+)"/g)].map(([, type = ""]) => type);
  const named = readTable("event").map(([type]) => unquote(type));
  assertEquals(named.toSorted(), types.toSorted());
  assert(types.length > 15);
});

function depthOf(prototype: object): number {
  let depth = 0;
  let at: unknown = prototype;
  while (at instanceof HttpError) {
    depth++;
    at = Object.getPrototypeOf(at);
  }
  return depth;
}

function codeOf(name: string): string {
  const words = name.replace(/Error$/, "").match(/[A-Z][a-z]+/g) ?? [];
  return `ERR_${words.join("_").toUpperCase()}`;
}

test("the code of an error is the one of its class", () => {
  assertEquals(new errors.ConnectTimeoutError("Cannot").code, codeOf("ConnectTimeoutError"));
});

test("the options of the command line that the README names are there, and all are named", () => {
  const [, section = ""] = readme.split("\n## Command line\n");
  const [text = ""] = section.split("\n## ");
  const named = [...text.matchAll(/`--?([A-Za-z-]+)`/g)].map(([, name = ""]) => name);
  const known = Object.entries<{ help: string; short?: string }>(OPTIONS)
    .map(([name, { short }]) => ({ name, short: short ?? name }));
  const unknown = named.filter((name) =>
    !known.some((option) => name === option.name || name === option.short)
  );
  assertEquals(unknown, []);
  const unnamed = known.filter(({ name, short }) =>
    !named.includes(name) && !named.includes(short)
  );
  assertEquals(unnamed.map(({ name }) => name), ["version"]);
});

/** Where links of a document lead, code left out. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^```[^]*?^```/gm, "").replace(/`[^`]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
}

/** The ids of the headings, as GitHub and JSR make them. */
function idsOf(text: string): Set<string> {
  const prose = text.replace(/^```[^]*?^```/gm, "");
  return new Set(
    [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading.toLowerCase().replace(/[^\p{L}\d _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

for (const name of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]) {
  test(`the links of ${name} lead somewhere`, () => {
    const at = new URL(`../${name}`, import.meta.url);
    const text = Deno.readTextFileSync(at);
    const ids = idsOf(text);
    const broken = linksOf(text).filter((to) => !to.includes("://")).filter((to) => {
      const [path = "", id] = to.split("#");
      if (path === "") return id === undefined || !ids.has(id);
      return id !== undefined || !isFile(new URL(path, at));
    });
    assertEquals(broken, []);
  });
}

function isFile(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

test("every chapter and every example can be found from the table of what is wanted", () => {
  const found = new Set(readTable("to …").flatMap((row) => linksOf(row.join(" "))));
  const chapters = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
  const front = ["Why", "Install", "Ten examples", "Where to find what", "License"];
  const ids = chapters.filter((heading) => !front.includes(heading))
    .map((heading) => `#${[...idsOf(`# ${heading}`)].join()}`);
  assert(ids.length > 20);
  const examples = [...Deno.readDirSync(new URL("../examples", import.meta.url))]
    .map(({ name }) => `examples/${name}`);
  assertEquals([...ids, ...examples].filter((to) => !found.has(to)), []);
});

test("there are ten examples, right after how to install it", () => {
  const [, text = ""] = readme.split("\n## Ten examples\n");
  const [section = ""] = text.split("\n## ");
  assertEquals([...section.matchAll(/^\*\*\d+\. /gm)].length, 10);
  assertEquals([...section.matchAll(/^```ts\n/gm)].length, 10);
});

/** The names of options that a paragraph lists. */
function listed(start: string): string[] {
  const [, text = ""] = readme.split(`\n${start}`);
  const [paragraph = ""] = text.split("\n\n");
  return [...paragraph.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name).sort();
}

test("every option of a client and of a request is listed", () => {
  assertEquals(listed("Options of a client: "), FEATURES.namesOf("client").toSorted());
  assertEquals(listed("Options of a request: "), FEATURES.namesOf("request").toSorted());
});

test("the table of classes has every phase that a failure has", () => {
  const phases = new Map(
    readTable("class").map(([name, , phase = ""]) =>
      [unquote(name).replaceAll("· ", ""), phase.split(", ")] as const
    ),
  );
  const missing = table.filter(({ name, phase }) =>
    phase !== undefined && !phases.get(name)?.includes(phase)
  );
  assertEquals(missing.map(({ name, phase }) => `${name}: ${phase}`), []);
});
