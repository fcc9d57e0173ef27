import { assert, assertEquals } from "@std/assert";
import { Client } from "../mod.ts";
import { test } from "./checked.ts";
import {
  CALL_SECRETS,
  CLIENT_SECRETS,
  type Secret,
  toNetrc,
  withNetrc,
} from "./credentials/secrets.ts";
import { COLUMNS, toLine, type Way, WAYS } from "./credentials/ways.ts";
import {
  CALL_WALKS,
  makeWorld,
  MIXED_WALK,
  REQUEST_WALKS,
  type Walk,
  type World,
} from "./credentials/world.ts";

/**
 * Goes along a way with one secret and gives what was seen; from https to http, too, where little is left to be seen.
 */
async function go(
  { way, secret, baseUrl }: { way: Way; secret: Secret; baseUrl?: string },
  walk: Walk,
): Promise<World> {
  const from = new URL(way.from);
  const world = makeWorld(way, secret.isDigest);
  const options = { ...(baseUrl !== undefined && { baseUrl }), ...secret.client?.(from) };
  using client = new Client({
    ...options,
    transport: world.transport,
    allowInsecureRedirects: true,
  });
  secret.prepare?.(client, from);
  const url = way.from.replace("://", `://${secret.userinfo ?? ""}`);
  await walk(client, url, secret.request?.(from) ?? {});
  return world;
}

/** Says what is not as in the table; a secret that is not even seen at home would pass any test. */
function compare(world: World, way: Way, { name, column }: Secret): string[] {
  const isSendable = column !== "secure" || way.from.startsWith("https:");
  const found = `${world.isSeenAtHome() ? "+" : "-"}${world.cells()}`;
  const expected = `${isSendable ? "+" : "-"}${way.cells[COLUMNS.indexOf(column)]}`;
  const line = `${toLine(way)}: ${name}: ${found}, in the table ${expected}`;
  return found === expected ? [] : [line];
}

/** Goes along each way with the environment's netrc file for its first host, where that is the secret. */
async function forEach(
  secrets: readonly Secret[],
  use: (way: Way, secret: Secret) => Promise<string[]>,
): Promise<string[]> {
  const found: string[] = [];
  const add = async (way: Way, secret: Secret) => void found.push(...await use(way, secret));
  for (const way of WAYS) {
    for (const secret of secrets) {
      if (!secret.isNetrc) await add(way, secret);
      else await withNetrc(toNetrc(new URL(way.from).hostname), () => add(way, secret));
    }
  }
  return found;
}

test("every row of the table has a cell for each column and each hop", () => {
  for (const way of WAYS) {
    assertEquals(way.cells.length, COLUMNS.length, toLine(way));
    for (const cell of way.cells) assertEquals(cell.length, way.hops.length, toLine(way));
    assert(way.reason);
  }
  assertEquals(new Set(WAYS.map(toLine)).size, WAYS.length);
  const columns = new Set([...CALL_SECRETS, ...CLIENT_SECRETS].map(({ column }) => column));
  assertEquals(columns.size, COLUMNS.length);
});

for (const [name, walk] of Object.entries(CALL_WALKS)) {
  test(`what is given with a call goes where the table says: ${name}`, async () => {
    const wrong = await forEach(
      CALL_SECRETS,
      async (way, secret) => compare(await go({ way, secret }, walk), way, secret),
    );
    assertEquals(wrong, []);
  });
}

for (const [name, walk] of Object.entries({ ...CALL_WALKS, ...REQUEST_WALKS })) {
  if (name.includes("stream")) continue;
  test(`what is given to a client goes where the table says: ${name}`, async () => {
    const wrong = await forEach(CLIENT_SECRETS, async (way, secret) => {
      const baseUrl = new URL(way.from).origin;
      const worlds = [
        await go({ way, secret }, walk),
        await go({ way, secret, baseUrl }, walk),
      ];
      return worlds.flatMap((world) => compare(world, way, secret));
    });
    assertEquals(wrong, []);
  });
}

test("a redirect followed after one step by hand sees no more than the table says", async () => {
  const wrong = await forEach(CLIENT_SECRETS, async (way, secret) => {
    const world = await go({ way, secret }, MIXED_WALK);
    const allowed = way.cells[COLUMNS.indexOf(secret.column)] ?? "";
    const isMore = [...world.cells()].some((cell, at) => cell === "+" && allowed[at] !== "+");
    return isMore ? [`${toLine(way)}: ${secret.name}: ${world.cells()}`] : [];
  });
  assertEquals(wrong, []);
});
