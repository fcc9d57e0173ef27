/**
 * A download into a stream.
 *
 * @module
 */

import { StreamError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { Digester } from "./digester.ts";
import type { Sink } from "./sink.ts";
import { toEvidence } from "./answer_kind.ts";
import { type SavedPart, toSavedPart, type Version } from "./file_version.ts";

/** Hands bytes on; what went out cannot be taken back. */
export class StreamSink implements Sink {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #digester: Digester | undefined;
  readonly #path: string | undefined;
  #version: Version = { validator: undefined, total: undefined };
  #bytes = 0;
  #kept = false;

  /**
   * Locks the stream.
   *
   * @param stream Closed at the end, aborted when the download fails.
   * @param options What computes digests, and the path of what the stream leads to, if it has one.
   */
  constructor(
    stream: WritableStream<Uint8Array<ArrayBuffer>>,
    { digester, path }: { readonly digester: Digester | undefined; readonly path?: string },
  ) {
    this.#writer = stream.getWriter();
    this.#digester = digester;
    this.#path = path;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get held(): SavedPart | undefined {
    return toSavedPart(this.#version, this.#bytes);
  }

  begin(version: Version): Promise<void> {
    this.#version = version;
    return Promise.resolve();
  }

  async save(response: HttpResponse): Promise<void> {
    if (response.status !== 206 && this.#bytes > 0) {
      throw new StreamError(
        "the body broke off and cannot be gone on with: what went into the stream is no longer current",
        toEvidence(response, "read"),
      );
    }
    for await (const chunk of response.iterBytes()) {
      this.#digester?.update(chunk);
      this.#bytes += chunk.length;
      await this.#writer.ready;
      await this.#writer.write(chunk);
    }
  }

  mismatch(): Promise<string | undefined> {
    return Promise.resolve(this.#digester?.mismatch());
  }

  drop(): Promise<void> {
    return Promise.resolve();
  }

  async keep(): Promise<string | undefined> {
    this.#kept = true;
    await this.#writer.close();
    return this.#path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#kept) {
      await this.#writer.abort(new Error("Cannot finish the download")).catch(() => {});
    }
    this.#writer.releaseLock();
  }
}
