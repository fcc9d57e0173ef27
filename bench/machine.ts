/**
 * What the figures were measured on, and with which versions.
 *
 * @module
 */

import { VERSION } from "../src/version.ts";
import { readPins } from "./pins.ts";

/** Says how the run was made. */
export interface RunSettings {
  readonly rounds: number;
  /** Milliseconds a turn. */
  readonly ms: number;
}

/** Gives the head of a report. */
export function toHead({ rounds, ms }: RunSettings): string {
  const { deno, v8 } = Deno.version;
  const versions = [...readPins().values()].map((pin) => pin.slice("npm:".length));
  return `# Benchmarks

Made by \`deno task bench\` on ${new Date().toISOString().slice(0, 10)}; do not edit.

- Machine: ${machine()}
- Deno ${deno} (V8 ${v8}), Ferry ${VERSION} beside ${versions.join(", ")}
- ${rounds} rounds of about ${ms} ms a turn, after a warm-up. Each turn is a fresh process; the contenders
  take turns in random order within a round.

A figure is the median over the rounds, with the least and the most in parentheses. A ratio is that to the
contender in bold **of the same round**, and then the median of those. Where a contender is there twice
("again"), the two show how much is noise.`;
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
