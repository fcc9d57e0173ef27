/**
 * Reads the command line.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { OPTIONS, UsageError } from "./usage.ts";
import { type Pair, splitHeader, splitPair, toCount, toMilliseconds, toUrl } from "./values.ts";

/** What a body is made of; files are not opened yet. */
export type BodyPlan =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly text: string }
  | { readonly kind: "raw"; readonly text: string }
  | {
    readonly kind: "form";
    readonly fields: readonly Pair[];
    readonly files: readonly Pair[];
  };

/** Who is asking. */
export type Credentials =
  | {
    readonly kind: "basic" | "digest";
    readonly user: string;
    readonly password: string;
  }
  | { readonly kind: "bearer"; readonly token: string };

/** A request that is to be sent, and how its answer is to be shown. */
export interface Command {
  /** The method. */
  readonly method: string;
  /** Where to, with a scheme. */
  readonly url: string;
  /** Headers; an empty value leaves a default out. */
  readonly headers: readonly Pair[];
  /** Query parameters. */
  readonly params: readonly Pair[];
  /** Cookies. */
  readonly cookies: readonly Pair[];
  /** The body. */
  readonly body: BodyPlan;
  /** Who is asking. */
  readonly credentials: Credentials | undefined;
  /** Milliseconds for each step; `null` for ever. */
  readonly timeout: number | null | undefined;
  /** Whether redirects are followed. */
  readonly follow: boolean;
  /** The most redirects. */
  readonly maxRedirects: number | undefined;
  /** The proxy. */
  readonly proxy: string | undefined;
  /** The file that gets the body; `-` is standard output, as it is. */
  readonly output: string | undefined;
  /** Whether a part that an earlier try left is gone on with. */
  readonly resume: boolean;
  /** Whether standard output gets the body alone, as it came. */
  readonly raw: boolean;
  /** Whether requests, redirects and times are shown. */
  readonly verbose: boolean;
  /** Whether secrets are shown. */
  readonly reveal: boolean;
  /** Whether nothing but the body is shown. */
  readonly quiet: boolean;
}

/**
 * Reads the command line.
 *
 * @param args The arguments, without the name of the program.
 * @returns What is to be done.
 * @throws {UsageError} If it cannot be understood.
 */
export function parseArguments(
  args: readonly string[],
): Command | "help" | "version" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  if (values.version) return "version";
  const body = toBodyPlan(values);
  const { method, url } = toTarget(positionals, body);
  if (values.continue && (values.output === undefined || values.output === "-")) {
    throw new UsageError("Cannot use --continue without --output FILE");
  }
  return {
    method,
    url: toUrl(url),
    headers: (values.header ?? []).map(splitHeader),
    params: (values.param ?? []).map((text) => splitPair("--param", text)),
    cookies: (values.cookie ?? []).map((text) => splitPair("--cookie", text)),
    body,
    credentials: toCredentials(values),
    timeout: values.timeout === undefined ? undefined : toMilliseconds(values.timeout),
    follow: !values["no-follow"],
    maxRedirects: toCount("--max-redirects", values["max-redirects"]),
    proxy: values.proxy,
    output: values.output,
    resume: values.continue ?? false,
    raw: values.raw ?? false,
    verbose: values.verbose ?? false,
    reveal: values.reveal ?? false,
    quiet: values.quiet ?? false,
  };
}

type Parsed = ReturnType<typeof parse>;
type Values = Parsed["values"];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: OPTIONS,
      strict: true,
      allowPositionals: true,
    });
  } catch (error) {
    // The parser adds advice of several sentences; the first says what is wrong.
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Cannot read the options: ${reason.split(/\.\s|\n/)[0]}`,
    );
  }
}

function toTarget(
  positionals: readonly string[],
  body: BodyPlan,
): { method: string; url: string } {
  const [first, second, third] = positionals;
  if (first === undefined) {
    throw new UsageError("Cannot send anything: the URL is missing");
  }
  if (third !== undefined) {
    throw new UsageError(
      `Cannot make use of "${third}": METHOD and URL are given already`,
    );
  }
  if (second !== undefined) return { method: first, url: second };
  if (/^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(first)) {
    throw new UsageError(`Cannot send ${first}: the URL is missing`);
  }
  return { method: body.kind === "none" ? "GET" : "POST", url: first };
}

function toBodyPlan({ json, data = [], file = [] }: Values): BodyPlan {
  if (json !== undefined) {
    if (!data.length && !file.length) return { kind: "json", text: json };
    throw new UsageError("Cannot send --json together with --data or --file");
  }
  if (!data.length && !file.length) return { kind: "none" };
  const [first] = data;
  if (
    data.length === 1 && !file.length && first !== undefined && !isField(first)
  ) {
    return { kind: "raw", text: first };
  }
  const odd = data.find((text) => !isField(text));
  if (odd !== undefined) {
    throw new UsageError(
      "Cannot send --data: with several of them, or --file, write NAME=VALUE",
    );
  }
  return {
    kind: "form",
    fields: data.map((text) => splitPair("--data", text)),
    files: file.map((text) => splitPair("--file", text)),
  };
}

/** Text with quotes, brackets or blanks before its first "=" is JSON, XML or prose, and no field. */
function isField(text: string): boolean {
  return /^[^\s"'<>{}=@][^\s"'<>{}=]*=/.test(text);
}

function toCredentials(
  { auth, bearer, digest }: Values,
): Credentials | undefined {
  if (auth !== undefined && bearer !== undefined) {
    throw new UsageError("Cannot send --auth together with --bearer");
  }
  if (bearer !== undefined) return { kind: "bearer", token: bearer };
  if (auth === undefined) {
    if (digest) throw new UsageError("Cannot use --digest without --auth");
    return undefined;
  }
  const colon = auth.indexOf(":");
  if (colon < 0) throw new UsageError("Cannot use --auth: write USER:PASSWORD");
  const kind = digest ? "digest" : "basic";
  return { kind, user: auth.slice(0, colon), password: auth.slice(colon + 1) };
}
