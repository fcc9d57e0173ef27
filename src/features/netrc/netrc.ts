/**
 * User names and passwords from a netrc file.
 *
 * @module
 */

import { isReadable, openVariables } from "../../access.ts";
import { toFilePath } from "../../files/text_file.ts";
import { loadFiles } from "../../files/files.ts";
import { HttpError } from "../../core/errors.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { Auth, AuthFlow, SimpleAuth } from "../../core/auth/auth.ts";
import { BasicAuth } from "../../core/auth/basic.ts";
import { type Userinfo, userinfoOf } from "../../core/request/url.ts";
import type { NetrcEntry } from "./netrc_file.ts";

/** A file as it was when it was read. */
interface Snapshot {
  readonly path: string | URL;
  readonly version: string;
  /** Finds what it says of a host, and of a user there. */
  readonly find: (host: string, login?: string) => NetrcEntry | undefined;
}

/** Milliseconds for which the default file is not looked at again; one call to the system a request would be slow. */
const RECHECK = 1_000;

/**
 * Sends the user name and password that a netrc file has for the host of the request, as Basic authentication.
 *
 * Without a file it reads the one that `NETRC` names, else `~/.netrc` or `~/_netrc`; if there is none that Ferry may
 * read and understands, requests are sent as they are. A file is read again when it was changed. Of a URL with a user
 * name only the entry of that user counts; where there is none, the URL's own user name and password are sent.
 *
 * @example Credentials from a file
 * ```ts
 * import { Client, HandlerTransport, NetrcAuth } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await Deno.makeTempFile();
 * await Deno.writeTextFile(file, "machine example.org login Aladdin password sesame");
 * const transport = new HandlerTransport((request) =>
 *   new Response(request.headers.get("authorization"))
 * );
 * using client = new Client({ transport, auth: new NetrcAuth(file) });
 * const response = await client.get("http://example.org/");
 * assertEquals(await response.text(), "Basic QWxhZGRpbjpzZXNhbWU=");
 * await Deno.remove(file);
 * ```
 * @category Authentication
 */
export class NetrcAuth implements Auth {
  readonly #file: string | URL | undefined;
  #snapshot: Snapshot | undefined;
  #checkedAt = -Infinity;
  #refreshing: Promise<void> | undefined;

  /**
   * Takes the file, which is read with the first request.
   *
   * @param file Its path; by default the one of the environment, without an error if it is missing or malformed.
   */
  constructor(file?: string | URL) {
    this.#file = file;
  }

  /**
   * Gives the request with the credentials for its host, if there are any.
   *
   * @throws {HttpError} If the given file cannot be read or is malformed.
   */
  authorize(
    request: PreparedRequest,
  ): PreparedRequest | Promise<PreparedRequest> {
    return this.#authorize(request, userinfoOf(request.url));
  }

  /**
   * Gives the same for a URL with a user name, which a request no longer has when it is sent.
   *
   * @param user The userinfo of the URL.
   * @internal
   */
  forUser(user: Userinfo): SimpleAuth {
    const authorize = (request: PreparedRequest) => this.#authorize(request, user);
    return { authorize, flow: (request) => flow(request, authorize) };
  }

  #authorize(
    request: PreparedRequest,
    user: Userinfo | undefined,
  ): PreparedRequest | Promise<PreparedRequest> {
    return this.#isKnown() ? this.#sign(request, user) : this.#readAndSign(request, user);
  }

  /** Whether there is nothing to read: the default file was looked at just now, or there is none. */
  #isKnown(): boolean {
    if (this.#file !== undefined) return false;
    const now = Date.now();
    if (now - this.#checkedAt < RECHECK) return true;
    // Most have no such file, and to wait for that answer takes longer than to ask.
    if (this.#refreshing || findNetrcPaths().some(isReadable)) return false;
    this.#snapshot = undefined;
    this.#checkedAt = now;
    return true;
  }

  /**
   * Sends the request with the credentials for its host, if there are any.
   *
   * @throws {HttpError} If the given file cannot be read or is malformed.
   */
  flow(request: Request): AuthFlow {
    return flow(request, (prepared) => this.authorize(prepared));
  }

  async #readAndSign(
    request: PreparedRequest,
    user: Userinfo | undefined,
  ): Promise<PreparedRequest> {
    this.#refreshing ??= this.#refresh().finally(() => this.#refreshing = undefined);
    try {
      await this.#refreshing;
    } catch (cause) {
      // There is no file system.
      if (cause instanceof TypeError) throw cause;
      const reason = cause instanceof SyntaxError
        ? cause.message.replace(/^Cannot/, "cannot")
        : `cannot read the netrc file ${this.#file}`;
      throw new HttpError(reason, { request, phase: "auth", cause });
    }
    this.#checkedAt = Date.now();
    return this.#sign(request, user);
  }

  #sign(request: PreparedRequest, user: Userinfo | undefined): PreparedRequest {
    const username = user?.username || undefined;
    const entry = this.#snapshot?.find(request.url.hostname, username);
    if (!entry && (!user || request.headers.authorization !== undefined)) return request;
    const login = entry?.login || (username ?? "");
    try {
      return new BasicAuth(login, (entry ?? user)?.password ?? "").authorize(request);
    } catch (cause) {
      if (this.#file === undefined) return request;
      throw new HttpError(
        "the netrc file has credentials that cannot be sent",
        {
          ...{ request, phase: "auth", cause },
        },
      );
    }
  }

  async #refresh(): Promise<void> {
    if (this.#file !== undefined) {
      this.#snapshot = await read(this.#file, this.#snapshot);
      return;
    }
    for (const path of findNetrcPaths()) {
      const snapshot = await readIfThere(path, this.#snapshot);
      if (!snapshot) continue;
      this.#snapshot = snapshot;
      return;
    }
    this.#snapshot = undefined;
  }
}

async function* flow(request: Request, authorize: SimpleAuth["authorize"]): AuthFlow {
  const signed = await authorize(PreparedRequest.from(request));
  const { authorization } = signed.headers;
  if (authorization) request.headers.set("authorization", authorization);
  yield request;
}

/**
 * Lists where the default netrc file may be, as far as the environment may be read.
 *
 * @returns The one that `NETRC` names, else `~/.netrc` and `~/_netrc`.
 */
export function findNetrcPaths(): string[] {
  const { read } = openVariables();
  const home = read("HOME") || read("USERPROFILE");
  const named = read("NETRC");
  if (named) return [home ? named.replace(/^~(?=[/\\])/, home) : named];
  return home ? [`${home}/.netrc`, `${home}/_netrc`] : [];
}

async function readIfThere(
  path: string,
  known: Snapshot | undefined,
): Promise<Snapshot | undefined> {
  if (!isReadable(path)) return undefined;
  try {
    return await read(path, known);
  } catch {
    return undefined;
  }
}

/** Gives what is known if the file is still the same. */
async function read(
  path: string | URL,
  known: Snapshot | undefined,
): Promise<Snapshot> {
  const files = await loadFiles("read a netrc file");
  const name = toFilePath(path, "read a netrc file");
  const facts = await files.stat(name);
  const version = `${facts?.changedAt} ${facts?.size}`;
  if (facts && known?.path === path && known.version === version) return known;
  const text = await files.readText(name);
  if (text === undefined) throw new Error(`there is no file ${name}`);
  const { lookupNetrc, parseNetrc } = await import("./netrc_file.ts");
  const netrc = parseNetrc(text, String(path));
  return { path, version, find: (host, login) => lookupNetrc(netrc, host, login) };
}
