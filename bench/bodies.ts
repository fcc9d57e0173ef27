/**
 * Bodies to decode: of three sizes, out of memory or over the network.
 *
 * @module
 */

import type { Case, Contender, Figures, Measure, Turn } from "./case.ts";
import { sustain } from "./pace.ts";
import { serveFiles } from "./serving.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A body that can be had again and again. */
export interface Body {
  /** All of it, from memory. */
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
  /** Loads what it needs and gives its way to decode. */
  readonly contenders: Readonly<Record<string, () => Promise<Decode>>>;
}

const SIZES: Readonly<Record<string, number>> = {
  "1 KiB": 2 ** 10,
  "64 KiB": 2 ** 16,
  "16 MiB": 2 ** 24,
};

const MEASURES: Readonly<Record<string, Measure>> = {
  speed: { title: "MB/s", better: "more", compared: true },
  cpu: { title: "CPU µs a body", better: "less", compared: true },
};

/** Makes the benchmark of a way to decode. */
export function toBodyCase(spec: BodyCase): Case {
  const sources = spec.memory ? ["memory", "network"] : ["network"];
  const scenarios = sources.flatMap((source) =>
    Object.keys(SIZES).map((size) => `${size} from ${source}`)
  );
  const contenders = Object.entries(spec.contenders).map(
    ([name, load]): [string, Contender] => [name, async (turn) => run(spec, await load(), turn)],
  );
  return {
    about: spec.about,
    baseline: spec.baseline,
    measures: MEASURES,
    scenarios,
    contenders: Object.fromEntries(contenders),
    serve: () =>
      serveFiles(Object.fromEntries(
        Object.entries(SIZES).map(([name, size]) => [toFileName(spec, name), spec.make(size)]),
      )),
  };
}

async function run(spec: BodyCase, decode: Decode, { scenario, url, ms }: Turn): Promise<Figures> {
  const [size = "", source] = scenario.split(" from ");
  const bytes = spec.make(SIZES[size] ?? 0);
  const target = source === "memory" ? undefined : `${url}/${toFileName(spec, size)}`;
  const body: Body = {
    bytes,
    url: target,
    open: async () => target === undefined ? toStream(bytes) : await openUrl(target),
  };
  const expected = await decode(body);
  const { rate, cpu } = await sustain(async () => {
    if (await decode(body) !== expected) throw new Error("Cannot measure: it gives something else");
  }, { ms });
  return { speed: bytes.length * rate / 1e6, cpu, items: expected };
}

function toFileName({ file }: BodyCase, size: string): string {
  return `${size.replace(" ", "")}-${file}`;
}

const CHUNK = 65_536;

function toStream(bytes: Bytes): ReadableStream<Bytes> {
  let offset = 0;
  return new ReadableStream<Bytes>({
    pull(controller) {
      if (offset >= bytes.length) return controller.close();
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
