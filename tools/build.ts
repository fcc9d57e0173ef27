/**
 * Makes `dist/`, what is published: the code of all entries in few modules, since each module costs time at import,
 * and beside it the sources, which give the types and the documentation.
 *
 * @module
 */

import { stop, transform } from "npm:esbuild@0.25.5";
import { minify } from "npm:terser@5.51.4";
import { type GetModuleInfo, type OutputChunk, type Plugin, rollup } from "npm:rollup@4.44.0";
import { copy } from "./copy.ts";

const root = new URL("../", import.meta.url);
const dist = new URL("dist/", root);

/** The parts of `deno.json` that matter here. */
export interface PackageConfig {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: unknown;
}

/**
 * What the shared chunks begin with, the lowest first: a module belongs to the first chunk whose beginning loads it at
 * once. What only `import()` leads to is in `late`.
 */
const CHUNKS: readonly (readonly [string, string])[] = [
  ["shared", "core.ts"],
  ["main", "mod.ts"],
  ["sockets", "src/transports/socket/socket.ts"],
  ["media_types", "src/features/multipart/media_type_of.ts"],
];

/** The command line has a chunk of its own; its entry stays apart, since it runs only where it is the main module. */
const COMMAND_LINE = ["command_line", "src/cli/run.ts"] as const;

/** Makes `dist/` anew. */
export async function build(): Promise<void> {
  const config: PackageConfig = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  await Deno.remove(dist, { recursive: true }).catch(() => {});
  await Deno.mkdir(dist, { recursive: true });
  for (const path of ["mod.ts", "core.ts", "src", "README.md", "LICENSE", "CHANGELOG.md"]) {
    await copy(new URL(path, root), new URL(path, dist));
  }
  const output = await bundle(config.exports);
  const exports: Record<string, string> = {};
  for (const [name, source] of Object.entries(config.exports)) {
    const file = `./${entryName(name)}.js`;
    exports[name] = file;
    await addTypes(new URL(file, dist), source);
  }
  await Deno.writeTextFile(new URL("deno.json", dist), toConfig(config, exports));
  for (const { fileName, code } of output) console.log(`${fileName} ${code.length}`);
}

/** `.` is `mod`, `./cookies/psl` is `cookies_psl`. */
export function entryName(name: string): string {
  return name === "." ? "mod" : name.slice(2).replaceAll("/", "_");
}

async function bundle(exports: PackageConfig["exports"]): Promise<OutputChunk[]> {
  const input = Object.fromEntries(
    Object.entries(exports).map(([name, path]) => [entryName(name), pathOf(path)]),
  );
  const bundled = await rollup({
    input,
    external: (id) => /^(?:npm:|node:|jsr:)/.test(id),
    plugins: [new Std(), typescript],
    onwarn(warning) {
      // An entry of types alone has no code.
      if (warning.code === "EMPTY_BUNDLE") return;
      throw new Error(warning.message);
    },
  });
  const { output } = await bundled.write({
    dir: pathOf("dist"),
    format: "es",
    chunkFileNames: "[name].js",
    banner: ({ moduleIds }) => moduleIds.some((id) => /@std_\w+\.js$/.test(id)) ? NOTICE : "",
    minifyInternalExports: false,
    // A chunk would name what those that it needs import, and so load it with them.
    hoistTransitiveImports: false,
    manualChunks: toChunks(),
  });
  await bundled.close();
  await stop();
  const chunks = output.filter((each) => each.type === "chunk");
  checkShared(chunks);
  return chunks;
}

/** What every program loads, or the first request, loads no part of Node with it. */
function checkShared(chunks: readonly OutputChunk[]): void {
  const shared = [...CHUNKS.map(([name]) => name), "late"];
  for (const { name, imports } of chunks) {
    const needed = imports.filter((each) => each.startsWith("node:"));
    if (!shared.includes(name) || needed.length === 0) continue;
    throw new Error(`Cannot build ${name}.js: it would load ${needed} for everybody`);
  }
}

/** Puts the little that is used of @std into the chunks, since each module of another package costs time at import. */
class Std implements Plugin {
  readonly #folder = Deno.makeTempDirSync();
  readonly #bundled = new Map<string, Promise<string>>();
  readonly name = "std";

  /** Finds a module of @std as one file. */
  readonly resolveId = async (id: string): Promise<string | null> => {
    if (!id.startsWith("@std/")) return null;
    const known = this.#bundled.get(id) ?? this.#bundle(id);
    this.#bundled.set(id, known);
    return await known;
  };

  async #bundle(id: string): Promise<string> {
    const path = `${this.#folder}/${id.replaceAll("/", "_")}`;
    await Deno.writeTextFile(`${path}.ts`, `export * from "${id}";\n`);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        `--config=${pathOf("deno.json")}`,
        `--output=${path}.js`,
        `${path}.ts`,
      ],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return `${path}.js`;
  }

  /** Removes what it made. */
  readonly closeBundle = async (): Promise<void> => {
    await Deno.remove(this.#folder, { recursive: true });
  };
}

/** What the licence of @std asks for. */
const NOTICE = "/*! With parts of @std, Copyright 2018-2026 the Deno authors, MIT licence. */";

/** Takes the types out, and comments, spaces and long names of variables; those of functions stay for stacks. */
const typescript: Plugin = {
  name: "typescript",
  async transform(code, id) {
    const { code: plain } = await transform(code, {
      loader: id.endsWith(".ts") ? "ts" : "js",
      target: "es2022",
      sourcefile: id,
    });
    return { code: plain, map: null };
  },
  async renderChunk(code) {
    const { code: plain } = await transform(code, { minifySyntax: true, target: "es2022" });
    const { code: small = plain } = await minify(plain, {
      module: true,
      compress: false,
      mangle: { keep_classnames: true, keep_fnames: true },
    });
    return { code: small, map: null };
  },
};

/** Names the chunk of each module; one that no rule knows stays with the entry that needs it. */
function toChunks(): (id: string, meta: { getModuleInfo: GetModuleInfo }) => string | undefined {
  const homes = new Map<string, string>();
  return (id, { getModuleInfo }) => {
    if (homes.size === 0) findHomes(homes, getModuleInfo);
    return homes.get(id);
  };
}

function findHomes(homes: Map<string, string>, getModuleInfo: GetModuleInfo): void {
  const visit = (id: string, chunk: string) => {
    if (homes.has(id)) return;
    homes.set(id, chunk);
    for (const next of getModuleInfo(id)?.importedIds ?? []) visit(next, chunk);
  };
  for (const [chunk, path] of CHUNKS) visit(pathOf(path), chunk);
  const isPlain = (id: string) => !needsNode(id, getModuleInfo);
  for (const id of lateIds(homes, getModuleInfo).values().filter(isPlain)) visit(id, "late");
  const [chunk, path] = COMMAND_LINE;
  visit(pathOf(path), chunk);
}

/** Whether a module loads a part of Node at once, which takes longer than all the rest of a chunk. */
function needsNode(id: string, getModuleInfo: GetModuleInfo): boolean {
  return getModuleInfo(id)?.importedIds.some((each) => each.startsWith("node:")) ?? false;
}

/** What the modules of the shared chunks load late, and what these do. */
function lateIds(homes: ReadonlyMap<string, string>, getModuleInfo: GetModuleInfo): Set<string> {
  const seen = new Set<string>();
  const visit = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    const info = getModuleInfo(id);
    for (const next of [...info?.importedIds ?? [], ...info?.dynamicallyImportedIds ?? []]) {
      visit(next);
    }
  };
  for (const id of homes.keys()) visit(id);
  return new Set(
    [...seen].filter((id) => !homes.has(id) && getModuleInfo(id)?.isExternal === false),
  );
}

/** An entry has the types and the documentation of its source. */
async function addTypes(file: URL, source: string): Promise<void> {
  const code = await Deno.readTextFile(file);
  const isProgram = /^if \(import\.meta\.main\)/m.test(await Deno.readTextFile(pathOf(source)));
  // In another chunk than the entry's it would never be true.
  if (isProgram && !code.includes("import.meta.main")) {
    throw new Error(`Cannot build ${source}: what it runs has left its entry`);
  }
  await Deno.writeTextFile(file, `/* @ts-self-types="${source}" */\n${code}`);
}

function toConfig(
  { name, version, license, imports, compilerOptions }: PackageConfig,
  exports: Readonly<Record<string, string>>,
): string {
  // The sources, of which the types come, still name them.
  const published = Object.entries(imports).filter(([each]) => each.startsWith("@std/"));
  const config = {
    ...{ name, version, license, exports },
    imports: Object.fromEntries(published),
    compilerOptions,
    nodeModulesDir: "none",
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function pathOf(path: string): string {
  return decodeURIComponent(new URL(path, root).pathname);
}

if (import.meta.main) await build();
