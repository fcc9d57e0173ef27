import { assert, assertEquals } from "@std/assert";
import { NO_FEATURES } from "../src/core/feature_set.ts";
import { FEATURES } from "../src/features.ts";
import { test } from "./checked.ts";
import { sources } from "./sources.ts";
import { type Member, type Name, readAllNames, readNames } from "./public_names.ts";

/** The properties of interfaces, each with the interface before it. */
function propertiesOf(names: readonly Name[]): readonly (readonly [of: string, is: Member])[] {
  return names.flatMap(({ name, declarations }) =>
    declarations.filter(({ kind }) => kind === "interface")
      .flatMap(({ def }) => def?.properties ?? [])
      .map((property) => [name, property] as const)
  );
}

const DEFAULT = /\bDefault(?:, and with `null`)?:? [^\s.]/;

test("every option that may be left out says its default", async () => {
  const options = propertiesOf(await readAllNames())
    .filter(([name, { optional }]) => name.endsWith("Options") && optional);
  assert(options.length > 250, String(options.length));
  const silent = options.filter(([, { jsDoc }]) =>
    !DEFAULT.test((jsDoc?.doc ?? "").replace(/\s+/g, " "))
  );
  assertEquals([...new Set(silent.map(([of, { name }]) => `${of}.${name}`))], []);
});

/** The options that a type has; one that extends the options of a request says by name which of them it leaves out. */
function optionsOf(names: readonly Name[], type: string): readonly string[] {
  const own = propertiesOf(names).filter(([name]) => name === type).map(([, { name }]) => name);
  const [base] = names.filter(({ name }) => name === type)
    .flatMap(({ declarations }) => declarations.map(({ def }) => def?.extends));
  if (!base) return own;
  const left = textsIn(base);
  return [...own, ...optionsOf(names, "RequestOptions").filter((name) => !left.includes(name))];
}

/** The texts that a type has as literals. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(textsIn);
  return "string" in value && typeof value.string === "string" ? [value.string, ...below] : below;
}

/** What is another thing for a client than for a request, or for the core than for the main entry. */
const OTHERWISE = ["auth", "cookies", "headers"];

test("what several types say of one option is the same", () => {
  const files = [
    "src/options.ts",
    ...["client", "request"].map((of) => `src/core/options/${of}_options.ts`),
  ];
  const said = files.flatMap((file) => [
    ...(sources.get(file) ?? "").matchAll(
      /\/\*\*((?:(?!\*\/)[^])*)\*\/\s+readonly (\w+)\?: ([^;]+);/g,
    ),
  ]);
  const places = Map.groupBy(said, ([, , name]) => name);
  assert(said.length > 90, String(said.length));
  const differing = (part: 1 | 3) =>
    [...places].filter(([, all]) => new Set(all.map((found) => words(found[part]))).size > 1)
      .map(([name]) => name);
  assertEquals(differing(3), []);
  assertEquals(differing(1).sort(), OTHERWISE);
});

function words(text = ""): string {
  return text.replace(/[\s*]+/g, " ");
}

const ENTRIES = [["mod.ts", FEATURES], ["core.ts", NO_FEATURES]] as const;

for (const [entry, features] of ENTRIES) {
  test(`the types of options of ${entry} have what its table has`, async () => {
    const names = await readNames([entry]);
    const ofRequest = features.namesOf("request");
    const wanted = {
      ClientOptions: features.namesOf("client"),
      RequestOptions: ofRequest,
      SendOptions: ["stream", ...ofRequest.filter((name) => !features.isBuilding(name))],
    };
    for (const [type, options] of Object.entries(wanted)) {
      assertEquals(optionsOf(names, type).toSorted(), options.toSorted(), type);
    }
  });
}
