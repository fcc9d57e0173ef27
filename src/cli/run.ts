/**
 * Runs the command line: what it says, and what goes wrong.
 *
 * @module
 */

import { VERSION } from "../core/version.ts";
import { type Command, type Page, pageOf, parseArguments } from "./command/arguments.ts";
import { readDefaults } from "./command/config.ts";
import { EXIT } from "./exit.ts";
import { type Io, ProcessIo, writeText } from "./io.ts";

/**
 * Runs the command line.
 *
 * @param args The arguments, without the name of the program.
 * @param io Where it reads and writes; by default this process.
 * @returns The exit status: 0, or 1 for an answer of 4xx or 5xx (3, 4 or 5 for 3xx, 4xx or 5xx with
 * `--check-status`), 2 for wrong arguments, 3 if the answer did not come or not whole, 130 if it was interrupted, 141
 * if nobody reads what it writes.
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
 * @category Command line
 */
export async function main(args: readonly string[], io?: Io): Promise<number> {
  if (io) return await run(args, io);
  using own = new ProcessIo();
  return await run(args, own);
}

async function run(args: readonly string[], io: Io): Promise<number> {
  let command: Command | Page | undefined;
  try {
    const page = pageOf(args);
    if (page) return await print(io, await toPage(page));
    command = parseArguments([...await readDefaults(io), ...args]);
    if (typeof command === "string") return await print(io, await toPage(command));
    const { exchange } = await import("./exchange.ts");
    return await exchange(command, io);
  } catch (error) {
    if (io.signal?.aborted) return EXIT.interrupted;
    // Whoever closed the pipe has seen enough.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.brokenPipe;
    const { toFailure } = await import("./failure.ts");
    const { escapeLine } = await import("./view/terminal_text.ts");
    const { status, line } = toFailure(error, { canContinue: canContinue(command) });
    await writeText(io.stderr, `ferry: ${escapeLine(line)}\n`);
    return status;
  }
}

/** What is saved and breaks off is begun again, unless `--continue` was said. */
function canContinue(command: Command | Page | undefined): boolean {
  if (command === undefined || typeof command === "string") return false;
  return "resume" in command.save && !command.save.resume;
}

async function print(io: Io, text: string): Promise<number> {
  await writeText(io.stdout, text);
  return EXIT.ok;
}

async function toPage(page: Page): Promise<string> {
  if (page === "version") return `ferry ${VERSION}\n`;
  if (page === "help") return (await import("./pages/usage.ts")).toHelp();
  if (page === "man") return (await import("./pages/manual.ts")).toManual();
  return (await import("./pages/completions.ts")).toCompletions(page);
}
