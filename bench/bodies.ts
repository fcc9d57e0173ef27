/**
 * Bodies to decode: of four sizes, out of memory or over the network.
 *
 * @module
 */

import type { Case, Contender, Figures, Measure, Turn } from "./case.ts";
import { MemoryPeak } from "./memory.ts";
import { sustain } from "./pace.ts";
import { serveFiles } from "./serving.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A body that can be had again and again. */
export interface Body {
  /** All of it, from memory; of a huge one only a part that is repeated. */
  readonly bytes: Bytes;
  /** Where it is served; `undefined` when it is to come out of memory. */
  readonly url: string | undefined;
  /** Opens it: in chunks of 64 KiB out of memory, or as `fetch` gives it. */
  open(): Promise<ReadableStream<Bytes>>;
}

/** Reads a body to its end, and gives what shows that it was read: a number of items or bytes. */
export type Decode = (body: Body) => Promise<number>;

/** A case of bodies. */
export interface BodyCase {
  readonly about: string;
  readonly baseline: string;
  /** How the files are called: `name.json`, where the ending says the type. */
  readonly file: string;
  /** Makes a text or bytes of about this size. */
  readonly make: (size: number) => Bytes;
  /** Whether it is also measured out of memory. */
  readonly memory: boolean;
  /** Whether 256 MiB are measured, too: they are `make(16 MiB)` sixteen times, so that must be possible. */
  readonly huge: boolean;
  /** Loads what it needs and gives its way to decode. */
  readonly contenders: Readonly<Record<string, () => Promise<Decode>>>;
}

const SIZES: Readonly<Record<string, number>> = {
  "1 KiB": 2 ** 10,
  "64 KiB": 2 ** 16,
  "16 MiB": 2 ** 24,
};

/** What is streamed: it never stands in memory as a whole. */
const HUGE = "256 MiB";
const PART = "16 MiB";
const PARTS = 16;
/** In how many rounds a size is measured: one that has no target, or takes seconds and hardly varies, in few. */
const ROUNDS: Readonly<Record<string, number>> = { "64 KiB": 2, [HUGE]: 2 };
const MOST_ROUNDS = 3;

const MEASURES: Readonly<Record<string, Measure>> = {
  speed: { title: "MB/s", better: "more", compared: true },
  cpu: { title: "CPU µs a body", better: "less", compared: true },
  memory: { title: "peak MiB over the start", better: "less", compared: false },
};

/** Makes the benchmark of a way to decode. */
export function toBodyCase(spec: BodyCase): Case {
  const sources = spec.memory ? ["memory", "network"] : ["network"];
  const sizes = [...Object.keys(SIZES), ...(spec.huge ? [HUGE] : [])];
  const scenarios = sources.flatMap((source) => sizes.map((size) => `${size} from ${source}`));
  const contenders = Object.entries(spec.contenders).map(
    ([name, load]): [string, Contender] => [name, async (turn) => run(spec, await load(), turn)],
  );
  return {
    about: spec.about,
    baseline: spec.baseline,
    measures: MEASURES,
    scenarios,
    contenders: Object.fromEntries(contenders),
    rounds: Object.fromEntries(
      scenarios.map((scenario) => [scenario, ROUNDS[sizeOf(scenario)] ?? MOST_ROUNDS]),
    ),
    serve: () => serveFiles(toFiles(spec, sizes)),
  };
}

function sizeOf(scenario: string): string {
  return scenario.slice(0, scenario.indexOf(" from "));
}

function toFiles(spec: BodyCase, sizes: readonly string[]): Record<string, Uint8Array> {
  return Object.fromEntries(sizes.map((size) => {
    const bytes = spec.make(SIZES[size] ?? SIZES[PART] ?? 0);
    return [toFileName(spec, size), size === HUGE ? repeatBytes(bytes, PARTS) : bytes];
  }));
}

function repeatBytes(bytes: Bytes, times: number): Bytes {
  const all = new Uint8Array(bytes.length * times);
  for (let n = 0; n < times; n++) all.set(bytes, n * bytes.length);
  return all;
}

async function run(spec: BodyCase, decode: Decode, turn: Turn): Promise<Figures> {
  const [size = "", source = ""] = turn.scenario.split(" from ");
  const bytes = spec.make(SIZES[size] ?? SIZES[PART] ?? 0);
  const toBody = (size: string): Body => {
    const url = source === "memory" ? undefined : `${turn.url}/${toFileName(spec, size)}`;
    const parts = size === HUGE ? PARTS : 1;
    const open = async () => url === undefined ? toStream(bytes, parts) : await openUrl(url);
    return { bytes, url, open };
  };
  if (size === HUGE) return await runHuge(decode, toBody, bytes.length * PARTS);
  const body = toBody(size);
  const expected = await decode(body);
  const { rate, cpu } = await sustain(async () => {
    if (await decode(body) !== expected) throw new Error("Cannot measure: it gives something else");
  }, { ms: turn.ms });
  return { speed: bytes.length * rate / 1e6, cpu };
}

/** One body after a part of it as warm-up, which also tells how much is to come. */
async function runHuge(
  decode: Decode,
  toBody: (size: string) => Body,
  length: number,
): Promise<Figures> {
  const peak = new MemoryPeak();
  const expected = await decode(toBody(PART)) * PARTS;
  const start = performance.now();
  const found = await decode(toBody(HUGE));
  const elapsed = performance.now() - start;
  if (found !== expected) throw new Error(`Cannot measure: it gives ${found}, not ${expected}`);
  return { speed: length / elapsed / 1000, memory: peak.stop() };
}

function toFileName({ file }: BodyCase, size: string): string {
  return `${size.replace(" ", "")}-${file}`;
}

const CHUNK = 65_536;

function toStream(bytes: Bytes, parts: number): ReadableStream<Bytes> {
  let [part, offset] = [0, 0];
  return new ReadableStream<Bytes>({
    pull(controller) {
      if (offset >= bytes.length) [part, offset] = [part + 1, 0];
      if (part >= parts) return controller.close();
      controller.enqueue(bytes.subarray(offset, offset + CHUNK));
      offset += CHUNK;
    },
  }, { highWaterMark: 0 });
}

async function openUrl(url: string): Promise<ReadableStream<Bytes>> {
  const { body } = await fetch(url);
  if (!body) throw new Error("Cannot measure: there is no body");
  return body;
}

/** Counts what comes. */
export async function count(items: AsyncIterable<unknown>): Promise<number> {
  let times = 0;
  for await (const _ of items) times++;
  return times;
}

/** Counts what comes in lists. */
export async function countAll(batches: AsyncIterable<readonly unknown[]>): Promise<number> {
  let times = 0;
  for await (const batch of batches) times += batch.length;
  return times;
}

/** Repeats what `line` gives for 0, 1, 2, … until there are `size` bytes of it. */
export function fill(size: number, line: (n: number) => string): Bytes {
  let text = "";
  for (let n = 0; text.length < size; n++) text += line(n);
  return new TextEncoder().encode(text);
}
