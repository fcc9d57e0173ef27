/**
 * The JSON schema of HAR 1.2, against which every file is held.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import Ajv from "npm:ajv@6.12.6";
import draft6 from "npm:ajv@6.12.6/lib/refs/json-schema-draft-06.json" with { type: "json" };
import schemas from "npm:har-schema@2.0.0";
import type { Har } from "../../src/features/har/mod.ts";

const ajv = new Ajv({ allErrors: true });
ajv.addMetaSchema(draft6);
ajv.addSchema(Object.values<object>(schemas));
const validate = ajv.getSchema("har.json#");

/** Fails if a HAR is not as the schema wants it once it was written and read. */
export function assertHar(har: Har): void {
  assertEquals(problemsOf(JSON.parse(JSON.stringify(har))), []);
}

/** Lists what the schema says against a value. */
export function problemsOf(har: unknown): string[] {
  if (!validate) throw new Error("there is no schema for HAR files");
  if (validate(har)) return [];
  return (validate.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`);
}
