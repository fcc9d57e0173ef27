/**
 * Opens what the command line names as a body.
 *
 * @module
 */

import type { BodyOptions } from "./body_options.ts";
import type { FilePart } from "../../features/multipart/file_input.ts";
import type { BodyPlan, Encoding } from "../command/body_plan.ts";
import { openFile, readText } from "./files.ts";
import type { Io } from "../io.ts";
import { checkJson, openItems } from "./item_body.ts";
import { isFilled, readPiped, StandardInput } from "./stdin.ts";
import { UsageError } from "../usage_error.ts";
import type { Pair } from "../command/values.ts";

/** The body, and the headers that go with it unless others were said. */
export interface OpenedBody {
  /** What is handed to the client; `undefined` for no body. */
  readonly options: BodyOptions | undefined;
  /** The media type that has to be said by hand. */
  readonly contentType?: string | undefined;
  /** The media types that are wanted. */
  readonly accept?: string | undefined;
  /** The text of the body, where it is one that was given. */
  readonly text?: string | undefined;
}

/** From where a body may come, and who closes it. */
export interface BodySources {
  /** Has the standard input. */
  readonly io: Io;
  /** Whether something is piped in that is not to be left alone. */
  readonly isPiped: boolean;
  /** Closes the files that were opened. */
  readonly opened: DisposableStack;
}

/** What HTTPie asks for where it sends JSON. */
const JSON_ACCEPT = "application/json, */*;q=0.5";

/** What HTTPie says of a body that it did not encode itself. */
const TYPES: Readonly<Record<Encoding, string>> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded; charset=utf-8",
  multipart: "multipart/form-data",
};

/**
 * Opens a body; nothing of a file is read yet, but of one whose text becomes a part of JSON or a form.
 *
 * @param plan What the command line said.
 * @param sources Where it comes from.
 * @throws {UsageError} If a file cannot be opened, a text is no JSON, or something is piped in as well.
 */
export async function openBody(
  plan: BodyPlan,
  sources: BodySources,
): Promise<OpenedBody> {
  switch (plan.kind) {
    case "none":
      return await openPiped(plan, sources);
    case "json":
      return await openJson(plan.text, sources);
    case "raw":
      return await openRaw(plan.text, sources);
    case "text":
      return { options: { data: plan.text }, text: plan.text, ...headersFor(plan.encoding) };
    case "file":
      return await openWhole(plan.value, sources);
    case "form":
      return { options: await openForm(plan, sources) };
    case "items":
      return { ...await openItems(plan, sources.opened), ...acceptFor(plan.encoding) };
  }
}

/** Forms may be answered with anything. */
function acceptFor(encoding: Encoding | undefined): Pick<OpenedBody, "accept"> {
  return encoding === undefined || encoding === "json" ? { accept: JSON_ACCEPT } : {};
}

function headersFor(encoding: Encoding | undefined): Pick<OpenedBody, "accept" | "contentType"> {
  return { contentType: TYPES[encoding ?? "json"], ...acceptFor(encoding) };
}

/** Nothing at all is piped in by many a program that runs this one: then there is no body. */
async function openPiped(
  { encoding }: Extract<BodyPlan, { readonly kind: "none" }>,
  { io, isPiped, opened }: BodySources,
): Promise<OpenedBody> {
  const isTyped = encoding === "json" || encoding === "form";
  const none = { options: undefined, ...(isTyped && headersFor(encoding)) };
  if (!isPiped) return none;
  const input = new StandardInput(io);
  opened.defer(() => input.release());
  if (!await isFilled(input, io)) return none;
  const body = await readPiped(input);
  return { options: { body }, ...headersFor(encoding) };
}

/** So long whoever pipes something in as well has to do so. */
const MOMENT = 300;

/**
 * Refuses what is piped in beside another body, rather than dropping it.
 *
 * @throws {UsageError} If there is any.
 */
export async function refusePiped(
  plan: BodyPlan,
  { io, isPiped, opened }: BodySources,
): Promise<void> {
  const isRead = "text" in plan && (plan.text === "-" || plan.text === "@-");
  if (plan.kind === "none" || isRead || !isPiped) return;
  const input = new StandardInput(io);
  opened.defer(() => input.release());
  if (!await input.peek(MOMENT)) return;
  throw new UsageError(
    "Cannot send what is piped in together with another body: --ignore-stdin leaves it alone",
  );
}

/** The text goes out as it was written: parsing it would round long numbers. */
async function openJson(given: string, sources: BodySources): Promise<OpenedBody> {
  const { options: { body, data } = {} } = await openRaw(given, sources);
  const stream = body instanceof ReadableStream
    ? body
    : body instanceof Deno.FsFile
    ? body.readable
    : null;
  const text = typeof data === "string" ? data : await new Response(stream).text();
  checkJson(text, "-j");
  return { options: { data: text }, text, contentType: "application/json" };
}

async function openRaw(text: string, { io, opened }: BodySources): Promise<OpenedBody> {
  if (text === "-" || text === "@-") {
    const input = new StandardInput(io);
    opened.defer(() => input.release());
    return { options: { body: input.toStream() } };
  }
  if (!text.startsWith("@")) return { options: { data: text }, text };
  return { options: { body: await openFile(text.slice(1), opened) } };
}

/** The type is the one of the file's name; as HTTPie says it, JSON where that tells nothing. */
async function openWhole(value: string, sources: BodySources): Promise<OpenedBody> {
  const { splitUpload } = await import("../command/items.ts");
  const { mediaTypeOf } = await import("../../features/multipart/media_type_of.ts");
  const { path, type } = splitUpload(value);
  const body = await openFile(path, sources.opened);
  const contentType = type ?? mediaTypeOf(path) ?? TYPES.json;
  return { options: { body }, contentType, accept: JSON_ACCEPT };
}

async function openForm(
  { fields, files }: {
    readonly fields: readonly Pair[];
    readonly files: readonly Pair[];
  },
  { opened }: BodySources,
): Promise<BodyOptions> {
  if (!files.length) return { data: fields };
  const parts: [string, FilePart][] = [];
  for (const [field, path] of files) {
    const filename = path.split(/[/\\]/).at(-1) ?? path;
    parts.push([field, { content: await openFile(path, opened), filename }]);
  }
  return { data: fields, files: parts };
}

/** Reads the files that headers and parameters are taken from. */
export async function readValues(
  pairs: readonly (readonly [string, string | null | { readonly path: string }])[],
): Promise<[string, string | null][]> {
  return await Promise.all(pairs.map(async ([name, value]): Promise<[string, string | null]> => {
    if (value === null || typeof value === "string") return [name, value];
    return [name, (await readText(value.path)).replace(/[\r\n]+$/, "")];
  }));
}
