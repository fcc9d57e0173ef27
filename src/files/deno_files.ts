/**
 * Files by Deno's own functions.
 *
 * @module
 */

import type { FileFacts, Files, OpenFile } from "./files.ts";

/** Deno's files; its errors come out as they are. */
export class DenoFiles implements Files {
  /** Tells what is at a path. */
  async stat(path: string): Promise<FileFacts | undefined> {
    const info = await Deno.stat(path).catch(ifMissing);
    if (!info) return undefined;
    const { isFile, isDirectory, size, mtime } = info;
    return { isFile, isDirectory, size, changedAt: mtime?.getTime() };
  }

  /** Gives the path to which links lead. */
  realPath(path: string): Promise<string> {
    return Deno.realPath(path);
  }

  /** Makes a folder. */
  makeFolder(path: string): Promise<void> {
    return Deno.mkdir(path, { recursive: true });
  }

  /** Reads a file. */
  readText(path: string): Promise<string | undefined> {
    return Deno.readTextFile(path).catch(ifMissing);
  }

  /** Writes a file. */
  writeText(path: string, text: string): Promise<void> {
    return Deno.writeTextFile(path, text);
  }

  /** Gives a file another name. */
  rename(from: string, to: string): Promise<void> {
    return Deno.rename(from, to);
  }

  /** Removes a file. */
  remove(path: string): Promise<void> {
    return Deno.remove(path).catch(ifMissing);
  }

  /** Opens what is there. */
  async openForWriting(path: string): Promise<OpenFile> {
    return new DenoFile(await Deno.open(path, { write: true }));
  }

  /** Between opening and locking, another one may have given the file its name. */
  async openLocked(path: string): Promise<OpenFile | undefined> {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    try {
      const isLocked = await file.tryLock(true);
      const [own, found] = [await file.stat(), await Deno.stat(path).catch(ifMissing)];
      if (isLocked && found && own.ino === found.ino) return new DenoFile(file);
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
    return undefined;
  }

  /** Makes a `Deno.errors.Busy`. */
  toBusy(message: string): Error {
    return new Deno.errors.Busy(message);
  }

  /** Makes a `Deno.errors.AlreadyExists`. */
  toExisting(message: string): Error {
    return new Deno.errors.AlreadyExists(message);
  }
}

class DenoFile implements OpenFile {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  async size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  async seek(offset: number): Promise<void> {
    await this.#file.seek(offset, Deno.SeekMode.Start);
  }

  truncate(): Promise<void> {
    return this.#file.truncate(0);
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#file.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#file.write(bytes);
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound) return undefined;
  throw error;
}
