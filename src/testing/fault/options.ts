/**
 * Which faults are injected, and how often.
 *
 * @module
 */

import { checkKnown } from "../known_names.ts";
import { SEEDS } from "./random.ts";

/**
 * A kind of fault; see {@link FaultOptions}.
 *
 * @example How often each fault came
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type FaultKind, FaultTransport, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const line = new FaultTransport(new MockTransport({ "*": 204 }), { seed: 7, refuse: 1 });
 * using client = new Client({ transport: line, retries: { total: 2, backoff: { base: 1 } } });
 * await client.get("http://example.org/").catch(() => {});
 * const count = (kind: FaultKind) => line.faults.filter((fault) => fault.kind === kind).length;
 * assertEquals([count("refuse"), count("stall")], [3, 0]);
 * ```
 * @category Testing
 */
export type FaultKind =
  | "delay"
  | "refuse"
  | "drop"
  | "stall"
  | "reset"
  | "truncate"
  | "corrupt"
  | "slow";

/** The kinds of faults, in the order in which they are drawn. */
export const FAULT_KINDS: readonly FaultKind[] = [
  "delay",
  "refuse",
  "drop",
  "stall",
  "reset",
  "truncate",
  "corrupt",
  "slow",
];

/**
 * How often each fault happens: a probability from 0, never, to 1, always; 0 if left out.
 *
 * @example A line that is bad in the same way each time
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type FaultOptions, FaultTransport, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const options: FaultOptions = { seed: 7, refuse: 0.5 };
 * const countFaults = async () => {
 *   const line = new FaultTransport(new MockTransport({ "*": 204 }), options);
 *   using client = new Client({ transport: line });
 *   for (let i = 0; i < 20; i++) await client.get("http://example.org/").catch(() => {});
 *   return line.faults.length;
 * };
 * assertEquals(await countFaults(), await countFaults());
 * ```
 * @category Testing
 */
export interface FaultOptions {
  /** What the faults are drawn from: a whole number from 0 to 4,294,967,295. Default: a random one. */
  readonly seed?: number | undefined;
  /** The connection is refused; nothing is sent. Default 0. */
  readonly refuse?: number | undefined;
  /** The request is sent, and the connection breaks before an answer comes. Default 0. */
  readonly drop?: number | undefined;
  /** The request is sent, and then no byte comes any more, before the answer or within its body. Default 0. */
  readonly stall?: number | undefined;
  /** The connection breaks within the body. Default 0. */
  readonly reset?: number | undefined;
  /** The connection ends within the body, as if it were over. Default 0. */
  readonly truncate?: number | undefined;
  /** Some bytes of the body are others. Default 0. */
  readonly corrupt?: number | undefined;
  /** The body comes in small pieces, with pauses of `pause` milliseconds. Default 0. */
  readonly slow?: number | undefined;
  /** The request waits, for up to `longestDelay` milliseconds. Default 0. */
  readonly delay?: number | undefined;
  /** The longest delay in milliseconds. Default 1,000. */
  readonly longestDelay?: number | undefined;
  /** Milliseconds between the pieces of a slow body. Default 100. */
  readonly pause?: number | undefined;
}

/** Settled options. */
export interface ResolvedFaults {
  readonly seed: number;
  readonly chances: Readonly<Record<FaultKind, number>>;
  readonly longestDelay: number;
  readonly pause: number;
}

const TIMES = ["longestDelay", "pause"] as const;
const LONGEST = 2 ** 31 - 1;

/**
 * Settles the options.
 *
 * @throws {TypeError} If there is an option of another name.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveFaults(options: FaultOptions): ResolvedFaults {
  const known: readonly string[] = ["seed", ...FAULT_KINDS, ...TIMES];
  checkKnown(options, known, (name) => `Cannot inject ${name}: no such fault`);
  const { seed = Math.floor(Math.random() * SEEDS), longestDelay = 1_000, pause = 100 } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS) {
    throw new RangeError(`Cannot use ${seed} as seed: give a whole number from 0 to ${SEEDS - 1}`);
  }
  for (const [name, ms] of Object.entries({ longestDelay, pause })) {
    if (ms >= 0 && ms <= LONGEST) continue;
    throw new RangeError(`Cannot use ${ms} as ${name}: give milliseconds from 0 to ${LONGEST}`);
  }
  const chance = (kind: FaultKind) => toChance(kind, options[kind]);
  return {
    seed,
    longestDelay,
    pause,
    chances: {
      delay: chance("delay"),
      refuse: chance("refuse"),
      drop: chance("drop"),
      stall: chance("stall"),
      reset: chance("reset"),
      truncate: chance("truncate"),
      corrupt: chance("corrupt"),
      slow: chance("slow"),
    },
  };
}

function toChance(kind: FaultKind, value = 0): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new RangeError(`Cannot inject ${kind} with probability ${value}: give 0 to 1`);
}
