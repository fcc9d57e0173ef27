/**
 * Opens what the command line names as a body.
 *
 * @module
 */

import type { RequestOptions } from "../options.ts";
import type { FilePart } from "../features/multipart/file_input.ts";
import type { BodyPlan } from "./arguments.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage.ts";
import type { Pair } from "./values.ts";

/** The options that are a body. */
export type BodyOptions = Pick<RequestOptions, "body" | "data" | "files" | "json">;

/** The body, and the media type that goes with it. */
export interface OpenedBody {
  /** What is handed to the client. */
  readonly options: BodyOptions;
  /** The media type that has to be said by hand. */
  readonly contentType?: string;
}

/** From where a body may come, and who closes it. */
export interface BodySources {
  /** Has the standard input. */
  readonly io: Io;
  /** Closes the files that were opened. */
  readonly opened: DisposableStack;
}

/**
 * Opens a body; nothing of a file is read yet, but of one that has to be JSON.
 *
 * @param plan What the command line said.
 * @param sources Where it comes from.
 * @throws {UsageError} If a file cannot be opened, or a text is no JSON.
 */
export async function openBody(
  plan: BodyPlan,
  sources: BodySources,
): Promise<OpenedBody> {
  switch (plan.kind) {
    case "none":
      return { options: {} };
    case "json":
      return await openJson(plan.text, sources);
    case "raw":
      return { options: await openRaw(plan.text, sources) };
    case "form":
      return { options: await openForm(plan, sources) };
  }
}

/** The text goes out as it was written: parsing it would round long numbers. */
async function openJson(
  text: string,
  sources: BodySources,
): Promise<OpenedBody> {
  const { body, data } = await openRaw(text, sources);
  const stream = body && "readable" in body ? body.readable : body;
  const json = data ?? await new Response(stream).text();
  try {
    JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`Cannot send --json: it is no JSON (${reason})`);
  }
  return { options: { data: json }, contentType: "application/json" };
}

interface RawBody {
  readonly data?: string;
  readonly body?: ReadableStream<Uint8Array<ArrayBuffer>> | Deno.FsFile;
}

async function openRaw(
  text: string,
  { io, opened }: BodySources,
): Promise<RawBody> {
  if (text === "-" || text === "@-") return { body: fromStandardInput(io) };
  if (!text.startsWith("@")) return { data: text };
  return { body: await openFile(text.slice(1), opened) };
}

/** A process that is interrupted cannot wait for somebody to end the line. */
function fromStandardInput(
  { stdin, signal }: Io,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stdin().getReader();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  interrupted.catch(() => {});
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value } = await Promise.race([reader.read(), interrupted]);
      if (value) controller.enqueue(new Uint8Array(value));
      else {
        signal?.removeEventListener("abort", stop);
        controller.close();
      }
    },
    cancel() {
      // Not awaited: a read under way ends only with the next line.
      reader.cancel().catch(() => {});
      signal?.removeEventListener("abort", stop);
    },
  }, { highWaterMark: 0 });
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

async function openFile(
  path: string,
  opened: DisposableStack,
): Promise<Deno.FsFile> {
  const name = JSON.stringify(path);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: ${toFileReason(error)}`);
  }
  opened.defer(() => closeQuietly(file));
  // Linux opens a directory without a complaint.
  if ((await file.stat()).isDirectory) {
    throw new UsageError(`Cannot read ${name}: it is a directory`);
  }
  return file;
}

/** Whoever read it to its end has closed it already. */
function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Says in a few words why a file cannot be used. */
export function toFileReason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) {
    return "there is no such file or directory";
  }
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) return "Deno was not allowed to";
  return error instanceof Error ? error.message : String(error);
}
