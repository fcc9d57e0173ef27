/**
 * The `Content-Disposition` header (RFC 6266), read as leniently as browsers have to.
 *
 * @module
 */

import { Scanner } from "../../fields/scanner.ts";

/**
 * What a `Content-Disposition` header says.
 *
 * @example A name for what is saved
 * ```ts
 * import { type ContentDisposition, parseContentDisposition } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const toName = ({ type, filename }: ContentDisposition) =>
 *   type === "attachment" ? filename?.replace(/[^\w.-]/g, "_") : undefined;
 * const header = 'attachment; filename="../annual report.pdf"';
 * assertEquals(toName(parseContentDisposition(header)), ".._annual_report.pdf");
 * ```
 * @category Downloads and pages
 */
export interface ContentDisposition {
  /** The type in lower case, such as `attachment`; empty if there is none. */
  readonly type: string;
  /**
   * The file name as the server gave it: not safe to be used as one. `filename*` counts before
   * `filename`.
   */
  readonly filename: string | undefined;
}

const SPACE = "\t ";

/**
 * Reads a `Content-Disposition` header (RFC 6266 section 4.1). What is malformed is passed over,
 * nothing throws. Of several parameters with one name the first counts.
 *
 * @param value The header as `Headers.get()` gives it.
 * @returns The type and the file name; `filename*` (RFC 8187) may be UTF-8 or ISO-8859-1.
 *
 * @example A name that is not ASCII
 * ```ts
 * import { parseContentDisposition } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const header = "attachment; filename=\"EURO rates\"; filename*=UTF-8''%e2%82%ac%20rates";
 * assertEquals(parseContentDisposition(header), { type: "attachment", filename: "€ rates" });
 * ```
 * @category Downloads and pages
 */
export function parseContentDisposition(value: string | null): ContentDisposition {
  const scanner = new Scanner(value ?? "");
  scanner.skip(SPACE);
  const type = scanner.takeUntil(";").trim().toLowerCase();
  const names: { plain?: string | undefined; extended?: string | undefined } = {};
  while (scanner.take(";")) {
    const { name, value, quoted } = takeParameter(scanner);
    if (name === "filename" && !("plain" in names)) names.plain = value;
    if (name !== "filename*" || "extended" in names) continue;
    names.extended = quoted || value === undefined ? undefined : decodeExtended(value);
  }
  return { type, filename: names.extended ?? names.plain };
}

interface Parameter {
  readonly name: string;
  /** `undefined` if its quotes are not closed: nobody knows where it was to end. */
  readonly value: string | undefined;
  readonly quoted: boolean;
}

/** A value in quotes ends with them; what follows up to the semicolon is passed over. */
function takeParameter(scanner: Scanner): Parameter {
  scanner.skip(SPACE);
  const name = scanner.takeUntil(";=").trimEnd().toLowerCase();
  if (!scanner.take("=")) return { name: "", value: undefined, quoted: false };
  scanner.skip(SPACE);
  if (scanner.next !== '"') {
    return { name, value: scanner.takeUntil(";").trimEnd(), quoted: false };
  }
  const raw = scanner.takeUnquotedUntil(";");
  const [, inner] = /^"((?:[^"\\]|\\[^])*)"/.exec(raw) ?? [];
  return { name, value: inner?.replace(/\\([^])/g, "$1"), quoted: true };
}

/** Decodes `charset'language'text` (RFC 8187 section 3.2). */
function decodeExtended(value: string): string | undefined {
  const [, charset, text = ""] = /^(utf-?8|iso-8859-1)'[^']*'(.*)$/i.exec(value) ?? [];
  if (charset === undefined || /%(?![\da-f]{2})/i.test(text)) return undefined;
  if (charset.toLowerCase() === "iso-8859-1") {
    return text.replace(/%(..)/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // The plain name, if there is one, says more than U+FFFD.
  }
}
