/**
 * Tries mutants: in a worker that lives on, and what survives there by `deno test`.
 *
 * @module
 */

import type { Area } from "./areas.ts";
import type { Mutant } from "./mutant.ts";

/** A worker that waits for the ids of mutants. */
interface Worker {
  readonly child: Deno.ChildProcess;
  readonly commands: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly lines: AsyncIterator<string>;
  /** By how many tests each mutant is reached. */
  readonly reached: ReadonlyMap<string, number>;
  /** The mutants that run while a module is loaded, and never again. */
  readonly atImport: ReadonlySet<string>;
}

/** A worker that says nothing for so many milliseconds hangs. */
const SILENCE = 30_000;

/** `deno test` over the tests of an area takes no longer. */
const LONGEST = 120_000;

/** Tries mutants one after the other. */
export class Tester implements AsyncDisposable {
  readonly #folder: string;
  readonly #tests: readonly string[];
  readonly #hasPrograms: boolean;
  #worker: Worker | undefined;

  /** Uses the tests of a copy of the project. */
  constructor(folder: string, { tests, hasPrograms = false }: Area) {
    this.#folder = folder;
    this.#tests = tests;
    this.#hasPrograms = hasPrograms;
  }

  /**
   * Whether a test fails where the mutant is switched on.
   *
   * @param isQuick Whether to leave out what only `deno test` sees, such as leaks.
   */
  async kills({ id }: Mutant, isQuick: boolean): Promise<boolean> {
    const worker = this.#worker ??= await this.#start();
    if (worker.reached.has(id)) {
      await worker.commands.write(new TextEncoder().encode(`${id}\n`));
      const answer = await this.#next(worker);
      if (answer === undefined) return true;
      const killed: unknown = answer.killed;
      // What goes on after its time is not to meet the next mutant.
      if (String(killed).includes("timeout")) await this.#stop();
      if (killed !== undefined) return true;
      if (isQuick) return false;
    } else if (!worker.atImport.has(id) && !this.#hasPrograms) return false;
    return await this.#failsAlone(id);
  }

  async #start(): Promise<Worker> {
    const script = `${this.#folder}/tests/mutation/worker.ts`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", script, ...this.#tests],
      cwd: this.#folder,
      env: environment(),
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines = linesOf(child.stdout);
    const commands = child.stdin.getWriter();
    const worker = { child, commands, lines, reached: new Map(), atImport: new Set<string>() };
    for (let isBroken = false;;) {
      const answer = await this.#next(worker);
      if (answer === undefined) throw new Error("The worker of the mutation check failed");
      if (answer.broken !== undefined) console.log("  fails without a mutant:", answer);
      isBroken ||= answer.broken !== undefined;
      if (answer.ready === undefined) continue;
      // A test that reads the source would kill every mutant.
      if (isBroken && await this.#failsAlone("")) throw new Error("Tests fail without a mutant");
      const { ready, atImport } = answer;
      return { ...worker, reached: new Map(Object.entries(ready)), atImport: new Set(atImport) };
    }
  }

  /** Gives the next answer; `undefined` if the worker has died, or hangs and was ended. */
  async #next({ child, lines }: Pick<Worker, "child" | "lines">) {
    for (;;) {
      const timer = setTimeout(() => child.kill("SIGKILL"), SILENCE);
      const { value, done } = await lines.next();
      clearTimeout(timer);
      if (done) break;
      const answer = JSON.parse(value);
      if (answer.begun === undefined) return answer;
    }
    this.#worker = undefined;
    await child.status;
  }

  async #failsAlone(id: string): Promise<boolean> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", "--quiet", "--fail-fast", ...this.#tests],
      cwd: this.#folder,
      env: { ...environment(), __STRYKER_ACTIVE_MUTANT__: id },
      stdout: "null",
      stderr: "null",
    }).spawn();
    const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST);
    const { success } = await child.status;
    clearTimeout(timer);
    return !success;
  }

  async #stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return;
    worker.child.kill("SIGKILL");
    await worker.child.status;
    await worker.commands.close().catch(() => {});
    for (let next = await worker.lines.next(); !next.done;) next = await worker.lines.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

/** The public test data stands beside the project, not beside its copy. */
function environment(): Record<string, string> {
  const beside = new URL("../../../shared/conformance", import.meta.url).pathname;
  return { NO_COLOR: "1", CONFORMANCE_DATA: Deno.env.get("CONFORMANCE_DATA") ?? beside };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter(Boolean);
  }
}
