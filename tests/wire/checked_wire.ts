/**
 * Registers tests that need a program from outside.
 *
 * @module
 */

import { test } from "../checked.ts";
import type { Program } from "./programs.ts";

/** Registers a test that is reported as ignored where the program is not installed. */
export function wireTest(
  name: string,
  program: Program,
  fn: (t: Deno.TestContext) => void | Promise<void>,
): void {
  test(`${name} (${program.name})`, fn, { ignore: !program.installed() });
}
