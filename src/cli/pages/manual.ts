/**
 * The manual page, made of the table of options.
 *
 * @module
 */

import { VERSION } from "../../core/version.ts";
import { allOptions, GROUPS } from "../command/options.ts";
import { EXAMPLES, ITEMS, namesOf, STATUSES } from "./usage.ts";

/** Gives the manual page in the language of man(7). */
export function toManual(): string {
  return [
    `.TH FERRY 1 "" "ferry ${VERSION}" "User Commands"`,
    ".SH NAME",
    "ferry \\- send an HTTP request and show the answer",
    ".SH SYNOPSIS",
    ".B ferry",
    "[\\fIMETHOD\\fR] \\fIURL\\fR [\\fIREQUEST_ITEM\\fR ...] [\\fIoptions\\fR]",
    ".SH DESCRIPTION",
    ...DESCRIPTION.flatMap((paragraph) => [".PP", escape(paragraph)]),
    ".SH REQUEST ITEMS",
    ...toTerms(ITEMS),
    ".PP",
    escape("A backslash makes a separator a plain character: 'a\\:b=1'."),
    ".SH OPTIONS",
    ...Object.entries(GROUPS).flatMap(([group, title]) => [
      `.SS ${escape(title)}`,
      ...toTerms(
        allOptions().filter(([, option]) => option.group === group)
          .map(([name, option]) => [namesOf(name, option).trim(), option.help]),
      ),
    ]),
    ".SH EXIT STATUS",
    ...toTerms(STATUSES.map(([status, meaning]) => [String(status), meaning])),
    ".SH FILES",
    ...toTerms(FILES),
    ".SH ENVIRONMENT",
    ...toTerms(ENVIRONMENT),
    ".SH EXAMPLES",
    ...toTerms(EXAMPLES),
    ".SH SEE ALSO",
    ".BR curl (1),",
    ".BR http (1)",
    "",
  ].join("\n");
}

const DESCRIPTION: readonly string[] = [
  'The method is GET, or POST where there is a body. A URL without a scheme is taken for https://, but for http:// at localhost and 127.*; ":8000/path" is at localhost.',
  "A terminal gets head and body, formatted and in colors. A pipe or a file gets the body alone, as it came. What is piped in is the body of the request.",
  "Credentials and cookies are shown as REDACTED. What a server sends cannot control the terminal.",
];

const FILES: readonly (readonly [string, string])[] = [
  [
    "$XDG_CONFIG_HOME/ferry/config.json",
    "defaults: options by their long names, or default_options, a list of words",
  ],
  ["$XDG_CONFIG_HOME/ferry/sessions/HOST/NAME.json", "sessions; only their owner may read them"],
  ["~/.netrc", "credentials by host"],
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["XDG_CONFIG_HOME", "the folder of configurations; ~/.config if it is not set"],
  ["NO_COLOR, FORCE_COLOR", "no colors, or colors also in a pipe"],
  ["HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY", "the proxies, and the hosts without one"],
  ["SSL_CERT_FILE", "a file with more authorities"],
];

function toTerms(rows: readonly (readonly [string, string])[]): string[] {
  return rows.flatMap(([term, meaning]) => [".TP", `.B ${escape(term)}`, escape(meaning)]);
}

/** A dot or a quote in front would be a command; a hyphen is one that can be copied. */
function escape(text: string): string {
  const plain = text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}
