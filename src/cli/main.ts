/**
 * Ferry on the command line: `deno run -A jsr:@ferry/http/cli [METHOD] URL [options]`.
 *
 * @module
 */

import { HttpError, InvalidUrlError, UnsupportedProtocolError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { parseArguments } from "./arguments.ts";
import { exchange } from "./exchange.ts";
import { type Io, ProcessIo, writeText } from "./io.ts";
import { escapeLine } from "./terminal_text.ts";
import { toHelp, UsageError } from "./usage.ts";

export type { Io, Output } from "./io.ts";

/** What the exit status says. */
const EXIT = {
  ok: 0,
  status: 1,
  usage: 2,
  transport: 3,
  interrupted: 130,
  brokenPipe: 141,
} as const;

/**
 * Runs the command line.
 *
 * @param args The arguments, without the name of the program.
 * @param io Where it reads and writes; by default this process.
 * @returns The exit status: 0, or 1 for an answer of 4xx or 5xx, 2 for wrong arguments, 3 if the answer did
 * not come or not whole, 130 if it was interrupted, 141 if nobody reads what it writes.
 *
 * @example Ask without a network
 * ```ts
 * import { main } from "@ferry/http/cli";
 * import { assertEquals } from "@std/assert";
 *
 * const output = { isTerminal: false, write: () => Promise.resolve() };
 * const io = { stdout: output, stderr: output, color: false, stdin: () => new ReadableStream() };
 * assertEquals(await main(["--version"], io), 0);
 * assertEquals(await main(["--nonsense"], io), 2);
 * ```
 */
export async function main(args: readonly string[], io?: Io): Promise<number> {
  if (io) return await run(args, io);
  using own = new ProcessIo();
  return await run(args, own);
}

async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const command = parseArguments(args);
    if (command === "help") return await print(io, toHelp());
    if (command === "version") return await print(io, `ferry ${VERSION}\n`);
    return await exchange(command, io) ? EXIT.ok : EXIT.status;
  } catch (error) {
    if (io.signal?.aborted) return EXIT.interrupted;
    // Whoever closed the pipe has seen enough.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.brokenPipe;
    const { status, line } = toFailure(error);
    await writeText(io.stderr, `ferry: ${escapeLine(line)}\n`);
    return status;
  }
}

async function print(io: Io, text: string): Promise<number> {
  await writeText(io.stdout, text);
  return EXIT.ok;
}

interface Failure {
  readonly status: number;
  readonly line: string;
}

function toFailure(error: unknown): Failure {
  if (isUsage(error)) {
    return { status: EXIT.usage, line: `${error.message}. Try --help` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: EXIT.transport, line: message };
}

/** The client refuses wrong options before it sends anything, in words of its own. */
function isUsage(error: unknown): error is Error {
  if (error instanceof HttpError) {
    const wrongUrl = error instanceof InvalidUrlError || error instanceof UnsupportedProtocolError;
    return wrongUrl && error.phase === "build";
  }
  if (error instanceof UsageError) return true;
  const wrongOption = error instanceof TypeError || error instanceof RangeError;
  return wrongOption && error.message.startsWith("Cannot ");
}

if (import.meta.main) Deno.exit(await main(Deno.args));
