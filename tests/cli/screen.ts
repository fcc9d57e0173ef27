/**
 * A command line without a process: what it writes is kept, what it reads is given.
 *
 * @module
 */

import { type Io, main, type Output } from "../../src/cli/main.ts";

/** What came out of a run. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The bytes of standard output. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a run is connected to. */
export interface RunOptions {
  /** Whether standard output is a terminal. */
  readonly terminal?: boolean;
  /** Whether standard error is one. */
  readonly errorTerminal?: boolean;
  readonly color?: boolean;
  readonly forceColor?: boolean;
  /** Whether standard input is a pipe. */
  readonly piped?: boolean;
  /** The environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What somebody types who is asked for a secret. */
  readonly secret?: string;
  readonly stdin?: string | ReadableStream<Uint8Array>;
  readonly signal?: AbortSignal;
  /** Told of everything that goes to standard output, before it does. */
  readonly onWrite?: (text: string) => void;
}

/** Runs the command line with `-r`, so that standard output is the body alone and standard error has the rest. */
export function runRaw(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run([...args, "-r"], options);
}

/** Runs the command line. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { terminal = false, errorTerminal = false, color = false, stdin = "" } = options;
  const stdout = new Kept(terminal, options.onWrite);
  const stderr = new Kept(errorTerminal);
  const io: Io = {
    stdout,
    stderr,
    color,
    forceColor: options.forceColor,
    isPiped: options.piped,
    env: (name) => options.env?.[name],
    askSecret: () => Promise.resolve(options.secret),
    signal: options.signal,
    stdin: () => typeof stdin === "string" ? new Blob([stdin]).stream() : stdin,
  };
  const status = await main(args, io);
  return { status, stdout: stdout.text, stderr: stderr.text, bytes: stdout.bytes };
}

class Kept implements Output {
  readonly #onWrite: ((text: string) => void) | undefined;
  readonly isTerminal: boolean;
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(isTerminal: boolean, onWrite?: (text: string) => void) {
    this.isTerminal = isTerminal;
    this.#onWrite = onWrite;
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  write(bytes: Uint8Array): Promise<void> {
    const joined = new Uint8Array(this.bytes.length + bytes.length);
    joined.set(this.bytes);
    joined.set(bytes, this.bytes.length);
    this.bytes = joined;
    this.#onWrite?.(new TextDecoder().decode(bytes));
    return Promise.resolve();
  }
}

/** Runs something with a folder that is gone afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ferry-cli-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
