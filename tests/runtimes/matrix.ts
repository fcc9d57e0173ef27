/**
 * Writes `docs/runtimes.md`.
 *
 * @module
 */

import { GROUPS } from "./all.ts";
import { PLATFORMS } from "./platforms.ts";
import type { Run } from "./runs.ts";
import type { ClientEntry, Outcome } from "./scenario.ts";

const page = new URL("../../docs/runtimes.md", import.meta.url);

/** Where the table begins and ends. */
const MARKS = ["<!-- begin: deno task runtimes -->", "<!-- end: deno task runtimes -->"] as const;

/** Puts the matrix into the page. */
export async function writeMatrix(runs: readonly Run[]): Promise<void> {
  const text = await Deno.readTextFile(page);
  const [begin, end] = MARKS;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) {
    throw new Error("Cannot find the place of the matrix in docs/runtimes.md");
  }
  const tables = `## The main entry\n\n${toMatrix(runs, "main")}\n## The core\n\n${
    toMatrix(runs, "core")
  }`;
  const whole = `${before}${begin}\n\n${tables}\n${end}${after}`;
  await Deno.writeTextFile(page, whole);
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", page.pathname] }).output();
}

/** Writes the table of an entry, and beneath it why something cannot be had. */
export function toMatrix(runs: readonly Run[], entry: ClientEntry): string {
  const reasons: string[] = [];
  const head = [
    "",
    ...runs.map(({ platform, version }) => `${PLATFORMS[platform].title} ${version}`),
  ];
  const lines = [row(head), row(head.map(() => "---"))];
  for (const [group, all] of Object.entries(GROUPS)) {
    const scenarios = all.filter(({ core }) => core || entry === "main");
    if (scenarios.length === 0) continue;
    lines.push(row([`**${group}**`, ...runs.map(() => "")]));
    for (const { name } of scenarios) {
      lines.push(row([name, ...runs.map((run) => toCell(find(run, entry, name), reasons))]));
    }
  }
  const notes = reasons.map((reason, at) => `${at + 1}. ${reason}`);
  return `${lines.join("\n")}\n\n${notes.join("\n")}\n`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function find({ outcomes }: Run, entry: ClientEntry, name: string): Outcome | undefined {
  return outcomes.find((outcome) => outcome.entry === entry && outcome.name === name);
}

function toCell(outcome: Outcome | undefined, reasons: string[]): string {
  if (outcome?.result === "passed") return "yes";
  if (outcome?.result === "beside the point") return "—";
  if (outcome?.result !== "skipped" || outcome.why === undefined) return "FAILED";
  if (!reasons.includes(outcome.why)) reasons.push(outcome.why);
  return `no (${reasons.indexOf(outcome.why) + 1})`;
}
