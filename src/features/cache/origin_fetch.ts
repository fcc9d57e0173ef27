/**
 * Asks the server, and stores what it says.
 *
 * @module
 */

import type { PreparedRequest } from "../../core/request/prepared.ts";
import { ResponseNotReadError } from "../../core/errors.ts";
import { contentLengthOf } from "../../core/fields/content_length.ts";
import { HttpResponse } from "../../core/response/response.ts";
import type { Send, StageContext } from "../../core/stage.ts";
import type { CacheForward } from "./cache_status.ts";
import type { Decision } from "./rules/decision.ts";
import { type CacheEntry, headersOf, readHeaders } from "./entry.ts";
import type { SharedAnswer } from "./collapsed_request.ts";
import { type CacheKind, currentAge, Policy } from "./rules/freshness.ts";
import { addStatus, headersWith, isDecoded, serve, withStatus } from "./serving.ts";
import { type CacheRequest, withMode } from "./cache_request.ts";
import { SharedBody } from "./shared_body.ts";
import { answerFailure, findStaleAnswer, type StaleParts } from "./stale_answer.ts";
import type { EntryWriter, GuardedStore } from "./guarded_store.ts";
import type { PendingWrite } from "./store_state.ts";
import { joinRanges, renew, toEntry } from "./storing.ts";
import type { CachedBody } from "./stores/store.ts";
import { confirms, matchesTag, toConditions } from "./rules/validators.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What is stored for a request. */
export interface Found {
  /** The one that answers it, or would if it were fresh. */
  readonly entry: CacheEntry | undefined;
  /** What is done with it. */
  readonly decision: Decision | undefined;
  /** All that a new answer takes the place of. */
  readonly replaced: readonly CacheEntry[];
  /** Those for other request headers: the server may say that one of them is meant (RFC 9111 section 4.1). */
  readonly variants: readonly CacheEntry[];
  /** Why the server is asked. */
  readonly forward: CacheForward;
}

/** What fetching needs. */
export interface OriginFetchParts {
  readonly found: Found;
  /** The caller's, or one of its own. */
  readonly context: StageContext;
  readonly next: Send;
  readonly kind: CacheKind;
  readonly store: GuardedStore;
}

/** What came. */
export interface Fetched {
  readonly response: HttpResponse;
  /** What there is for others who ask the same. */
  readonly shared: SharedAnswer;
  /** To be called once the others have their share: until then the body stays, whatever who began does. */
  release?(): void;
}

/** The least bytes of an error that nobody reads at once. */
const SMALL = 65_536;

/** The most variants of which a server is told. */
const MOST_VARIANTS = 16;

/** Nothing is stored. */
export const NOTHING = {
  entry: undefined,
  decision: undefined,
  replaced: [],
  variants: [],
} as const;

/** One request to the server. */
export class OriginFetch {
  readonly #cacheRequest: CacheRequest;
  readonly #parts: OriginFetchParts;
  readonly #requestTime = Date.now();
  readonly #pending: PendingWrite;
  #responseTime = 0;

  /** Begins: whatever changes the URL from now on is later than the answer. */
  constructor(cacheRequest: CacheRequest, parts: OriginFetchParts) {
    this.#cacheRequest = cacheRequest;
    this.#parts = parts;
    this.#pending = parts.store.begin(cacheRequest.key);
  }

  /** Asks. */
  async run(): Promise<Fetched> {
    const { store, context, next } = this.#parts;
    let isWritten = false;
    try {
      const response = await next(this.#toRequest(), context);
      this.#responseTime = Date.now();
      const stale = await findStaleAnswer(response.status, this.#cacheRequest, this.#stale);
      if (stale) {
        await response.discard();
        return { response: stale, shared: undefined };
      }
      const fetched = await this.#receive(response);
      isWritten = true;
      return fetched;
    } catch (error) {
      const answer = !isWritten && !context.signal.aborted &&
        await answerFailure(error, this.#cacheRequest, this.#stale);
      if (answer) return { response: answer, shared: undefined };
      throw error;
    } finally {
      if (!isWritten) store.release(this.#pending);
    }
  }

  #toRequest(): PreparedRequest {
    const { entry } = this.#parts.found;
    const request = withMode(this.#cacheRequest);
    if (this.#cacheRequest.mode === "reload") return request;
    if (entry && this.#cacheRequest.request.headers["if-range"] === undefined) {
      const conditions = toConditions(readHeaders(entry), request.headers);
      return request.with({ headers: { ...request.headers, ...conditions } });
    }
    const tags = this.#variants.map((variant) => readHeaders(variant).get("etag"));
    if (tags.length > 0) return request.withHeader("if-none-match", tags.join(", "));
    const part = this.#part;
    return part ? request.with({ headers: { ...request.headers, ...restOf(part) } }) : request;
  }

  /** What is stored for other request headers, where nothing is for these. */
  get #variants(): readonly CacheEntry[] {
    const { found: { entry, replaced, variants } } = this.#parts;
    const { range, isConditional } = this.#cacheRequest;
    if (entry || replaced.length > 0 || range || isConditional) return [];
    return variants.filter((variant) => !variant.range && readHeaders(variant).has("etag"))
      .slice(0, MOST_VARIANTS);
  }

  /** The beginning of a body, whose rest can be asked for. */
  get #part(): CacheEntry | undefined {
    const { found } = this.#parts;
    const { range, isConditional } = this.#cacheRequest;
    if (found.entry || range || isConditional) return undefined;
    return found.replaced.find((entry) =>
      entry.range?.first === 0 && isStrong(readHeaders(entry).get("etag"))
    );
  }

  get #stale(): StaleParts {
    const { found: { entry }, kind, store } = this.#parts;
    return { entry, kind, store };
  }

  async #receive(response: HttpResponse): Promise<Fetched> {
    const { entry } = this.#parts.found;
    if (response.status === 304 && entry) return await this.#confirm(entry, response);
    if (response.status === 304 && this.#variants.length > 0) return await this.#choose(response);
    const part = this.#part;
    if (part && response.status === 206) return await this.#complete(part, response);
    return await this.#take(response);
  }

  get #times() {
    const { kind } = this.#parts;
    return { kind, requestTime: this.#requestTime, responseTime: this.#responseTime };
  }

  /** Section 4.3.3: what is stored is still the same; or the 304 is about what the caller has. */
  async #confirm(entry: CacheEntry, response: HttpResponse): Promise<Fetched> {
    const { store, found } = this.#parts;
    const cacheRequest = this.#cacheRequest;
    if (!confirms(response.headers, readHeaders(entry))) {
      if (cacheRequest.isConditional) {
        return this.#release(withStatus(response, cacheRequest, this.#facts(false)));
      }
      return await this.#askAgain(response);
    }
    const { headers } = response;
    const renewed = renew(entry, { cacheRequest, headers }, this.#times);
    if (renewed) await store.update(renewed, this.#pending);
    else await store.drop([entry]);
    const current = renewed ?? entry;
    const age = currentAge(current, Date.now());
    const facts = {
      ...this.#facts(renewed !== undefined),
      forward: found.forward,
      forwardStatus: 304,
    };
    const answer = await serve(store, cacheRequest, { entry: current, age, facts });
    if (!answer) return await this.#askAgain(response);
    await response.discard();
    const { response: given } = this.#release(answer);
    return { response: given, shared: renewed && this.#isFresh(renewed) ? "again" : undefined };
  }

  /** Section 4.3.4: the server names the variant that is meant, which is stored for these headers as well. */
  async #choose(response: HttpResponse): Promise<Fetched> {
    const { store } = this.#parts;
    const tag = response.headers.get("etag") ?? "";
    const chosen = this.#variants.filter((variant) =>
      matchesTag(tag, readHeaders(variant).get("etag") ?? "")
    );
    const [variant] = chosen;
    if (!variant || chosen.length > 1) return await this.#askAgain(response);
    const { headers } = response;
    const renewed = renew(variant, { cacheRequest: this.#cacheRequest, headers }, this.#times);
    const body = renewed && await store.body(variant, false);
    const stored = renewed !== undefined && body !== undefined &&
      await this.#copy({ ...renewed, id: crypto.randomUUID() }, body);
    const entry = { ...renewed ?? variant, id: variant.id };
    const age = currentAge(entry, Date.now());
    const facts = { ...this.#facts(stored), forwardStatus: 304 };
    const answer = await serve(store, this.#cacheRequest, { entry, age, facts });
    if (!answer) return await this.#askAgain(response);
    await response.discard();
    return this.#release(answer);
  }

  async #copy(entry: CacheEntry, body: CachedBody): Promise<boolean> {
    if (body instanceof Uint8Array) return await this.#write(entry, body);
    const writer = await this.#parts.store.open(entry, this.#pending, []);
    try {
      for await (const chunk of body) await writer.write(chunk);
    } catch {
      return await writer.end(false);
    }
    return await writer.end(true);
  }

  /** What was validated is gone, or was another: it is asked for as if nothing were stored. */
  async #askAgain(response: HttpResponse): Promise<Fetched> {
    const { store, found } = this.#parts;
    await response.discard();
    await store.drop(found.replaced);
    store.release(this.#pending);
    const nothing = { ...NOTHING, forward: "miss" } as const;
    return await new OriginFetch(this.#cacheRequest, { ...this.#parts, found: nothing }).run();
  }

  #release(response: HttpResponse): Fetched {
    this.#parts.store.release(this.#pending);
    return { response, shared: undefined };
  }

  #facts(stored: boolean) {
    return { forward: this.#parts.found.forward, stored };
  }

  #isFresh(entry: CacheEntry): boolean {
    const policy = Policy.of(entry, this.#parts.kind);
    const age = currentAge(entry, Date.now());
    return !policy.directives.has("no-cache") && policy.lifetime(entry.responseTime) > age;
  }

  /** Section 3.4: the rest of a body whose beginning is stored. */
  async #complete(part: CacheEntry, response: HttpResponse): Promise<Fetched> {
    const { store } = this.#parts;
    const rest = joinRanges(part, response);
    const begun = rest && await store.body(part, true);
    if (!rest || !begun) return await this.#askAgain(response);
    const beginning = begun instanceof Uint8Array ? [begun] : await Array.fromAsync(begun);
    const content = await new Blob([...beginning, await response.read()]).bytes();
    if (content.length !== rest.total) return await this.#askAgain(response);
    const { range: _range, ...head } = part;
    const renewed = renew(
      head,
      { cacheRequest: this.#cacheRequest, headers: response.headers },
      this.#times,
    );
    const entry = renewed && { ...renewed, id: crypto.randomUUID() };
    const stored = entry !== undefined && await this.#write(entry, content);
    const headers = headersOf(entry ?? head);
    headers.set("content-length", String(content.length));
    addStatus(headers, { ...this.#facts(stored), forwardStatus: 206 });
    const { sent: request } = this.#cacheRequest;
    const { status, reasonPhrase: statusText } = part;
    return this.#release(response.with({ status, statusText, headers, request, body: content }));
  }

  async #write(entry: CacheEntry, content: Bytes): Promise<boolean> {
    const { store, found } = this.#parts;
    const writer = await store.open(entry, this.#pending, found.replaced);
    await writer.write(content);
    return await writer.end(true);
  }

  async #take(response: HttpResponse): Promise<Fetched> {
    const { store, found } = this.#parts;
    const entry = toEntry(this.#cacheRequest, response, this.#times);
    if (!entry) {
      if (response.status < 400) await store.drop(found.replaced);
      return this.#release(withStatus(response, this.#cacheRequest, this.#facts(false)));
    }
    const content = contentOf(response) ??
      (response.status >= 400 && isSmall(response) ? await response.read() : undefined);
    if (content) return await this.#takeWhole(response, { entry, content });
    if (response.status >= 400) {
      return this.#release(withStatus(response, this.#cacheRequest, this.#facts(false)));
    }
    return await this.#takeStream(response, entry);
  }

  async #takeWhole(response: HttpResponse, { entry, content }: Whole): Promise<Fetched> {
    const stored = await this.#write(entry, content);
    return {
      response: withStatus(response, this.#cacheRequest, this.#facts(stored)),
      shared: this.#isFresh(entry)
        ? (other) =>
          other.matches(entry)
            ? this.#toCollapsed(response, other, { stored, body: content.slice() })
            : undefined
        : undefined,
    };
  }

  /** Gives the answer to another request, of which nothing went over the wire. */
  #toCollapsed(
    response: HttpResponse,
    { sent: request }: CacheRequest,
    { stored, body }: { readonly stored: boolean; readonly body: Bytes | AsyncIterable<Bytes> },
  ): HttpResponse {
    const headers = headersWith(response, { ...this.#facts(stored), collapsed: true });
    const { status, reasonPhrase: statusText } = response;
    return HttpResponse.of(body, { status, statusText, headers, request });
  }

  /** The body goes to the caller and into the store at once. */
  async #takeStream(response: HttpResponse, entry: CacheEntry): Promise<Fetched> {
    const { store, found, context } = this.#parts;
    const writer = await store.open(entry, this.#pending, found.replaced);
    const body = toSharedBody(response, writer, store.maxEntryBytes);
    const hold = body.reader();
    const headers = headersWith(response, this.#facts(true));
    const { sent: request } = this.#cacheRequest;
    return {
      response: response.with({ headers, request, body: body.reader() }),
      shared: this.#isFresh(entry)
        ? (other) =>
          body.isWhole && other.matches(entry) && other.context.client === context.client
            ? this.#toCollapsed(response, other, { stored: true, body: body.reader() })
            : undefined
        : undefined,
      release: () => void hold.return(),
    };
  }
}

interface Whole {
  readonly entry: CacheEntry;
  readonly content: Bytes;
}

/** Gives the body of a response that was read already. */
function contentOf(response: HttpResponse): Bytes | undefined {
  try {
    return response.content;
  } catch (error) {
    if (error instanceof ResponseNotReadError) return undefined;
    throw error;
  }
}

function isSmall(response: HttpResponse): boolean {
  return !isDecoded(response) && (contentLengthOf(response.headers) ?? Infinity) <= SMALL;
}

function toSharedBody(response: HttpResponse, writer: EntryWriter, maxBytes: number): SharedBody {
  const chunks = response.iterBytes();
  return new SharedBody({
    read: async () => (await chunks.next()).value,
    close: () => response.close(),
    keep: (chunk) => writer.write(chunk),
    end: async (complete) => void await writer.end(complete),
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
