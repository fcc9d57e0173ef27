/**
 * Runs the command line, or another one, in a real pseudo terminal, which Python's `pty` makes.
 *
 * @module
 */

import { type PathProgram, programOf } from "../wire/programs.ts";

/** The Python that makes the terminal. */
export const python: PathProgram = programOf("python3");

/** What was seen at the terminal, and how the program ended. */
export interface TerminalRun {
  readonly code: number;
  readonly output: string;
}

/** How a program is run. */
export interface TerminalOptions {
  /** What is typed once a text is seen. */
  readonly typed?: readonly (readonly [seen: string, keys: string])[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Forks a terminal, types what is to be typed, and tells what was seen as JSON. */
const SCRIPT = `
import json, os, pty, select, sys, time
plan = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.environ.update(plan["env"])
    os.execvp(plan["command"][0], plan["command"])
seen, typed, end = b"", list(plan["typed"]), time.time() + 20
while time.time() < end:
    if not select.select([terminal], [], [], 0.1)[0]:
        continue
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    while typed and typed[0][0].encode() in seen:
        time.sleep(0.2)
        os.write(terminal, typed.pop(0)[1].encode())
else:
    os.kill(child, 9)
status = os.waitpid(child, 0)[1]
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "output": seen.decode("utf-8", "replace")}))
`;

/** Runs the words of a command in a terminal of its own. */
export async function runInTerminal(
  command: readonly string[],
  { typed = [], env = {} }: TerminalOptions = {},
): Promise<TerminalRun> {
  const plan = { command, typed, env: { TERM: "xterm-256color", ...env } };
  const { stdout, stderr } = await new Deno.Command(python.path(), {
    args: ["-c", SCRIPT, JSON.stringify(plan)],
    cwd: new URL("../../", import.meta.url),
    stdin: "null",
    env: { NO_COLOR: "", FORCE_COLOR: "" },
  }).output();
  const decoder = new TextDecoder();
  try {
    return JSON.parse(decoder.decode(stdout));
  } catch {
    throw new Error(`Cannot run in a terminal: ${decoder.decode(stderr)}`);
  }
}

/** The words that start the command line as a process of its own. */
export function ferryCommand(...args: string[]): string[] {
  return [Deno.execPath(), "run", "-A", "src/cli/main.ts", ...args];
}
