/**
 * Downloads to a file or a stream; loaded only by who downloads.
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";
import { writeAll } from "../../core/bytes/body_copy.ts";
import { loadFiles, type OpenFile } from "../../files/files.ts";
import type { Digester } from "./digester.ts";
import { type Ask, Transfer } from "./download.ts";
import { resolveTarget } from "./file_target.ts";
import { type Download, type DownloadPlan, resolveDownload } from "./options.ts";
import type { DownloadOptions } from "./options.ts";
import { PartSink } from "./part_sink.ts";
import { toFileError } from "./file_failure.ts";
import type { Sink } from "./sink.ts";
import { StreamSink } from "./stream_sink.ts";

/** What is downloaded, and by whom. */
export interface DownloadSource {
  /** Sends a request. */
  readonly ask: Ask;
  /** The URL as the caller gave it. */
  readonly url: string | URL;
  /** The URL with the client's base and params. */
  readonly target: URL;
}

/**
 * Downloads what is at a URL.
 *
 * @param source What is downloaded.
 * @param to A path, or a stream.
 * @param options What holds for this download.
 * @throws {TypeError} If an option is wrong, before anything is sent.
 */
export async function download(
  source: DownloadSource,
  to: string | URL | WritableStream<Uint8Array<ArrayBuffer>>,
  options: DownloadOptions,
): Promise<Download> {
  const plan = resolveDownload(options);
  try {
    await using sink = await openSink(to, source.target, plan);
    return await new Transfer(source.ask, source.url, { plan, sink }).run();
  } catch (error) {
    throw await toFileError(error, { to, url: source.target, method: plan.method });
  }
}

async function openSink(
  to: string | URL | WritableStream<Uint8Array<ArrayBuffer>>,
  url: URL,
  plan: DownloadPlan,
): Promise<Sink> {
  const { overwrite, method } = plan;
  if (to instanceof WritableStream) return new StreamSink(to, { digester: await toDigester(plan) });
  const files = await loadFiles("download to a path (give a WritableStream)");
  const target = await resolveTarget(files, to, url);
  if (target.kind === "device") {
    const { path } = target;
    const file = await files.openForWriting(path);
    return new StreamSink(toStream(file), { digester: await toDigester(plan), path });
  }
  const key = await keyOf(`${method} ${url.href}`);
  const resume = plan.resume && method === "GET";
  return await PartSink.open(target, { files, key, overwrite, resume });
}

/** `FsFile.writable` does not tell of a disk that is full. */
function toStream(file: OpenFile): WritableStream<Uint8Array<ArrayBuffer>> {
  return new WritableStream({
    // A stream whose write failed tells its sink no more.
    write: (chunk) =>
      writeAll(file, chunk).catch(async (error) => {
        await file.close();
        throw error;
      }),
    close: () => file.close(),
    abort: () => file.close(),
  });
}

async function toDigester({ digests }: DownloadPlan): Promise<Digester | undefined> {
  if (digests.length === 0) return undefined;
  const { Digester } = await import("./digester.ts");
  return await Digester.begin(digests);
}

/** A URL may hold a secret, which is not to stand in a file. */
async function keyOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return encodeHex(digest);
}
