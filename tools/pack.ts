/**
 * Makes of `dist/` what users of npm get: a folder with plain JavaScript and a `package.json`, for runtimes that are
 * not Deno.
 *
 * JSR names `@std/http` as `@jsr/std__http` there; here the same modules come from `deno-std`, as they do in `links/`.
 *
 * @module
 */

import { build } from "./build.ts";

const dist = new URL("../dist/", import.meta.url);

/** The package that holds @std on npm. */
const STD = "deno-std";

/** The parts of the `deno.json` of `dist/` that matter here. */
interface DistConfig {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
}

/**
 * Builds, and writes a package for npm.
 *
 * @param folder Where to; it must exist. Its URL ends with a slash.
 */
export async function pack(folder: URL): Promise<void> {
  await build();
  const { name, version, license, exports }: DistConfig = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", dist)),
  );
  const dependencies: Record<string, string> = { [STD]: await stdVersion() };
  for await (const { name: file } of Deno.readDir(dist)) {
    if (!file.endsWith(".js")) continue;
    const code = await Deno.readTextFile(new URL(file, dist));
    await Deno.writeTextFile(new URL(file, folder), toNpm(code, dependencies));
  }
  const config = { name, version, license, type: "module", exports, dependencies };
  await Deno.writeTextFile(new URL("package.json", folder), JSON.stringify(config, null, 2));
}

/** Writes specifiers as npm has them, and notes what they need. */
export function toNpm(code: string, dependencies: Record<string, string>): string {
  const named = code.replaceAll(
    /(\bfrom ?|\bimport\(|\bimport ?)"(?:npm:(@?[^"@]+)@([^"/]+)|@std\/([^"]+))"/g,
    (_, before: string, npm: string | undefined, version: string, std: string) => {
      if (npm === undefined) return `${before}"${STD}/${std.replaceAll("-", "_")}.js"`;
      dependencies[npm] = version;
      return `${before}"${npm}"`;
    },
  );
  return named;
}

/** The version that stands in `links/`. */
async function stdVersion(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../links/http/status.ts", import.meta.url));
  const version = /npm:deno-std@([\d.]+)/.exec(text)?.[1];
  if (version === undefined) throw new Error("Cannot find the version of deno-std in links/");
  return version;
}

if (import.meta.main) {
  const [folder = "dist-npm"] = Deno.args;
  await Deno.mkdir(folder, { recursive: true });
  await pack(new URL(`file://${await Deno.realPath(folder)}/`));
}
