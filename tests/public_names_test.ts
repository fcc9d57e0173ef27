import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { readDocument } from "./documents.ts";
import { type Declaration, type Definition, type Member, readAllNames } from "./public_names.ts";

const names = await readAllNames();
const exported = new Set(names.map(({ name }) => name));

/** What a reader sees of a declaration: the members of a class or an interface, all of any other. */
function seenIn({ kind, jsDoc, def = {} }: Declaration): readonly Member[] {
  if (kind === "class" || kind === "interface") return membersOf(def);
  return [{ name: kind, ...(jsDoc && { jsDoc }), ...def }];
}

function membersOf({ constructors = [], methods = [], properties = [] }: Definition): Member[] {
  const all = [...constructors, ...methods, ...properties];
  const isImplementation = ({ name, hasBody }: Member) =>
    hasBody && all.some((other) => other.name === name && !other.hasBody);
  return all.filter((member) => !isImplementation(member));
}

/** A type that another one names, as `deno doc --json` gives it. */
interface Reference {
  readonly typeName: string;
  readonly resolution?: { readonly kind: string };
}

/** The types of this package that something names. */
function typesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(typesIn);
  return isTyped(value) && isOurs(value.value) ? [value.value.typeName, ...below] : below;
}

function isTyped(value: object): value is { readonly value: Reference } {
  return "kind" in value && value.kind === "typeRef" && "value" in value;
}

function isOurs({ resolution }: Reference): boolean {
  return resolution?.kind === "local" || resolution?.kind === "import";
}

test("a member shows no type that no entry exports, unless it is marked as internal", () => {
  const members = names.flatMap(({ name, declarations }) =>
    declarations.flatMap(seenIn).map((seen) => [`${name}.${seen.name}`, seen] as const)
  );
  assert(members.length > 700, String(members.length));
  const isInternal = ({ jsDoc }: Member) => jsDoc?.tags?.some(({ kind }) => kind === "internal");
  const hidden = members.flatMap(([of, member]) =>
    typesIn(member).filter((type) => !exported.has(type))
      .map((type) => ({ of, type, isInternal: isInternal(member) === true }))
  );
  assert(hidden.some(({ of, type }) => of === "Client.constructor" && type === "Dispatcher"));
  assertEquals(hidden.filter(({ isInternal }) => !isInternal), []);
});

test("the core exports every type that what it exports shows", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "core.ts"],
    cwd: new URL("../", import.meta.url),
    stdin: "null",
    stdout: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
});

/** Fields of HTTP, which are written as types are. */
const FIELDS = ["Expect"];

test("the types that the changelog names are exported, or the platform's", () => {
  const named = [...readDocument("CHANGELOG.md").matchAll(/`([A-Z]\w*[a-z]\w*)`/g)]
    .map(([, name = ""]) => name);
  assert(named.length > 250, String(named.length));
  const isKnown = (name: string) =>
    exported.has(name) || Object.hasOwn(globalThis, name) || FIELDS.includes(name);
  assertEquals([...new Set(named)].filter((name) => !isKnown(name)), []);
});
