import { assert, assertEquals, assertMatch } from "@std/assert";
import * as errors from "../../src/core/errors.ts";
import { test } from "../checked.ts";
import { readDocument, readTable } from "../documents.ts";
import type { Row } from "./row.ts";
import { toSeen } from "./seen.ts";
import { codeOf, table, toCells, toPattern } from "./table.ts";
import { type Over, World } from "./world.ts";

const OVER: readonly Over[] = ["fetch", "sockets"];

/** What no row may show. */
const SECRET = /secret|\p{Cc}/u;

async function check(row: Row, over: Over): Promise<void> {
  await using world = new World(over);
  const error: unknown = await row.fail(world).then(() => undefined, (error) => error);
  assert(error !== undefined, "it does not fail");
  const { message, ...seen } = toSeen(error);
  const platforms = row.platform?.[OVER.indexOf(over)]?.split("|");
  assertEquals(seen, {
    name: row.name,
    code: codeOf(row.name),
    phase: row.phase,
    retryable: row.retryable ?? false,
    reason: row.reason,
    platform: platforms?.find((name) => name === seen.platform) ?? platforms?.[0],
  }, message);
  assertMatch(message, toPattern(row));
  assert(!SECRET.test(message), message);
}

for (const row of table) {
  const ways = OVER.filter((over) => over === (row.over ?? over));
  test(`${row.cause}: ${row.name} (${ways.join(", ")})`, async () => {
    for (const over of ways) await check(row, over);
  }, { ignore: row.ignore ?? false });
}

test("every class has a row, but those that are only there to be caught", () => {
  const bases = ["TransportError", "TimeoutError"];
  const named = new Set(table.map(({ name }) => name));
  assertEquals(Object.keys(errors).filter((name) => !named.has(name)).sort(), bases.sort());
});

test("docs/errors.md shows exactly these rows", () => {
  const found = readTable(readDocument("docs/errors.md"), "what goes wrong");
  assertEquals(found, table.map(toCells));
});
