/**
 * Asks a person for a secret.
 *
 * @module
 */

import { closeSync, openSync } from "node:fs";
import process from "node:process";
import { ReadStream } from "node:tty";

/**
 * Asks at the terminal, whatever standard input is; what is typed is not shown.
 *
 * @param question What is asked for.
 * @param onCancel Called where Ctrl-C is pressed instead.
 * @returns What was typed; `undefined` if there is no terminal, or nobody wants to say.
 */
export async function askSecret(
  question: string,
  onCancel: () => void,
): Promise<string | undefined> {
  const terminal = openTerminal();
  if (!terminal) return undefined;
  // Loaded only here: most calls ask for nothing.
  const { read } = await import("npm:read@4.1.0");
  try {
    const prompt = `${question}: `;
    const { input } = terminal;
    return String(await read({ prompt, silent: true, input, output: process.stderr }));
  } catch {
    onCancel();
    return undefined;
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}

interface Terminal {
  readonly input: ReadStream;
  close(): void;
}

function openTerminal(): Terminal | undefined {
  let handle: number;
  try {
    handle = openSync("/dev/tty", "r");
  } catch {
    return undefined;
  }
  try {
    const input = new ReadStream(handle);
    return { input, close: () => void input.destroy() };
  } catch {
    closeSync(handle);
    return undefined;
  }
}
