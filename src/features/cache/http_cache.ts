/**
 * The way of a request through a cache.
 *
 * @module
 */

import { parseContentLength } from "../../core/fields/content_length.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { Send, StageContext } from "../../core/stage.ts";
import { toResponse } from "./answer.ts";
import { CACHE_NAME, formatCacheStatus } from "../../core/fields/cache_status.ts";
import { decide } from "./rules/decision.ts";
import { Directives } from "./rules/directives.ts";
import { type CacheEntry, readHeaders } from "./entry.ts";
import { Flight } from "./flight.ts";
import type { CacheKind } from "./rules/freshness.ts";
import { give, isServable, rewrap } from "./giving.ts";
import { type Found, type Loaded, Loading, type LoadingParts } from "./loading.ts";
import { keyOf, Question, withMode } from "./question.ts";
import { Shelf, type ShelfOptions } from "./shelf.ts";
import type { CacheStore } from "./stores/store.ts";
import { renew } from "./storing.ts";
import { matchesTag } from "./rules/validators.ts";

/** What a cache is made of. */
export interface HttpCacheParts {
  readonly store: CacheStore;
  readonly kind: CacheKind;
  readonly limits: ShelfOptions;
}

/** The most answers of one URL, for different users and by different headers; the latest stay. */
const MOST_ENTRIES = 256;

/** Methods that change nothing and are not cached: RFC 9110 section 9.2.1. */
const SAFE: readonly string[] = ["OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY"];

/** Answers out of a store, or asks the server and stores what it says. */
export class HttpCache {
  readonly #next: Send;
  readonly #kind: CacheKind;
  readonly #shelf: Shelf;
  readonly #flights = new Map<string, Flight>();
  readonly #refreshing = new Set<string>();

  /** Stands in front of what sends. */
  constructor(next: Send, { store, kind, limits }: HttpCacheParts) {
    this.#next = next;
    this.#kind = kind;
    this.#shelf = new Shelf(store, limits);
  }

  /** Answers a request. */
  async send(request: PreparedRequest, context: StageContext): Promise<HttpResponse> {
    const { method } = request;
    if (method !== "GET" && method !== "HEAD") return await this.#change(request, context);
    const asked = Question.of(request, context);
    const question = asked instanceof Promise ? await asked : asked;
    if (method === "HEAD") return await this.#head(question);
    return question.isCacheable ? await this.#answer(question) : await this.#bypass(question);
  }

  /** Section 4.4: what changes a resource makes its stored answers worthless, also those under way. */
  async #change(request: PreparedRequest, context: StageContext): Promise<HttpResponse> {
    const response = await this.#next(request, context);
    if (SAFE.includes(request.method) || response.status < 200 || response.status > 399) {
      return response;
    }
    const named = ["location", "content-location"].map((name) => response.headers.get(name));
    const urls = [request.url, ...named.flatMap((text) => toSameOrigin(text, request.url))];
    for (const key of new Set(urls.map(keyOf))) await this.#shelf.invalidate(key);
    return isAnswerOfGet(request, response)
      ? await this.#keep(response, { request, context })
      : response;
  }

  /** RFC 9110 section 9.3.3: a POST may say that its answer is what a GET would get from now on. */
  async #keep(response: HttpResponse, { request, context }: Sent): Promise<HttpResponse> {
    const question = await Question.of(
      request.with({ method: "GET", body: undefined }),
      context,
      request,
    );
    const found = {
      entry: undefined,
      decision: undefined,
      replaced: [],
      forward: "method",
    } as const;
    const parts = {
      found,
      context,
      next: () => Promise.resolve(response),
      kind: this.#kind,
      shelf: this.#shelf,
    };
    const loaded = await new Loading(question, parts).run();
    loaded.release?.();
    return loaded.response;
  }

  async #bypass(question: Question): Promise<HttpResponse> {
    const { context } = question;
    if (isOnlyIfCached(question)) return this.#refuse(question);
    const response = await this.#next(withMode(question), context);
    return rewrap(response, question, { forward: "bypass" });
  }

  /** Section 4.3.5: a HEAD is answered by what a GET stored, and says whether that still holds. */
  async #head(question: Question): Promise<HttpResponse> {
    if (question.mode === "no-store" || question.isConditional || question.request.headers.range) {
      return await this.#bypass(question);
    }
    const found = await this.#find(question);
    const answer = found.decision?.action === "use" && await this.#give(question, found);
    if (answer) return answer;
    if (isOnlyIfCached(question)) return this.#refuse(question);
    const requestTime = Date.now();
    const response = await this.#next(withMode(question), question.context);
    if (found.entry && response.status < 400) {
      await this.#freshen(question, { entry: found.entry, response, requestTime });
    }
    return rewrap(response, question, { forward: found.forward });
  }

  async #freshen(question: Question, { entry, response, requestTime }: Freshening): Promise<void> {
    const { headers, status } = response;
    const claim = this.#shelf.claim(question.key);
    const times = { kind: this.#kind, requestTime, responseTime: Date.now() };
    const isSame = status === entry.status && agrees(headers, readHeaders(entry), entry);
    const renewed = isSame ? renew(entry, { question, headers }, times) : undefined;
    if (renewed) await this.#shelf.update(renewed, claim);
    else await this.#shelf.drop([entry]);
    this.#shelf.release(claim);
  }

  async #answer(question: Question): Promise<HttpResponse> {
    const found = await this.#find(question);
    const { decision } = found;
    if (decision && decision.action !== "validate") {
      const answer = await this.#give(question, found);
      if (answer && decision.action === "refresh") this.#refresh(question, found);
      if (answer) return answer;
    }
    if (isOnlyIfCached(question)) return this.#refuse(question);
    if (!question.isSharable) return await this.#alone(question, found);
    return await this.#together(question, found);
  }

  async #find(question: Question): Promise<Found> {
    const entries = await this.#shelf.find(question.key);
    if (entries.length > MOST_ENTRIES) await this.#shelf.drop(entries.slice(MOST_ENTRIES));
    const own = this.#kind.shared
      ? entries
      : entries.filter(({ owner }) => owner === question.credentials);
    const replaced = own.filter((entry) => question.matches(entry));
    const entry = replaced.find((one) => isServable(one, question));
    const forward = own.length === 0 ? "uri-miss" : replaced.length === 0 ? "vary-miss" : "partial";
    if (!entry) return { entry, decision: undefined, replaced, forward };
    const decision = decide(entry, question, { kind: this.#kind, now: Date.now() });
    return { entry, decision, replaced, forward: decision.forward };
  }

  async #give(question: Question, { entry, decision }: Found): Promise<HttpResponse | undefined> {
    if (!entry || !decision) return undefined;
    question.context.tell({ type: "stage.cache", hit: true, ttl: Math.floor(decision.ttl) });
    return await give(this.#shelf, question, {
      entry,
      age: decision.age,
      word: { hit: true, ttl: Math.floor(decision.ttl) },
    });
  }

  /** Section 5.2.1.7. */
  #refuse(question: Question): HttpResponse {
    const word = { hit: false, forward: undefined, detail: "only-if-cached" };
    const headers = new Headers({
      "cache-status": formatCacheStatus({ cache: CACHE_NAME, ...word }),
    });
    const { request, context } = question;
    return toResponse({ request, context, status: 504, headers, body: undefined });
  }

  async #alone(question: Question, found: Found): Promise<HttpResponse> {
    const { response, release } = await this.#load(question, { found, context: question.context });
    release?.();
    return response;
  }

  /** What does not reach the server is not told of: the request tells that itself. */
  #load(
    question: Question,
    { found, context }: Pick<LoadingParts, "found" | "context">,
  ): Promise<Loaded> {
    question.context.tell({ type: "stage.cache", hit: false, forward: found.forward });
    const parts = { found, context, next: this.#next, kind: this.#kind, shelf: this.#shelf };
    return new Loading(question, parts).run();
  }

  /** Equal requests are sent once; those that read as it comes are apart from those that want all of it. */
  async #together(question: Question, found: Found): Promise<HttpResponse> {
    const { key, credentials, mode, context } = question;
    const id = `${key}\n${credentials}\n${mode}\n${context.stream}`;
    const flight = this.#flights.get(id);
    if (!flight) return await this.#lead(question, { id, found });
    const share = await flight.join(question);
    if (share === "again") return await this.#answer(question);
    return share ?? await this.#alone(question, found);
  }

  async #lead(question: Question, { id, found }: Leading): Promise<HttpResponse> {
    const { context } = question;
    const flight = new Flight();
    this.#flights.set(id, flight);
    const own = context.stream ? context.detach(flight.signal) : context;
    const loading = this.#load(question, { found, context: own });
    const land = (shared: Loaded["shared"]) => {
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
      flight.land(shared);
    };
    loading.then(
      ({ shared, release }) => {
        land(shared);
        release?.();
      },
      () => land(own.signal.aborted ? "again" : undefined),
    );
    if (!context.stream) return (await loading).response;
    try {
      return (await flight.lead(loading, context.signal)).response;
    } catch (error) {
      loading.then(({ response }) => response.close(), () => {});
      throw error;
    }
  }

  /** RFC 5861 section 3: once for an entry, off the caller's signal, ended with the client. */
  #refresh({ request, context }: Question, found: Found): void {
    const id = found.entry?.id ?? "";
    if (this.#refreshing.has(id)) return;
    this.#refreshing.add(id);
    const refresh = async () => {
      const own = context.detach();
      const question = await Question.of(withoutConditions(request), own);
      const { response, release } = await this.#load(question, { found, context: own });
      release?.();
      await response.read();
    };
    refresh().catch(() => {}).finally(() => this.#refreshing.delete(id));
  }
}

interface Leading {
  readonly id: string;
  readonly found: Found;
}

interface Freshening {
  readonly entry: CacheEntry;
  readonly response: HttpResponse;
  readonly requestTime: number;
}

interface Sent {
  readonly request: PreparedRequest;
  readonly context: StageContext;
}

function isAnswerOfGet(
  { method, url }: PreparedRequest,
  { status, headers }: HttpResponse,
): boolean {
  const location = headers.get("content-location");
  const said = Directives.parse(headers.get("cache-control"));
  const isExplicit = said.has("max-age") || said.has("s-maxage") || headers.has("expires");
  return method === "POST" && status === 200 && isExplicit && location !== null &&
    URL.parse(location, url)?.href === keyOf(url);
}

function toSameOrigin(text: string | null, base: URL): readonly URL[] {
  if (text === null) return [];
  const url = URL.parse(text, base);
  return url?.origin === base.origin ? [url] : [];
}

function isOnlyIfCached({ mode, asked }: Question): boolean {
  return mode === "only-if-cached" || asked.has("only-if-cached");
}

/** The validators and the length of a HEAD against those of what is stored. */
function agrees(head: Headers, stored: Headers, { size, decoded, range }: CacheEntry): boolean {
  const etag = head.get("etag");
  const own = stored.get("etag");
  if (etag !== null && own !== null && !matchesTag(etag, own)) return false;
  const modified = head.get("last-modified");
  if (
    modified !== null && stored.has("last-modified") && modified !== stored.get("last-modified")
  ) {
    return false;
  }
  const length = head.get("content-length");
  if (length === null || decoded) return true;
  const bytes = parseContentLength(length);
  return bytes !== undefined && bytes === (range ? range.total : size);
}

function withoutConditions(request: PreparedRequest): PreparedRequest {
  const { "if-none-match": _tag, "if-modified-since": _since, ...headers } = request.headers;
  return request.with({ headers });
}
