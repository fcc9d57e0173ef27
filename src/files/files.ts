/**
 * The files of a runtime: Deno's, or those of `node:fs`; loaded by who needs some.
 *
 * @module
 */

/** What is known of a path. */
export interface FileFacts {
  /** Whether it is a file. */
  readonly isFile: boolean;
  /** Whether it is a folder. */
  readonly isDirectory: boolean;
  /** How many bytes it has. */
  readonly size: number;
  /** When it was changed, in milliseconds, where the system tells. */
  readonly changedAt: number | undefined;
}

/** A file that is read and written. */
export interface OpenFile {
  /** How many bytes it has now. */
  size(): Promise<number>;
  /** Goes to a place, in bytes from the start. */
  seek(offset: number): Promise<void>;
  /** Makes it empty. */
  truncate(): Promise<void>;
  /** Fills a buffer: how many bytes came, `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes bytes, perhaps not all of them; gives how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Lets go of it. */
  close(): Promise<void>;
}

/** What can be done with files. */
export interface Files {
  /** Tells what is at a path; `undefined` if there is nothing. */
  stat(path: string): Promise<FileFacts | undefined>;
  /** Gives the path to which links lead. */
  realPath(path: string): Promise<string>;
  /** Makes a folder, and those that it is in. */
  makeFolder(path: string): Promise<void>;
  /** Reads a file as UTF-8; `undefined` if there is none. */
  readText(path: string): Promise<string | undefined>;
  /** Writes a file anew. */
  writeText(path: string, text: string): Promise<void>;
  /** Gives a file another name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, if there is one. */
  remove(path: string): Promise<void>;
  /** Opens a device, or a file that is there, to write to it. */
  openForWriting(path: string): Promise<OpenFile>;
  /** Opens a file, which is made if need be, for nobody else; `undefined` if somebody has it. */
  openLocked(path: string): Promise<OpenFile | undefined>;
  /** Makes the error for a file that somebody else has. */
  toBusy(message: string): Error;
  /** Makes the error for a file that is there, and should not be. */
  toExisting(message: string): Error;
}

/**
 * Loads what the runtime has.
 *
 * @param purpose What files are wanted for, for the message: "download to a path".
 * @throws {TypeError} If there is no file system.
 */
export async function loadFiles(purpose: string): Promise<Files> {
  if (typeof Deno === "object" && "open" in Deno) {
    const { DenoFiles } = await import("./deno_files.ts");
    return new DenoFiles();
  }
  const fs = await loadNodeFiles(purpose);
  const { NodeFiles } = await import("./node_files.ts");
  return new NodeFiles(fs);
}

/**
 * Loads `node:fs/promises`.
 *
 * @param purpose What files are wanted for, for the message: "keep cookies".
 * @throws {TypeError} If the runtime has none.
 */
export async function loadNodeFiles(
  purpose: string,
): Promise<typeof import("node:fs/promises")> {
  const reason = `Cannot ${purpose}: this runtime has no file system`;
  // Deno's node:fs stands on Deno's own.
  if (typeof Deno === "object" && !("open" in Deno)) throw new TypeError(reason);
  try {
    const files = await import("node:fs/promises");
    // Bundlers put an empty module in its place.
    if ("open" in files) return files;
  } catch (cause) {
    throw new TypeError(reason, { cause });
  }
  throw new TypeError(reason);
}
