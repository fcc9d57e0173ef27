/**
 * The help on one page, made of the table of options.
 *
 * @module
 */

import { VERSION } from "../../core/version.ts";
import { allOptions, GROUPS, type Option, type OptionName } from "../command/options.ts";

export { OPTIONS } from "../command/options.ts";
export { UsageError } from "../usage_error.ts";

/** What request items there are, with what they do. */
export const ITEMS: readonly (readonly [item: string, meaning: string])[] = [
  ["name=value", "a text of JSON, or a field of a form"],
  ["name:=json", "any JSON: numbers, true, null, lists, objects"],
  ["name=@FILE", "the text of a file; name:=@FILE its JSON"],
  ["a[b]=1 a[]:=2", "nested JSON: members, items; [0]:=1 for a list as a whole"],
  ["name==value", "a query parameter; name==@FILE from a file"],
  ["Header:value", "a header; Header: leaves a default one out, Header; sends an empty one"],
  ["field@FILE", "an upload; field@FILE;type=image/png says what it is"],
  ["@FILE", "the file is the body"],
];

/** What the exit status says. */
export const STATUSES: readonly (readonly [status: number, meaning: string])[] = [
  [0, "there was an answer"],
  [1, "the answer was 4xx or 5xx (see --check-status)"],
  [2, "the command line is wrong, or a file cannot be used; nothing was sent"],
  [3, "there was no answer, or not all of it; with --check-status also: the answer was 3xx"],
  [4, "with --check-status: the answer was 4xx"],
  [5, "with --check-status: the answer was 5xx"],
  [130, "it was interrupted (Ctrl-C)"],
  [141, "nobody reads what it writes"],
];

/** Commands, and what they do. */
export const EXAMPLES: readonly (readonly [command: string, meaning: string])[] = [
  ["ferry :8000/users", "get from localhost"],
  ["ferry api.example/users name=Ada age:=36 tags[]=x", "post JSON"],
  ["ferry -v PUT api.example/users/7 X-Key:1 page==2 < user.json", "send what is piped in"],
  ["ferry --form api.example/photos title=Sea photo@sea.jpg", "upload"],
  ["ferry api.example/data | jq .items", "a pipe gets the body alone"],
  ["ferry --session me -a ada api.example/login", "log in, and keep the cookies"],
  ["ferry -c -o big.iso https://files.example/big.iso", "go on with a download"],
  ["ferry --offline api.example/users name=Ada", "look, and send nothing"],
];

/** Gives the text of `--help`. */
export function toHelp(): string {
  return `ferry ${VERSION}: send an HTTP request and show the answer

Usage: ferry [METHOD] URL [REQUEST_ITEM …] [options]

The method is GET, or POST where there is a body. A URL without a scheme is taken for https://,
but for http:// at localhost and 127.*; ":8000/path" is at localhost.

Request items:
${toRows(ITEMS)}
  A backslash makes a separator a plain character: 'a\\:b=1'.

${Object.entries(GROUPS).map(toGroup).join("\n")}
A terminal gets head and body, formatted and in colors; a pipe or a file gets the body alone, as it came.
Every option can be taken back with --no-NAME. Defaults stand in $XDG_CONFIG_HOME/ferry/config.json.
Passwords on a command line can be seen by others on this machine; ~/.netrc is the safer place.

Exit status:
${toRows(STATUSES.map(([status, meaning]) => [String(status), meaning]))}

Examples:
${EXAMPLES.map(([command, meaning]) => `  ${command}\n      ${meaning}\n`).join("")}`;
}

function toRows(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([left, right]) => `  ${left.padEnd(28)}  ${right}`).join("\n");
}

function toGroup([group, title]: [string, string]): string {
  const rows = allOptions().filter(([, option]) => option.group === group)
    .map(([name, option]) => `  ${namesOf(name, option).padEnd(28)}  ${option.help}`);
  return `${title}:\n${rows.join("\n")}\n`;
}

/** Gives the ways to write an option, such as `-o, --output FILE`. */
export function namesOf(name: OptionName, { short, value }: Option): string {
  const letter = short === undefined ? "    " : `-${short}, `;
  const shape = value === undefined ? "" : ` ${value}`;
  // These have a letter for their name.
  if (name === "json-text" || name === "raw-output") return `-${short}${shape}`;
  return `${letter}--${name}${shape}`;
}
