/**
 * The options of the command line: one table, from which the parser, the help, the man page and the completions are
 * made.
 *
 * @module
 */

import { CONNECTION } from "./connection_options.ts";
import { OTHER } from "./other_options.ts";
import { OUTPUT } from "./output_options.ts";
import { REQUEST } from "./request_options.ts";

/** Where an option stands in the help. */
export const GROUPS = {
  request: "Request",
  output: "Output",
  file: "Files",
  auth: "Credentials and sessions",
  connection: "Connection",
  preview: "Without sending, and export",
  other: "Everything else",
} as const;

/** What is said of an option, as `parseArgs` of `node:util` wants it and as the help shows it. */
export interface Option {
  /** Whether a value follows. */
  readonly type: "string" | "boolean";
  /** The letter. */
  readonly short?: string;
  /** More letters that mean the same. */
  readonly letters?: readonly string[];
  /** More names that mean the same. */
  readonly names?: readonly string[];
  /** Whether it counts how often it is given, or gathers all values. */
  readonly multiple: boolean;
  /** What the value is. */
  readonly value?: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** Where it stands in the help. */
  readonly group: keyof typeof GROUPS;
  /** What the help says. */
  readonly help: string;
}

type Options = typeof REQUEST & typeof OUTPUT & typeof CONNECTION & typeof OTHER;

/** Every option. */
export const OPTIONS: Options = { ...REQUEST, ...OUTPUT, ...CONNECTION, ...OTHER };

/** The name of an option. */
export type OptionName = keyof typeof OPTIONS;

type NameOf<Shape> = {
  [Name in OptionName]: typeof OPTIONS[Name] extends Shape ? Name : never;
}[OptionName];

/** The options that gather values. */
export type ListName = NameOf<{ readonly type: "string"; readonly multiple: true }>;
/** The options that have one value. */
export type TextName = NameOf<{ readonly type: "string"; readonly multiple: false }>;
/** The options that are there or not, or are counted. */
export type FlagName = NameOf<{ readonly type: "boolean" }>;

/** Tells whether there is an option of this name. */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** Gives what is said of an option. */
export function optionOf(name: OptionName): Option {
  return OPTIONS[name];
}

/** Every option with its name, in the order of the help. */
export function allOptions(): readonly (readonly [OptionName, Option])[] {
  return Object.keys(OPTIONS).filter(isOptionName).map((name) => [name, optionOf(name)]);
}
