/**
 * Where each part of an exchange is written, and in what form.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import { extractMediaType, isJson } from "../../core/fields/media_type.ts";
import { toBinaryNote, viewBody, viewPlainBody, withLineEnd } from "./body_view.ts";
import { type ShownHead, toRequestHead, toResponseHead } from "./head.ts";
import { type Io, type Output, writeText } from "../io.ts";
import { isJsonText, viewJson, type ViewStyle } from "./line_view.ts";
import { loadPainter, type Painter, plain } from "./painter.ts";
import type { Part, ShowPlan } from "../command/show_plan.ts";
import { escapeText } from "./terminal_text.ts";
import { fromByteText } from "../../core/text/encoded_text.ts";

/** What a screen depends on. */
export interface ScreenOptions {
  /** What is shown, and how. */
  readonly show: ShowPlan;
  /** Where it is written. */
  readonly io: Io;
  /** Whether the body goes to a file. */
  readonly isSaved: boolean;
  /** Whether standard output gets the body alone, as it came. */
  readonly isBare: boolean;
  /** Whether nothing is sent. */
  readonly isOffline: boolean;
}

/** A body of a request as it was seen. */
export interface SentBody {
  /** Its bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes there are in all; more than were kept, perhaps. */
  readonly size: number;
  /** Its media type. */
  readonly contentType: string | undefined;
}

/** Writes the parts of an exchange. */
export class Screen {
  readonly #options: ScreenOptions;
  readonly #heads: Output;
  readonly #parts: ReadonlySet<Part>;
  readonly #paint: Painter;
  readonly #bodyPaint: Painter;
  /** Whether something was written behind which a body begins. */
  #needsGap = false;

  private constructor(options: ScreenOptions, paint: Painter) {
    const { io } = options;
    this.#options = options;
    this.#heads = toHeads(options);
    this.#parts = toParts(options);
    this.#paint = isColored(options, this.#heads) ? paint : plain;
    this.#bodyPaint = isColored(options, io.stdout) ? paint : plain;
  }

  /** Makes a screen, and loads the colors if there are to be any. */
  static async open(options: ScreenOptions): Promise<Screen> {
    const { io, show } = options;
    const wanted = [io.stdout, io.stderr].some((output) => isColored(options, output));
    return new Screen(options, wanted ? await loadPainter(show.style) : plain);
  }

  /** Whether a part is shown. */
  shows(part: Part): boolean {
    return this.#parts.has(part);
  }

  /** Whether redirects, challenges and retries are shown as well. */
  get showsAll(): boolean {
    return this.#options.show.all;
  }

  /** Where a bar may be drawn, and what was saved is told. */
  get notes(): Output | undefined {
    return this.#options.show.quiet ? undefined : this.#options.io.stderr;
  }

  /** Shows the head of a request: every byte as it is sent, where nothing is hidden or formatted. */
  async requestHead(head: string): Promise<void> {
    if (!this.shows("H")) return;
    await this.#gap();
    const { show: { force, reveal } } = this.#options;
    const asSent = !this.#heads.isTerminal || force;
    const shown = toRequestHead(head, { paint: this.#paint, reveal, asSent });
    const isFormatted = isLaidOut(this.#options, this.#heads);
    await writeLatin(this.#heads, isFormatted ? shown.replaceAll("\r\n", "\n") : shown);
  }

  /** Shows the body of a request. */
  async requestBody(body: SentBody): Promise<void> {
    if (!this.shows("B") || body.size === 0) return;
    const bytes = await this.#hide(body);
    if (this.#heads.isTerminal && !this.#options.show.force || this.#isFormatted) {
      await writeText(this.#heads, this.#viewSent({ ...body, bytes }));
    } else {
      await this.#heads.write(bytes);
    }
    if (body.size > body.bytes.length) {
      const more = (body.size - body.bytes.length).toLocaleString("en");
      await writeText(this.#heads, `\n(${more} more bytes)`);
    }
    this.#needsGap = true;
  }

  /** Bytes in which nothing is hidden stay as they are. */
  async #hide({ bytes, contentType }: SentBody): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#options.show.reveal) return bytes;
    const { redactorOf } = await import("../../features/har/redact.ts");
    const { fromByteString, toByteString } = await import("../../features/har/body_text.ts");
    const text = toByteString(bytes);
    const redacted = redactorOf(contentType ?? "text/plain")(text);
    return redacted === text ? bytes : fromByteString(redacted);
  }

  #viewSent({ bytes, size, contentType }: SentBody): string {
    const type = extractMediaType(contentType ?? null);
    const text = decode(bytes);
    if (text === undefined) return toBinaryNote(type?.essence, size).trimEnd();
    const style = this.#style(this.#heads, this.#paint);
    const mayBeJson = type ? isJson(type) : /^\s*[[{]/.test(text);
    return mayBeJson && isJsonText(text) ? viewJson(text, style) : escapeText(text);
  }

  /** Shows the status line and the headers. */
  async responseHead(response: ShownHead): Promise<void> {
    if (!this.shows("h")) return;
    await this.#gap();
    const lines = toResponseHead(response, {
      paint: this.#paint,
      reveal: this.#options.show.reveal,
    });
    await writeText(this.#heads, `${lines.join("\n")}\n\n`);
  }

  async #gap(): Promise<void> {
    if (this.#needsGap) await writeText(this.#heads, "\n\n");
    this.#needsGap = false;
  }

  #style(output: Output, paint: Painter): ViewStyle {
    const { stream } = this.#options.show;
    return { paint, format: isLaidOut(this.#options, output), stream };
  }

  /** Shows the body of an answer that came before the last one. */
  async earlierBody(response: HttpResponse): Promise<void> {
    if (!this.shows("b") || this.#options.isBare) return;
    let isEmpty = true;
    for await (const text of viewBody(response, this.#style(this.#heads, this.#paint))) {
      await writeText(this.#heads, text);
      isEmpty &&= text === "";
    }
    if (!isEmpty) await writeText(this.#heads, "\n");
  }

  /**
   * Shows the body of the answer, or passes it on.
   *
   * @param pace Waits as long as a chunk of so many bytes has to take.
   */
  async body(
    response: HttpResponse,
    pace: (bytes: number) => Promise<void> | void = () => {},
  ): Promise<void> {
    if (!this.shows("b")) return;
    const { io: { stdout }, show } = this.#options;
    if (stdout === this.#heads) await this.#gap();
    const isFormatted = this.#isFormatted;
    if (isFormatted || (stdout.isTerminal && !show.force)) {
      const style = this.#style(stdout, this.#bodyPaint);
      const pieces = isFormatted ? viewBody(response, style) : viewPlainBody(response);
      for await (const text of pieces) {
        await writeText(stdout, text);
        await pace(text.length);
      }
      return;
    }
    for await (const chunk of response.iterBytes()) {
      await stdout.write(chunk);
      await pace(chunk.length);
    }
  }

  /** Shows how long it took, and with whom it was spoken. */
  async times(response: HttpResponse, elapsed: number): Promise<void> {
    if (!this.shows("m")) return;
    const { elapsed: headers, numBytesDownloaded: bytes, remoteAddress, httpVersion } = response;
    const lines = [
      `Elapsed time: ${toSeconds(elapsed)}`,
      `Time until the headers: ${toSeconds(headers)}`,
      ...(this.shows("b") ? [`Bytes of the body: ${bytes.toLocaleString("en")}`] : []),
      ...(remoteAddress === undefined ? [] : [`Remote address: ${remoteAddress}`]),
      ...(httpVersion === undefined ? [] : [`Protocol: ${httpVersion}`]),
    ];
    const gap = this.#parts.size > 1 && !this.#options.isBare ? "\n" : "";
    await writeText(this.#heads, `${gap}${withLineEnd(lines.join("\n"))}`);
  }

  /** Whether the body is laid out or colored. */
  get #isFormatted(): boolean {
    const { io: { stdout }, isBare } = this.#options;
    return !isBare && (isLaidOut(this.#options, stdout) || isColored(this.#options, stdout));
  }
}

/** Beside a body that goes elsewhere, or is to be alone, the rest is for standard error. */
function toHeads({ io, isBare, isSaved, isOffline }: ScreenOptions): Output {
  return !isOffline && (isBare || isSaved) ? io.stderr : io.stdout;
}

function toParts({ io, isBare, isOffline, isSaved, show }: ScreenOptions): ReadonlySet<Part> {
  if (show.parts) return show.parts;
  if (isOffline) return new Set(["H", "B"]);
  if (show.quiet) return new Set(["b"]);
  const isAlone = !io.stdout.isTerminal && !isBare && !isSaved;
  return new Set(isAlone ? ["b"] : ["h", "b"]);
}

function isColored({ io, show: { pretty } }: ScreenOptions, { isTerminal }: Output): boolean {
  // What is said on the command line counts more than NO_COLOR.
  if (pretty !== undefined) return pretty === "all" || pretty === "colors";
  return io.forceColor ?? (isTerminal && io.color);
}

function isLaidOut({ show: { pretty } }: ScreenOptions, { isTerminal }: Output): boolean {
  return pretty === undefined ? isTerminal : pretty === "all" || pretty === "format";
}

/** Heads are Latin-1 on the wire. */
async function writeLatin(output: Output, text: string): Promise<void> {
  if (output.isTerminal || /[\u0100-\uffff]/.test(text)) return await writeText(output, text);
  await output.write(fromByteText(text));
}

function toSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)}s`;
}

/** Gives text; `undefined` for what is none. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
