/**
 * The clients beside which ours are held: curl, Python's http.client and Node's http, where they are installed.
 *
 * @module
 */

import { decodeBase64 } from "@std/encoding/base64";
import { toLatin1 } from "../wire/request_reader.ts";
import { curl, type PathProgram, programOf } from "../wire/programs.ts";
import type { Case } from "./case.ts";

/** What another client made of a case; `unable` is what it knows nothing of. */
export type PeerOutcome =
  | { readonly kind: "body"; readonly status: number; readonly body: string }
  | { readonly kind: "error"; readonly error: string }
  | { readonly kind: "unable" };

/** Another client. */
export interface Peer extends AsyncDisposable {
  readonly name: "curl" | "python" | "node";
  /** Asks for all of the cases, some at once; the outcomes are in their order. */
  ask(url: string, cases: readonly Case[]): Promise<readonly PeerOutcome[]>;
}

/** Starts those that are installed. */
export function startPeers(): Peer[] {
  const script = (name: string) => new URL(name, import.meta.url).pathname;
  const python = programOf("python3");
  const node = programOf("node");
  return [
    ...(curl.installed() ? [new Curl(curl)] : []),
    ...(python.installed() ? [new LinePeer("python", python, ["-u", script("peer.py")])] : []),
    ...(node.installed() ? [new LinePeer("node", node, [script("peer.mjs")])] : []),
  ];
}

/** How long a batch may take another client, in milliseconds. */
const LONGEST = 60_000;

/** A process that reads what to ask for and writes what came of it, a line each. */
class LinePeer implements Peer {
  readonly name: "python" | "node";
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<number, (outcome: PeerOutcome) => void>();
  readonly #reading: Promise<void>;

  constructor(name: "python" | "node", program: PathProgram, args: string[]) {
    this.name = name;
    const command = new Deno.Command(program.path(), { args, stdin: "piped", stdout: "piped" });
    this.#child = command.spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  async ask(url: string, cases: readonly Case[]): Promise<readonly PeerOutcome[]> {
    const lines = cases.map(({ index, method }) =>
      JSON.stringify({ id: index, url: `${url}/${index}/0`, method })
    );
    const outcomes = cases.map(({ index }) =>
      new Promise<PeerOutcome>((resolve) => this.#waiting.set(index, resolve))
    );
    await this.#writer.write(new TextEncoder().encode(lines.join("\n") + "\n"));
    const timer = setTimeout(() => this.#giveUp(), LONGEST);
    try {
      return await Promise.all(outcomes);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A client that hangs has no opinion. */
  #giveUp(): void {
    for (const [index, settle] of this.#waiting) {
      console.error(`${this.name} hangs in #${index}`);
      settle({ kind: "unable" });
    }
    this.#waiting.clear();
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#settle(line);
    }
  }

  #settle(line: string): void {
    const { id, status, body, error } = JSON.parse(line);
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (typeof body === "string") {
      settle?.({ kind: "body", status, body: toLatin1(decodeBase64(body)) });
    } else settle?.(error === undefined ? { kind: "unable" } : { kind: "error", error });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#reading;
    await this.#child.status;
  }
}

/** curl, two processes for a batch of cases; its own `--parallel` hangs now and then. */
class Curl implements Peer {
  readonly name = "curl";
  readonly #path: string;
  readonly #folder: string;

  constructor(program: PathProgram) {
    this.#path = program.path();
    this.#folder = Deno.makeTempDirSync();
  }

  async ask(url: string, cases: readonly Case[]): Promise<readonly PeerOutcome[]> {
    const all = new Map<number, PeerOutcome>();
    for (const method of ["GET", "HEAD"]) {
      const some = cases.filter((each) => each.method === method);
      if (some.length === 0) continue;
      for (const [index, outcome] of await this.#run(url, some, method)) all.set(index, outcome);
    }
    return cases.map(({ index }) => all.get(index) ?? { kind: "unable" });
  }

  async #run(
    url: string,
    cases: readonly Case[],
    method: string,
  ): Promise<readonly (readonly [number, PeerOutcome])[]> {
    const config = cases.map(({ index }) =>
      `url = "${url}/${index}/0"\noutput = "${this.#folder}/${index}"\n`
    ).join("");
    const child = new Deno.Command(this.#path, {
      args: [...OPTIONS, ...(method === "HEAD" ? ["-I"] : []), "-K", "-"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(config));
    await writer.close();
    const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST);
    const { stdout } = await child.output();
    clearTimeout(timer);
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    return lines.map((line) => this.#outcomeOf(line.split("\t"), method));
  }

  #outcomeOf(
    [file = "", exit, status, error = ""]: readonly string[],
    method: string,
  ): readonly [number, PeerOutcome] {
    const index = Number(file.slice(this.#folder.length + 1));
    const bytes = this.#takeFile(`${this.#folder}/${index}`);
    if (exit !== "0") return [index, { kind: "error", error: `${exit} ${error}` }];
    const body = method === "HEAD" ? "" : toLatin1(bytes);
    return [index, { kind: "body", status: Number(status), body }];
  }

  #takeFile(path: string): Uint8Array {
    try {
      const bytes = Deno.readFileSync(path);
      Deno.removeSync(path);
      return bytes;
    } catch {
      return new Uint8Array();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

// deno-fmt-ignore
const OPTIONS = [
  "--disable", "--silent", "--globoff", "--max-time", "20", "--location",
  "--max-redirs", "20", "--proto-redir", "=http", "--compressed", "--noproxy", "*", "--user-agent", "curl",
  "--header", "Connection: close", "--write-out", "%{filename_effective}\\t%{exitcode}\\t%{http_code}\\t%{errormsg}\\n",
];
