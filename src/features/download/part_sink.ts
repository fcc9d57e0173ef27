/**
 * A download into a file, which is there only when it is whole.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import { type FileTarget, finalPlace, partPath, statOf } from "./file_target.ts";
import type { Check, Sink } from "./sink.ts";
import type { Held, Version } from "./version.ts";

/** How a file is saved. */
export interface PartOptions {
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
  readonly #file: Deno.FsFile;
  #version: Version = UNKNOWN;
  #bytes = 0;
  #kept = false;

  private constructor(target: FileTarget, options: PartOptions, file: Deno.FsFile) {
    this.#target = target;
    this.#options = options;
    this.#part = partPath(target);
    this.#file = file;
  }

  /**
   * Opens the part, and looks whether it can be gone on from.
   *
   * @throws {Deno.errors.Busy} If another download is writing it.
   * @throws {Deno.errors.AlreadyExists} If there is a file that must not be replaced.
   */
  static async open(target: FileTarget, options: PartOptions): Promise<PartSink> {
    if (target.kind === "file") await refuseExisting(target.path, options.overwrite ?? true);
    const sink = new PartSink(target, options, await openLocked(partPath(target)));
    try {
      if (options.resume) await sink.#recall();
      return sink;
    } catch (error) {
      sink.#file.close();
      throw error;
    }
  }

  get #notePath(): string {
    return `${this.#part}.json`;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get held(): Held | undefined {
    const { validator, total } = this.#version;
    if (validator === undefined || this.#bytes === 0) return undefined;
    return { validator, total, bytes: this.#bytes };
  }

  async #recall(): Promise<void> {
    const note = parseNote(await Deno.readTextFile(this.#notePath).catch(ifMissing));
    const { size } = await this.#file.stat();
    if (note?.key !== this.#options.key || size > (note.total ?? Infinity)) return;
    this.#version = note;
    this.#bytes = size;
    await this.#file.seek(size, Deno.SeekMode.Start);
  }

  /** The old note goes first: whenever this is interrupted, no note tells of other bytes. */
  async begin(version: Version): Promise<void> {
    await this.#forget();
    // A file that was truncated is flushed when it is closed (ext4), which takes its time.
    if ((await this.#file.stat()).size > 0) await this.#file.truncate(0);
    await this.#file.seek(0, Deno.SeekMode.Start);
    this.#bytes = 0;
    this.#version = version;
    if (version.validator === undefined) return;
    const note: Note = { key: this.#options.key, ...version };
    await Deno.writeTextFile(this.#notePath, JSON.stringify(note));
  }

  async #forget(): Promise<void> {
    this.#version = UNKNOWN;
    await Deno.remove(this.#notePath).catch(ifMissing);
  }

  async save(response: HttpResponse): Promise<void> {
    const { path, isForeign } = finalPlace(this.#target, response);
    await refuseExisting(path, this.#options.overwrite ?? !isForeign);
    try {
      await response.writeTo(this.#file);
    } finally {
      this.#bytes = (await this.#file.stat()).size;
    }
  }

  /** Reads the file itself, which may be made of several answers. */
  async mismatch({ digests, signal }: Check): Promise<string | undefined> {
    if (digests.length === 0) return undefined;
    const { Digester } = await import("./digester.ts");
    const digester = new Digester(digests);
    const buffer = new Uint8Array(READ);
    await this.#file.seek(0, Deno.SeekMode.Start);
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
    await refuseExisting(path, this.#options.overwrite ?? !isForeign);
    await Deno.rename(this.#part, path);
    this.#kept = true;
    await this.#forget();
    return path;
  }

  /** A part that can be gone on from stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#kept || this.held) return;
      await Deno.remove(this.#part).catch(ifMissing);
      await this.#forget();
    } finally {
      this.#file.close();
    }
  }
}

/** The size of the pieces in which a digest is computed. */
const READ = 1_048_576;

function ifMissing(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound) return undefined;
  throw error;
}

/** Between opening and locking, another download may have given the file its name. */
async function openLocked(path: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { read: true, write: true, create: true });
  try {
    const isLocked = await file.tryLock(true);
    const [own, found] = [await file.stat(), await statOf(path)];
    if (isLocked && found && own.ino === found.ino) return file;
    throw new Deno.errors.Busy(`Cannot download to ${path}: another download is writing it`);
  } catch (error) {
    file.close();
    throw error;
  }
}

async function refuseExisting(path: string, overwrite: boolean): Promise<void> {
  if (overwrite || !await statOf(path)) return;
  throw new Deno.errors.AlreadyExists(`Cannot download to ${path}: it exists (see overwrite)`);
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
