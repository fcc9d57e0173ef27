/**
 * What the figures were measured on, and with which versions.
 *
 * @module
 */

import { VERSION } from "../src/core/version.ts";
import { readPins } from "./pins.ts";

/** Says how the run was made. */
export interface RunSettings {
  readonly rounds: number;
  /** Milliseconds a turn. */
  readonly ms: number;
}

/** When, where and with what a run was made. */
export interface RunFacts extends RunSettings {
  /** The day, as in `2024-05-17`. */
  readonly date: string;
  readonly machine: string;
  readonly versions: string;
}

/** Looks at this machine. */
export function readFacts({ rounds, ms }: RunSettings): RunFacts {
  const { deno, v8 } = Deno.version;
  const peers = [...readPins().values()].map((pin) => pin.slice("npm:".length));
  const versions = `Deno ${deno} (V8 ${v8}), Ferry ${VERSION} beside ${peers.join(", ")}`;
  return { rounds, ms, date: new Date().toISOString().slice(0, 10), machine: machine(), versions };
}

/** Gives the head of a report. */
export function toHead(facts: RunFacts): string {
  return `# Benchmarks

Made by \`deno task bench\` on ${facts.date}; do not edit.

${toFactList(facts)}

A figure is the median over the rounds, with the least and the most in parentheses. A ratio is that to the
contender in bold **of the same round**, and then the median of those. Where a contender is there twice
("again"), the two show how much is noise.`;
}

/** Gives what the figures were measured on as a list. */
export function toFactList({ rounds, ms, machine, versions }: RunFacts): string {
  return `- Machine: ${machine}
- ${versions}
- ${rounds} rounds, fewer of what takes long, of about ${ms} ms a turn after a warm-up: for
  requests two seconds fifty at a time, until their code is compiled, else half a second. Each turn is a fresh process; the contenders take turns in random order within a round.`;
}

function machine(): string {
  const memory = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const cores = `${navigator.hardwareConcurrency} cores`;
  const system = `${Deno.build.os} ${Deno.build.arch}`;
  return [processor(), cores, `${memory} GiB`, system].filter(Boolean).join(", ");
}

function processor(): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  const text = Deno.readTextFileSync("/proc/cpuinfo");
  return /^model name\s*: (.+)$/m.exec(text)?.[1];
}
