/**
 * Runs against `dist/`, what is published, every test that needs nothing but public entries.
 *
 * ```sh
 * deno task test:dist                          # all of them
 * deno task test:dist tests/url_test.ts        # these alone
 * ```
 *
 * @module
 */

import { build, entryName } from "../tools/build.ts";
import { importsOf } from "./sources.ts";

const root = new URL("../", import.meta.url);
const config: {
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
  readonly links: readonly string[];
} = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));

/** Every entry by its source. */
const entries: ReadonlyMap<string, string> = new Map(
  Object.entries(config.exports).map((
    [name, source],
  ) => [source.slice(2), `${entryName(name)}.js`]),
);

/** Gives the tests whose imports lead to no source but those of entries. */
async function findTests(folder = "tests"): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await findTests(path));
    else if (name.endsWith("_test.ts") && needsOnlyEntries(path)) found.push(path);
  }
  return found.toSorted();
}

const known = new Map<string, boolean>();

function needsOnlyEntries(path: string): boolean {
  const before = known.get(path);
  if (before !== undefined) return before;
  known.set(path, true);
  const text = readIfThere(path);
  if (text === undefined) return false;
  const { local, other } = importsOf(path, text);
  // What reads the sources, or starts programs of its own, would not see the other modules.
  const isOfSources = path.endsWith("_test.ts") && /import\.meta\.url|Deno\.Command/.test(text);
  const fits = !isOfSources && !other.some((name) => name.startsWith("@ferry/")) &&
    local.every(({ to, typeOnly }) =>
      typeOnly || entries.has(to) || (!to.startsWith("src/") && needsOnlyEntries(to))
    );
  known.set(path, fits);
  return fits;
}

/** Some tests hold code as text, whose imports lead nowhere. */
function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(new URL(path, root));
  } catch {
    return undefined;
  }
}

/** The same configuration, in which an entry leads to what is published of it. */
async function writeConfig(): Promise<string> {
  const mapped = [...entries].map(([source, file]) => [`../${source}`, `./${file}`] as const);
  const path = new URL("dist/test.json", root);
  const links = config.links.map((link) => `../${link.slice(2)}`);
  const imports = { ...config.imports, ...Object.fromEntries(mapped) };
  await Deno.writeTextFile(path, JSON.stringify({ imports, links, nodeModulesDir: "none" }));
  return path.pathname;
}

await build();
const found = await findTests();
const asked = Deno.args.map((path) => path.replace("./", ""));
for (const path of asked) {
  if (!found.includes(path)) throw new TypeError(`${path} is no test that runs against dist/`);
}
const tests = asked.length > 0 ? asked : found;
const path = await writeConfig();
console.log(`${tests.length} files of tests against dist/`);
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--no-check", "--no-lock", `--config=${path}`, ...tests],
  cwd: root.pathname,
  env: { NO_COLOR: "1" },
  stdin: "null",
  stdout: "inherit",
  stderr: "inherit",
}).output();
Deno.exit(code);
