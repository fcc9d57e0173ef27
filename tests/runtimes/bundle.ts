/**
 * Makes plain JavaScript of the scenarios for each kind of host.
 *
 * @module
 */

import { build, type BuildOptions, type Plugin, stop } from "npm:esbuild@0.25.5";

const here = new URL("./", import.meta.url);

/** `@std` stands in `deno-std`, as in `links/`. */
function toStd(app: string): Plugin {
  return {
    name: "std",
    setup(setup) {
      setup.onResolve({ filter: /^@std\// }, ({ path, kind }) => {
        const [, name, file = "mod"] = /^@std\/([\w-]+)(?:\/(.+))?$/.exec(path) ?? [];
        const module = `deno-std/${name}/${file}.js`.replaceAll("-", "_").replace("_std", "-std");
        return setup.resolve(module, { resolveDir: app, kind });
      });
    },
  };
}

/**
 * Writes `node.test.mjs`, `bare.mjs`, `workerd.mjs`, `chromium.mjs` and the folders `worker/` and `page/` into the folder in which
 * the package is installed.
 *
 * @param app Its path.
 */
export async function bundle(app: string): Promise<void> {
  const common: BuildOptions = {
    absWorkingDir: app,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    plugins: [toStd(app)],
    nodePaths: [`${app}/node_modules`],
  };
  const at = (name: string) => new URL(`hosts/${name}`, here).pathname;
  for (const [source, target] of [["node", "node.test"], ["bare"], ["workerd"], ["chromium"]]) {
    await build({
      ...common,
      entryPoints: [at(`${source}.ts`)],
      outfile: `${app}/${target ?? source}.mjs`,
      external: ["@ferry/*", "node:*"],
    });
  }
  // Nothing is said of the modules of node: whoever bundles for a browser says nothing, too.
  const web: BuildOptions = { ...common, splitting: true, platform: "browser" };
  await build({ ...web, entryPoints: { page: at("web.ts") }, outdir: `${app}/page` });
  const worker = `import { answer } from "${at("web.ts")}"; export default { fetch: answer };`;
  await Deno.writeTextFile(`${app}/worker_entry.ts`, worker);
  await build({
    ...web,
    entryPoints: { worker: `${app}/worker_entry.ts` },
    outdir: `${app}/worker`,
  });
  await stop();
}
