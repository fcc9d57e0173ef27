/**
 * XML and HTML laid out and colored.
 *
 * @module
 */

import { type Painter, plain } from "./painter.ts";

/** The longest texts that are laid out: a person reads no more, and the packages take long over more. */
const LONGEST = { xml: 131_072, html: 262_144 } as const;

/** The longest tag whose attributes are looked for: a search in what is endless takes as long as somebody wants. */
const LONGEST_TAG = 4_096;

/** Lays out XML; what is none stays as it is. */
export async function layOutXml(text: string): Promise<string> {
  if (text.length > LONGEST.xml || !isBalanced(text)) return text;
  try {
    const { default: format }: { default: unknown } = await import("npm:xml-formatter@3.6.6");
    if (!isFormatter(format)) return text;
    return format(text, { indentation: "  ", collapseContent: true, lineSeparator: "\n" });
  } catch {
    return text;
  }
}

/** The most levels. */
const DEEPEST = 200;

/** Whether every tag is closed in its order: over what is broken the package takes far too long. */
function isBalanced(text: string): boolean {
  const open: string[] = [];
  for (const [piece] of text.matchAll(PIECE)) {
    const [, slash, name = ""] = /^<(\/?)([^\s<>/!?]+)/.exec(piece) ?? [];
    const isWhole = !piece.startsWith("<") || piece.endsWith(">");
    if (!isWhole || open.length > DEEPEST) return false;
    if (slash === "/" && open.pop() !== name) return false;
    if (slash === "" && !piece.endsWith("/>")) open.push(name);
  }
  return open.length === 0;
}

/** The package says of itself that its function is a member of what it exports. */
function isFormatter(value: unknown): value is (text: string, options: object) => string {
  return typeof value === "function";
}

/** Lays out HTML; what cannot be read stays as it is. */
export async function layOutHtml(text: string): Promise<string> {
  if (text.length > LONGEST.html) return text;
  try {
    const { format } = await import("npm:prettier@3.6.2/standalone");
    const html = await import("npm:prettier@3.6.2/plugins/html");
    const plugins = [html];
    return await format(text, { parser: "html", plugins, embeddedLanguageFormatting: "off" });
  } catch {
    return text;
  }
}

/** A comment, a declaration, a tag, or what stands between. */
const PIECE =
  /<!--[^]*?(?:-->|$)|<[!?][^>]*>?|<\/?[^\s<>/]+(?:"[^"]*"|'[^']*'|[^<>"'])*>?|[^<]+|</g;

/** An attribute with its value. */
const ATTRIBUTE = /([^\s=<>"'/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>]+)/g;

/**
 * Colors the tags of XML or HTML.
 *
 * @param text The text, harmless for a terminal.
 * @param paint Gives the colors.
 */
export function paintMarkup(text: string, paint: Painter): string {
  if (paint === plain) return text;
  return text.replace(PIECE, (piece) => {
    if (!piece.startsWith("<")) return piece;
    if (/^<[!?]/.test(piece)) return paint("dim", piece);
    if (piece.length > LONGEST_TAG) return paint("blue", piece);
    const [, open = "", rest = ""] = /^(<\/?[^\s<>/]*)([^]*)$/.exec(piece) ?? [];
    return paint("blue", open) + paintAttributes(rest, paint);
  });
}

function paintAttributes(text: string, paint: Painter): string {
  const [, inner = "", end = ""] = /^([^]*?)(\s*\/?>?)$/.exec(text) ?? [];
  const attributes = inner.replace(
    ATTRIBUTE,
    (_, name, equals, value) => paint("cyan", name) + equals + paint("green", value),
  );
  return attributes + (end && paint("blue", end));
}
