/**
 * What `deno doc` tells of everything that `deno.json` exports.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";

const root = new URL("../", import.meta.url);

/** A place in a source, as `deno doc --json` gives it. */
export interface Place {
  readonly filename: string;
  readonly line: number;
}

/** A comment, taken apart. */
export interface Comment {
  readonly doc?: string;
  readonly tags?: readonly Tag[];
}

/** A tag of a comment. */
export interface Tag {
  readonly kind: string;
  readonly doc?: string;
}

/** A member of a class or an interface. */
export interface Member {
  readonly name: string;
  readonly optional?: boolean;
  /** Of several constructors or methods of one name, the one with a body is not seen from outside. */
  readonly hasBody?: boolean;
  readonly jsDoc?: Comment;
}

/** What something is declared as. */
export interface Definition {
  /** Of a name that another entry has, too: where it is declared. */
  readonly target?: Place;
  readonly constructors?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly properties?: readonly Member[];
  /** What it extends. */
  readonly extends?: unknown;
}

/** A declaration of a name. */
export interface Declaration {
  readonly kind: string;
  readonly location: Place;
  readonly jsDoc?: Comment;
  readonly def?: Definition;
}

/** A public name of one entry. */
export interface Name {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** Reads the documentation of entries; a name that several have stands there for each of them. */
export async function readNames(entries: readonly string[]): Promise<readonly Name[]> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...entries],
    cwd: root,
    stdin: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const { nodes }: { nodes: Record<string, { symbols: Name[] }> } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  assertEquals(Object.keys(nodes).length, entries.length);
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}

/** Reads the documentation of everything that `deno.json` exports. */
export async function readAllNames(): Promise<readonly Name[]> {
  const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
  const entries: string[] = Object.values(config.exports);
  return await readNames(entries);
}
