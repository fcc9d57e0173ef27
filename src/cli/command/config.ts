/**
 * The folder and the file of defaults.
 *
 * @module
 */

import { readTextFile } from "../../files/text_file.ts";
import type { Io } from "../io.ts";
import { isOptionName, optionOf, OPTIONS } from "./options.ts";
import { suggest } from "../../core/options/suggestion.ts";
import { UsageError } from "../usage_error.ts";

/** Gives the folder of the configuration; `undefined` if the environment does not tell. */
export function findConfigFolder(io: Io): string | undefined {
  const read = (name: string) => io.env?.(name) || undefined;
  const base = read("XDG_CONFIG_HOME") ?? read("APPDATA");
  if (base !== undefined) return `${base}/ferry`;
  const home = read("HOME");
  return home === undefined ? undefined : `${home}/.config/ferry`;
}

/**
 * Reads the defaults, as words of a command line.
 *
 * @param io Tells the environment.
 * @throws {UsageError} If the file is no JSON, or names an option that there is not.
 */
export async function readDefaults(io: Io): Promise<string[]> {
  const folder = findConfigFolder(io);
  if (folder === undefined) return [];
  const path = `${folder}/config.json`;
  const text = await readTextFile(path, "read the settings").catch(() => undefined);
  if (text === undefined) return [];
  return toWords(parseConfig(text, path), path);
}

function parseConfig(text: string, path: string): object {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw toBroken(path, "it is no JSON");
  }
  if (typeof config === "object" && config !== null && !Array.isArray(config)) return config;
  throw toBroken(path, "it is no object");
}

function toBroken(path: string, reason: string): UsageError {
  return new UsageError(`Cannot use the configuration ${JSON.stringify(path)}: ${reason}`);
}

/** Each member is an option by its name; `default_options` is a list of words, as HTTPie has it. */
function toWords(config: object, path: string): string[] {
  return Object.entries(config).flatMap(([name, value]) => {
    if (name === "__meta__") return [];
    if (name === "default_options") return toWordList(value, path);
    if (!isOptionName(name)) {
      throw toBroken(path, `there is no option ${name}${suggest(name, Object.keys(OPTIONS))}`);
    }
    if (optionOf(name).type === "boolean") return toFlag(name, value, path);
    return (Array.isArray(value) ? value : [value]).map((each: unknown) => {
      if (typeof each === "string" || typeof each === "number") return `--${name}=${each}`;
      throw toBroken(path, `${name} is neither a text nor a number`);
    });
  });
}

function toWordList(value: unknown, path: string): string[] {
  const isWord = (each: unknown) => typeof each === "string" && each.startsWith("-");
  if (Array.isArray(value) && value.every(isWord)) return value;
  throw toBroken(path, "default_options is no list of options, such as --form");
}

function toFlag(name: string, value: unknown, path: string): string[] {
  if (value === true) return [`--${name}`];
  if (value === false) return [`--no-${name}`];
  throw toBroken(path, `${name} is neither true nor false`);
}
