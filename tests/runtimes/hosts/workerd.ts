/**
 * Runs the scenarios in workerd, one request for each; it is Node that runs this file.
 *
 * @module
 */

import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import type { Facts } from "../facts.ts";
import type { Outcome } from "../scenario.ts";

/** What is used of the package miniflare. */
interface Worker {
  dispatchFetch(url: string, init?: RequestInit): Promise<Response>;
  dispose(): Promise<void>;
}

interface Library {
  readonly Miniflare: new (options: unknown) => Worker;
}

const { FERRY_FACTS = "{}", FERRY_MODULES = "", FERRY_RESULTS = "" } = process.env;
const facts: Facts = JSON.parse(FERRY_FACTS);
// The package is not there where this file is checked.
const library: Library = await import(["mini", "flare"].join(""));

const files = readdirSync(FERRY_MODULES).toSorted((a, b) =>
  a === "worker.js" ? -1 : b === "worker.js" ? 1 : 0
);
const worker = new library.Miniflare({
  compatibilityDate: "2026-04-01",
  modules: files.map((path) => ({
    type: "ESModule",
    path,
    contents: readFileSync(`${FERRY_MODULES}/${path}`, "utf8"),
  })),
});
try {
  const count: number = await (await worker.dispatchFetch("http://worker.example/")).json();
  for (let at = 0; at < count; at++) note(await ask(at));
} finally {
  await worker.dispose();
}

async function ask(at: number): Promise<Outcome> {
  try {
    const body = JSON.stringify({ at, facts, platform: "workerd" });
    const response = await worker.dispatchFetch("http://worker.example/", { method: "POST", body });
    return await response.json();
  } catch (error) {
    return { entry: "main", name: `number ${at}`, result: "failed", why: String(error) };
  }
}

function note(outcome: Outcome): void {
  appendFileSync(FERRY_RESULTS, `${JSON.stringify(outcome)}\n`);
}
