/**
 * How many promises a piece of work makes, and how many bytes it allocates.
 *
 * @module
 */

/** What one time makes. */
export interface Made {
  /** Promises, those of the runtime and of `await` among them. */
  readonly promises: number;
  /** Kilobytes of 1000 bytes in the heap of JavaScript, freed or not. */
  readonly heap: number;
  /** Kilobytes of 1000 bytes outside of it, freed or not: what buffers hold. */
  readonly external: number;
}

/** How often it is done: to warm up, to count, and between two looks at the heap. */
const TIMES = { warmUp: 500, promises: 100, looks: 60, between: 20 } as const;

/** Counts, after a warm-up. Nothing else may run in this process. */
export async function countMade(work: () => Promise<unknown>): Promise<Made> {
  await repeat(work, TIMES.warmUp);
  return { promises: await countPromises(work, TIMES.promises), ...await measureMemory(work) };
}

/** Gives how many promises it makes, on average. */
export async function countPromises(work: () => Promise<unknown>, times: number): Promise<number> {
  const core = findCore();
  let made = 0;
  const nothing = () => {};
  Reflect.apply(Reflect.get(core, "setPromiseHooks"), core, [
    () => made++,
    nothing,
    nothing,
    nothing,
  ]);
  try {
    await repeat(work, times);
  } finally {
    Reflect.apply(Reflect.get(core, "setPromiseHooks"), core, []);
  }
  return made / times;
}

/** The runtime tells of promises to nobody but itself: node's own ways to ask for it do nothing on Deno 2.9. */
function findCore(): object {
  const internal: unknown = Reflect.get(Deno, Reflect.get(Deno, "internal"));
  const core: unknown = isObject(internal) ? Reflect.get(internal, "core") : undefined;
  if (isObject(core) && typeof Reflect.get(core, "setPromiseHooks") === "function") return core;
  throw new Error("Cannot count promises: this runtime does not tell of them");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Where the heap was cleared between two looks, it is less; the middle of many looks knows nothing of these. */
async function measureMemory(
  work: () => Promise<unknown>,
): Promise<Pick<Made, "heap" | "external">> {
  const looks: Deno.MemoryUsage[] = [Deno.memoryUsage()];
  for (let look = 0; look < TIMES.looks; look++) {
    await repeat(work, TIMES.between);
    looks.push(Deno.memoryUsage());
  }
  const toGrowth = (memory: "heapUsed" | "external") => {
    const grown = looks.slice(1).map((look, at) => look[memory] - (looks[at]?.[memory] ?? NaN));
    const kept = grown.filter((bytes) => bytes >= 0).sort((a, b) => a - b);
    return (kept[Math.floor(kept.length / 2)] ?? NaN) / TIMES.between / 1000;
  };
  return { heap: toGrowth("heapUsed"), external: toGrowth("external") };
}

async function repeat(work: () => Promise<unknown>, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await work();
}
