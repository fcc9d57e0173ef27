/**
 * A file that is there only when it is whole.
 *
 * @module
 */

import { toFileReason } from "./body.ts";
import { UsageError } from "./usage.ts";

/** Writes to `NAME.part`, which takes the place of `NAME` at the end, or is removed. */
export class PartFile implements AsyncDisposable {
  readonly #path: string;
  readonly #part: string | undefined;
  readonly #file: Deno.FsFile;
  #kept = false;

  private constructor(
    path: string,
    part: string | undefined,
    file: Deno.FsFile,
  ) {
    this.#path = path;
    this.#part = part;
    this.#file = file;
  }

  /**
   * Opens the file.
   *
   * @param path The name in the end.
   * @throws {UsageError} If it cannot be written.
   */
  static async open(path: string): Promise<PartFile> {
    try {
      const kind = await kindOf(path);
      if (kind === "directory") throw new Deno.errors.IsADirectory();
      if (kind === "special") {
        return new PartFile(
          path,
          undefined,
          await Deno.open(path, { write: true }),
        );
      }
      // The file that a link leads to is replaced, not the link.
      const target = kind === "file" ? await Deno.realPath(path) : path;
      const part = `${target}.part`;
      const options = { write: true, create: true, truncate: true };
      return new PartFile(target, part, await Deno.open(part, options));
    } catch (error) {
      throw new UsageError(
        `Cannot write ${JSON.stringify(path)}: ${toFileReason(error)}`,
      );
    }
  }

  /** Where the bytes go; closing it closes the file. */
  get writable(): WritableStream<Uint8Array<ArrayBufferLike>> {
    return this.#file.writable;
  }

  /** Gives the file, which was written and closed, its name. */
  async keep(): Promise<void> {
    if (this.#part) await Deno.rename(this.#part, this.#path);
    this.#kept = true;
  }

  /** Removes what was not kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#kept) return;
    try {
      this.#file.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    if (this.#part) await Deno.remove(this.#part);
  }
}

/** Devices and pipes are written to: putting a file in the place of `/dev/null` would be a disaster. */
async function kindOf(
  path: string,
): Promise<"file" | "directory" | "special" | undefined> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    if (isDirectory) return "directory";
    return isFile ? "file" : "special";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
