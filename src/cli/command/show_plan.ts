/**
 * What is shown, and how, as far as the command line says it.
 *
 * @module
 */

import type { OPTIONS } from "./options.ts";
import type { Values } from "./parse.ts";
import { UsageError } from "../usage_error.ts";

/** A part of an exchange: head and body of the request, head and body of the answer, the times. */
export type Part = "H" | "B" | "h" | "b" | "m";

/** The words of `--pretty`. */
export type Pretty = typeof OPTIONS["pretty"]["choices"][number];

/** The words of `--style`. */
export type Style = typeof OPTIONS["style"]["choices"][number];

/** What is shown, and how. */
export interface ShowPlan {
  /** The parts; `undefined` for what a terminal or a pipe wants. */
  readonly parts: ReadonlySet<Part> | undefined;
  /** Whether redirects, challenges and retries are shown as well. */
  readonly all: boolean;
  /** Whether standard output gets the body alone, as it came, and standard error the rest. */
  readonly raw: boolean;
  /** What is done for reading; `undefined` for what a terminal or a pipe wants. */
  readonly pretty: Pretty | undefined;
  /** The colors. */
  readonly style: Style;
  /** Whether a terminal gets whatever the server sent. */
  readonly force: boolean;
  /** Whether secrets are shown. */
  readonly reveal: boolean;
  /** Whether nothing but the body is shown. */
  readonly quiet: boolean;
  /** Whether the body is shown as it comes, whatever it is. */
  readonly stream: boolean;
}

/**
 * Plans what is shown.
 *
 * @throws {UsageError} If `--print` has a letter that there is not.
 */
export function toShowPlan(values: Values): ShowPlan {
  return {
    parts: toParts(values),
    all: values.has("all") || values.has("verbose"),
    raw: values.has("raw-output"),
    pretty: toChoice(values.text("pretty"), ["all", "colors", "format", "none"]),
    style: toChoice(values.text("style"), ["monokai", "solarized", "fruity", "bw"]) ?? "auto",
    force: values.has("force"),
    reveal: values.has("show-secrets"),
    quiet: values.has("quiet"),
    stream: values.has("stream"),
  };
}

function toChoice<Choice extends string>(
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find((choice) => choice === text);
}

const PARTS: readonly Part[] = ["H", "B", "h", "b", "m"];

function toParts(values: Values): ReadonlySet<Part> | undefined {
  const print = values.text("print");
  if (print !== undefined) return new Set([...print].map(toPart));
  const parts = new Set<Part>();
  for (const [name, part] of [["headers", "h"], ["body", "b"], ["meta", "m"]] as const) {
    if (values.has(name)) parts.add(part);
  }
  if (parts.size > 0) return parts;
  const verbosity = values.count("verbose");
  if (verbosity === 0) return undefined;
  return new Set(verbosity > 1 ? PARTS : PARTS.slice(0, 4));
}

function toPart(letter: string): Part {
  const part = PARTS.find((each) => each === letter);
  if (part) return part;
  throw new UsageError(
    `Cannot use ${JSON.stringify(letter)} in --print: write H, B, h, b and m`,
  );
}
