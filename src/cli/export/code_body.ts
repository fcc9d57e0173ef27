/**
 * The code of a body.
 *
 * @module
 */

import { redactorOf } from "../../features/har/redact.ts";
import { isSecretParameter, REDACTED } from "../../core/secrets/names.ts";
import type { OpenedBody } from "../request/body.ts";
import type { BodyPlan } from "../command/body_plan.ts";
import { object, pairs, text } from "./code_text.ts";
import type { Member } from "./code_text.ts";
import { type Item, splitUpload } from "../command/items.ts";
import type { Pair } from "../command/values.ts";

/** The options that send a body. */
export interface BodyCode {
  /** The options. */
  readonly members: readonly Member[];
  /** The media type that these options send by themselves. */
  readonly contentType: string | undefined;
}

/**
 * Writes the options that send a body.
 *
 * @param plan What the command line said.
 * @param opened What it is.
 */
export function bodyMembers(
  plan: BodyPlan,
  opened: OpenedBody,
  { reveal }: { readonly reveal: boolean },
): BodyCode {
  switch (plan.kind) {
    case "none":
      return opened.options
        ? stream("Deno.stdin.readable")
        : { members: [], contentType: undefined };
    case "file":
      return stream(`await Deno.open(${text(splitUpload(plan.value).path)})`);
    case "form":
      return form(plan, reveal);
    case "items":
      return plan.encoding === "multipart"
        ? { members: [["files", parts(plan.items, reveal)]], contentType: undefined }
        : known(opened, { reveal, isForm: plan.encoding === "form" });
    case "json":
    case "raw":
    case "text":
      return plan.text === "-" || plan.text === "@-"
        ? stream("Deno.stdin.readable")
        : known(opened, { reveal, isForm: false, path: plan.text.replace(/^@/, "") });
  }
}

function stream(code: string): BodyCode {
  return { members: [["body", code]], contentType: undefined };
}

interface KnownParts {
  readonly reveal: boolean;
  readonly isForm: boolean;
  readonly path?: string;
}

/** JSON becomes a value where that changes nothing of it. */
function known({ options, contentType, text: given }: OpenedBody, parts: KnownParts): BodyCode {
  const { reveal, isForm, path } = parts;
  if (isForm) return { members: fields(toPairs(options?.data), reveal), contentType: undefined };
  if (given === undefined) return stream(`await Deno.open(${text(path ?? "")})`);
  const shown = reveal ? given : redactorOf(contentType ?? "text/plain")(given);
  if (contentType === "application/json" && survives(shown)) {
    const value = JSON.stringify(JSON.parse(shown), undefined, 2);
    return { members: [["json", value]], contentType };
  }
  return { members: [["data", text(shown)]], contentType: undefined };
}

/** Numbers may lose digits, and of a name that comes twice the first value is lost. */
function survives(json: string): boolean {
  const tokens = (value: string) => value.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"]/g)?.join("");
  try {
    const value: unknown = JSON.parse(json);
    const again = JSON.stringify(value);
    return !json.includes('"__proto__"') &&
      tokens(again) === tokens(json.replace(/\\u([\da-f]{4})/gi, unescape));
  } catch {
    return false;
  }
}

/** What JSON need not escape is compared as it is. */
function unescape(whole: string, code: string): string {
  const unit = parseInt(code, 16);
  return unit >= 0x7f && (unit < 0xd800 || unit > 0xdfff) ? String.fromCharCode(unit) : whole;
}

function toPairs(data: unknown): Pair[] {
  return Array.isArray(data) ? data : [];
}

function fields(list: readonly Pair[], reveal: boolean): Member[] {
  const shown = list.map(([name, value]): Pair => [name, hideField(name, value, reveal)]);
  return pairs("data", shown);
}

function hideField(name: string, value: string, reveal: boolean): string {
  return reveal || !isSecretParameter(name) ? value : REDACTED;
}

function form(
  { fields: list, files }: Extract<BodyPlan, { readonly kind: "form" }>,
  reveal: boolean,
): BodyCode {
  const items = files.map(([name, value]): Item => ({ name, separator: "@", value }));
  const members = fields(list, reveal);
  if (items.length > 0) members.push(["files", parts(items, reveal)]);
  return { members, contentType: undefined };
}

/** Fields stand among the files, so that their order is kept. */
function parts(items: readonly Item[], reveal: boolean): string {
  const list = items.map((item) => `  [${text(item.name)}, ${part(item, reveal)}],`);
  return `[\n${list.join("\n")}\n]`;
}

function part({ name, separator, value }: Item, reveal: boolean): string {
  if (separator === "@") {
    const { path, type } = splitUpload(value);
    const members: Member[] = [
      ["content", `await Deno.open(${text(path)})`],
      ["filename", text(path.split(/[/\\]/).at(-1) ?? path)],
    ];
    if (type !== undefined) members.push(["contentType", text(type)]);
    return object(members).replaceAll("\n", "\n  ");
  }
  const isFile = separator === "=@" || separator === ":=@";
  const content = isFile ? `await Deno.readTextFile(${text(value)})` : text(
    hideField(name, separator === ":=" ? fromJson(value) : value, reveal),
  );
  return `{ content: ${content}, filename: null }`;
}

/** A text within JSON is sent without its quotes. */
function fromJson(value: string): string {
  const json: unknown = JSON.parse(value);
  return typeof json === "string" ? json : value.trim();
}
