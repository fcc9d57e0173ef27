/**
 * Files by `node:fs`, for the runtimes that are not Deno.
 *
 * @module
 */

import type { FileHandle } from "node:fs/promises";
import type { FileFacts, Files, OpenFile } from "./files.ts";

/** What `node:fs/promises` exports. */
type NodeFs = typeof import("node:fs/promises");

/** The files that are open for nobody else: `node:fs` has no locks, so other programs are not kept out. */
const locked = new Set<string>();

/** The files of node; its errors come out as they are. */
export class NodeFiles implements Files {
  readonly #fs: NodeFs;

  /** Takes the module, loaded. */
  constructor(fs: NodeFs) {
    this.#fs = fs;
  }

  /** Tells what is at a path. */
  async stat(path: string): Promise<FileFacts | undefined> {
    const stats = await this.#fs.stat(path).catch(ifMissing);
    if (!stats) return undefined;
    return {
      isFile: stats.isFile(),
      isDirectory: stats.isDirectory(),
      size: stats.size,
      changedAt: stats.mtimeMs,
    };
  }

  /** Gives the path to which links lead. */
  realPath(path: string): Promise<string> {
    return this.#fs.realpath(path);
  }

  /** Makes a folder. */
  async makeFolder(path: string): Promise<void> {
    await this.#fs.mkdir(path, { recursive: true });
  }

  /** Reads a file. */
  async readText(path: string): Promise<string | undefined> {
    const bytes = await this.#fs.readFile(path).catch(ifMissing);
    return bytes && new TextDecoder().decode(bytes);
  }

  /** Writes a file. */
  writeText(path: string, text: string): Promise<void> {
    return this.#fs.writeFile(path, text);
  }

  /** Gives a file another name. */
  rename(from: string, to: string): Promise<void> {
    return this.#fs.rename(from, to);
  }

  /** Removes a file. */
  remove(path: string): Promise<void> {
    return this.#fs.rm(path, { force: true });
  }

  /** Opens what is there. */
  async openForWriting(path: string): Promise<OpenFile> {
    return new Unlocked(await this.#fs.open(path, "r+").catch(() => this.#fs.open(path, "w")));
  }

  /** Opens a file for nobody else in this program. */
  async openLocked(path: string): Promise<OpenFile | undefined> {
    const { O_CREAT, O_RDWR } = this.#fs.constants;
    const handle = await this.#fs.open(path, O_CREAT | O_RDWR);
    try {
      const own = nameOf(await handle.stat());
      const found = await this.#fs.stat(path).catch(ifMissing);
      if (!locked.has(own) && found && nameOf(found) === own) return new NodeFile(handle, own);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    return undefined;
  }

  /** Makes an error as node does. */
  toBusy(message: string): Error {
    return Object.assign(new Error(message), { code: "EBUSY" });
  }

  /** Makes an error as node does. */
  toExisting(message: string): Error {
    return Object.assign(new Error(message), { code: "EEXIST" });
  }
}

function nameOf({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
  return `${dev}:${ino}`;
}

/** A device has no places: what is written goes behind what was written before. */
class Unlocked implements OpenFile {
  protected readonly handle: FileHandle;
  protected at: number | null = null;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  async size(): Promise<number> {
    return (await this.handle.stat()).size;
  }

  seek(offset: number): Promise<void> {
    this.at = offset;
    return Promise.resolve();
  }

  truncate(): Promise<void> {
    return this.handle.truncate(0);
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, this.at);
    this.#move(bytesRead);
    return bytesRead === 0 ? null : bytesRead;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const { bytesWritten } = await this.handle.write(bytes, 0, bytes.length, this.at);
    this.#move(bytesWritten);
    return bytesWritten;
  }

  #move(count: number): void {
    if (this.at !== null) this.at += count;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

class NodeFile extends Unlocked {
  readonly #name: string;
  protected override at: number | null = 0;

  constructor(handle: FileHandle, name: string) {
    super(handle);
    this.#name = name;
    locked.add(name);
  }

  override close(): Promise<void> {
    locked.delete(this.#name);
    return super.close();
  }
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
