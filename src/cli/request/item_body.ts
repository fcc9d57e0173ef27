/**
 * The body that request items make.
 *
 * @module
 */

import type { BodyOptions } from "./body_options.ts";
import type { FilePart } from "../../features/multipart/file_input.ts";
import type { BodyPlan } from "../command/body_plan.ts";
import { openFile, readText } from "./files.ts";
import { type Item, splitUpload } from "../command/items.ts";
import { toNestedJson } from "./nested_json.ts";
import { UsageError } from "../usage_error.ts";

/** What is sent, and as what. */
export interface ItemBody {
  /** What is handed to the client. */
  readonly options: BodyOptions;
  /** The media type that has to be said by hand. */
  readonly contentType?: string;
  /** The text of the body, where it is one. */
  readonly text?: string;
}

/**
 * Encodes request items.
 *
 * @param plan The items, and how they are sent.
 * @param opened Closes the files that are opened.
 * @throws {UsageError} If a file cannot be read, a value is no JSON, or does not fit into a form.
 */
export async function openItems(
  { items, encoding, boundary }: Extract<BodyPlan, { readonly kind: "items" }>,
  opened: DisposableStack,
): Promise<ItemBody> {
  if (encoding === "json") {
    const pairs = await Promise.all(items.map(async (item) =>
      [
        item.name,
        await toJson(item),
      ] as const
    ));
    const text = toNestedJson(pairs);
    return { options: { data: text }, text, contentType: "application/json" };
  }
  if (encoding === "form") {
    const fields: [string, string][] = [];
    for (const item of items) fields.push([item.name, await toField(item)]);
    return { options: { data: fields }, contentType: FORM };
  }
  const files: [string, FilePart][] = [];
  for (const item of items) files.push([item.name, await toPart(item, opened)]);
  if (boundary === undefined) return { options: { files } };
  return { options: { files }, contentType: `multipart/form-data; boundary=${quote(boundary)}` };
}

/** As HTTPie says it. */
const FORM = "application/x-www-form-urlencoded; charset=utf-8";

/** A boundary may hold what no token may (RFC 2046 section 5.1.1). */
function quote(boundary: string): string {
  return /^[\w'+.-]+$/.test(boundary) ? boundary : `"${boundary}"`;
}

async function toJson({ name, separator, value }: Item): Promise<string> {
  if (separator === "=") return JSON.stringify(value);
  if (separator === "=@") return JSON.stringify(await readText(value));
  const text = separator === ":=@" ? await readText(value) : value;
  checkJson(text, `${name}${separator}`);
  return layOut(text);
}

/**
 * Checks that a text is JSON.
 *
 * @throws {UsageError} If it is not.
 */
export function checkJson(text: string, where: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`Cannot send ${where}: it is no JSON (${reason})`);
  }
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** One line with a blank behind each comma and colon; numbers stay as they are written. */
function layOut(json: string): string {
  return (json.match(TOKEN) ?? [])
    .map((token) => token === "," || token === ":" ? `${token} ` : token).join("");
}

/** Numbers and words are written as in JSON. */
async function toField(item: Item): Promise<string> {
  const { name, separator, value } = item;
  if (separator === "=") return value;
  if (separator === "=@") return await readText(value);
  const json: unknown = JSON.parse(await toJson(item));
  if (typeof json === "string") return json;
  if (typeof json !== "object" || json === null) {
    return (separator === ":=@" ? await readText(value) : value).trim();
  }
  throw new UsageError(`Cannot send ${name}${separator} in a form: it is no text, number or word`);
}

async function toPart(item: Item, opened: DisposableStack): Promise<FilePart> {
  if (item.separator !== "@") return { content: await toField(item), filename: null };
  const { path, type } = splitUpload(item.value);
  const filename = path.split(/[/\\]/).at(-1) ?? path;
  const content = await openFile(path, opened);
  return { content, filename, ...(type !== undefined && { contentType: type }) };
}
