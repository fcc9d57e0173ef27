/**
 * One crawl, by one client, in this process.
 *
 * @module
 */

import { type Get, overFerry, overFetch } from "./clients.ts";
import { isDueToFail, targetOf, titleOf, urlOf, type Web } from "./web.ts";

/** How large the crawl is. */
export interface CrawlOptions {
  readonly origins: number;
  readonly pages: number;
  readonly client: "ferry" | "fetch";
  /** How many origins are asked for all of their pages before the next ones. Default: all. */
  readonly block?: number | undefined;
  /** The most seconds that it takes; what was not asked for then is left out. */
  readonly seconds?: number | undefined;
  /** How long a host may be silent, in milliseconds. Default: 3,000. */
  readonly timeout?: number | undefined;
  /** How long to wait at the end, in milliseconds. Default: 7,000, more than idle connections are kept. */
  readonly idle?: number | undefined;
}

/** What came of it. */
export interface CrawlReport {
  readonly right: number;
  /** Failures of the hosts that fail, and others. */
  readonly due: number;
  readonly failed: number;
  /** Pages that say something else than they should. */
  readonly wrong: number;
  /** How often each error was seen. */
  readonly errors: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Right pages a second until the last of them; hosts that say nothing may take longer. */
  readonly rate: number;
  /** The memory after each tenth of the pages, in MiB, and when all was idle. */
  readonly memory: readonly number[];
  readonly memoryIdle: number;
  /** The most open files, and those that were left when all was idle. */
  readonly files: number;
  readonly filesIdle: number;
  /** How long a page took, in milliseconds: half of those that were right, all but a hundredth, and the slowest. */
  readonly times: readonly number[];
  /** The longest wait for a permit that each host had, in milliseconds: half of the hosts, all but a hundredth, the worst. */
  readonly waits: readonly number[];
  /** How many requests of a hundred came with the cookie of their origin. */
  readonly cookies: number;
}

/** Calls that are under way or wait. */
const CALLS = 2_000;

/** Crawls, and looks at what is held meanwhile and afterwards. */
export async function crawl(options: CrawlOptions): Promise<CrawlReport> {
  const { origins, client, timeout = 3_000, idle = 7_000 } = options;
  await using server = await startServer(origins);
  using stack = new DisposableStack();
  const get = client === "ferry" ? overFerry(stack, timeout) : await overFetch(timeout);
  const run = new Run({ origins, port: server.port }, options, get);
  await run.go();
  const cookies = await readCookies(server.port);
  await new Promise((resolve) => setTimeout(resolve, idle));
  collectGarbage();
  return { ...run.report(), cookies, memoryIdle: toMemory(), filesIdle: openFiles() };
}

type Measured = Omit<CrawlReport, "cookies" | "memoryIdle" | "filesIdle">;

class Run {
  readonly #web: Web;
  readonly #options: CrawlOptions;
  readonly #get: Get;
  readonly #times: number[] = [];
  readonly #waits = new Map<number, number>();
  readonly #errors: Record<string, number> = {};
  readonly #memory: number[] = [];
  #startedAt = 0;
  #due = 0;
  #failed = 0;
  #wrong = 0;
  #files = 0;
  #seconds = 0;
  #lastRight = 0;
  #next = 0;

  constructor(web: Web, options: CrawlOptions, get: Get) {
    this.#web = web;
    this.#options = options;
    this.#get = get;
  }

  get #elapsed(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  async go(): Promise<void> {
    const { pages, seconds = Infinity } = this.#options;
    const total = this.#web.origins * pages;
    this.#startedAt = performance.now();
    const work = async () => {
      while (this.#next < total && this.#elapsed < seconds) {
        const at = this.#next++;
        if (at % 100 === 0) this.#files = Math.max(this.#files, openFiles());
        if (at % Math.ceil(total / 10) === 0) this.#memory.push(toMemory());
        await this.#visit(...this.#place(at));
      }
    };
    await Promise.all(Array.from({ length: CALLS }, work));
    this.#seconds = this.#elapsed;
  }

  /** Which page of which host is the next one. */
  #place(at: number): [host: number, page: number] {
    const { pages, block = this.#web.origins } = this.#options;
    const within = at % (block * pages);
    const first = Math.floor(at / (block * pages)) * block;
    return [first + within % block, Math.floor(within / block)];
  }

  async #visit(host: number, page: number): Promise<void> {
    const asked = performance.now();
    try {
      const { text, waited } = await this.#get(urlOf(this.#web, host, page));
      if (!text.startsWith(titleOf(...targetOf(this.#web, host, page)))) this.#wrong++;
      this.#times.push(performance.now() - asked);
      this.#lastRight = this.#elapsed;
      this.#waits.set(host, Math.max(waited, this.#waits.get(host) ?? 0));
    } catch (error) {
      if (isDueToFail(this.#web, host, page)) this.#due++;
      else this.#failed++;
      const name = error instanceof Error ? error.name : typeof error;
      this.#errors[name] = (this.#errors[name] ?? 0) + 1;
    }
  }

  report(): Measured {
    return {
      right: this.#times.length - this.#wrong,
      due: this.#due,
      failed: this.#failed,
      wrong: this.#wrong,
      errors: this.#errors,
      seconds: this.#seconds,
      rate: Math.round(this.#times.length / this.#lastRight),
      memory: this.#memory,
      files: this.#files,
      times: toShares(this.#times),
      waits: toShares([...this.#waits.values()]),
    };
  }
}

function toShares(numbers: readonly number[]): number[] {
  const sorted = numbers.toSorted((a, b) => a - b);
  return [0.5, 0.99, 1].map((part) =>
    Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)
  );
}

function toMemory(): number {
  return Deno.memoryUsage().rss >> 20;
}

function openFiles(): number {
  return Deno.build.os === "linux" ? [...Deno.readDirSync("/proc/self/fd")].length : 0;
}

/** Where the process was started with `--expose-gc`. */
function collectGarbage(): void {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc === "function") gc();
}

async function readCookies(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/cookies`);
  const seen = await answer.json();
  return Math.round(100 * seen.with / (seen.with + seen.without));
}

/** Starts the web; every client of a run has one of its own. */
export async function startServer(
  origins: number,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const path = new URL("./server.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", path, String(origins)],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const port = Number(new TextDecoder().decode((await reader.read()).value));
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}
