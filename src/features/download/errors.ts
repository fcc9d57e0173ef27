/**
 * What can go wrong with a download beside the request.
 *
 * @module
 */

import { HttpError } from "../../core/errors.ts";

/**
 * A download cannot be written: the disk is full, its folder is not there, or the like. The system's error is the
 * `cause`.
 *
 * @example A folder that is not there
 * ```ts
 * import { Client, FileError, HandlerTransport } from "@ferry/http";
 * import { assert, assertStringIncludes } from "@std/assert";
 *
 * using client = new Client({ transport: new HandlerTransport(() => new Response("hello")) });
 * const download = client.download("http://files.example/a", "/no/such/folder/a");
 * const error: unknown = await download.catch((error) => error);
 * assert(FileError.is(error));
 * assertStringIncludes(error.message, "the folder /no/such/folder is not there");
 * ```
 * @category Errors
 */
export class FileError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "FileError";
  }
}

/**
 * What was downloaded has not the length or the digest that it must have.
 *
 * @example What was downloaded is not what it should be
 * ```ts
 * import { Client, HandlerTransport, IntegrityError } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("changed on the way"));
 * using client = new Client({ transport });
 * const folder = await Deno.makeTempDir();
 * const digest = { "sha-256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" };
 * const download = client.download("http://files.example/a", `${folder}/a`, { digest });
 * const error: unknown = await download.catch((error) => error);
 * assert(IntegrityError.is(error));
 * assertEquals([...Deno.readDirSync(folder)], []); // nothing of it is kept
 * ```
 * @category Errors
 */
export class IntegrityError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "IntegrityError";
  }
}
