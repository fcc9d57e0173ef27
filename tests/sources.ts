/**
 * The published sources as text, and their imports: what the tests of the house look at.
 *
 * @module
 */

const root = new URL("../", import.meta.url);

/** Every published source by its path in the repository. */
export const sources: ReadonlyMap<string, string> = new Map(
  ["mod.ts", "core.ts", ...filesIn("src")].sort().map((path) =>
    [path, Deno.readTextFileSync(new URL(path, root))] as const
  ),
);

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return filesIn(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

/** What a file imports or exports again. */
export interface Imports {
  readonly local: readonly {
    readonly to: string;
    readonly typeOnly: boolean;
    /** Whether it is loaded when the code comes to it, by `import()`. */
    readonly isLate: boolean;
  }[];
  readonly other: readonly string[];
}

const statement =
  /^(?:import|export)\s+(?:(type\s)?\s*((?:[\w$*,\s]|\{[^}]*\})+?)\s*from\s*)?["']([^"'\n]+)["']/gm;
const dynamic = /\bimport\(\s*["']([^"'\n]+)["']/g;

/** Reads the imports of a file, or of a text that stands for it. */
export function importsOf(
  path: string,
  text: string = sources.get(path) ?? "",
): Imports {
  // Only comments that open a line: "*/*" is a string.
  const code = text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, "")
    .replace(/^[ \t]*\/\/.*$/gm, "");
  const found = [
    ...code.matchAll(statement).map(([, type, names = "", to = ""]) => ({
      to,
      typeOnly: type !== undefined || isTypesOnly(names),
      isLate: false,
    })),
    ...code.matchAll(dynamic).map(([, to = ""]) => ({ to, typeOnly: false, isLate: true })),
  ];
  const isLocal = ({ to }: { to: string }) => to.startsWith(".");
  return {
    other: found.filter((each) => !isLocal(each)).map(({ to }) => to),
    local: found.filter(isLocal).map((each) => ({
      ...each,
      to: new URL(each.to, `file:///${path}`).pathname.slice(1),
    })),
  };
}

/**
 * Gives the files that are loaded with one: "early" at once, "ever" also when the code comes to them.
 */
export function loadedWith(entry: string, when: "early" | "ever"): Set<string> {
  const loaded = new Set<string>();
  const visit = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { to, typeOnly, isLate } of importsOf(file).local) {
      if (!typeOnly && (when === "ever" || !isLate)) visit(to);
    }
  };
  visit(entry);
  return loaded;
}

function isTypesOnly(names: string): boolean {
  const list = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  if (list === undefined) return false;
  const each = list.split(",").map((name) => name.trim()).filter(Boolean);
  return each.length > 0 && each.every((name) => name.startsWith("type "));
}

/** Finds circles of imports that are there when the code runs, each once. */
export function loops(): string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) {
      found.add([...way.slice(at), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const { to, isLate } of importsOf(file).local) {
      if (!isLate) visit(to, [...way, file]);
    }
    done.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
  return [...found];
}
