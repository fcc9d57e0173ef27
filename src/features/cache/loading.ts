/**
 * Asks the server, and stores what it says.
 *
 * @module
 */

import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { Send, StageContext } from "../../core/stage.ts";
import { contentOf, toResponse } from "./answer.ts";
import type { CacheForward } from "../../core/fields/cache_status.ts";
import { decide, type Decision } from "./rules/decision.ts";
import { type CacheEntry, headersOf, readHeaders } from "./entry.ts";
import type { Shared } from "./flight.ts";
import { type CacheKind, currentAge, Policy } from "./rules/freshness.ts";
import { addWord, give, passOn, rewrap, sizeOf, toSource } from "./giving.ts";
import { type Question, withMode } from "./question.ts";
import { SharedBody } from "./shared_body.ts";
import type { Claim, Pen, Shelf } from "./shelf.ts";
import { joinRanges, renew, toEntry } from "./storing.ts";
import { confirms, toConditions } from "./rules/validators.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What is stored for a question. */
export interface Found {
  /** The one that answers it, or would if it were fresh. */
  readonly entry: CacheEntry | undefined;
  /** What is done with it. */
  readonly decision: Decision | undefined;
  /** All that a new answer takes the place of. */
  readonly replaced: readonly CacheEntry[];
  /** Why the server is asked. */
  readonly forward: CacheForward;
}

/** What loading needs. */
export interface LoadingParts {
  readonly found: Found;
  /** The caller's, or one of its own. */
  readonly context: StageContext;
  readonly next: Send;
  readonly kind: CacheKind;
  readonly shelf: Shelf;
}

/** What came. */
export interface Loaded {
  readonly response: HttpResponse;
  /** What there is for others who ask the same. */
  readonly shared: Shared;
  /** To be called once the others have their share: until then the body stays, whatever who began does. */
  release?(): void;
}

/** Answers for which a stale one may stand in: RFC 5861 section 4. */
const FAILURES: readonly number[] = [500, 502, 503, 504];

/** The least bytes of an error that nobody reads at once. */
const SMALL = 65_536;

/** One request to the server. */
export class Loading {
  readonly #question: Question;
  readonly #parts: LoadingParts;
  readonly #requestTime = Date.now();
  readonly #claim: Claim;
  #responseTime = 0;

  /** Begins: whatever changes the URL from now on is later than the answer. */
  constructor(question: Question, parts: LoadingParts) {
    this.#question = question;
    this.#parts = parts;
    this.#claim = parts.shelf.claim(question.key);
  }

  /** Asks. */
  async run(): Promise<Loaded> {
    const { shelf, context, next } = this.#parts;
    let isWritten = false;
    try {
      const response = await next(this.#toRequest(), context);
      this.#responseTime = Date.now();
      const stale = FAILURES.includes(response.status) && await this.#giveStale(response.status);
      if (stale) {
        await response.discard();
        return { response: stale, shared: undefined };
      }
      const loaded = await this.#receive(response);
      isWritten = true;
      return loaded;
    } catch (error) {
      const stale = !isWritten && !context.signal.aborted && await this.#giveStale(undefined);
      if (stale) return { response: stale, shared: undefined };
      throw error;
    } finally {
      if (!isWritten) shelf.release(this.#claim);
    }
  }

  #toRequest(): PreparedRequest {
    const { entry } = this.#parts.found;
    const request = withMode(this.#question);
    if (this.#question.mode === "reload") return request;
    if (entry && this.#question.request.headers["if-range"] === undefined) {
      const conditions = toConditions(readHeaders(entry), request.headers);
      return request.with({ headers: { ...request.headers, ...conditions } });
    }
    const part = this.#part;
    return part ? request.with({ headers: { ...request.headers, ...restOf(part) } }) : request;
  }

  /** The beginning of a body, whose rest can be asked for. */
  get #part(): CacheEntry | undefined {
    const { found } = this.#parts;
    const { range, isConditional } = this.#question;
    if (found.entry || range || isConditional) return undefined;
    return found.replaced.find((entry) =>
      entry.range?.first === 0 && isStrong(readHeaders(entry).get("etag"))
    );
  }

  /** RFC 5861 section 4. */
  async #giveStale(forwardStatus: number | undefined): Promise<HttpResponse | undefined> {
    const { found: { entry }, kind, shelf } = this.#parts;
    if (!entry) return undefined;
    const { age, ttl, staleIfError } = decide(entry, this.#question, { kind, now: Date.now() });
    if (staleIfError < 0 || -ttl > staleIfError) return undefined;
    const word = {
      hit: false,
      forward: "stale",
      forwardStatus,
      ttl: Math.floor(ttl),
      detail: "stale-if-error",
    };
    return await give(shelf, this.#question, { entry, age, word });
  }

  async #receive(response: HttpResponse): Promise<Loaded> {
    const { entry } = this.#parts.found;
    if (response.status === 304 && entry) return await this.#confirm(entry, response);
    const part = this.#part;
    if (part && response.status === 206) return await this.#complete(part, response);
    return await this.#take(response);
  }

  get #times() {
    const { kind } = this.#parts;
    return { kind, requestTime: this.#requestTime, responseTime: this.#responseTime };
  }

  /** Section 4.3.3: what is stored is still the same; or the 304 is about what the caller has. */
  async #confirm(entry: CacheEntry, response: HttpResponse): Promise<Loaded> {
    const { shelf, found } = this.#parts;
    const question = this.#question;
    if (!confirms(response.headers, readHeaders(entry))) {
      if (question.isConditional) {
        return this.#release(rewrap(response, question, this.#word(false)));
      }
      return await this.#askAgain(response);
    }
    const { headers } = response;
    const renewed = renew(entry, { question, headers }, this.#times);
    if (renewed) await shelf.update(renewed, this.#claim);
    else await shelf.drop([entry]);
    const current = renewed ?? entry;
    const age = currentAge(current, Date.now());
    const word = {
      ...this.#word(renewed !== undefined),
      forward: found.forward,
      forwardStatus: 304,
    };
    const answer = await give(shelf, question, { entry: current, age, word });
    if (!answer) return await this.#askAgain(response);
    await response.discard();
    const { response: given } = this.#release(answer);
    return { response: given, shared: renewed && this.#isFresh(renewed) ? "again" : undefined };
  }

  /** What was validated is gone, or was another: it is asked for as if nothing were stored. */
  async #askAgain(response: HttpResponse): Promise<Loaded> {
    const { shelf, found } = this.#parts;
    await response.discard();
    await shelf.drop(found.replaced);
    shelf.release(this.#claim);
    const nothing = {
      entry: undefined,
      decision: undefined,
      replaced: [],
      forward: "miss",
    } as const;
    return await new Loading(this.#question, { ...this.#parts, found: nothing }).run();
  }

  #release(response: HttpResponse): Loaded {
    this.#parts.shelf.release(this.#claim);
    return { response, shared: undefined };
  }

  #word(stored: boolean) {
    return { forward: this.#parts.found.forward, stored };
  }

  #isFresh(entry: CacheEntry): boolean {
    const policy = Policy.of(entry, this.#parts.kind);
    const age = currentAge(entry, Date.now());
    return !policy.directives.has("no-cache") && policy.lifetime(entry.responseTime) > age;
  }

  /** Section 3.4: the rest of a body whose beginning is stored. */
  async #complete(part: CacheEntry, response: HttpResponse): Promise<Loaded> {
    const { shelf } = this.#parts;
    const rest = joinRanges(part, response);
    const begun = rest && await shelf.body(part);
    if (!rest || !begun) return await this.#askAgain(response);
    const beginning = begun instanceof Uint8Array ? [begun] : await Array.fromAsync(begun);
    const content = await new Blob([...beginning, await response.read()]).bytes();
    if (content.length !== rest.total) return await this.#askAgain(response);
    const { range: _range, ...head } = part;
    const renewed = renew(
      head,
      { question: this.#question, headers: response.headers },
      this.#times,
    );
    const entry = renewed && { ...renewed, id: crypto.randomUUID() };
    const stored = entry !== undefined && await this.#write(entry, content);
    const headers = headersOf(entry ?? head);
    headers.set("content-length", String(content.length));
    addWord(headers, { ...this.#word(stored), forwardStatus: 206 });
    const { request, context } = this.#question;
    const { status, reasonPhrase } = part;
    const whole = {
      request,
      context,
      status,
      reasonPhrase,
      headers,
      body: content,
      origin: response,
    };
    return this.#release(toResponse(whole));
  }

  async #write(entry: CacheEntry, content: Bytes): Promise<boolean> {
    const { shelf, found } = this.#parts;
    const pen = await shelf.open(entry, this.#claim, found.replaced);
    await pen.write(content);
    return await pen.end(true);
  }

  async #take(response: HttpResponse): Promise<Loaded> {
    const { shelf, found } = this.#parts;
    const entry = toEntry(this.#question, response, this.#times);
    if (!entry) {
      if (response.status < 400) await shelf.drop(found.replaced);
      return this.#release(rewrap(response, this.#question, this.#word(false)));
    }
    const isSmall = (sizeOf(response) ?? Infinity) <= SMALL;
    const content = contentOf(response) ??
      (response.status >= 400 && isSmall ? await response.read() : undefined);
    if (content) return await this.#takeWhole(response, { entry, content });
    if (response.status >= 400) return this.#release(response);
    return await this.#takeStream(response, entry);
  }

  async #takeWhole(response: HttpResponse, { entry, content }: Whole): Promise<Loaded> {
    const stored = await this.#write(entry, content);
    const toShared = (question: Question, collapsed: boolean, body: Bytes) => {
      const headers = this.#headersFor(response, { stored, collapsed });
      return passOn(response, question, { headers, body });
    };
    return {
      response: toShared(this.#question, false, content),
      shared: this.#isFresh(entry)
        ? (question) =>
          question.matches(entry) ? toShared(question, true, content.slice()) : undefined
        : undefined,
    };
  }

  #headersFor(
    response: HttpResponse,
    word: { readonly stored: boolean; readonly collapsed: boolean },
  ): Headers {
    const headers = new Headers(response.headers);
    addWord(headers, {
      ...this.#word(word.stored),
      forwardStatus: response.status,
      collapsed: word.collapsed,
    });
    return headers;
  }

  /** The body goes to the caller and into the store at once. */
  async #takeStream(response: HttpResponse, entry: CacheEntry): Promise<Loaded> {
    const { shelf, found } = this.#parts;
    const pen = await shelf.open(entry, this.#claim, found.replaced);
    const size = sizeOf(response);
    const body = toSharedBody(response, pen, shelf.maxEntryBytes);
    const hold = body.reader(size);
    const toShared = (question: Question, collapsed: boolean) => {
      const headers = this.#headersFor(response, { stored: true, collapsed });
      return passOn(response, question, { headers, body: body.reader(size) });
    };
    return {
      response: toShared(this.#question, false),
      shared: this.#isFresh(entry)
        ? (question) =>
          body.isWhole && question.matches(entry) ? toShared(question, true) : undefined
        : undefined,
      release: () => hold.abort(undefined),
    };
  }
}

interface Whole {
  readonly entry: CacheEntry;
  readonly content: Bytes;
}

function toSharedBody(response: HttpResponse, pen: Pen, maxBytes: number): SharedBody {
  const source = toSource(response);
  return new SharedBody({
    read: () => source.read(),
    close: () => source.abort(undefined),
    keep: (chunk) => pen.write(chunk),
    end: async (complete) => void await pen.end(complete),
    maxBytes,
  });
}

function isStrong(etag: string | null): etag is string {
  return etag !== null && !etag.startsWith("W/");
}

function restOf(part: CacheEntry): Readonly<Record<string, string>> {
  const etag = readHeaders(part).get("etag") ?? "";
  return { range: `bytes=${(part.range?.last ?? 0) + 1}-`, "if-range": etag };
}
