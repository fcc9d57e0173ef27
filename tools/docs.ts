/**
 * Builds the site: the pages of `docs/` with a search, and the reference of every entry beside them, into `site/`.
 *
 * Run it: `deno task docs`. `--base=/ferry/` says where the site stands on its server, `--out=FOLDER` where to build it.
 *
 * @module
 */

import { copy } from "./copy.ts";
import { type Page, titleOf, toConfig, toExamplePage, toPage } from "./site/pages.ts";
import { type Documentation, toReferencePage } from "./site/reference.ts";

const root = new URL("../", import.meta.url);

/** The generator, and what its pages are made with. */
const DEPENDENCIES = {
  mermaid: "11.12.2",
  vitepress: "1.6.4",
  "vitepress-plugin-mermaid": "2.0.17",
  vue: "3.5.45",
} as const;

/** Builds the site into a folder. */
export async function buildSite(out: URL, base: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  const work = new URL(`file://${folder}/`);
  try {
    const pages = await readPages();
    for (const { path, text } of pages) {
      const file = new URL(`pages/${path}`, work);
      await Deno.mkdir(new URL(".", file), { recursive: true });
      await Deno.writeTextFile(file, text);
    }
    await writeConfig(work, base, pages);
    await run(work, ["install", "--quiet"]);
    await run(work, [
      "run",
      "-A",
      `npm:vitepress@${DEPENDENCIES.vitepress}`,
      "build",
      "pages",
      "--outDir",
      "out",
    ]);
    await Deno.remove(out, { recursive: true }).catch(() => {});
    await copy(new URL("out", work), out);
    await addReference(out);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readPages(): Promise<readonly Page[]> {
  const read = (path: string) => Deno.readTextFile(new URL(path, root));
  const pages: Page[] = [];
  for (const path of filesIn("docs", ".md")) pages.push(toPage(path, await read(path)));
  for (const path of filesIn("examples", ".ts")) pages.push(toExamplePage(path, await read(path)));
  for (const path of ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "bench/RESULTS.md"]) {
    pages.push(toPage(path.toLowerCase(), await read(path)));
  }
  return [...pages, { path: "reference.md", text: await readReferencePage() }];
}

function filesIn(folder: string, end: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return filesIn(path, end);
    return name.endsWith(end) ? [path] : [];
  }).sort();
}

async function writeConfig(work: URL, base: string, pages: readonly Page[]): Promise<void> {
  const titles = new Map(pages.map(({ path, text }) => [path.replace(/\.md$/, ""), titleOf(text)]));
  await Deno.mkdir(new URL("pages/.vitepress", work), { recursive: true });
  await Deno.mkdir(new URL("pages/public", work), { recursive: true });
  await Deno.writeTextFile(new URL("pages/.vitepress/config.mjs", work), toConfig(base, titles));
  await Deno.copyFile(
    new URL("bench/results.svg", root),
    new URL("pages/public/results.svg", work),
  );
  const manifest = { private: true, type: "module", dependencies: DEPENDENCIES };
  await Deno.writeTextFile(new URL("package.json", work), JSON.stringify(manifest));
  await Deno.writeTextFile(new URL("deno.json", work), '{ "nodeModulesDir": "auto" }');
}

/** The parts of `deno.json` that matter here. */
interface Package {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
}

async function readPackage(): Promise<Package> {
  return JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
}

/** Gives the page that leads into the reference. */
export async function readReferencePage(): Promise<string> {
  const { exports } = await readPackage();
  const text = await run(root, ["doc", "--quiet", "--json", ...Object.values(exports)]);
  const documentation: Documentation = JSON.parse(text);
  return toReferencePage(documentation, exports);
}

/** Writes the reference of all entries into the folder `api` of the site. */
async function addReference(out: URL): Promise<void> {
  const { name, exports } = await readPackage();
  const options = ["--html", `--name=${name}`, `--output=${new URL("api", out).pathname}`];
  await run(root, ["doc", "--quiet", ...options, ...Object.values(exports)]);
  const narrow = await Deno.readTextFile(new URL("site/narrow.css", import.meta.url));
  await Deno.writeTextFile(new URL("api/page.css", out), narrow, { append: true });
}

/** Runs Deno, and gives what it writes. */
async function run(cwd: URL, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    stdin: "null",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  const [text = "", said = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (success) return text;
  throw new Error(`Cannot build the site: deno ${args[0]} failed\n${text}\n${said}`);
}

/** Gives the value of an option of the command line, as `--base=/ferry/`. */
function optionOf(name: string): string | undefined {
  const start = `--${name}=`;
  return Deno.args.find((each) => each.startsWith(start))?.slice(start.length);
}

if (import.meta.main) {
  const out = new URL(`${optionOf("out") ?? "site"}/`, `file://${Deno.cwd()}/`);
  await buildSite(out, optionOf("base") ?? "/");
  console.log(`Built ${out.pathname}`);
}
