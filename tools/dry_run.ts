/**
 * A dry run of `deno publish` where `links/` stands in for @std. It refuses a package whose graph has files in the
 * root that are not published, and the linked ones must never be: so the package is tried in a folder of its own, with
 * these beside it.
 *
 * @module
 */

import { copy } from "./copy.ts";

const root = new URL("../", import.meta.url);

/** The parts of `deno.json` that matter here. */
interface PublishConfig {
  readonly links?: readonly string[];
  readonly publish: { readonly include: readonly string[] };
}

/** Tries to publish; gives the exit code. */
async function dryRun(): Promise<number> {
  const config: PublishConfig = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const folder = await Deno.makeTempDir();
  try {
    const base = new URL(`file://${folder}/package/`);
    await Deno.mkdir(base);
    for (const path of [...config.publish.include, "deno.lock"]) {
      await copy(new URL(path, root), new URL(path, base));
    }
    const links = config.links?.map((path) => path.replace("./", "../"));
    if (links) await copy(new URL("links", root), new URL("../links", base));
    await Deno.writeTextFile(new URL("deno.json", base), JSON.stringify({ ...config, links }));
    const args = ["publish", "--dry-run", "--allow-dirty"];
    const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: base }).spawn().status;
    return code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.exit(await dryRun());
