/**
 * Sessions: the headers, cookies and credentials that several runs share.
 *
 * @module
 */

import { replaceTextFile } from "../../files/text_file.ts";
import { CookieJar } from "../../core/cookies/jar.ts";
import { VERSION } from "../../core/version.ts";
import type { KnownCredentials } from "./auth.ts";
import { findConfigFolder } from "../command/config.ts";
import { toFileReason } from "./files.ts";
import type { Io } from "../io.ts";
import { type Kept, mergeCookies, parseSession } from "./session_file.ts";
import { UsageError } from "../usage_error.ts";
import type { Pair } from "../command/values.ts";

/** Which session. */
export interface SessionName {
  /** A name, or the path of a file. */
  readonly name: string;
  /** Whether nothing is kept. */
  readonly isReadOnly: boolean;
}

/** One session, read and perhaps written again. */
export class Session {
  readonly #path: string;
  readonly #isReadOnly: boolean;
  readonly #before: Kept;
  /** The cookies, which the run changes. */
  readonly cookies: CookieJar;

  private constructor(path: string, isReadOnly: boolean, kept: Kept) {
    this.#path = path;
    this.#isReadOnly = isReadOnly;
    this.#before = kept;
    this.cookies = CookieJar.fromJSON(kept.cookies);
  }

  /**
   * Reads a session; one that is not there is empty.
   *
   * @param session Which one.
   * @param options The URL, since each host has sessions of its own, and the environment.
   * @throws {UsageError} If it cannot be read.
   */
  static async open(
    session: SessionName,
    options: { readonly url: string; readonly io: Io },
  ): Promise<Session> {
    const path = toPath(session.name, options);
    return new Session(path, session.isReadOnly, await readKept(path));
  }

  /** The headers that were kept. */
  get headers(): readonly Pair[] {
    return this.#before.headers;
  }

  /** The credentials that were kept. */
  get credentials(): KnownCredentials | undefined {
    return this.#before.credentials;
  }

  /**
   * Keeps what this run changed, beside what others did in the meantime.
   *
   * @param changes The headers and credentials of the command line.
   * @throws {UsageError} If it cannot be written.
   */
  async save(
    { headers, credentials }: {
      readonly headers: readonly Pair[];
      readonly credentials: KnownCredentials | undefined;
    },
  ): Promise<void> {
    if (this.#isReadOnly) return;
    try {
      await makeFolder(this.#path);
      using _lock = await lockFile(this.#path);
      const now = await readKept(this.#path);
      const kept: Kept = {
        headers: mergeHeaders(now.headers, headers),
        cookies: mergeCookies(now.cookies, {
          before: this.#before.cookies,
          after: this.cookies.toJSON(),
        }),
        credentials: credentials ?? now.credentials,
      };
      const { cookies, credentials: auth = null } = kept;
      const file = { __meta__: { ferry: VERSION }, headers: kept.headers, cookies, auth };
      await replaceTextFile(this.#path, `${JSON.stringify(file, undefined, 2)}\n`, {
        mode: 0o600,
        purpose: "keep a session",
      });
    } catch (error) {
      throw toFailure(error, this.#path);
    }
  }
}

function toPath(
  name: string,
  { url, io }: { readonly url: string; readonly io: Io },
): string {
  if (/[/\\]/.test(name)) return name;
  const folder = findConfigFolder(io);
  if (folder === undefined) {
    throw new UsageError("Cannot find the sessions: neither XDG_CONFIG_HOME nor HOME is set");
  }
  const host = URL.parse(url)?.host.replaceAll(/[^\w.-]/g, "_") || "none";
  return `${folder}/sessions/${host}/${name}.json`;
}

async function readKept(path: string): Promise<Kept> {
  try {
    return parseSession(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return parseSession("");
    throw toFailure(error, path);
  }
}

function toFailure(error: unknown, path: string): unknown {
  if (error instanceof UsageError) return error;
  const reason = error instanceof TypeError ? error.message : toFileReason(error);
  return new UsageError(`Cannot use the session ${JSON.stringify(path)}: ${reason}`);
}

async function makeFolder(path: string): Promise<void> {
  const folder = path.replace(/[^/\\]*$/, "");
  if (folder) await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Between opening and locking, another run may have put a new file into its place. */
async function lockFile(path: string): Promise<Deno.FsFile> {
  for (;;) {
    const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
    try {
      await file.lock(true);
      const [own, found] = [await file.stat(), await Deno.stat(path)];
      if (own.ino === found.ino) return file;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        file.close();
        throw error;
      }
    }
    file.close();
  }
}

/** Those of the body and of a cache belong to one request. */
const NOT_KEPT = /^(?:content-|if-|cookie$|host$|authorization$)/i;

function mergeHeaders(kept: readonly Pair[], said: readonly Pair[]): Pair[] {
  const added = said.filter(([name]) => !NOT_KEPT.test(name));
  const names = new Set(added.map(([name]) => name.toLowerCase()));
  return [...kept.filter(([name]) => !names.has(name.toLowerCase())), ...added];
}
