/**
 * A download into a file, which is there only when it is whole.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import type { Files, OpenFile } from "../../files/files.ts";
import { type FileTarget, finalPlace, partPath } from "./file_target.ts";
import type { Check, Sink } from "./sink.ts";
import { type SavedPart, toSavedPart, type Version } from "./file_version.ts";

/** How a file is saved. */
export interface PartOptions {
  /** The file system. */
  readonly files: Files;
  /** Tells what is asked for, so that no part of another file is gone on from. */
  readonly key: string;
  /** Whether a part that is there is gone on from. */
  readonly resume: boolean;
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean | undefined;
}

/** What stands beside a part. */
interface Note extends Version {
  readonly key: string;
}

const UNKNOWN: Version = { validator: undefined, total: undefined };

/** Writes to `NAME.part`, with a note in `NAME.part.json` of what that is a part of. */
export class PartSink implements Sink {
  readonly #target: FileTarget;
  readonly #options: PartOptions;
  readonly #part: string;
  readonly #file: OpenFile;
  #version: Version = UNKNOWN;
  #bytes = 0;
  #kept = false;

  private constructor(target: FileTarget, options: PartOptions, file: OpenFile) {
    this.#target = target;
    this.#options = options;
    this.#part = partPath(target);
    this.#file = file;
  }

  /**
   * Opens the part, and looks whether it can be gone on from.
   *
   * @throws {Error} If another download is writing it (`Deno.errors.Busy`, elsewhere with the code `EBUSY`), or there
   * is a file that must not be replaced (`Deno.errors.AlreadyExists`, `EEXIST`).
   */
  static async open(target: FileTarget, options: PartOptions): Promise<PartSink> {
    const { files, overwrite = true, resume } = options;
    if (target.kind === "file") await refuseExisting(files, target.path, overwrite);
    const path = partPath(target);
    const file = await files.openLocked(path);
    if (!file) {
      throw files.toBusy(`Cannot download to ${path}: another download is writing it`);
    }
    const sink = new PartSink(target, options, file);
    try {
      if (resume) await sink.#recall();
      return sink;
    } catch (error) {
      await sink.#file.close();
      throw error;
    }
  }

  get #files(): Files {
    return this.#options.files;
  }

  get #notePath(): string {
    return `${this.#part}.json`;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get held(): SavedPart | undefined {
    return toSavedPart(this.#version, this.#bytes);
  }

  async #recall(): Promise<void> {
    const note = parseNote(await this.#files.readText(this.#notePath));
    const size = await this.#file.size();
    if (note?.key !== this.#options.key || size > (note.total ?? Infinity)) return;
    this.#version = note;
    this.#bytes = size;
    await this.#file.seek(size);
  }

  /** The old note goes first: whenever this is interrupted, no note tells of other bytes. */
  async begin(version: Version): Promise<void> {
    await this.#forget();
    // A file that was truncated is flushed when it is closed (ext4), which takes its time.
    if (await this.#file.size() > 0) await this.#file.truncate();
    await this.#file.seek(0);
    this.#bytes = 0;
    this.#version = version;
    if (version.validator === undefined) return;
    const note: Note = { key: this.#options.key, ...version };
    await this.#files.writeText(this.#notePath, JSON.stringify(note));
  }

  async #forget(): Promise<void> {
    this.#version = UNKNOWN;
    await this.#files.remove(this.#notePath);
  }

  async save(response: HttpResponse): Promise<void> {
    const { path, isForeign } = finalPlace(this.#target, response);
    await refuseExisting(this.#files, path, this.#options.overwrite ?? !isForeign);
    try {
      await response.writeTo(this.#file);
    } finally {
      this.#bytes = await this.#file.size();
    }
  }

  /** Reads the file itself, which may be made of several answers. */
  async mismatch({ digests, signal }: Check): Promise<string | undefined> {
    if (digests.length === 0) return undefined;
    const { Digester } = await import("./digester.ts");
    const digester = await Digester.begin(digests);
    const buffer = new Uint8Array(READ);
    await this.#file.seek(0);
    for (;;) {
      signal?.throwIfAborted();
      const count = await this.#file.read(buffer);
      if (count === null) return digester.mismatch();
      digester.update(buffer.subarray(0, count));
    }
  }

  /** What is wrong is not gone on from. */
  async drop(): Promise<void> {
    await this.#forget();
  }

  async keep(response: HttpResponse): Promise<string> {
    const { path, isForeign } = finalPlace(this.#target, response);
    await refuseExisting(this.#files, path, this.#options.overwrite ?? !isForeign);
    await this.#files.rename(this.#part, path);
    this.#kept = true;
    await this.#forget();
    return path;
  }

  /** A part that can be gone on from stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#kept || this.held) return;
      await this.#files.remove(this.#part);
      await this.#forget();
    } finally {
      await this.#file.close();
    }
  }
}

/** The size of the pieces in which a digest is computed. */
const READ = 1_048_576;

async function refuseExisting(files: Files, path: string, overwrite: boolean): Promise<void> {
  if (overwrite || !await files.stat(path)) return;
  throw files.toExisting(`Cannot download to ${path}: it exists (see overwrite)`);
}

function parseNote(text: string | undefined): Note | undefined {
  try {
    const note: unknown = JSON.parse(text ?? "");
    return isNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Somebody may have changed the file: its validator becomes a header. */
function isNote(note: unknown): note is Note {
  if (typeof note !== "object" || note === null) return false;
  const { key, validator, total }: Partial<Record<keyof Note, unknown>> = note;
  return typeof key === "string" && typeof validator === "string" &&
    /^[\x20-\x7e\x80-\xff]+$/.test(validator) &&
    (total === undefined || (Number.isSafeInteger(total) && Number(total) >= 0));
}
