/**
 * Runs one SDK over the global `fetch` and over `client.fetch`, and prints what came of each as JSON.
 *
 * @module
 */

import { Client } from "../../mod.ts";
import { makeRepository } from "./git.ts";
import { outcomesOf } from "./outcome.ts";
import { packages, type Place, type SdkName, sdks } from "./sdks.ts";
import { startSdkServer } from "./server.ts";

/** What came of an SDK over one `fetch`. */
export interface SdkRun {
  readonly outcomes: Readonly<Record<string, unknown>>;
  /** The calls that reached the server. */
  readonly calls: readonly string[];
}

function isSdk(name: string | undefined): name is SdkName {
  return name !== undefined && Object.hasOwn(packages, name);
}

async function main(name: string | undefined): Promise<void> {
  if (!isSdk(name)) throw new TypeError(`Cannot run ${name}: no such SDK`);
  const repository = name === "git" ? await makeRepository() : undefined;
  await using server = startSdkServer(repository);
  const runOver = async (fetchOnce: Place["fetch"]): Promise<SdkRun> => {
    const folder = await Deno.makeTempDir();
    const place = { fetch: fetchOnce, url: server.url, folder };
    const outcomes = await outcomesOf(await sdks[name](place));
    await Deno.remove(folder, { recursive: true });
    return { outcomes, calls: server.calls() };
  };
  const platform = await runOver((input, init) => fetch(input, init));
  using client = new Client();
  const ours = await runOver((input, init) => client.fetch(input, init));
  if (repository !== undefined) await Deno.remove(repository, { recursive: true });
  console.log(JSON.stringify({ platform, ours }));
}

await main(Deno.args[0]);
// An SDK may leave timers behind that would hold the program.
Deno.exit(0);
