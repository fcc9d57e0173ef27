/**
 * Goes through the quickstart page of requests, section by section, with Ferry against a server of our own,
 * prints what a reader of that page would see, and fails if something is not as it says.
 *
 * Run it with `deno task demo`.
 *
 * @module
 */

import { asking } from "./demo/asking.ts";
import { failing } from "./demo/failing.ts";
import { Page, type Section } from "./demo/page.ts";
import { reading } from "./demo/reading.ts";
import { receiving } from "./demo/receiving.ts";
import { sending } from "./demo/sending.ts";
import { startHttpbin } from "./wire/httpbin.ts";

/** In the order of the page. */
const sections: readonly Section[] = [
  ...asking,
  ...reading,
  ...sending,
  ...receiving,
  ...failing,
];

if (import.meta.main) await run();

async function run(): Promise<void> {
  await using server = startHttpbin();
  await using elsewhere = startHttpbin();
  const page = new Page({ base: server.url, elsewhere: elsewhere.url });
  for (const { title, steps } of sections) {
    page.heading(title);
    await steps(page);
  }
  page.end(sections.length);
}
