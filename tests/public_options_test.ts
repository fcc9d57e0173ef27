import { assert, assertEquals } from "@std/assert";
import { FEATURES } from "../src/features.ts";
import { test } from "./checked.ts";
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

const OWNERS = [["ClientOptions", "client"], ["RequestOptions", "request"]] as const;

test("the types of the options of a client and of a request have what the table has", async () => {
  const properties = propertiesOf(await readNames(["mod.ts"]));
  for (const [type, owner] of OWNERS) {
    const names = properties.filter(([name]) => name === type).map(([, { name }]) => name);
    assertEquals(names.toSorted(), FEATURES.namesOf(owner).toSorted(), type);
  }
});
