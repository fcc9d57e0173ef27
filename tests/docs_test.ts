import { assert, assertEquals } from "@std/assert";
import { Client, HandlerTransport, HttpError } from "../mod.ts";
import { allOptions } from "../src/cli/command/options.ts";
import * as errors from "../src/errors.ts";
import { FEATURES } from "../src/features.ts";
import { test } from "./checked.ts";
import { brokenLinksOf, linksOf, pages, readDocument, readTable, unquote } from "./documents.ts";
import { table } from "./errors/table.ts";

const urls = readTable(readDocument("docs/urls-and-params.md"), "`baseUrl`");

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

const classes = readTable(readDocument("docs/errors.md"), "class");

test("the table of errors has every class, its place and its code", () => {
  const found = classes.map(([name, code]) => ({
    name: unquote(name).replaceAll("· ", ""),
    depth: (name ?? "").split("·").length - 1,
    code: unquote(code),
  }));
  const expected = Object.values(errors).map((Class) => ({
    name: Class.name,
    depth: depthOf(Class.prototype),
    code: codeNameOf(Class.name),
  }));
  const byName = (a: { name: string }, b: { name: string }) => a.name < b.name ? -1 : 1;
  assertEquals(found.toSorted(byName), expected.toSorted(byName));
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

function codeNameOf(name: string): string {
  const words = name.replace(/Error$/, "").match(/[A-Z][a-z]+/g) ?? [];
  return `ERR_${words.join("_").toUpperCase()}`;
}

test("the code of an error is the one of its class", () => {
  assertEquals(
    new errors.ConnectTimeoutError("Cannot").code,
    codeNameOf("ConnectTimeoutError"),
  );
});

test("the table of classes has every phase that a failure has", () => {
  const phases = new Map(
    classes.map(([name, , phase = ""]) =>
      [unquote(name).replaceAll("· ", ""), phase.split(", ")] as const
    ),
  );
  const missing = table.filter(({ name, phase }) =>
    phase !== undefined && !phases.get(name)?.includes(phase)
  );
  assertEquals(missing.map(({ name, phase }) => `${name}: ${phase}`), []);
});

test("the table of events has every type", () => {
  const source = readDocument("src/features/observe/trace.ts") +
    readDocument("src/features/observe/transport_event.ts");
  const types = [...source.matchAll(/readonly type: "([\w.]+)"/g)].map(([, type = ""]) => type);
  const named = readTable(readDocument("docs/observability.md"), "event")
    .map(([type]) => unquote(type));
  assertEquals(named.toSorted(), types.toSorted());
  assert(types.length > 15);
});

const commandLine = "docs/cli.md";

test("the options of the command line that its page names are there, and all are named", () => {
  const named = [...readDocument(commandLine).matchAll(/`--?([\w.-]+)`/g)]
    .map(([, name = ""]) => name);
  const known = allOptions().map(([name, { short = name, letters = [], names = [] }]) => ({
    name,
    words: [name, short, ...letters, ...names],
  }));
  const words = new Set(known.flatMap(({ words }) => words));
  const isKnown = (word: string) => words.has(word) || words.has(word.replace(/^no-/, ""));
  assertEquals(named.filter((word) => !isKnown(word)), []);
  const unnamed = known.filter(({ words }) => !words.some((word) => named.includes(word)));
  assertEquals(unnamed.map(({ name }) => name), ["version"]);
});

for (const path of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...pages]) {
  test(`the links of ${path} lead somewhere`, () => {
    assertEquals(brokenLinksOf(path), []);
  });
}

test("every page and every example can be found from the table of what is wanted", () => {
  const rows = readTable(readDocument("docs/index.md"), "to …");
  const found = new Set(
    rows.flatMap((row) => linksOf(row.join(" "))).map((to) =>
      new URL(to, "file:///docs/index.md").pathname.slice(1)
    ),
  );
  const examples = [...Deno.readDirSync(new URL("../examples", import.meta.url))]
    .filter(({ name }) => name.endsWith(".ts")).map(({ name }) => `examples/${name}`);
  assert(pages.length > 20);
  const wanted = [...pages.filter((path) => path !== "docs/index.md"), ...examples];
  assertEquals(wanted.filter((path) => !found.has(path)), []);
});

/** The names of options that a paragraph lists. */
function listed(start: string): string[] {
  const [, text = ""] = readDocument("docs/client.md").split(`\n${start}`);
  const [paragraph = ""] = text.split("\n\n");
  return [...paragraph.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name).sort();
}

test("every option of a client and of a request is listed", () => {
  assertEquals(listed("Options of a client: "), FEATURES.namesOf("client").toSorted());
  assertEquals(listed("Options of a request: "), FEATURES.namesOf("request").toSorted());
});

test("the table of entries has all of them", () => {
  const { name, exports }: { name: string; exports: Record<string, string> } = JSON.parse(
    readDocument("deno.json"),
  );
  const named = readTable(readDocument("docs/quickstart.md"), "import from")
    .map(([entry]) => unquote(entry));
  assertEquals(named.toSorted(), Object.keys(exports).map((path) => name + path.slice(1)).sort());
});
