/**
 * Runs the scenarios in a page of Chromium; it is Node that runs this file.
 *
 * @module
 */

import { appendFileSync } from "node:fs";
import process from "node:process";
import type { Facts } from "../facts.ts";
import type { Outcome } from "../scenario.ts";

/** What is used of the package playwright-core. */
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
}

interface Browser {
  newPage(): Promise<Page>;
  version(): string;
  close(): Promise<void>;
}

interface Library {
  readonly chromium: { launch(options: unknown): Promise<Browser> };
}

const { FERRY_CHROMIUM = "chromium", FERRY_FACTS = "{}", FERRY_RESULTS = "" } = process.env;
const facts: Facts = JSON.parse(FERRY_FACTS);
// The package is not there where this file is checked.
const library: Library = await import(["playwright", "core"].join("-"));
const browser = await library.chromium.launch({
  executablePath: FERRY_CHROMIUM,
  args: ["--no-sandbox", "--no-proxy-server"],
});
try {
  const page = await browser.newPage();
  await page.goto(`${facts.http}/page`);
  const count = Number(
    await page.evaluate('import("/modules/page.js").then(({ COUNT }) => COUNT)'),
  );
  for (let at = 0; at < count; at++) {
    const order = JSON.stringify({ at, facts, platform: "chromium" });
    const script =
      `import("/modules/page.js").then(({ run }) => run(${order})).then(JSON.stringify)`;
    note(await ask(page, { at, script }));
  }
} finally {
  await browser.close();
}

async function ask(
  page: Page,
  { at, script }: { readonly at: number; readonly script: string },
): Promise<Outcome> {
  try {
    return JSON.parse(String(await page.evaluate(script)));
  } catch (error) {
    return { entry: "main", name: `number ${at}`, result: "failed", why: String(error) };
  }
}

function note(outcome: Outcome): void {
  appendFileSync(FERRY_RESULTS, `${JSON.stringify(outcome)}\n`);
}
