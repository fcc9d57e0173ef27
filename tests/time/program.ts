import { assertEquals } from "@std/assert";

/** The checkout. */
export const ROOT: URL = new URL("../../", import.meta.url);

/** Runs a program of its own, in whose first second timers are light; gives what it prints and how long it ran. */
export async function run(
  code: string,
  flags: readonly string[] = [],
): Promise<{ said: string[]; took: number }> {
  const begun = performance.now();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", ...flags, `--config=${new URL("deno.json", ROOT).pathname}`, code],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(new TextDecoder().decode(stderr), "");
  return { said: text.trim().split("\n").filter(Boolean), took: performance.now() - begun };
}
