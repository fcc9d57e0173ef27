/**
 * The page that leads into the reference: every public name of every entry, by the group of its `@category`.
 *
 * @module
 */

import { categories } from "./contents.ts";

/** What `deno doc --json` says, as far as it matters here: the symbols of each entry. */
export interface Documentation {
  readonly nodes: Readonly<Record<string, { readonly symbols: readonly DocSymbol[] }>>;
}

/** A public name of one entry. */
export interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

interface Declaration {
  readonly location: Place;
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly Tag[] };
  /** Of a name that is declared elsewhere: where. */
  readonly def?: { readonly target?: Place };
}

interface Place {
  readonly filename: string;
  readonly line: number;
}

interface Tag {
  readonly kind: string;
  readonly doc?: string;
}

/** The group of what has no `@category`. */
const OTHER = "Other";

/** One line of the page. */
interface Row {
  readonly group: string;
  readonly name: string;
  readonly link: string;
  readonly from: string;
  readonly says: string;
}

/**
 * Makes the page.
 *
 * @param documentation All entries, in the order of `exports`.
 * @param exports The entries by their names, as in `deno.json`.
 */
export function toReferencePage(
  { nodes }: Documentation,
  exports: Readonly<Record<string, string>>,
): string {
  const declared = new Map(
    Object.values(nodes).flatMap(({ symbols }) => symbols)
      .flatMap(({ declarations }) => declarations).filter(({ jsDoc }) => jsDoc)
      .map((declaration) => [toKey(declaration.location), declaration] as const),
  );
  const rows = new Map<string, Row>();
  for (const [entry, path] of Object.entries(exports)) {
    const node = Object.entries(nodes).find(([file]) => file.endsWith(path.slice(1)));
    for (const symbol of node?.[1].symbols ?? []) {
      const { location, def } = symbol.declarations[0] ?? {};
      const place = def?.target ?? location;
      const row = toRow(symbol.name, entry, place && declared.get(toKey(place)));
      // What several entries have stands once, with the first of them.
      if (!rows.has(symbol.name)) rows.set(symbol.name, row);
    }
  }
  const known = { ...categories, [OTHER]: "Names without a subject." };
  const groups = Object.entries(known).map(([group, says]) => {
    const members = [...rows.values()].filter((row) => row.group === group);
    return members.length > 0 ? toGroup(group, says, members) : undefined;
  }).filter((text) => text !== undefined);
  const all =
    '[Every name of every entry](./api/all_symbols.html){target="_self"} by the alphabet.';
  return ["# Reference", `Every public name, by subject. ${all}`, ...groups].join("\n\n") + "\n";
}

function toKey({ filename, line }: Place): string {
  return `${filename}:${line}`;
}

function toRow(name: string, entry: string, declaration: Declaration | undefined): Row {
  const { doc = "", tags = [] } = declaration?.jsDoc ?? {};
  const [first = ""] = doc.replace(/\{@link (\w+)\}/g, "`$1`").split(/\n\n|(?<=\.)\s/);
  return {
    group: tags.find(({ kind }) => kind === "category")?.doc?.trim() ?? OTHER,
    name,
    link: `./api/${entry === "." ? "" : entry.slice(2) + "/"}~/${name}.html`,
    from: `@ferry/http${entry.slice(1)}`,
    says: first.replace(/\s+/g, " ").replaceAll("|", "\\|").trim(),
  };
}

function toGroup(group: string, says: string, rows: readonly Row[]): string {
  const lines = rows.toSorted((a, b) => a.name < b.name ? -1 : 1).map((row) =>
    `| [\`${row.name}\`](${row.link}){target="_self"} | ${row.says} | \`${row.from}\` |`
  );
  const head = ["| name | what it is | import from |", "| --- | --- | --- |"];
  return [`## ${group}`, says, [...head, ...lines].join("\n")].join("\n\n");
}
