/**
 * A soak: many requests against servers that fail in every way by a seed, and what is left at the end.
 *
 * They go over plain HTTP, TLS, proxies (CONNECT, absolute form and SOCKS5) and HTTP/2, over sockets and over fetch.
 *
 * ```sh
 * deno task soak --requests=200000 --seed=1
 * deno task soak --requests=1000 --seed=1 --from=4200
 * ```
 *
 * Without a number of requests it takes some twenty minutes. The same seed asks for the same; what the network makes of it
 * is its own. The program ends by itself, since nothing is left that could hold it, and with 1 if anything was wrong.
 *
 * @module
 */

import { call } from "./soak/call.ts";
import { type Clients, makeClients, type Place, type Ports } from "./soak/clients.ts";
import { clientNames, type Plan, planOf } from "./soak/plan.ts";

/** How much is asked for. */
export interface SoakOptions {
  readonly seed: number;
  readonly requests: number;
  /** The first of them. Default: 0. */
  readonly from?: number;
  /** How many at once. */
  readonly concurrency: number;
  /** Told of every tenth of the way. */
  readonly onProgress?: (done: number) => void;
  /** Told of what should not be, when it happens. */
  readonly onComplaint?: (complaint: string) => void;
}

/** What came of it. */
export interface SoakReport {
  /** How often there was each outcome. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What should not be, one line each. */
  readonly complaints: readonly string[];
  /** How much memory there was after a third of the way, in bytes. */
  readonly warmMemory: number;
  /** How much there was at the end. */
  readonly memory: number;
}

/** Asks, checks every answer, and looks for what is left. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { seed, requests, from = 0, concurrency, onProgress } = options;
  await using server = await startServer();
  const folder = await Deno.makeTempDir();
  const place: Place = { ports: { ...server.ports, dead: deadPort() }, folder };
  const clients = makeClients(place.ports);
  const descriptors = openDescriptors();
  const outcomes = new Map<string, number>();
  const complaints: string[] = [];
  const complain = (complaint: string) => {
    complaints.push(complaint);
    options.onComplaint?.(complaint);
  };
  let next = 0;
  let warmMemory = 0;
  const work = async () => {
    while (next < requests) {
      const index = next++;
      if (index === Math.floor(requests / 3)) warmMemory = Deno.memoryUsage().rss;
      if (index % Math.ceil(requests / 10) === 0) onProgress?.(index);
      const plan = planOf(seed, from + index);
      const { name, complaint } = await call(clients[plan.client], plan, place);
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      if (complaint !== undefined) complain(`${describe(plan)}: ${complaint}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const memory = Deno.memoryUsage().rss;
  for (const complaint of await leftovers(clients, server, place)) complain(complaint);
  const more = await descriptorsLeft(descriptors);
  if (more > 5) complain(`${more} file descriptors are left`);
  return { outcomes, complaints, warmMemory, memory };
}

function describe({ index, name, client, use, method, bodyKind, abortAfter }: Plan): string {
  const more = [bodyKind, abortAfter === undefined ? undefined : `given up after ${abortAfter} ms`];
  return [`#${index}`, name, client, use, method, ...more].filter(Boolean).join(" ");
}

/** Looks at permits, connections and files once all is over. */
async function leftovers(clients: Clients, server: Server, place: Place): Promise<string[]> {
  const { folder } = place;
  const found: string[] = [];
  const held = () =>
    clientNames.filter((name) => clients[name].stats.active + clients[name].stats.waiting > 0);
  for (let tries = 0; tries < 100 && held().length > 0; tries++) await pause();
  for (const name of held()) {
    found.push(`${name} holds permits: ${Deno.inspect(clients[name].stats)}`);
  }
  for (const client of Object.values(clients)) client.close();
  const look = async () => {
    const seen = await server.open();
    return seen === "" ? "" : ownConnections(place.ports) ?? seen;
  };
  let open = await look();
  for (let tries = 0; tries < 100 && open !== ""; tries++) {
    await pause(50);
    open = await look();
  }
  if (open !== "") found.push(`connections are still open: ${open}`);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
  await Deno.remove(folder, { recursive: true });
  // A download that was given up keeps its part, to go on later.
  const whole = files.filter((name) => !name.includes(".part"));
  if (whole.length > 0) found.push(`files are left: ${whole.join(", ")}`);
  return found;
}

/** How many more are open than there were; the runtime closes some a little later. */
async function descriptorsLeft(before: number): Promise<number> {
  for (let tries = 0; tries < 500 && openDescriptors() - before > 5; tries++) await pause();
  return openDescriptors() - before;
}

/** How many files and sockets this process has open, where that can be seen. */
function openDescriptors(): number {
  return Deno.build.os === "linux" ? [...Deno.readDirSync("/proc/self/fd")].length : 0;
}

function pause(milliseconds = 10): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

interface Server extends AsyncDisposable {
  readonly ports: Omit<Ports, "dead">;
  /** How many connections it sees and where, or an empty text. */
  open(): Promise<string>;
}

async function startServer(): Promise<Server> {
  const path = new URL("./soak/server.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const commands = child.stdin.getWriter();
  const line = async () => JSON.parse((await lines.read()).value ?? "null");
  return {
    ports: await line(),
    async open() {
      await commands.write(new TextEncoder().encode("open\n"));
      const counts = Object.entries<number>(await line()).filter(([, count]) => count > 0);
      return counts.map(([name, count]) => `${count} of ${name}`).join();
    },
    async [Symbol.asyncDispose]() {
      await commands.close();
      const { success } = await child.status;
      await lines.cancel();
      if (!success) throw new Error("The server of the soak failed");
    },
  };
}

/** A port where nobody listens, below those that the system gives to whoever asks for any. */
function deadPort(): number {
  for (let port = 20_000 + Deno.pid % 10_000;; port++) {
    try {
      using _listener = Deno.listen({ hostname: "127.0.0.1", port });
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/**
 * Which connections of TCP this process has to these ports, where that can be seen. A server over TLS does not always
 * notice that a client is gone.
 */
function ownConnections(ports: Ports): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  const inodes = new Set<string | undefined>();
  for (const { name } of Deno.readDirSync("/proc/self/fd")) {
    try {
      inodes.add(/^socket:\[(\d+)\]/.exec(Deno.readLinkSync(`/proc/self/fd/${name}`))?.[1]);
    } catch {
      // The one by which the folder is read.
    }
  }
  const names = new Map(Object.entries(ports).map(([name, port]) => [port, name]));
  return Deno.readTextFileSync("/proc/self/net/tcp").split("\n").map((line) =>
    line.trim().split(/\s+/)
  )
    .filter(([, , , , , , , , , inode]) => inodes.has(inode))
    .map(([, , remote = "", state]) => [names.get(parseInt(remote.slice(-4), 16)), state].join(" "))
    .filter((text) => !text.startsWith(" ")).join();
}

/** The most by which memory may grow after a third of the way: what is not collected yet, and no more. */
export function mayHave(warmMemory: number): number {
  return warmMemory * 1.3 + 100_000_000;
}

async function main(args: readonly string[]): Promise<number> {
  const numberOf = (name: string) => {
    const text = args.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1];
    return text === undefined ? undefined : Number(text);
  };
  const seed = numberOf("seed") ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const requests = numberOf("requests") ?? 200_000;
  const from = numberOf("from") ?? 0;
  const startedAt = performance.now();
  console.log(`seed ${seed}, ${requests} requests`);
  const report = await soak({
    seed,
    requests,
    from,
    concurrency: 50,
    onComplaint: (complaint) => console.error(complaint),
    onProgress(done) {
      const { rss } = Deno.memoryUsage();
      console.log(
        `${done} after ${Math.round((performance.now() - startedAt) / 1000)} s, ${rss >> 20} MiB`,
      );
    },
  });
  console.log(Object.fromEntries([...report.outcomes].sort()));
  const { complaints, memory, warmMemory } = report;
  console.log(
    `${complaints.length} complaints, ${warmMemory >> 20} MiB, at the end ${memory >> 20} MiB`,
  );
  return complaints.length > 0 || memory > mayHave(warmMemory) ? 1 : 0;
}

if (import.meta.main) {
  const code = await main(Deno.args);
  // Whatever still held the program would be a leak; this timer does not.
  Deno.unrefTimer(setTimeout(() => {
    console.error("Something is left that holds the program");
    Deno.exit(1);
  }, 10_000));
  Deno.exitCode = code;
}
