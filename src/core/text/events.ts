/** Server-Sent Events as they come (HTML standard, section 9.2.6). */

import type { Cutter } from "./cut_iterator.ts";
import { LineBlocks, withLineFeeds } from "./line_blocks.ts";
import { LineLimit, type LineLimitOptions } from "./lines.ts";

/**
 * One event of a `text/event-stream`.
 *
 * @example What to do by the type of an event
 * ```ts
 * import type { ServerSentEvent } from "@ferry/http";
 * import { iterEvents } from "@ferry/http/decode";
 *
 * const tell = ({ event, data, id }: ServerSentEvent) => console.log(`${event} ${id}: ${data}`);
 * for await (const event of iterEvents(new Response("event: price\nid: 7\ndata: 3.50\n\n"))) tell(event);
 * ```
 * @category Streaming
 */
export interface ServerSentEvent {
  /** The event's type, `message` if the server named none. */
  readonly event: string;
  /** The lines of the event's data, joined by `\n`. */
  readonly data: string;
  /** The id of this event, or of the last one before it that had one, or `""`. */
  readonly id: string;
  /** Milliseconds to wait before a reconnection, if the server said so with this event. */
  readonly retry?: number;
}

/** What a later connection has to know of an event stream; kept up to date, and gone on from. */
export interface StreamState {
  lastEventId: string;
  /** In milliseconds. */
  retry?: number | undefined;
}

/** How events are read. */
export interface EventCutterOptions extends LineLimitOptions {
  /** It is ahead of the events by what one chunk held. */
  readonly state?: StreamState | undefined;
}

/**
 * Cuts a `text/event-stream` into events. It is UTF-8 always; an event that has no data, or that the end of the stream
 * cut off, is passed over.
 */
export class EventCutter implements Cutter<ServerSentEvent> {
  readonly #blocks = new LineBlocks("utf-8");
  readonly #limit: LineLimit;
  readonly #state: StreamState;
  #id: string;
  #event = "";
  /** Without the line feed that the standard adds at the end, so that "no data" is not `""`. */
  #data: string | undefined;
  #retry: number | undefined;
  /** Whether an id could hold a NUL: to look for it once in many lines costs less than in each. */
  #hasNul = false;

  constructor(options: EventCutterOptions = {}) {
    this.#limit = new LineLimit(options);
    this.#state = options.state ?? { lastEventId: "" };
    this.#id = this.#state.lastEventId;
  }

  push(chunk: Uint8Array, events: ServerSentEvent[]): void {
    this.#parse(withLineFeeds(this.#blocks.push(chunk)), events);
    this.#limit.checkPending(this.#blocks);
  }

  /** What has no blank line behind it is no event. */
  finish(): void {}

  /** Looks at the block in place: to cut it into lines first takes twice the time. */
  #parse(block: string, events: ServerSentEvent[]): void {
    this.#hasNul = block.includes("\0");
    let start = 0;
    while (start < block.length) {
      const end = block.indexOf("\n", start);
      this.#limit.check(end - start);
      if (end === start) this.#dispatch(events);
      else this.#readLine(block, start, end);
      start = end + 1;
    }
  }

  #readLine(block: string, start: number, end: number): void {
    if (hasField(block, start, "data")) {
      this.#addData(block.slice(skipSpace(block, start + 5), end));
    } else if (hasField(block, start, "id")) {
      this.#setId(block.slice(skipSpace(block, start + 3), end));
    } else if (hasField(block, start, "event")) {
      this.#event = block.slice(skipSpace(block, start + 6), end);
    } else this.#readRareLine(block.slice(start, end));
  }

  #readRareLine(line: string): void {
    if (line === "data") this.#addData("");
    else if (line === "id") this.#setId("");
    else if (line === "event") this.#event = "";
    else if (hasField(line, 0, "retry")) {
      const value = line.slice(skipSpace(line, 6));
      if (!/^[0-9]+$/.test(value)) return;
      // What is beyond the range of a timer would fire at once.
      this.#retry = this.#state.retry = Math.min(Number(value), LONGEST);
    }
  }

  #setId(value: string): void {
    if (!this.#hasNul || !value.includes("\0")) this.#id = value;
  }

  #addData(line: string): void {
    if (this.#data === undefined) {
      this.#data = line;
      return;
    }
    this.#limit.check(this.#data.length + 1 + line.length, "an event");
    this.#data = `${this.#data}\n${line}`;
  }

  #dispatch(events: ServerSentEvent[]): void {
    const id = this.#state.lastEventId = this.#id;
    const data = this.#data;
    const retry = this.#retry;
    if (data !== undefined) {
      const event = this.#event || "message";
      events.push(retry === undefined ? { event, data, id } : { event, data, id, retry });
    }
    this.#event = "";
    this.#data = this.#retry = undefined;
  }
}

/** The longest delay of a timer, in milliseconds. */
const LONGEST = 2_147_483_647;

const COLON = 0x3a;

/** The colon is looked for first, since that is no call. */
function hasField(text: string, start: number, name: string): boolean {
  return text.charCodeAt(start + name.length) === COLON && text.startsWith(name, start);
}

/** One space after the colon does not belong to the value. */
function skipSpace(text: string, at: number): number {
  return text.charCodeAt(at) === 0x20 ? at + 1 : at;
}
