/**
 * Puts every mutant of Stryker's instrumenter into source files, each behind a switch, and prints a list of them.
 *
 * ```sh
 * deno run -A --no-check --no-lock tests/mutation/instrument.ts FOLDER FILE…
 * ```
 *
 * It is a process of its own, since the packages are not among ours.
 *
 * @module
 */

import type { Mutant } from "./mutant.ts";

/** A position in a file; lines count from 0. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** What the instrumenter says of a mutant. */
interface Found {
  readonly id: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly fileName: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** What the instrumenter gives. */
interface Instrumented {
  readonly files: readonly { readonly name: string; readonly content: string }[];
  readonly mutants: readonly Found[];
}

const packages = {
  instrumenter: "npm:@stryker-mutator/instrumenter@9.6.1",
  injection: "npm:typed-inject@5.0.0",
};

/** Instruments files of a folder in place. */
async function instrument(folder: string, names: readonly string[]): Promise<readonly Mutant[]> {
  const { createInstrumenter } = await import(packages.instrumenter);
  const { createInjector } = await import(packages.injection);
  const quiet = () => {};
  const logger = {
    ...{ trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, fatal: quiet },
    ...{ isDebugEnabled: () => false, isTraceEnabled: () => false },
  };
  const files = await Promise.all(names.map(async (name) => ({
    name,
    content: await Deno.readTextFile(`${folder}/${name}`),
    mutate: true,
  })));
  const instrumenter = createInstrumenter(createInjector().provideValue("logger", logger));
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  const result: Instrumented = await instrumenter.instrument(files, options);
  for (const { name, content } of result.files) {
    await Deno.writeTextFile(`${folder}/${name}`, content);
  }
  const texts = new Map(files.map(({ name, content }) => [name, content]));
  return result.mutants.map((found) => toMutant(found, texts.get(found.fileName) ?? ""));
}

function toMutant(found: Found, text: string): Mutant {
  const { fileName, id, location, mutatorName, replacement } = found;
  return {
    id,
    file: fileName,
    line: location.start.line + 1,
    mutator: mutatorName,
    original: cut(text, location.start, location.end),
    replacement,
    context: text.split("\n")[location.start.line] ?? "",
  };
}

function cut(text: string, start: Position, end: Position): string {
  const lines = text.split("\n").slice(start.line, end.line + 1);
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, end.column) ?? "";
  lines[0] = lines[0]?.slice(start.column) ?? "";
  return lines.join("\n");
}

const [folder = "", ...names] = Deno.args;
console.log(JSON.stringify(await instrument(folder, names)));
