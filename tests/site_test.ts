/**
 * The site as a reader sees it: it is built, and opened in Chromium without a window.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { typeByExtension } from "@std/media-types/type-by-extension";
import { type Browser, chromium, type Page } from "npm:playwright-core@1.65.1";
import { buildSite, readReferencePage } from "../tools/docs.ts";
import { categories, contents } from "../tools/site/contents.ts";
import { toExamplePage, toPage } from "../tools/site/pages.ts";
import { test } from "./checked.ts";
import { pages } from "./documents.ts";
import { sources } from "./sources.ts";

test("every page stands in the table of contents", () => {
  const known = ["docs/index.md", ...contents.flatMap((part) => part.pages.map(toPath))];
  assertEquals(pages.filter((path) => !known.includes(path)), []);
  assertEquals(new Set(known).size, known.length);
});

function toPath(page: string): string {
  return `docs/${page}.md`;
}

test("the reference has the groups that the sources name, and no others", () => {
  const named = [...sources.values()].flatMap((text) =>
    [...text.matchAll(/^ \* @category (.+)$/gm)].map(([, group = ""]) => group)
  );
  assert(named.length > 300, String(named.length));
  assertEquals([...new Set(named)].sort(), Object.keys(categories).sort());
});

test("the page of the reference has every public name once", async () => {
  const page = await readReferencePage();
  const names = [...page.matchAll(/^\| \[`(\w+)`\]/gm)].map(([, name]) => name);
  assert(names.length > 300, String(names.length));
  assertEquals(new Set(names).size, names.length);
  for (const name of Object.keys(await import("../mod.ts"))) assert(names.includes(name), name);
});

test("links of a page lead to pages of the site", () => {
  const links = [
    ["](client.md#helpers)", "](/client.md#helpers)"],
    ["](../examples/sse.ts)", "](/examples/sse.md)"],
    ["](../bench/results.svg)", "](/results.svg)"],
    ["](../CHANGELOG.md)", "](/changelog.md)"],
    ["](#limits)", "](#limits)"],
    ["](https://example.org/a)", "](https://example.org/a)"],
  ] as const;
  for (const [link, expected] of links) {
    assertEquals(toPage("docs/retries.md", `[a${link}\n`).text, `[a${expected}\n`);
  }
  assertEquals(
    toPage("docs/coming-from/ky.md", "[a](../retries.md)").text,
    "[a](/retries.md)",
  );
});

test("the page of an example shows what its doc says, and its code", () => {
  const { path, text } = toExamplePage(
    "examples/a.ts",
    "/**\n * Says a.\n *\n * @module\n */\n\na();\n",
  );
  assertEquals([path, text], ["examples/a.md", "# a.ts\n\nSays a.\n\n```ts\na();\n```\n"]);
});

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** Finds links from a page of the site to a heading that is not there. */
function brokenAnchors(out: URL): string[] {
  const html: ReadonlyMap<string, string> = new Map(
    ["", "coming-from/"].flatMap((folder) =>
      [...Deno.readDirSync(new URL(folder, out))].filter(({ name }) => name.endsWith(".html"))
        .map(({ name }) =>
          [`/ferry/${folder}${name}`, Deno.readTextFileSync(new URL(folder + name, out))] as const
        )
    ),
  );
  const links = [...html].flatMap(([path, text]) =>
    [...text.matchAll(/href="([^"]*#[^"]+)"/g)].map(([, to = ""]) => new URL(to, `file://${path}`))
  ).filter(({ protocol, pathname }) => protocol === "file:" && html.has(pathname));
  assert(links.length > 100, String(links.length));
  return links.filter(({ pathname, hash }) =>
    !html.get(pathname)?.includes(`id="${decodeURIComponent(hash.slice(1))}"`)
  ).map(({ pathname, hash }) => pathname + hash);
}

/** Builds the site; where the generator is neither here nor to be had, says so. */
async function isBuilt(out: URL): Promise<boolean> {
  try {
    await buildSite(out, "/ferry/");
    return true;
  } catch (error) {
    if (!/error sending request|dns error|Failed (?:loading|resolving)/.test(String(error))) {
      throw error;
    }
    console.log("not tested: the packages of the generator cannot be loaded");
    return false;
  }
}

/** Serves a folder below `/ferry/`, as a server for static files does. */
function serve(folder: URL) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async ({ url }) => {
    const { pathname } = new URL(url);
    // What is asked for beside it is not there: every link must know where the site stands.
    const inside = pathname.startsWith("/ferry/") ? pathname.slice("/ferry".length) : "/outside";
    const path = inside.endsWith("/") ? `${inside}index.html` : inside;
    const type = typeByExtension(path.slice(path.lastIndexOf("."))) ?? "application/octet-stream";
    try {
      const body = await Deno.readFile(new URL(`.${path}`, folder));
      return new Response(body, { headers: { "content-type": type } });
    } catch {
      return new Response("not there", { status: 404 });
    }
  });
}

/** How many milliseconds the browser may take for a step, on a machine that has other things to do. */
const PATIENCE = 120_000;

/** Opens a page, and remembers what goes wrong in it. */
async function open(browser: Browser, width: number, failures: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error: Error) => void failures.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

test(
  "the site can be searched, leads to the reference, and fits a narrow screen (needs Chromium)",
  async () => {
    const folder = await Deno.makeTempDir();
    const out = new URL(`file://${folder}/site/`);
    const failures: string[] = [];
    try {
      if (!await isBuilt(out)) return;
      assertEquals(brokenAnchors(out), []);
      await using server = serve(out);
      const base = `http://127.0.0.1:${server.addr.port}/ferry`;
      const browser = await chromium.launch({
        executablePath: CHROMIUM ?? "",
        args: ["--no-sandbox"],
        timeout: PATIENCE,
      });
      try {
        await readWide(await open(browser, 1280, failures), base);
        await readDark(await open(browser, 1280, failures), base);
        await readNarrow(await open(browser, 360, failures), base);
      } finally {
        await browser.close();
      }
      assertEquals(failures, []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
  { ignore: CHROMIUM === undefined },
);

/** Goes to a page of the generator's, and waits until its buttons do something. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction("document.querySelector('#app').__vue_app__");
}

async function readWide(page: Page, base: string): Promise<void> {
  await visit(page, `${base}/`);
  assertMatch(await page.title(), /Ferry/);
  await page.click("button.DocSearch");
  await page.fill("#localsearch-input", "retries");
  const found = page.locator(".VPLocalSearchBox .result");
  await found.first().waitFor();
  assertMatch(await found.first().innerText(), /Retries/);
  await found.first().click();
  await page.waitForURL(/\/retries\.html/);
  // The address changes before the page does.
  await page.locator("h1", { hasText: /Retries/ }).waitFor();

  await page.locator("header a", { hasText: /^Reference$/ }).first().click();
  await page.waitForURL(/\/reference\.html/);
  assertMatch(await page.locator("h2#errors").innerText(), /Errors/);
  await page.locator("main a", { hasText: /^HttpResponse$/ }).click();
  await page.waitForURL(/\/api\/.*HttpResponse\.html/);
  await page.locator("body", { hasText: /raiseForStatus/ }).waitFor();
}

/** Opens the site as a reader does who likes it dark. */
async function readDark(page: Page, base: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${base}/retries.html`);
  assertMatch(await page.locator("html").getAttribute("class") ?? "", /dark/);
}

async function readNarrow(page: Page, base: string): Promise<void> {
  for (
    const path of [
      "/",
      "/errors.html",
      "/timeouts-and-limits.html",
      "/api/index.html",
      "/api/~/HttpResponse.html",
    ]
  ) {
    await page.goto(base + path);
    const width = await page.evaluate("document.documentElement.scrollWidth");
    assert(Number(width) <= 360, `${path} is ${width} pixels wide`);
  }
  await visit(page, `${base}/retries.html`);
  await page.click("button.menu");
  await page.locator("aside.VPSidebar").getByText("Timeouts and limits").click();
  await page.waitForURL(/\/timeouts-and-limits\.html/);
}
