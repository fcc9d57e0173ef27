/**
 * A crawl of many origins at once: how fast it is, what it holds, and whether each host gets its turn.
 *
 * ```sh
 * deno task crawl --origins=5000 --pages=50
 * deno task crawl --origins=5000 --pages=50 --client=fetch
 * ```
 *
 * @module
 */

import { Client } from "../mod.ts";

/** How large the crawl is. */
export interface CrawlOptions {
  readonly origins: number;
  readonly pages: number;
  /** Ferry, or `fetch` behind two counters. */
  readonly client: "ferry" | "fetch";
  /** How long to wait at the end, in milliseconds. Default: 7,000, more than idle connections are kept. */
  readonly idle?: number;
}

/** What came of it. */
export interface CrawlReport {
  readonly right: number;
  readonly failed: number;
  /** How often each error was seen. */
  readonly errors: ReadonlyMap<string, number>;
  readonly wrong: readonly string[];
  readonly seconds: number;
  /** The most memory and open files, and how much of them was left when all was idle. */
  readonly memory: number;
  readonly files: number;
  readonly memoryLeft: number;
  readonly filesLeft: number;
  /** How long a page took, in milliseconds: half of those that were right, all but a hundredth, and the slowest. */
  readonly waits: readonly [number, number, number];
}

const AT_ONCE = 500;
const PER_HOST = 4;
const TIMEOUT = 3_000;

type Get = (url: string) => Promise<string>;

/** Crawls, and looks at what is held meanwhile and afterwards. */
export async function crawl(
  { origins, pages, client, idle = 7_000 }: CrawlOptions,
): Promise<CrawlReport> {
  await using server = await startServer();
  using stack = new DisposableStack();
  const get = client === "ferry" ? overFerry(stack) : overFetch();
  const waits: number[] = [];
  const wrong: string[] = [];
  const errors = new Map<string, number>();
  let [failed, memory, files, next] = [0, 0, 0, 0];
  const look = () => {
    memory = Math.max(memory, Deno.memoryUsage().rss);
    files = Math.max(files, openFiles());
  };
  const startedAt = performance.now();
  const work = async () => {
    for (let at = next++; at < origins * pages; at = next++) {
      const [host, page] = [at % origins, Math.floor(at / origins)];
      const asked = performance.now();
      try {
        const text = await get(`http://127.1.${host >> 8}.${host & 255}:${server.port}/${page}`);
        const shown = page % 10 === 9 ? page + 1 : page;
        if (!text.startsWith(`<title>${host} ${shown}</title>`)) wrong.push(`${host} ${page}`);
        waits.push(performance.now() - asked);
      } catch (error) {
        failed++;
        const name = error instanceof Error ? error.name : typeof error;
        errors.set(name, (errors.get(name) ?? 0) + 1);
      }
      if (at % 500 === 0) look();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE * 2 }, work));
  const seconds = (performance.now() - startedAt) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, idle));
  const sorted = waits.toSorted((a, b) => a - b);
  const share = (part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  return {
    right: waits.length,
    failed,
    errors,
    wrong,
    seconds,
    memory,
    files,
    memoryLeft: Deno.memoryUsage().rss,
    filesLeft: openFiles(),
    waits: [share(0.5), share(0.99), share(1)],
  };
}

function overFerry(stack: DisposableStack): Get {
  const client = stack.use(
    new Client({
      limits: {
        maxConnections: AT_ONCE,
        maxConnectionsPerHost: PER_HOST,
        maxKeepaliveConnections: AT_ONCE,
      },
      timeout: { connect: TIMEOUT, read: TIMEOUT },
    }),
  );
  return (url) => client.get(url).text();
}

/** As one would write it with p-limit: a counter for all, and one for each host. It keeps no cookies. */
function overFetch(): Get {
  const all = toLimit(AT_ONCE);
  const hosts = new Map<string, ReturnType<typeof toLimit>>();
  return (url) => {
    const { host } = new URL(url);
    const own = hosts.get(host) ?? toLimit(PER_HOST);
    hosts.set(host, own);
    return own(() =>
      all(async () => await (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) })).text())
    );
  };
}

function toLimit(most: number): <Value>(task: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let active = 0;
  return async (task) => {
    if (active >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else active++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else active--;
    }
  };
}

function openFiles(): number {
  return Deno.build.os === "linux" ? [...Deno.readDirSync("/proc/self/fd")].length : 0;
}

async function startServer(): Promise<{ readonly port: number } & AsyncDisposable> {
  const path = new URL("./crawl/server.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", path],
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

async function main(args: readonly string[]): Promise<number> {
  const valueOf = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1];
  const options: CrawlOptions = {
    origins: Number(valueOf("origins") ?? 1_000),
    pages: Number(valueOf("pages") ?? 50),
    client: valueOf("client") === "fetch" ? "fetch" : "ferry",
  };
  const report = await crawl(options);
  const { right, failed, wrong, seconds, waits } = report;
  const mib = (bytes: number) => `${bytes >> 20} MiB`;
  console.log(
    `${options.client}: ${options.origins} origins, ${right} pages right, ${failed} failed, ` +
      `${wrong.length} wrong, ${Math.round((right + failed) / seconds)} a second`,
  );
  console.log(
    `memory ${mib(report.memory)}, idle ${mib(report.memoryLeft)}; open files ${report.files}, ` +
      `idle ${report.filesLeft}; waits ${waits.join(", ")} ms`,
  );
  console.log(Object.fromEntries(report.errors));
  return wrong.length > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
