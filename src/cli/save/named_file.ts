/**
 * Saves a body under the name that the server or the URL gives, in the place of no other file.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import { nameFromHeader, nameFromUrl } from "../../features/download/file_name.ts";
import type { Download } from "../../features/download/options.ts";
import { withMissing } from "../../features/caller_headers.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { singleValue } from "../../core/fields/single_value.ts";
import { toPace } from "./pace.ts";
import { drawProgress } from "./progress_bar.ts";
import { NOWHERE, type Saving, sizeOf } from "./saving.ts";

/** What is saved where. */
export interface NamedSaving {
  /** A folder, or a file. */
  readonly path: string;
  /** What is saved, and who is told. */
  readonly saving: Saving;
}

/**
 * Saves the body of a good answer; of one that breaks off nothing stays.
 *
 * @returns What was saved, or the answer that was not.
 */
export async function saveUnderOwnName(
  client: Client,
  { path, saving }: NamedSaving,
): Promise<Download | HttpResponse> {
  const { method, url, options, onResponse } = saving;
  // Its length can be told, and a bar be drawn.
  const headers = withMissing(options.headers, { "accept-encoding": "identity" });
  const response = await client.stream(method, url, { ...options, headers });
  try {
    if (!response.isSuccess) return await readShort(response);
    await onResponse(response);
    const target = await openTarget(path, response);
    const bytes = await fill(target, response, saving);
    return { path: target.path, bytes, resumedFrom: 0, resumes: 0, response };
  } catch (error) {
    response.close();
    throw error;
  }
}

/** What is shown of an error is short. */
async function readShort(response: HttpResponse): Promise<HttpResponse> {
  await response.discard();
  return response;
}

interface Target {
  readonly path: string;
  /** Where it is written; it becomes the file when it is whole. */
  readonly draft: string;
  readonly file: Deno.FsFile;
}

async function openTarget(path: string, response: HttpResponse): Promise<Target> {
  const isFolder = /[/\\]$/.test(path) ||
    await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  if (!isFolder) {
    const draft = `${path}.${crypto.randomUUID()}.part`;
    return { path, draft, file: await Deno.open(draft, { write: true, createNew: true }) };
  }
  const folder = path.replace(/(?<=[^/\\])[/\\]+$/, "");
  await Deno.mkdir(folder, { recursive: true });
  const header = singleValue(response.headers, "content-disposition");
  const first = response.history[0]?.request.url ?? response.request.url;
  return await reserve(folder, nameFromHeader(header) ?? nameFromUrl(new URL(first)));
}

/** The name is taken by making the file: two runs at once get two names. */
async function reserve(folder: string, name: string): Promise<Target> {
  const [, stem = name, extension = ""] = /^(.+?)(\.[^.]+)?$/.exec(name) ?? [];
  for (let count = 0;; count++) {
    const path = `${folder}/${count === 0 ? name : `${stem}-${count}${extension}`}`;
    try {
      const file = await Deno.open(path, { write: true, createNew: true });
      return { path, draft: path, file };
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

async function fill(
  { path, draft, file }: Target,
  response: HttpResponse,
  { command, output }: Saving,
): Promise<number> {
  const pace = toPace(command.connection.limitRate);
  let bytes = 0;
  try {
    using _file = file;
    await using bar = await drawProgress(output ?? NOWHERE, sizeOf(response));
    for await (const chunk of response.iterBytes()) {
      for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
      bytes += chunk.length;
      bar.update(bytes);
      await pace(chunk.length);
    }
    if (draft !== path) await Deno.rename(draft, path);
    return bytes;
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
}
