/**
 * The one table of options: what the core has, what features add, and who may say which.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import type { Feature } from "../src/core/feature.ts";
import { FeatureSet } from "../src/core/feature_set.ts";
import type { OptionScope } from "../src/core/options/option.ts";
import { INITIAL_SETTINGS } from "../src/core/options/settings.ts";
import { test } from "./checked.ts";

function featureOf(names: Readonly<Record<string, OptionScope>>, seen: string[] = []): Feature {
  const options = Object.entries(names)
    .map(([name, by]) => ({ name, by, settle: () => void seen.push(name) }));
  return { options };
}

/** A name, and whether a client, a request and a call that makes its client may say it. */
const NAMES: readonly (readonly [string, boolean, boolean, boolean])[] = [
  ["headers", true, true, true],
  ["baseUrl", true, false, true],
  ["json", false, true, true],
  ["ofBoth", true, true, true],
  ["ofClient", true, false, true],
  ["ofRequest", false, true, true],
  ["unknown", false, false, false],
];

const ADDED = { ofBoth: "both", ofClient: "client", ofRequest: "request" } as const;

test("options are said by those whose they are, in the core as in a feature", () => {
  const features = new FeatureSet([featureOf(ADDED), {}]);
  for (const [name, ...owners] of NAMES) {
    const said = (["client", "request", "call"] as const)
      .map((owner) => features.namesOf(owner).includes(name));
    assertEquals([name, ...said], [name, ...owners]);
  }
  const seen: string[] = [];
  const settling = new FeatureSet([featureOf(ADDED, seen)]);
  settling.settle("client", {}, INITIAL_SETTINGS);
  settling.settle("request", {}, INITIAL_SETTINGS);
  assertEquals(seen, ["ofBoth", "ofClient", "ofBoth", "ofRequest"]);
  const core = new FeatureSet([]);
  assertEquals([core.namesOf("client").includes("ofBoth"), [...core]], [false, []]);
});

test("a name that a caller knows beside the table passes with those of the table", () => {
  const features = new FeatureSet([featureOf(ADDED)]);
  features.check("client", { headers: {}, ofClient: 1, own: 1 }, ["own"]);
  features.check("request", { json: 1, ofRequest: 1 });
  const wrong = [
    [{ own: 1 }, [], "Cannot use the option own: a client has no such option"],
    [{ unknown: 1 }, ["own"], "Cannot use the option unknown: a client has no such option"],
    [{ owm: 1 }, ["own"], "(is own meant?)"],
  ] as const;
  for (const [options, more, message] of wrong) {
    assertThrows(() => features.check("client", options, more), TypeError, message);
  }
});

test("what a request is built by is of the core, or of a feature that makes bodies", () => {
  const features = new FeatureSet([
    featureOf({ other: "request" }),
    { ...featureOf({ multi: "request" }), toBody: () => undefined },
  ]);
  const building = [
    "params",
    "serializeParams",
    "headers",
    "body",
    "data",
    "json",
    "stringifyJson",
  ];
  for (const name of [...building, "multi"]) {
    assertEquals([name, features.isBuilding(name)], [name, true]);
  }
  for (const name of ["other", "timeout", ""]) {
    assertEquals([name, features.isBuilding(name)], [name, false]);
  }
});
