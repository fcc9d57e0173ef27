import { assertEquals } from "@std/assert";
import { codes, reasonPhrase } from "../../src/core/status.ts";
import { conformanceTest, readJson } from "./data.ts";

const byName = new Map(Object.entries<number>(codes));

/** Where a name or a phrase differs, and why. */
const DIFFERENT = new Map<string, string>([
  ["requests 122 uri_too_long", "named again at 414, which counts there too"],
  ["requests 412 precondition", "named again at 428, which counts there too"],
  ["httpx REQUEST_URI_TOO_LONG", "requests means 122 by it"],
  ["httpx 413", "Content Too Large since RFC 9110"],
  ["httpx 414", "URI Too Long since RFC 7231"],
  ["httpx 416", "Range Not Satisfiable since RFC 7233"],
  ["statuses 413", "Content Too Large since RFC 9110"],
  ["statuses 418", "RFC 2324 writes a small t"],
]);

conformanceTest("every name of requests, in both cases", () => {
  const table: Record<string, string[]> = readJson(
    "status-codes/requests-aliases.json",
  );
  const tally = new Tally();
  for (const [status, names] of Object.entries(table)) {
    for (const name of names) {
      const upper = /^[\\/]/.test(name) ? name : name.toUpperCase();
      const same = byName.get(name) === Number(status) &&
        byName.get(upper) === Number(status);
      tally.count(`requests ${status} ${name}`, same);
    }
  }
  tally.check("requests", { passed: 124, listed: 2 });
});

conformanceTest("every name of httpx", () => {
  const table: Record<string, [number, string]> = readJson(
    "status-codes/httpx-codes.json",
  );
  const tally = new Tally();
  for (const [name, [status]] of Object.entries(table)) {
    tally.count(`httpx ${name}`, byName.get(name) === status);
  }
  tally.check("httpx names", { passed: 61, listed: 1 });
});

conformanceTest("every phrase of httpx", () => {
  const table: Record<string, [number, string]> = readJson(
    "status-codes/httpx-codes.json",
  );
  const tally = new Tally();
  for (const [status, phrase] of Object.values(table)) {
    tally.count(`httpx ${status}`, reasonPhrase(status) === phrase);
  }
  tally.check("httpx phrases", { passed: 59, listed: 3 });
});

conformanceTest("every phrase of statuses", () => {
  const table: Record<string, string> = readJson(
    "status-codes/statuses-codes.json",
  );
  const tally = new Tally();
  for (const [status, phrase] of Object.entries(table)) {
    tally.count(`statuses ${status}`, reasonPhrase(+status) === phrase);
  }
  tally.check("statuses", { passed: 61, listed: 2 });
});

/** Counts what is the same, what differs for a reason, and what fails. */
class Tally {
  #passed = 0;
  readonly #listed: string[] = [];
  readonly #failed: string[] = [];

  count(name: string, same: boolean): void {
    if (same) this.#passed++;
    else (DIFFERENT.has(name) ? this.#listed : this.#failed).push(name);
  }

  check(set: string, expected: { passed: number; listed: number }): void {
    const listed = this.#listed.length;
    console.log(`${set}: ${this.#passed} passed, ${listed} listed`);
    assertEquals(this.#failed, []);
    assertEquals({ passed: this.#passed, listed }, expected);
  }
}
