/**
 * Plays the answers of a HAR file instead of asking servers, and records them first.
 *
 * @module
 */

import { BytesContent } from "../../core/request/content.ts";
import { readEnvironment } from "../../features/connection/env.ts";
import { ConnectError } from "../../core/errors.ts";
import type { Har, HarRequest } from "../../features/har/har.ts";
import { HarRecorder, toHar } from "../../features/har/recorder.ts";
import { redactRequest } from "../../features/har/redact.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { RawResponse } from "../../core/response/raw_response.ts";
import { folderOf, readTextFile, replaceTextFile, toFilePath } from "../../files/text_file.ts";
import { loadFiles } from "../../files/files.ts";
import { ChosenTransport } from "../../features/connection/chosen.ts";
import { sendLight } from "../../core/fetch/light.ts";
import { sendRecorded } from "../../features/recorder/recorded.ts";
import type { SendContext, Transport, TransportContext } from "../../core/fetch/transport.ts";
import { parseHar, readHar } from "./har_file.ts";
import { readBody, toLiveRequest } from "./live_request.ts";
import {
  type CassetteOptions,
  resolveCassetteOptions,
  type ResolvedCassetteOptions,
} from "./options.ts";
import { toRaw } from "./replay.ts";
import { RecordedEntries } from "./recorded_entries.ts";

/**
 * Answers requests from a HAR file, or asks a server and writes its answers into one.
 *
 * The file is one that it recorded itself, or that a `HarRecorder` or a browser saved. What no entry answers is refused
 * with a {@link ConnectError}, as if there were no network. Status, headers, body and failures come as they were
 * recorded, at once.
 *
 * What was recorded is written when the client is closed, so dispose of it with `await using`; bodies that are still
 * open then are not in it.
 *
 * @example Record once, play ever after
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { CassetteTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/users.har`;
 * const server = new HandlerTransport(() => Response.json([{ id: 1 }]));
 * async function countUsers(transport: CassetteTransport): Promise<number> {
 *   await using client = new Client({ transport });
 *   return (await (await client.get("https://api.example/users")).json<unknown[]>()).length;
 * }
 *
 * await countUsers(new CassetteTransport(path, { mode: "record", transport: server }));
 * const cassette = new CassetteTransport(path);
 * assertEquals(await countUsers(cassette), 1);
 * cassette.assertAllPlayed();
 * ```
 * @category Testing
 */
export class CassetteTransport implements Transport, AsyncDisposable {
  readonly #path: string | undefined;
  readonly #options: ResolvedCassetteOptions;
  readonly #recorder: HarRecorder;
  /** The one to record over that nobody gave; a new one after it was closed. */
  #own: Transport | undefined;
  #loading: Promise<RecordedEntries> | undefined;
  #entries: RecordedEntries | undefined;
  #written = 0;
  #closing: Promise<void> = Promise.resolve();

  /**
   * Makes a cassette; a file is read with the first request.
   *
   * @param source The path of the file, or what is in one; that is never written back.
   * @param options What it does.
   * @throws {TypeError} If an option is unknown or of the wrong type, or what is given is no HAR.
   */
  constructor(source: string | URL | Har, options: CassetteOptions = {}) {
    this.#options = resolveCassetteOptions(options);
    const { mode, redact } = this.#options;
    this.#recorder = new HarRecorder({ redact, maxBodyBytes: Infinity });
    if (typeof source === "string" || source instanceof URL) {
      this.#path = toFilePath(source, "keep a cassette");
      if (mode === "record") this.#entries = this.#toEntries([]);
    } else {
      const recorded = readHar(source, "that was given");
      this.#entries = this.#toEntries(mode === "record" ? [] : recorded);
    }
  }

  #toEntries(recorded: ReturnType<typeof readHar>): RecordedEntries {
    const { comparison, redact } = this.#options;
    const redactOne = redact === false ? (request: HarRequest) => request : redactRequest;
    return new RecordedEntries(recorded, comparison, (request) => redactOne(request));
  }

  /** What was not played yet, as method and URL; empty before a file was read. */
  get pending(): readonly string[] {
    return this.#entries?.pending ?? [];
  }

  /**
   * Makes sure that every entry was played at least once.
   *
   * @throws {Error} If one was not, which the message names, or if nothing was asked at all.
   */
  assertAllPlayed(): void {
    if (!this.#entries) {
      throw new Error(`Expected ${this.#name} to be played, but nothing was asked`);
    }
    const { pending } = this;
    if (pending.length === 0) return;
    throw new Error(`Expected ${this.#name} to be played to its end; left: ${pending.join(", ")}`);
  }

  get #name(): string {
    return this.#path === undefined ? "the cassette" : `the cassette ${this.#path}`;
  }

  /** Starts from the beginning. */
  reset(): void {
    this.#entries?.rewind();
  }

  /** Gives what the file has, or will have. */
  toJSON(): Har {
    const played = this.#entries?.recorded.map(({ entry }) => entry) ?? [];
    return toHar([...played, ...this.#recorder.entries]);
  }

  /** Answers a web request. */
  send(request: Request, context: TransportContext): Promise<Response> {
    return sendLight(this, PreparedRequest.from(request), context);
  }

  /**
   * Answers a request in the light form.
   *
   * @throws {ConnectError} If no entry answers it, and nothing may be recorded.
   * @throws {TypeError} If the file is not there, or no HAR.
   *
   * @internal
   */
  async sendPrepared(request: PreparedRequest, context: SendContext): Promise<RawResponse> {
    context.cancellation.throwIfCancelled();
    const { mode, redact } = this.#options;
    if (mode === "record") return await this.#record(request, context);
    const entries = this.#entries ??= await (this.#loading ??= this.#load());
    const body = request.body && new BytesContent(await readBody(request, context));
    const live = toLiveRequest(request, {
      body: body?.bytes,
      sensitiveHeaders: context.sensitiveHeaders ?? [],
      redact,
    });
    const found = entries.play(live);
    if (found) {
      if (body) context.onSent?.(body.size);
      return toRaw(found.answer, request);
    }
    if (mode === "auto") {
      return await this.#record(body ? request.with({ body }) : request, context);
    }
    const reason = `${this.#name} does not answer it; ${entries.explain(live)}`;
    throw new ConnectError(reason, { request, phase: "connect" });
  }

  async #load(): Promise<RecordedEntries> {
    const path = this.#path ?? "";
    const text = await readTextFile(path, "read a cassette");
    if (text !== undefined) return this.#toEntries(parseHar(text, path));
    if (this.#options.mode === "auto") return this.#toEntries([]);
    throw new TypeError(
      `Cannot play the cassette ${path}: there is no such file; mode: "auto" records it`,
    );
  }

  #record(request: PreparedRequest, context: SendContext): Promise<RawResponse> {
    const transport = this.#options.transport ??
      (this.#own ??= new ChosenTransport({}, readEnvironment));
    return sendRecorded(request, { transport, context, recorder: this.#recorder });
  }

  /** Writes what was recorded, and closes the transport behind it. */
  close(): Promise<void> {
    return this.#closing = this.#closing.catch(() => {}).then(() => this.#close());
  }

  async #close(): Promise<void> {
    try {
      await this.#write();
    } finally {
      const transport = this.#options.transport ?? this.#own;
      this.#own = undefined;
      await transport?.close?.();
    }
  }

  async #write(): Promise<void> {
    const { length } = this.#recorder.entries;
    if (this.#path === undefined || length === this.#written) return;
    const files = await loadFiles("save a cassette");
    await files.makeFolder(folderOf(this.#path));
    await replaceTextFile(this.#path, `${JSON.stringify(this, undefined, 2)}\n`, {
      mode: 0o644,
      purpose: "save a cassette",
    });
    this.#written = length;
  }

  /** Writes what was recorded. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
