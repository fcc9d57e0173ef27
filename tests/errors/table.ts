/**
 * The table of errors: every way to fail, and what comes of it. The tests produce each row, and docs/errors.md shows it.
 *
 * @module
 */

import * as ferry from "../../mod.ts";
import { HttpError } from "../../mod.ts";
import { connecting } from "./connecting.ts";
import { errands } from "./errands.ts";
import { refusing } from "./refusing.ts";
import type { Row } from "./row.ts";
import { sending } from "./sending.ts";

/** All rows. */
export const table: readonly Row[] = [...connecting, ...sending, ...refusing, ...errands];

/** The code of a class, by its name. */
export function codeOf(name: string): string {
  const Class: unknown = Object.entries(ferry).find(([known]) => known === name)?.[1];
  if (typeof Class !== "function" || !isError(Class)) {
    throw new Error(`${name} is no error of ours`);
  }
  return Reflect.get(Class.prototype, "code", Class.prototype);
}

function isError(Class: { readonly prototype: unknown }): boolean {
  return Class === HttpError || Class.prototype instanceof HttpError;
}

/** The cells of a row as the page shows them. */
export function toCells({ cause, over, name, phase, reason, retryable, says }: Row): string[] {
  return [
    over ? `${cause} (over ${over === "fetch" ? "`fetch`" : "sockets"})` : cause,
    reason ? `\`${name}\`, \`"${reason}"\`` : `\`${name}\``,
    `\`${codeOf(name)}\``,
    phase ?? "—",
    retryable ? "yes" : "no",
    says,
  ];
}

/** The pattern of a message. */
export function toPattern({ bare = false, says }: Row): RegExp {
  const words = says.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const start = bare ? "" : "Cannot (?:GET|PUT) https?://[^ @]+: ";
  const facts = bare ? "(?: \\(phase: \\w+\\))?" : " \\((?:phase: \\w+)(?:, after \\d+ ms)?\\)";
  return new RegExp(`^${start}${words.join(".*")}${facts}$`);
}
