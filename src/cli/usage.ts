/**
 * The options of the command line: one table, from which the parser and the help are made.
 *
 * @module
 */

import { VERSION } from "../core/version.ts";

/** The command line cannot be understood, or names a file that cannot be used. */
export class UsageError extends Error {
  /** The class name. */
  override get name(): string {
    return "UsageError";
  }
}

/** Every option as `parseArgs` of `node:util` wants it, with what the help says of it. */
export const OPTIONS = {
  header: {
    type: "string",
    short: "H",
    multiple: true,
    value: "'NAME: VALUE'",
    help: "send a header; an empty value leaves a default one out",
  },
  param: {
    type: "string",
    short: "p",
    multiple: true,
    value: "NAME=VALUE",
    help: "append a query parameter",
  },
  json: {
    type: "string",
    short: "j",
    multiple: false,
    value: "TEXT",
    help: "send JSON: the text, @FILE, or - for standard input",
  },
  data: {
    type: "string",
    short: "d",
    multiple: true,
    value: "NAME=VALUE",
    help: "send a form field; or, once, any other text, @FILE, or - as it is",
  },
  file: {
    type: "string",
    short: "f",
    multiple: true,
    value: "FIELD=PATH",
    help: "send a file as multipart/form-data, with -d as the other fields",
  },
  auth: {
    type: "string",
    short: "a",
    multiple: false,
    value: "USER:PASSWORD",
    help: "send Basic credentials; without it, netrc is asked",
  },
  digest: {
    type: "boolean",
    multiple: false,
    help: "send the credentials of -a as Digest",
  },
  bearer: {
    type: "string",
    multiple: false,
    value: "TOKEN",
    help: "send a Bearer token",
  },
  cookie: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    help: "send a cookie",
  },
  timeout: {
    type: "string",
    multiple: false,
    value: "SECONDS",
    help: "wait so long for each step (30, 2.5, 30s, 500ms, 2m; 0 for ever; default 5)",
  },
  "no-follow": {
    type: "boolean",
    multiple: false,
    help: "show a redirect instead of following it",
  },
  "max-redirects": {
    type: "string",
    multiple: false,
    value: "COUNT",
    help: "follow at most so many redirects (default 20)",
  },
  proxy: {
    type: "string",
    multiple: false,
    value: "URL",
    help: "go through a proxy (http, https, socks5, socks5h)",
  },
  output: {
    type: "string",
    short: "o",
    multiple: false,
    value: "FILE",
    help: "save the body of a good answer, also into a folder; - for standard output",
  },
  continue: {
    type: "boolean",
    short: "C",
    multiple: false,
    help: "with -o, go on with the part that an earlier try left, and after failures",
  },
  raw: {
    type: "boolean",
    short: "r",
    multiple: false,
    help: "write only the body to standard output, as it came, and the rest to standard error",
  },
  verbose: {
    type: "boolean",
    short: "v",
    multiple: false,
    help: "show the requests, the redirects and the times on standard error",
  },
  reveal: {
    type: "boolean",
    multiple: false,
    help: "show credentials and cookies in headers instead of REDACTED",
  },
  quiet: {
    type: "boolean",
    short: "q",
    multiple: false,
    help: "show nothing but the body and errors",
  },
  help: { type: "boolean", short: "h", multiple: false, help: "show this" },
  version: { type: "boolean", multiple: false, help: "show the version" },
} as const;

interface Described {
  readonly short?: string;
  readonly value?: string;
  readonly help: string;
}

/** Gives the text of `--help`. */
export function toHelp(): string {
  const rows = Object.entries<Described>(OPTIONS).map(
    ([name, { short, value, help }]) => {
      const names = `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`;
      return `  ${names.padEnd(30)}  ${help}`;
    },
  );
  return `ferry ${VERSION}: send an HTTP request and show the answer

Usage: ferry [METHOD] URL [options]

The method is GET, or POST where there is a body. A URL without a scheme is taken for https://,
but for http:// at localhost and 127.*; ":8000/path" is at localhost.

Options:
${rows.join("\n")}

Standard output gets the status, the headers and the body: JSON indented, text in its charset, anything
else as a note. With --raw it gets the bytes of the body alone, and standard error the rest.
Passwords on a command line can be seen by others on this machine; ~/.netrc is the safer place.

Exit status: 0; 1 for an answer of 4xx or 5xx; 2 for a wrong command line; 3 if there was no answer, or
not all of it; 130 after Ctrl-C.
`;
}
