/**
 * Records what a client sends and gets as a HAR file.
 *
 * @module
 */

import { checkFlag, checkNumber, checkParts } from "../../core/options/checks.ts";
import type { RecordedExchange, RecordedRequest, Recorder } from "../recorder/recording.ts";
import { VERSION } from "../../core/version.ts";
import type { SeenExchange } from "./exchange.ts";
import type { Har, HarEntry } from "./har.ts";

/**
 * How a {@link HarRecorder} records.
 *
 * @example No bodies, and no query either
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { HarRecorder, type HarRecorderOptions } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const options: HarRecorderOptions = {
 *   content: false,
 *   redact: (entry) => {
 *     const [url = ""] = entry.request.url.split("?");
 *     return { ...entry, request: { ...entry.request, url, queryString: [] } };
 *   },
 * };
 * const recorder = new HarRecorder(options);
 * const transport = new HandlerTransport(() => new Response("a"));
 * using client = new Client({ recorder, transport });
 * await client.get("http://example.org/?name=Ada");
 * assertEquals(recorder.entries[0]?.request.url, "http://example.org/");
 * ```
 * @category Observability
 */
export interface HarRecorderOptions {
  /**
   * Whether secrets are replaced by `REDACTED`: `authorization`, `proxy-authorization`, the values of cookies, the
   * client's `sensitiveHeaders`, userinfo, and whatever has a secret-looking name among headers, parameters of URLs,
   * fields of forms and members of JSON. A function changes each entry after that; it is called once for each. Default
   * `true`.
   */
  readonly redact?: boolean | ((entry: HarEntry) => HarEntry) | undefined;
  /** The most bytes of each body that are kept; what was cut is marked. Default: 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Whether bodies are kept at all. Default `true`. */
  readonly content?: boolean | undefined;
}

/**
 * Records every exchange of the clients that it is given to as entries of a HAR file (version 1.2): each hop of a
 * redirect, each challenge, each try, also those that failed.
 *
 * Bodies are copied as they pass: nobody waits, and what nobody reads is not read. An entry is there when its answer
 * was read to the end, was closed or has failed.
 *
 * @example See what went over the wire
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { HarRecorder } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => Response.json({ access_token: "31d4" }));
 * const recorder = new HarRecorder();
 * using client = new Client({ transport, recorder });
 * await client.get("https://api.example/token?page=2");
 *
 * const [entry] = recorder.toJSON().log.entries;
 * assertEquals(entry?.request.queryString, [{ name: "page", value: "2" }]);
 * assertEquals(entry?.response.content.text, '{"access_token":"REDACTED"}');
 * ```
 * @category Observability
 */
export class HarRecorder implements Recorder {
  readonly #redact: NonNullable<HarRecorderOptions["redact"]>;
  readonly #maxBodyBytes: number;
  readonly #content: boolean;
  #exchanges: SeenExchange[] = [];
  readonly #entries = new WeakMap<SeenExchange, HarEntry>();
  #tools: Tools | undefined;

  /**
   * Makes a recorder; it may serve several clients.
   *
   * @param options What is recorded.
   * @throws {TypeError} If an option is unknown or of the wrong type.
   * @throws {RangeError} If `maxBodyBytes` is negative.
   */
  constructor(options: HarRecorderOptions = {}) {
    checkParts("the options of a HarRecorder", options, ["redact", "maxBodyBytes", "content"]);
    const { redact = true, maxBodyBytes = 2 ** 20, content = true } = options;
    this.#redact = typeof redact === "function" ? redact : checkFlag("redact", redact);
    this.#maxBodyBytes = checkNumber("maxBodyBytes", maxBodyBytes, { endless: true });
    this.#content = checkFlag("content", content);
  }

  /** The entries that are complete, in the order in which they began. */
  get entries(): readonly HarEntry[] {
    const tools = this.#tools;
    if (!tools) return [];
    return this.#exchanges.filter(({ end }) => end !== undefined)
      .map((exchange) => this.#entries.get(exchange) ?? this.#make(exchange, tools));
  }

  /** Begins an entry; called by the client. */
  async start(request: RecordedRequest): Promise<RecordedExchange> {
    // Who records nothing need not load it.
    const { SeenExchange } = this.#tools ??= await import("./tools.ts");
    const exchange = new SeenExchange(request, this.#content ? this.#maxBodyBytes : 0);
    this.#exchanges.push(exchange);
    return exchange;
  }

  #make(exchange: SeenExchange, { toEntry, redactEntry }: Tools): HarEntry {
    let entry = toEntry(exchange, { content: this.#content });
    const redact = this.#redact;
    if (redact !== false) entry = redactEntry(entry, exchange.request.sensitiveHeaders);
    if (typeof redact === "function") entry = redact(entry);
    this.#entries.set(exchange, entry);
    return entry;
  }

  /** Gives all entries as a HAR file, ready for `JSON.stringify()`. */
  toJSON(): Har {
    return toHar(this.entries);
  }

  /**
   * Writes a HAR file, in the place of one that is there. Only its owner may read it, since bodies may hold what no
   * rule knows for a secret.
   *
   * @param path A path or a `file:` URL.
   */
  async save(path: string | URL): Promise<void> {
    const { replaceTextFile, toFilePath } = await import("../../files/text_file.ts");
    const text = `${JSON.stringify(this, undefined, 2)}\n`;
    const purpose = "save a HAR file";
    await replaceTextFile(toFilePath(path, purpose), text, { mode: 0o600, purpose });
  }

  /** Forgets everything, also what is not complete yet. */
  clear(): void {
    this.#exchanges = [];
  }
}

/** What is loaded with the first request. */
type Tools = typeof import("./tools.ts");

/** Makes a HAR file of entries. */
export function toHar(entries: readonly HarEntry[]): Har {
  return { log: { version: "1.2", creator: { name: "ferry", version: VERSION }, entries } };
}
