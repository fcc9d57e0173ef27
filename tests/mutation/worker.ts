/**
 * Runs the tests of some files again and again in one process, each time with another mutant switched on.
 *
 * It reads ids, one a line, and answers each with a line of JSON: whether a test failed, and which. Before, it says which
 * mutants each test reaches. A line for each test that begins shows that it does not hang.
 *
 * @module
 */

/** The switch of the instrumented files. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: {
    readonly static: Readonly<Record<string, number>>;
    readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

/** A test as a file registered it. */
interface Registered {
  readonly id: string;
  readonly name: string;
  readonly run: (context: Context) => unknown;
}

/** What a test gets; enough of `Deno.TestContext`. */
interface Context {
  readonly name: string;
  readonly origin: string;
  readonly step: (...args: readonly unknown[]) => Promise<boolean>;
}

/** What the tests did without a mutant. */
interface Measured {
  /** Milliseconds by the id of a test; one that failed is left out. */
  readonly times: Readonly<Record<string, number>>;
  readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly static: Readonly<Record<string, number>>;
}

/** Where it is kept, so that a worker that takes the place of another one need not measure again. */
const MEASURED = "measured.json";

const { setTimeout, clearTimeout } = globalThis;
const output = console.log.bind(console);
const state: Switch = {};
Reflect.set(globalThis, "__stryker__", state);
const tests: Registered[] = [];
const stray = { reject: (_: unknown) => {} };

for (const type of ["error", "unhandledrejection"]) {
  addEventListener(type, (event) => {
    event.preventDefault();
    stray.reject(new Error(`stray ${type}`));
  });
}

/** Takes `(name, fn)`, `(definition)` and `(options, fn)`, as `Deno.test` and `t.step` do. */
function parse(args: readonly unknown[]): { name: string; run?: Registered["run"] } {
  const parts = args.flatMap((arg) =>
    typeof arg === "object" && arg !== null ? Object.entries(arg) : []
  );
  const options = new Map(parts);
  const run = args.find((arg) => typeof arg === "function") ?? options.get("fn");
  const name = args.find((arg) => typeof arg === "string") ?? options.get("name") ??
    (typeof run === "function" ? run.name : "");
  const isIgnored = options.get("ignore") === true || typeof run !== "function";
  return { name: String(name), ...(!isIgnored && { run: (context) => run(context) }) };
}

function register(...args: readonly unknown[]): void {
  const { name, run } = parse(args);
  if (run) tests.push({ id: String(tests.length + 1), name, run });
}

const context: Context = {
  name: "",
  origin: "",
  async step(...args) {
    await parse(args).run?.(context);
    return true;
  },
};

/** Runs a test, and says so before; what it leaves for later counts as its own. */
async function run(test: Registered, limit: number): Promise<string | undefined> {
  output(JSON.stringify({ begun: test.name }));
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  stray.reject = late.reject;
  const timer = setTimeout(() => late.reject(new Error("timeout")), limit);
  try {
    await Promise.race([test.run(context), late.promise]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : "threw";
  } finally {
    clearTimeout(timer);
  }
}

async function measure(): Promise<Measured> {
  const times: Record<string, number> = {};
  for (const test of tests) {
    state.currentTestId = test.id;
    const startedAt = performance.now();
    const failure = await run(test, 60_000);
    if (failure !== undefined) output(JSON.stringify({ broken: test.name, failure }));
    else times[test.id] = performance.now() - startedAt;
  }
  state.currentTestId = undefined;
  const { perTest = {}, static: atImport = {} } = state.mutantCoverage ?? {};
  return { times, perTest, static: atImport };
}

async function measureOnce(): Promise<Measured> {
  const known = await Deno.readTextFile(MEASURED).catch(() => undefined);
  if (known !== undefined) return JSON.parse(known);
  const measured = await measure();
  await Deno.writeTextFile(MEASURED, JSON.stringify(measured));
  return measured;
}

/** The tests that reach each mutant. */
function reaching({ times, perTest }: Measured): Map<string, Registered[]> {
  const found = new Map<string, Registered[]>();
  for (const test of tests.filter(({ id }) => times[id] !== undefined)) {
    for (const id of Object.keys(perTest[test.id] ?? {})) {
      found.set(id, [...found.get(id) ?? [], test]);
    }
  }
  return found;
}

/** How many mutants each test has killed. */
const kills = new Map<string, number>();

/** Puts those first that are fast, or have killed many. */
function inOrder(list: readonly Registered[], { times }: Measured): readonly Registered[] {
  const cost = ({ id }: Registered) => (1 + (times[id] ?? 0)) / (1 + (kills.get(id) ?? 0));
  return list.toSorted((one, other) => cost(one) - cost(other));
}

Reflect.set(Deno, "test", Object.assign(register, { ignore: () => {}, only: register }));
for (const name of ["log", "info", "warn", "error", "debug"]) Reflect.set(console, name, () => {});
for (const path of Deno.args) await import(new URL(path, `file://${Deno.cwd()}/`).href);
const measured = await measureOnce();
const reach = reaching(measured);
const unseen = Object.keys(measured.static).filter((id) => !reach.has(id));
output(JSON.stringify({
  ready: Object.fromEntries([...reach].map(([id, { length }]) => [id, length])),
  atImport: unseen,
}));
const hits = new Map<string, number>();
for (const counts of Object.values(measured.perTest)) {
  for (const [id, count] of Object.entries(counts)) {
    hits.set(id, Math.max(hits.get(id) ?? 0, count));
  }
}
for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const id = chunk.trim();
  state.activeMutant = id;
  let result: { id: string; killed?: string; by?: string } = { id };
  for (const test of inOrder(reach.get(id) ?? [], measured)) {
    state.hitCount = 0;
    state.hitLimit = (hits.get(id) ?? 0) * 100 + 10_000;
    const killed = await run(test, 3_000 + 5 * (measured.times[test.id] ?? 0));
    if (killed === undefined) continue;
    kills.set(test.id, 1 + (kills.get(test.id) ?? 0));
    result = { id, killed, by: test.name };
    break;
  }
  state.activeMutant = undefined;
  output(JSON.stringify(result));
}
