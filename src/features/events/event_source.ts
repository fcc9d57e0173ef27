/**
 * An event stream that goes on over several connections (HTML standard, section 9.2).
 *
 * @module
 */

import { cutItems } from "../../core/text/cut_iterator.ts";
import { EventCutter, type ServerSentEvent, type StreamState } from "../../core/text/events.ts";
import { parseJson } from "../../core/text/json.ts";
import {
  DecodeError,
  type HttpErrorOptions,
  ReadTimeoutError,
  StatusError,
} from "../../core/errors.ts";
import type { EventSourcePlan, TypedEvent } from "./event_source_options.ts";
import type { HeadersInput } from "../../core/request/headers.ts";
import { withMissing } from "../caller_headers.ts";
import { extractMediaType } from "../../core/fields/media_type.ts";
import type { RequestOptions } from "../../options.ts";
import { pauseUnless } from "../pause.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { StandardSchema } from "../../core/schema.ts";
import { isTransient } from "../retry/transient.ts";
import { toByteText } from "../../core/text/encoded_text.ts";

/** Sends a request and leaves the body unread. */
export type AskStream = (
  method: string,
  url: string | URL,
  options: RequestOptions,
) => Promise<HttpResponse>;

/** What an event stream is made of. */
export interface EventSourceParts<T> {
  /** Sends a request. */
  readonly ask: AskStream;
  /** Where the events are. */
  readonly url: string | URL;
  /** What the caller said, settled. */
  readonly plan: EventSourcePlan;
  /** Makes an item of an event. */
  readonly toItem: (event: ServerSentEvent, context: HttpErrorOptions) => T | Promise<T>;
}

/** Makes typed events: the data is parsed as JSON and validated. */
export function toTyped<T>(
  schema: StandardSchema<unknown, T>,
  parseText?: RequestOptions["parseJson"],
): EventSourceParts<TypedEvent<T>>["toItem"] {
  const encoder = new TextEncoder();
  const parse = parseText ?? undefined;
  return async (event, context) => {
    const options = { charset: "utf-8", schema, context, parse };
    const data = await parseJson(encoder.encode(event.data), options);
    return { ...event, data };
  };
}

/** Gives the events of one connection after the other; nothing is sent before the first `next()`. */
export class EventSourceIterator<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #parts: EventSourceParts<T>;
  readonly #plan: EventSourcePlan;
  readonly #state: StreamState;
  readonly #life = new AbortController();
  readonly #items: AsyncGenerator<T, undefined, undefined>;
  #closed = false;

  /**
   * Makes the iterator.
   *
   * @param parts What it is made of.
   */
  constructor(parts: EventSourceParts<T>) {
    const { lastEventId, retry = RETRY } = parts.plan;
    this.#parts = parts;
    this.#plan = parts.plan;
    this.#state = { lastEventId, retry };
    this.#items = this.#run();
  }

  /** Gives the next event; rejects if there is no going on. */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#items.next();
  }

  /** Closes the connection, also while a `next()` is under way; that one then gives nothing more. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.#closed = true;
    this.#life.abort();
    return await this.#items.return(undefined);
  }

  /** Gives the iterator itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async *#run(): AsyncGenerator<T, undefined, undefined> {
    using _life = follow(this.#plan.request.signal, this.#life);
    for (let failures = 0;;) {
      const tale: Tale = { events: 0, ended: false };
      let error: unknown;
      try {
        yield* this.#connect(tale);
      } catch (thrown) {
        if (!this.#closed && !this.#isTransient(thrown)) throw thrown;
        error = thrown;
      }
      if (this.#closed || tale.ended || !this.#plan.reconnect) return;
      failures = tale.events > 0 ? 0 : failures + 1;
      if (failures >= this.#plan.maxReconnects) return giveUp(error);
      await this.#wait(failures);
      if (this.#closed) return;
    }
  }

  #isTransient(error: unknown): boolean {
    return isTransient(error) && this.#plan.reconnect && this.#opened;
  }

  /** Whether there ever was a stream; who cannot even be reached at first is rather a wrong address. */
  #opened = false;

  /** Who is told nothing twice waits longer, and not as long as all others who wait. */
  async #wait(failures: number): Promise<void> {
    const { retry = 0, maxRetry } = this.#plan;
    const longest = Math.max(SHORTEST, retry, maxRetry);
    const base = Math.max(SHORTEST, Math.min(this.#state.retry ?? RETRY, longest));
    const backoff = base * 2 ** Math.min(failures - 1, 20) *
      (0.75 + Math.random() / 2);
    try {
      await pauseUnless(failures > 0 ? Math.min(longest, backoff) : base, this.#life.signal);
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  async *#connect(tale: Tale): AsyncGenerator<T, void, undefined> {
    const { toItem } = this.#parts;
    const { until, maxLineLength } = this.#plan;
    const attempt = new AbortController();
    using _attempt = follow(this.#life.signal, attempt);
    await using response = await this.#open(attempt);
    if (response.status === 204) {
      tale.ended = true;
      return;
    }
    this.#opened = true;
    const context = { request: PreparedRequest.from(response.request), response };
    const options = { state: this.#state, maxLineLength, context };
    for await (const event of cutItems(response.iterBytes(), new EventCutter(options))) {
      tale.events++;
      tale.ended = until(event);
      if (tale.ended) return;
      yield await toItem(event, context);
    }
  }

  /** An event stream may be silent for long, but not before its headers. */
  async #open(attempt: AbortController): Promise<HttpResponse> {
    const { method, request, headerLimit } = this.#plan;
    const expire = () => {
      const reason = `no response came within ${headerLimit.name} (${headerLimit.ms} ms)`;
      attempt.abort(
        new ReadTimeoutError(`Cannot open the event stream: ${reason}`, { phase: "read" }),
      );
    };
    const { ms } = headerLimit;
    const timer = ms < LONGEST ? setTimeout(expire, ms) : undefined;
    try {
      const response = await this.#parts.ask(method, this.#parts.url, {
        ...request,
        throwOnError: null,
        headers: toHeaders(request.headers, this.#state.lastEventId),
        signal: attempt.signal,
      });
      return await check(response);
    } finally {
      clearTimeout(timer);
    }
  }
}

function giveUp(error: unknown): undefined {
  if (error !== undefined) throw error;
}

/** What became of one connection. */
interface Tale {
  events: number;
  /** Whether the server said that this is all. */
  ended: boolean;
}

/** Milliseconds until a reconnection where nobody says. */
const RETRY = 3_000;

/** The least milliseconds between two connections, whatever the server says. */
const SHORTEST = 100;

/** The longest delay of a timer. */
const LONGEST = 2 ** 31 - 1;

/** Lets one controller abort with a signal; gives what ends that. */
function follow(signal: AbortSignal | null | undefined, controller: AbortController): Disposable {
  const stop = () => controller.abort(signal?.reason);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  return { [Symbol.dispose]: () => signal?.removeEventListener("abort", stop) };
}

/** Only 200 with the right type is an event stream; 204 says that there will be none (HTML, 9.2.2). */
async function check(response: HttpResponse): Promise<HttpResponse> {
  const { status, reasonPhrase, headers } = response;
  const type = headers.get("content-type");
  const isEvents = extractMediaType(type)?.essence === "text/event-stream";
  if (status === 204 || (status === 200 && isEvents)) return response;
  const request = PreparedRequest.from(response.request);
  const evidence = { request, response, elapsed: response.elapsed };
  try {
    response.raiseForStatus();
    if (status !== 200) {
      throw new StatusError(status, reasonPhrase, { ...evidence, phase: "status", body: "" });
    }
    const reason = `the answer is no event stream: its content type is ${type ?? "missing"}`;
    throw new DecodeError(reason, { ...evidence, phase: "decode" });
  } finally {
    await response.discard();
  }
}

/** The id goes out as UTF-8 (HTML standard, section 9.2.3); what no header can hold is left out. */
function toHeaders(given: HeadersInput | null | undefined, lastEventId: string): HeadersInput {
  const id = toByteText(lastEventId);
  return withMissing(given, {
    accept: "text/event-stream",
    "cache-control": "no-cache",
    ...(/^[\t\x20-\x7e\x80-\xff]+$/.test(id) && { "last-event-id": id }),
  });
}
