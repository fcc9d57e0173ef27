/**
 * Reads the command line.
 *
 * @module
 */

import { type BodyPlan, toBodyPlan } from "./body_plan.ts";
import { type ConnectionPlan, toConnectionPlan } from "./connection_plan.ts";
import { type Credentials, toCredentials } from "./credentials.ts";
import { type Item, parseItems } from "./items.ts";
import { OPTIONS } from "./options.ts";
import { parseWords, type Values } from "./parse.ts";
import { type ShowPlan, toShowPlan } from "./show_plan.ts";
import { findTarget } from "./target.ts";
import { UsageError } from "../usage_error.ts";
import { type Pair, splitHeader, splitPair, toUrl } from "./values.ts";

/** A header: a value of `null` leaves a default one out, a path is that of a file with the value. */
export type HeaderPlan = readonly [
  name: string,
  value: string | null | { readonly path: string },
];

/** A parameter; a path is that of a file with the value. */
export type ParamPlan = readonly [name: string, value: string | { readonly path: string }];

/** Where the body of the answer goes. */
export type SavePlan =
  /** To standard output. */
  | { readonly kind: "none" }
  /** To standard output, as it is and nothing else. */
  | { readonly kind: "stdout" }
  /** To a file or into a folder. */
  | { readonly kind: "file"; readonly path: string; readonly resume: boolean }
  /** Into the current folder, under a name that the server or the URL gives. */
  | { readonly kind: "named"; readonly resume: boolean };

/** A request that is to be sent, and how its answer is to be shown. */
export interface Command {
  /** The method. */
  readonly method: string;
  /** Whether the method was not said, so that a body that is piped in makes it a POST. */
  readonly isGuessed: boolean;
  /** Where to, with a scheme. */
  readonly url: string;
  /** Headers. */
  readonly headers: readonly HeaderPlan[];
  /** Query parameters. */
  readonly params: readonly ParamPlan[];
  /** Cookies. */
  readonly cookies: readonly Pair[];
  /** The body. */
  readonly body: BodyPlan;
  /** Whether what is piped in is left alone. */
  readonly ignoreStdin: boolean;
  /** Who is asking. */
  readonly credentials: Credentials | undefined;
  /** Whether netrc is not asked. */
  readonly ignoreNetrc: boolean;
  /** How to connect, and how long to wait. */
  readonly connection: ConnectionPlan;
  /** Where the body of the answer goes. */
  readonly save: SavePlan;
  /** What is shown, and how. */
  readonly show: ShowPlan;
  /** The session. */
  readonly session: { readonly name: string; readonly isReadOnly: boolean } | undefined;
  /** What is shown instead of sending. */
  readonly preview: "offline" | "curl" | "code" | undefined;
  /** The file in which everything is recorded. */
  readonly har: string | undefined;
  /** Whether the status decides how the program ends; `undefined` for 1 where it is an error. */
  readonly checkStatus: boolean | undefined;
}

/** What is written instead of sending anything. */
export type Page = "help" | "version" | "man" | Shell;

/** A shell that is known. */
export type Shell = typeof OPTIONS["completions"]["choices"][number];

/**
 * Reads the command line.
 *
 * @param args The arguments, without the name of the program.
 * @returns What is to be done.
 * @throws {UsageError} If it cannot be understood.
 */
export function parseArguments(args: readonly string[]): Command | Page {
  const { values, positionals } = parseWords(args);
  return findPage(values) ?? toCommand(values, positionals);
}

/**
 * Finds out whether a page is wanted, whatever the defaults say.
 *
 * @param args The arguments, without the name of the program.
 * @throws {UsageError} If they cannot be understood.
 */
export function pageOf(args: readonly string[]): Page | undefined {
  return findPage(parseWords(args).values);
}

function findPage(values: Values): Page | undefined {
  if (values.has("help")) return "help";
  if (values.has("version")) return "version";
  if (values.has("man")) return "man";
  const shell = values.text("completions");
  return OPTIONS.completions.choices.find((name) => name === shell);
}

function toCommand(values: Values, positionals: readonly string[]): Command {
  const target = findTarget(positionals);
  const items = parseItems(target.items);
  const body = toBodyPlan(values, items);
  const method = target.method ?? (body.kind === "none" ? "GET" : "POST");
  return {
    method,
    isGuessed: target.method === undefined,
    url: toUrl(target.url),
    headers: toHeaders(values, items),
    params: toParams(values, items),
    cookies: values.list("cookie").map((text) => splitPair("--cookie", text)),
    body,
    ignoreStdin: values.has("ignore-stdin"),
    credentials: toCredentials(values),
    ignoreNetrc: values.has("ignore-netrc"),
    connection: toConnectionPlan(values),
    save: toSavePlan(values),
    show: toShowPlan(values),
    session: toSession(values),
    preview: (["offline", "curl", "code"] as const).find((name) => values.has(name)),
    har: values.text("har"),
    checkStatus: values.has("check-status")
      ? true
      : values.isDenied("check-status")
      ? false
      : undefined,
  };
}

function toHeaders(values: Values, items: readonly Item[]): HeaderPlan[] {
  const said = values.list("header").map((text): HeaderPlan => {
    if (/^[^:;]+;$/.test(text)) return [text.slice(0, -1).trim(), ""];
    const [name, value] = splitHeader(text);
    return [name, value === "" ? null : value];
  });
  const ofItems = items.flatMap(({ name, separator, value }): HeaderPlan[] => {
    if (separator === ":@") return [[name.trim(), { path: value }]];
    if (separator === ";") return [[name.trim(), ""]];
    return separator === ":" ? [[name.trim(), value.trim() === "" ? null : value.trim()]] : [];
  });
  return [...said, ...ofItems];
}

function toParams(values: Values, items: readonly Item[]): ParamPlan[] {
  const said = values.list("param").map((text) => splitPair("--param", text));
  const ofItems = items.flatMap(({ name, separator, value }): ParamPlan[] => {
    if (separator === "==@") return [[name, { path: value }]];
    return separator === "==" ? [[name, value]] : [];
  });
  return [...said, ...ofItems];
}

function toSavePlan(values: Values): SavePlan {
  const path = values.text("output");
  const resume = values.has("continue");
  const isNamed = values.has("download") || values.has("remote-name");
  if (resume && !isNamed && (path === undefined || path === "-")) {
    throw new UsageError("Cannot use --continue without --output FILE or --download");
  }
  if (path === "-") return { kind: "stdout" };
  if (path !== undefined) return { kind: "file", path, resume };
  return isNamed ? { kind: "named", resume } : { kind: "none" };
}

function toSession(values: Values): Command["session"] {
  const kept = values.text("session");
  const read = values.text("session-read-only");
  if (kept !== undefined && read !== undefined) {
    throw new UsageError("Cannot use --session together with --session-read-only");
  }
  const name = kept ?? read;
  if (name === undefined) return undefined;
  if (!/[/\\]/.test(name) && !/^[\w.-]+$/.test(name) || /^\.{0,2}$/.test(name)) {
    throw new UsageError(
      "Cannot use this name of a session: write letters, digits, dots and hyphens, or a path",
    );
  }
  return { name, isReadOnly: kept === undefined };
}
