import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { type Name, type Place, readAllNames, readNames, type Tag } from "./public_names.ts";

const names = await readAllNames();
const declared = new Map(
  names.flatMap(({ declarations }) => declarations)
    .filter(({ kind }) => kind !== "reference")
    .map((declaration) => [toKey(declaration.location), declaration] as const),
);

function toKey({ filename, line }: Place): string {
  return `${filename}:${line}`;
}

/** Gives what is said of a name, where it is declared; of one that is overloaded all of it. */
function docsOf({ declarations }: Name): { readonly doc: string; readonly tags: readonly Tag[] } {
  const docs = declarations.map(({ location, def }) =>
    declared.get(toKey(def?.target ?? location))?.jsDoc
  );
  return {
    doc: docs.map((js) => js?.doc ?? "").join("").trim(),
    tags: docs.flatMap((js) => js?.tags ?? []),
  };
}

function examplesOf(name: Name): readonly string[] {
  return docsOf(name).tags.filter(({ kind }) => kind === "example").map(({ doc = "" }) => doc);
}

function isInternal(name: Name): boolean {
  return docsOf(name).tags.some(({ kind }) => kind === "internal");
}

/** The names, each once, of which something is not so. */
function offenders(isFine: (name: Name) => boolean): readonly string[] {
  return [...new Set(names.filter((name) => !isFine(name)).map(({ name }) => name))].sort();
}

test("the documentation of all entries is read, and every name is found in it", () => {
  assert(names.length > 250, String(names.length));
  for (
    const known of ["Client", "delete", "MockTransport", "isPublicSuffix", "iterLines", "main"]
  ) {
    assert(names.some(({ name }) => name === known), known);
  }
  const targets = names.flatMap(({ declarations }) => declarations)
    .map(({ def }) => def?.target).filter((target) => target !== undefined).map(toKey);
  assert(targets.length > 5);
  assertEquals(targets.filter((target) => !declared.has(target)), []);
});

test("every public name is described", () => {
  assertEquals(offenders((name) => docsOf(name).doc !== ""), []);
});

test("every public name has an example that runs, but for what nobody outside makes", () => {
  const isRun = (example: string) => /^```ts\n[^]+\n```$/m.test(example);
  assertEquals(offenders((name) => isInternal(name) || examplesOf(name).some(isRun)), []);
  assertEquals(offenders((name) => !isInternal(name)), []);
});

test("every example has a title, and names what it is for", () => {
  assertEquals(offenders((name) => examplesOf(name).every((text) => /^\w/.test(text))), []);
  assertEquals(
    offenders((name) => {
      const own = new RegExp(`(?<!\\w)${name.name === "delete" ? "del" : name.name}(?!\\w)`);
      const code = examplesOf(name).map((text) => text.slice(text.indexOf("```ts")));
      return isInternal(name) || code.some((text) => own.test(text));
    }),
    [],
  );
});

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Client: [
    "get",
    "post",
    "request",
    "stream",
    "send",
    "fetch",
    "download",
    "paginate",
    "events",
    "extend",
    "close",
  ],
  HttpResponse: [
    "json",
    "text",
    "bytes",
    "iterLines",
    "iterJson",
    "events",
    "raiseForStatus",
    "cacheStatus",
  ],
  CookieJar: ["get", "set", "setCookie", "cookieHeader", "toJSON", "keys", "clear"],
  RequestOptions: [
    "json",
    "params",
    "headers",
    "timeout",
    "retries",
    "data",
    "files",
    "body",
    "signal",
    "cache",
  ],
  ClientOptions: [
    "baseUrl",
    "headers",
    "timeout",
    "retries",
    "proxy",
    "verify",
    "stages",
    "limits",
    "lookup",
  ],
};

test("what users look up stands whole on one page, and the main entry has at most 150 names", async () => {
  const symbols = await readNames(["mod.ts"]);
  const all = new Set(symbols.map(({ name }) => name));
  assert(all.size <= 150, `${all.size} names`);
  for (const [page, wanted] of Object.entries(GROUPS)) {
    const members = symbols.filter(({ name }) => name === page).flatMap(({ declarations }) =>
      declarations.flatMap(({ def }) => [...def?.methods ?? [], ...def?.properties ?? []])
    ).map(({ name }) => name);
    assertEquals(wanted.filter((name) => !members.includes(name)), [], page);
  }
  assertEquals(
    ["Incoming", "BodyState", "LightTransport", "Deadlines", "RedirectChain", "OwnOptions"].filter((
      name,
    ) => all.has(name)),
    [],
  );
});
