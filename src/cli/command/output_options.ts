/**
 * What is shown and saved: the options.
 *
 * @module
 */

/** The table. */
export const OUTPUT = {
  print: {
    type: "string",
    multiple: false,
    value: "WHAT",
    group: "output",
    help: "what is shown: H and B of the request, h and b of the answer (head, body), m for times",
  },
  headers: {
    type: "boolean",
    short: "h",
    multiple: false,
    group: "output",
    help: "the same as --print=h; the help is --help",
  },
  body: {
    type: "boolean",
    short: "b",
    multiple: false,
    group: "output",
    help: "the same as --print=b",
  },
  meta: {
    type: "boolean",
    short: "m",
    multiple: false,
    group: "output",
    help: "the same as --print=m",
  },
  verbose: {
    type: "boolean",
    short: "v",
    multiple: true,
    group: "output",
    help: "the same as --all --print=HhBb; twice with m as well",
  },
  all: {
    type: "boolean",
    multiple: false,
    group: "output",
    help: "show redirects, challenges and retries as well",
  },
  "raw-output": {
    type: "boolean",
    short: "r",
    multiple: false,
    group: "output",
    help: "write only the body to standard output, as it came, and the rest to standard error",
  },
  pretty: {
    type: "string",
    multiple: false,
    value: "WORD",
    choices: ["all", "colors", "format", "none"],
    group: "output",
    help: "what is done for reading: all (at a terminal), colors, format, none (in a pipe)",
  },
  style: {
    type: "string",
    short: "s",
    multiple: false,
    value: "NAME",
    choices: ["auto", "monokai", "solarized", "fruity", "bw"],
    group: "output",
    help: "the colors: auto, monokai, solarized, fruity, bw",
  },
  stream: {
    type: "boolean",
    short: "S",
    multiple: false,
    group: "output",
    help: "show the body as it comes, which is the default for all but JSON, XML and HTML",
  },
  "show-secrets": {
    type: "boolean",
    names: ["reveal"],
    multiple: false,
    group: "output",
    help: "show credentials and cookies instead of REDACTED",
  },
  force: {
    type: "boolean",
    multiple: false,
    group: "output",
    help: "write to a terminal whatever the server sent, also what controls it",
  },
  quiet: {
    type: "boolean",
    short: "q",
    multiple: false,
    group: "output",
    help: "show nothing but the body and errors",
  },
  output: {
    type: "string",
    short: "o",
    multiple: false,
    value: "FILE",
    group: "file",
    help: "save the body of a good answer, also into a folder; - for standard output",
  },
  download: {
    type: "boolean",
    multiple: false,
    group: "file",
    help: "save it here, under the name that the server or the URL gives",
  },
  "remote-name": {
    type: "boolean",
    short: "O",
    multiple: false,
    group: "file",
    help: "the same as --download",
  },
  continue: {
    type: "boolean",
    short: "c",
    letters: ["C"],
    multiple: false,
    group: "file",
    help: "go on with the part that an earlier try left, and after failures",
  },
} as const;
