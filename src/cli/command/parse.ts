/**
 * Takes the words of a command line apart by the table of options.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { suggest } from "../../core/options/suggestion.ts";
import {
  allOptions,
  type FlagName,
  isOptionName,
  type ListName,
  type Option,
  type OptionName,
  optionOf,
  type TextName,
} from "./options.ts";
import { UsageError } from "../usage_error.ts";

/** Of these one can be: a configuration file says one, the command line perhaps another. */
const EXCLUSIVE: readonly (readonly OptionName[])[] = [
  ["json", "form", "multipart"],
  ["http2", "http1.1"],
  ["ipv4", "ipv6"],
  ["follow", "no-follow"],
];

/** What was said, option by option. */
export class Values {
  readonly #texts = new Map<OptionName, string[]>();
  readonly #counts = new Map<OptionName, number>();

  /** The value of an option; of several the last. */
  text(name: TextName): string | undefined {
    return this.#texts.get(name)?.at(-1);
  }

  /** All values of an option. */
  list(name: ListName): readonly string[] {
    return this.#texts.get(name) ?? [];
  }

  /** Whether an option was given. */
  has(name: FlagName): boolean {
    return this.count(name) > 0;
  }

  /** How often an option was given. */
  count(name: FlagName): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Whether an option was taken back, by `--no-NAME`. */
  isDenied(name: FlagName): boolean {
    return this.#counts.get(name) === 0;
  }

  /** Gives the first of some options that was said, as it is written. */
  firstOf(names: readonly OptionName[]): string | undefined {
    const name = names.find((name) => this.#texts.has(name) || (this.#counts.get(name) ?? 0) > 0);
    return name && toWritten(name);
  }

  /** Notes an option; of those that exclude each other the last one counts. */
  add(name: OptionName, value: string | undefined): void {
    const rivals = EXCLUSIVE.find((names) => names.includes(name)) ?? [];
    for (const rival of rivals) if (rival !== name) this.#counts.delete(rival);
    if (value === undefined) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    else this.#texts.set(name, [...this.#texts.get(name) ?? [], value]);
  }

  /** Takes an option back. */
  deny(name: OptionName): void {
    this.#texts.delete(name);
    if (optionOf(name).type === "boolean") this.#counts.set(name, 0);
  }
}

/** How an option is written: by its name, or by its letter where that is all it has. */
export function toWritten(name: OptionName): string {
  return name === "json-text" ? "-j" : name === "raw-output" ? "-r" : `--${name}`;
}

/** What a command line is made of. */
export interface Words {
  /** The options. */
  readonly values: Values;
  /** Everything else, in order. */
  readonly positionals: readonly string[];
}

/**
 * Takes the words apart.
 *
 * @param args The words.
 * @throws {UsageError} If there is no such option, or a value is missing, too much, or none of those that there are.
 */
export function parseWords(args: readonly string[]): Words {
  const { tokens } = parseArgs({
    args: [...args],
    options: toConfig(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Values();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    else if (token.kind === "option") addOption(values, token);
  }
  return { values, positionals };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function addOption(values: Values, token: OptionToken): void {
  const { name, rawName, value } = token;
  const known = toName(name);
  if (known === undefined) {
    const denied = rawName.startsWith("--no-") ? toName(name.slice(3)) : undefined;
    if (denied === undefined) throw toUnknown(rawName);
    values.deny(denied);
    return;
  }
  const { type, choices } = optionOf(known);
  if (type === "string" && value === undefined) {
    throw new UsageError(`Cannot use ${rawName}: its value is missing (${shapeOf(known)})`);
  }
  if (value !== undefined && !token.inlineValue && /^-./.test(value)) {
    const example = rawName.startsWith("--") ? `${rawName}=-…` : `${rawName}-…`;
    throw new UsageError(
      `Cannot use ${rawName}: its value is missing (one that begins with a hyphen is written ${example})`,
    );
  }
  if (type === "boolean" && value !== undefined) {
    throw new UsageError(`Cannot use ${rawName}: it takes no value${adviceFor(known)}`);
  }
  if (value !== undefined && choices && !choices.includes(value)) {
    throw new UsageError(
      `Cannot use ${JSON.stringify(value)} as ${rawName}: write ${choices.join(", ")}` +
        suggest(value, choices),
    );
  }
  values.add(known, value);
}

/** What was a value in version 0.1 is a flag now. */
function adviceFor(name: OptionName): string {
  return name === "json" ? " (JSON text is sent with -j or --raw)" : "";
}

function shapeOf(name: OptionName): string {
  return `${toWritten(name)} ${optionOf(name).value ?? ""}`;
}

function toUnknown(written: string): UsageError {
  const known = allOptions().flatMap(([name, { names = [] }]) => [toWritten(name), ...names]);
  const advice = written.startsWith("--") ? suggest(written, known) : "";
  return new UsageError(`Cannot read the options: there is no ${written}${advice}`);
}

/** Marks the letters and names that stand for an option of another name. */
const OTHER = "=";

/** The parser takes one letter for each name, so each further letter has a name that cannot be written. */
function toConfig(): NonNullable<Parameters<typeof parseArgs>[0]>["options"] {
  return Object.fromEntries(
    allOptions().flatMap(([name, option]) => {
      const { type, multiple, short, letters = [], names = [] } = option;
      const base = { type, multiple };
      return [
        [name, short === undefined ? base : { ...base, short }] as const,
        ...letters.map((letter) => [`${OTHER}${letter}`, { ...base, short: letter }] as const),
        ...names.map((other) => [other, base] as const),
      ];
    }),
  );
}

/** Names that can be written, and those of the letters. */
function toName(name: string): OptionName | undefined {
  if (isOptionName(name)) return name;
  const isOther = ({ letters = [], names = [] }: Option) =>
    names.includes(name) || letters.some((letter) => `${OTHER}${letter}` === name);
  return allOptions().find(([, option]) => isOther(option))?.[0];
}
