/**
 * Runs one turn of one contender in a process of its own.
 *
 * @module
 */

import type { Figures, Turn } from "./case.ts";

/** Which turn. */
export interface TurnPlan extends Turn {
  readonly name: string;
  readonly contender: string;
  /** Variables of the environment, beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A turn takes seconds; one that takes this many milliseconds hangs. */
const LONGEST = 180_000;

/** Starts the process, waits for it and reads its line. */
export async function takeTurn(plan: TurnPlan): Promise<Figures> {
  const { name, contender, scenario, url, ms, env = {} } = plan;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", RUN, name, contender, scenario, `--url=${url}`, `--ms=${ms}`],
    env: { ...env },
    signal: AbortSignal.timeout(LONGEST),
    stdin: "null",
  });
  const { success, stdout, stderr } = await command.output();
  if (!success) {
    throw new Error(`Cannot run ${contender}: ${new TextDecoder().decode(stderr).trim()}`);
  }
  const line = new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "";
  return JSON.parse(line);
}

const RUN = new URL("run.ts", import.meta.url).pathname;
