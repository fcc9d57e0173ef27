/**
 * Files by their path, to be sent: the entry `@ferry/http/files`.
 *
 * @example Upload a file
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { fileFromPath } from "@ferry/http/files";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".txt" });
 * await Deno.writeTextFile(path, "hello");
 * const transport = new HandlerTransport(async (request) => new Response(await request.text()));
 * using client = new Client({ transport });
 * const response = await client.put("http://files.example/a", { body: fileFromPath(path) });
 * assertEquals(await response.text(), "hello");
 * await Deno.remove(path);
 * ```
 *
 * @module
 */

import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { checkParts, nameOf } from "../../core/options/checks.ts";
import type { ReopenableSource } from "../../core/request/content.ts";
import { loadNodeFiles } from "../../files/files.ts";
import { toFilePath } from "../../files/text_file.ts";
import { mediaTypeOf } from "../multipart/media_type_of.ts";
import { toBaseName } from "../multipart/open_file_name.ts";

/**
 * What can be said of a file.
 *
 * @example Another name for the server
 * ```ts
 * import { fileFromPath, type PathFileOptions } from "@ferry/http/files";
 * import { assertEquals } from "@std/assert";
 *
 * const options: PathFileOptions = { name: "notes.md", type: "text/markdown" };
 * const path = await Deno.makeTempFile();
 * const { name, type, size } = fileFromPath(path, options);
 * assertEquals([name, type, size], ["notes.md", "text/markdown", 0]);
 * await Deno.remove(path);
 * ```
 * @category Bodies
 */
export interface PathFileOptions {
  /** Its name. Default: the last part of the path. */
  readonly name?: string | undefined;
  /** Its media type. Default: by the extension of the path, else `application/octet-stream`. */
  readonly type?: string | undefined;
}

/**
 * A file that is opened for every attempt, and of which no more than a chunk is in memory.
 *
 * @example The parts of a form
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { fileFromPath, type PathFile } from "@ferry/http/files";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * const file: PathFile = fileFromPath(path);
 * const transport = new HandlerTransport(async (request) => {
 *   const part = (await request.formData()).get("table");
 *   return new Response(part instanceof File ? part.type : "");
 * });
 * using client = new Client({ transport });
 * const response = await client.post("http://files.example/", { files: { table: file } });
 * assertEquals(await response.text(), "text/csv");
 * await Deno.remove(path);
 * ```
 * @category Bodies
 */
export interface PathFile extends ReopenableSource {
  /** The path. */
  readonly path: string;
  /** Its name. */
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  /** How many bytes it had; `undefined` where that cannot be known, as below `/proc`. */
  readonly size: number | undefined;
  /** Opens the file; the stream closes it when it is read to its end or cancelled. */
  open(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
}

/**
 * Gives a file of the file system as a `body` or as one of the `files`: with its name, its type and its size, and such
 * that it can be sent again.
 *
 * @param path The path, or a `file:` URL.
 * @param options What is said of it otherwise.
 * @throws {TypeError} If there is no such file, or it is a folder, or the runtime has no file system.
 *
 * @example A file with its name, type and size
 * ```ts
 * import { fileFromPath } from "@ferry/http/files";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".json" });
 * await Deno.writeTextFile(path, "[1]");
 * const { type, size } = fileFromPath(path);
 * assertEquals([type, size], ["application/json", 3]);
 * await Deno.remove(path);
 * ```
 * @category Bodies
 */
export function fileFromPath(path: string | URL, options: PathFileOptions = {}): PathFile {
  checkParts("the options of fileFromPath", options, ["name", "type"]);
  checkText("name", options.name);
  checkText("type", options.type);
  const text = toPath(path);
  const { name = toBaseName(text), type = mediaTypeOf(text) ?? "application/octet-stream" } =
    options;
  return { path: text, name, type, size: sizeOf(text), open: () => openFile(text) };
}

function checkText(name: string, given: unknown): void {
  if (given === undefined || typeof given === "string") return;
  throw new TypeError(`Cannot use ${nameOf(given)} as ${name} of fileFromPath: give a string`);
}

function toPath(path: unknown): string {
  if (path instanceof URL && path.protocol === "file:") return toFilePath(path, "send a file");
  if (typeof path === "string" && path !== "") return path;
  throw new TypeError(`Cannot use ${nameOf(path)} as a path: give a string or a file: URL`);
}

function sizeOf(path: string): number | undefined {
  const stat = statOf(path);
  if (stat.isDirectory()) throw new TypeError(`Cannot send ${path}: it is a folder`);
  if (!stat.isFile()) return undefined;
  // The files of the kernel say that they are empty, and are not.
  return stat.size === 0 && /^\/(?:proc|sys)\//.test(path) ? undefined : stat.size;
}

function statOf(path: string): Stats {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  if (!fs?.statSync) throw new TypeError(`Cannot send ${path}: this runtime has no file system`);
  try {
    return fs.statSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`Cannot send ${path}: ${reason}`, { cause });
  }
}

const CHUNK_SIZE = 65_536;

async function openFile(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { open } = await loadNodeFiles(`send ${path}`);
  const file = await open(path);
  return new ReadableStream({
    pull: (controller) => pull(file, controller),
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}

async function pull(
  file: FileHandle,
  controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  try {
    const buffer = new Uint8Array(CHUNK_SIZE);
    const { bytesRead } = await file.read(buffer, 0, CHUNK_SIZE, null);
    if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
    await file.close();
    controller.close();
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}
