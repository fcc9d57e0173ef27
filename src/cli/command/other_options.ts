/**
 * What is shown instead of sending, and everything else: the options.
 *
 * @module
 */

/** The table. */
export const OTHER = {
  offline: {
    type: "boolean",
    multiple: false,
    group: "preview",
    help: "show the request and send nothing",
  },
  curl: {
    type: "boolean",
    multiple: false,
    group: "preview",
    help: "show the command for curl and send nothing",
  },
  code: {
    type: "boolean",
    multiple: false,
    group: "preview",
    help: "show the TypeScript that does the same and send nothing",
  },
  har: {
    type: "string",
    multiple: false,
    value: "FILE",
    group: "preview",
    help: "record everything in a HAR file",
  },
  "check-status": {
    type: "boolean",
    multiple: false,
    group: "other",
    help: "exit with 3, 4 or 5 for 3xx, 4xx or 5xx; with --no-check-status with 0",
  },
  completions: {
    type: "string",
    multiple: false,
    value: "SHELL",
    choices: ["bash", "zsh", "fish"],
    group: "other",
    help: "write the completions for bash, zsh or fish",
  },
  man: {
    type: "boolean",
    names: ["manual"],
    multiple: false,
    group: "other",
    help: "write the manual page (roff)",
  },
  help: {
    type: "boolean",
    multiple: false,
    group: "other",
    help: "show this",
  },
  version: {
    type: "boolean",
    multiple: false,
    group: "other",
    help: "show the version",
  },
} as const;
