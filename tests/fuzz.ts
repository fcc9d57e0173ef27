/**
 * Differential fuzzing: answers by a grammar and their mutations, over both transports, beside curl, Python and Node.
 *
 * ```sh
 * deno task fuzz --seed=1 --cases=100000
 * deno task fuzz --seed=1 --only=4711
 * ```
 *
 * @module
 */

import { Client, FetchTransport } from "../mod.ts";
import { SocketTransport } from "../src/transports/socket/mod.ts";
import { type Case, caseOf } from "./fuzz/case.ts";
import { differences } from "./fuzz/differences.ts";
import { askOurs, describe, isEcho, type Judged, type Outcome, show } from "./fuzz/ours.ts";
import { type Peer, type PeerOutcome, startPeers } from "./fuzz/peers.ts";
import { FuzzServer } from "./fuzz/server.ts";

/** What is tried. */
export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
  /** The first case. Default: 0. */
  readonly from?: number;
  /** Told after each batch. */
  readonly onProgress?: (done: number, report: FuzzReport) => void;
}

/** What came of it. */
export interface FuzzReport {
  /** How often there was each outcome, by transport. */
  readonly outcomes: Map<string, number>;
  /** How often the other clients agreed on a body. */
  agreed: number;
  /** How often a listed difference was seen, by its reason. */
  readonly differed: Map<string, number>;
  /** What should not be, a line each. */
  readonly complaints: string[];
  /** Memory after a third of the way, in bytes, and at the end. */
  warmMemory: number;
  memory: number;
}

const BATCH = 200;
const AT_ONCE = 10;

/** Tries cases and judges what came of them. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, cases, from = 0, onProgress } = options;
  const report: FuzzReport = {
    outcomes: new Map(),
    agreed: 0,
    differed: new Map(),
    complaints: [],
    warmMemory: 0,
    memory: 0,
  };
  const known = new Map<number, Case>();
  await using server = new FuzzServer((index) => known.get(index));
  await server.listen();
  await using stack = new AsyncDisposableStack();
  const peers = startPeers().map((peer) => stack.use(peer));
  const clients: Clients = {
    sockets: stack.use(new Client({ transport: stack.use(new SocketTransport()) })),
    fetch: stack.use(new Client({ transport: stack.use(new FetchTransport()) })),
  };
  for (let done = 0; done < cases; done += BATCH) {
    const count = Math.min(BATCH, cases - done);
    const batch = Array.from({ length: count }, (_, at) => caseOf(seed, from + done + at));
    known.clear();
    for (const each of batch) known.set(each.index, each);
    await runBatch(batch, { server, peers, clients, report });
    if (report.warmMemory === 0 && done >= cases / 3) report.warmMemory = Deno.memoryUsage().rss;
    onProgress?.(done + count, report);
  }
  report.memory = Deno.memoryUsage().rss;
  return report;
}

type Over = "sockets" | "fetch";
type Clients = Readonly<Record<Over, Client>>;

interface Run {
  readonly server: FuzzServer;
  readonly peers: readonly Peer[];
  readonly clients: Clients;
  readonly report: FuzzReport;
}

async function runBatch(batch: readonly Case[], run: Run): Promise<void> {
  const { server, peers, clients, report } = run;
  const [sockets, overFetch, ...others] = await Promise.all([
    askAll("sockets", { batch, server, client: clients.sockets }),
    askAll("fetch", { batch, server, client: clients.fetch }),
    ...peers.map((peer) => peer.ask(server.url(), batch)),
  ]);
  for (const [at, asked] of batch.entries()) {
    for (const peer of peers) server.take(peer.name, asked.index);
    const each: readonly PeerOutcome[] = others.map((list) => list[at] ?? { kind: "unable" });
    const agreed = isEcho(asked) ? undefined : agreementOf(each);
    if (agreed?.kind === "body") report.agreed++;
    note("sockets", { judged: sockets[at], asked, agreed, report });
    note("fetch", { judged: overFetch[at], asked, agreed, report });
  }
}

/** Asks for the cases, some at once. */
async function askAll(
  name: Over,
  { batch, server, client }: {
    readonly batch: readonly Case[];
    readonly server: FuzzServer;
    readonly client: Client;
  },
): Promise<readonly Judged[]> {
  const all: Judged[] = [];
  let next = 0;
  const work = async (_: unknown, slot: number) => {
    const url = server.url(10 + slot);
    for (let at = next++; at < batch.length; at = next++) {
      const asked = batch[at];
      if (asked) all[at] = await askOurs(asked, { client, name, server, url });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return all;
}

/** What at least two of them made of it, if no other of them made anything else. */
export function agreementOf(outcomes: readonly PeerOutcome[]): PeerOutcome | undefined {
  const able = outcomes.filter(({ kind }) => kind !== "unable");
  const [first, ...rest] = able;
  if (!first || rest.length === 0) return undefined;
  const agree = rest.every((other) =>
    first.kind === "body" && other.kind === "body"
      ? other.body === first.body && other.status === first.status
      : other.kind === first.kind
  );
  return agree ? first : undefined;
}

interface Noted {
  readonly judged: Judged | undefined;
  readonly asked: Case;
  readonly agreed: PeerOutcome | undefined;
  readonly report: FuzzReport;
}

function note(over: Over, { judged, asked, agreed, report }: Noted): void {
  if (!judged) return;
  const { outcome, transcript } = judged;
  const key = `${over}: ${nameOf(outcome)}`;
  report.outcomes.set(key, (report.outcomes.get(key) ?? 0) + 1);
  const complaints = [...judged.complaints, ...differs(outcome, agreed)];
  if (complaints.length === 0) return;
  const { sent } = transcript;
  const known = differences.find(({ over: where = over, applies }) =>
    where === over && applies({ asked, sent, came: complaints.join("; ") })
  );
  if (known) {
    report.differed.set(known.reason, (report.differed.get(known.reason) ?? 0) + 1);
    return;
  }
  const shown = sent.map(show).join(" then ");
  report.complaints.push(
    `#${asked.index} ${asked.method} ${over}: ${complaints.join("; ")}\n   sent ${shown}`,
  );
}

function nameOf(outcome: Outcome): string {
  if (outcome.kind !== "error") return outcome.kind;
  return outcome.error instanceof Error ? outcome.error.name : typeof outcome.error;
}

function differs(outcome: Outcome, agreed: PeerOutcome | undefined): string[] {
  if (agreed?.kind !== "body") return [];
  const isSame = outcome.kind === "body" &&
    withoutHost(outcome.body) === withoutHost(agreed.body) &&
    outcome.status === agreed.status;
  return isSame
    ? []
    : [`the others have ${agreed.status} ${show(agreed.body)}, here ${describe(outcome)}`];
}

/** The most memory by the end: what is not collected yet, and no more. */
export function mayHave(warmMemory: number): number {
  return warmMemory * 1.5 + 200_000_000;
}

/** Our clients ask at addresses of their own, and a body may show them. */
function withoutHost(body: string): string {
  return body.replace(/127\.0\.0\.\d+/g, "host");
}

async function main(args: readonly string[]): Promise<number> {
  const numberOf = (name: string) => {
    const text = args.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1];
    return text === undefined ? undefined : Number(text);
  };
  const only = numberOf("only");
  const seed = numberOf("seed") ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const from = only ?? numberOf("from") ?? 0;
  const cases = only === undefined ? numberOf("cases") ?? 10_000 : 1;
  console.log(`seed ${seed}, ${cases} cases`);
  const startedAt = performance.now();
  let shown = 0;
  const report = await fuzz({
    seed,
    cases,
    from,
    onProgress(done, { complaints }) {
      for (; shown < complaints.length; shown++) console.error(complaints[shown]);
      if (done % (BATCH * 25) === 0) console.log(progressOf(done, startedAt));
    },
  });
  console.log(Object.fromEntries([...report.outcomes].sort()));
  console.log(Object.fromEntries(report.differed));
  const { complaints, agreed, memory, warmMemory } = report;
  console.log(
    `${progressOf(cases, startedAt)}, ${agreed} bodies agreed on, ${complaints.length} complaints`,
  );
  return complaints.length > 0 || memory > mayHave(warmMemory) ? 1 : 0;
}

function progressOf(done: number, startedAt: number): string {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  return `${done} after ${seconds} s, ${Deno.memoryUsage().rss >> 20} MiB`;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
