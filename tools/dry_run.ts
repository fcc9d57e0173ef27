/**
 * A dry run of `deno publish` of `dist/`, which is what is published, where `links/` stands in for @std. It refuses a
 * package whose graph has files in the root that are not published, and the linked ones must never be: so the package
 * is tried in a folder of its own, with these beside it.
 *
 * @module
 */

import { build } from "./build.ts";
import { copy } from "./copy.ts";

const root = new URL("../", import.meta.url);

async function readConfig(path: string): Promise<{ readonly links?: readonly string[] }> {
  return JSON.parse(await Deno.readTextFile(new URL(path, root)));
}

/** Tries to publish; gives the exit code. */
async function dryRun(): Promise<number> {
  await build();
  const { links } = await readConfig("deno.json");
  const folder = await Deno.makeTempDir();
  try {
    const base = new URL(`file://${folder}/package/`);
    await copy(new URL("dist/", root), base);
    const linked = links?.map((path) => path.replace("./", "../"));
    if (linked) await copy(new URL("links", root), new URL("../links", base));
    const config = { ...await readConfig("dist/deno.json"), links: linked };
    await Deno.writeTextFile(new URL("deno.json", base), JSON.stringify(config));
    const args = ["publish", "--dry-run", "--allow-dirty"];
    const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: base }).spawn().status;
    return code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.exit(await dryRun());
