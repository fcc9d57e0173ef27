/**
 * A crawl of many origins at once: how fast it is, what it holds, and whether each host gets its turn.
 *
 * ```sh
 * deno task crawl --origins=5000 --pages=50
 * deno task crawl --origins=5000 --pages=3 --clients=ferry,fetch,httpx --seconds=60
 * deno task crawl --origins=500,1000,5000 --pages=50 --block=200
 * ```
 *
 * Each client runs in a process of its own, against a server of its own.
 *
 * @module
 */

import { crawl, type CrawlOptions, type CrawlReport, startServer } from "./crawl/crawl.ts";

/** What a crawl is run with. */
const CLIENTS = ["ferry", "fetch", "httpx"] as const;
type ClientName = typeof CLIENTS[number];

type Size = Omit<CrawlOptions, "client">;

/** In a process of its own, which prints a report as JSON. */
async function runApart(client: ClientName, size: Size): Promise<CrawlReport> {
  if (client === "httpx") return await runHttpx(size);
  const text = await outputOf(Deno.execPath(), [
    ...["run", "-A", "--no-check", "--v8-flags=--expose-gc", import.meta.filename ?? ""],
    `--apart=${JSON.stringify({ ...size, client })}`,
  ]);
  return JSON.parse(text);
}

async function runHttpx({ origins, pages, block = origins, seconds = 86_400 }: Size) {
  await using server = await startServer(origins);
  const path = new URL("./crawl/httpx_crawl.py", import.meta.url).pathname;
  const args = [server.port, origins, pages, block, seconds].map(String);
  return JSON.parse(await outputOf("/usr/bin/python3", [path, ...args]));
}

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const { stdout, success } = await new Deno.Command(program, {
    args: [...args],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${program} failed`);
  return new TextDecoder().decode(stdout);
}

function print(client: ClientName, { origins, pages, block }: Size, report: CrawlReport): void {
  const { right, due, failed, wrong, seconds, rate } = report;
  const order = block === undefined ? "" : `, ${block} origins at a time`;
  console.log(`${client}: ${origins} origins, ${pages} pages each${order}`);
  console.log(
    `  ${right} right, ${due} due to fail, ${failed} failed, ${wrong} wrong ` +
      `(${toText(report.errors)}); ${rate} a second, ${Math.round(seconds)} s in all`,
  );
  console.log(
    `  memory ${report.memory.join(" ")} MiB, idle ${report.memoryIdle}; ` +
      `open files ${report.files}, idle ${report.filesIdle}; ${report.cookies} % with their cookie`,
  );
  console.log(
    `  a page took ${report.times.join(", ")} ms; ` +
      `the longest wait of a host for a permit ${report.waits.join(", ")} ms (half, 99 %, all)`,
  );
}

function toText(errors: CrawlReport["errors"]): string {
  return Object.entries(errors).map(([name, count]) => `${count} ${name}`).join(", ");
}

async function main(args: readonly string[]): Promise<number> {
  const valueOf = (name: string) =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const apart = valueOf("apart");
  if (apart !== undefined) {
    console.log(JSON.stringify(await crawl(JSON.parse(apart))));
    return 0;
  }
  const numberOf = (name: string) =>
    valueOf(name) === undefined ? undefined : Number(valueOf(name));
  const named = (valueOf("clients") ?? "ferry").split(",");
  let wrong = 0;
  for (const origins of (valueOf("origins") ?? "1000").split(",").map(Number)) {
    for (const client of CLIENTS.filter((name) => named.includes(name))) {
      const size: Size = {
        origins,
        pages: numberOf("pages") ?? 50,
        block: numberOf("block"),
        seconds: numberOf("seconds"),
      };
      const report = await runApart(client, size);
      print(client, size, report);
      wrong += report.wrong;
    }
  }
  return wrong > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
