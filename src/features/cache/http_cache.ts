/**
 * The way of a request through a cache.
 *
 * @module
 */

import { parseContentLength } from "../../core/fields/content_length.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { Send, StageContext } from "../../core/stage.ts";
import { decide } from "./rules/decision.ts";
import { Directives } from "./rules/directives.ts";
import { type CacheEntry, readHeaders } from "./entry.ts";
import { CollapsedRequest } from "./collapsed_request.ts";
import type { CacheKind } from "./rules/freshness.ts";
import { isServable, refuse, serve, withStatus } from "./serving.ts";
import {
  type Fetched,
  type Found,
  NOTHING,
  OriginFetch,
  type OriginFetchParts,
} from "./origin_fetch.ts";
import { cacheModeOf, CacheRequest, keyOf, withMode } from "./cache_request.ts";
import { follow, GuardedStore, type MaybePromise, type StoreLimits } from "./guarded_store.ts";
import { StoreState } from "./store_state.ts";
import type { CacheStore } from "./stores/store.ts";
import { answerFailure, findStaleAnswer } from "./stale_answer.ts";
import { renew } from "./storing.ts";
import { matchesTag } from "./rules/validators.ts";

/** What a cache is made of. */
export interface HttpCacheParts {
  readonly store: CacheStore;
  readonly kind: CacheKind;
  readonly limits: StoreLimits;
}

/** The most answers of one URL, for different users and by different headers; the latest stay. */
const MOST_ENTRIES = 256;

/** Methods that change nothing and are not cached: RFC 9110 section 9.2.1. */
const SAFE: readonly string[] = ["OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY"];

/** Answers out of a store, or asks the server and stores what it says. */
export class HttpCache {
  readonly #next: Send;
  readonly #kind: CacheKind;
  readonly #store: GuardedStore;
  readonly #state: StoreState;
  readonly #id = crypto.randomUUID();

  /** Stands in front of what sends. */
  constructor(next: Send, { store, kind, limits }: HttpCacheParts) {
    this.#next = next;
    this.#kind = kind;
    this.#store = new GuardedStore(store, limits);
    this.#state = StoreState.of(store);
  }

  /** Answers a request. */
  send(request: PreparedRequest, context: StageContext): Promise<HttpResponse> {
    const { method } = request;
    const isRead = method === "GET" || method === "HEAD";
    if (!isRead && cacheModeOf(context) !== "only-if-cached") return this.#change(request, context);
    const asked = CacheRequest.of(request, context);
    return asked instanceof Promise
      ? asked.then((cacheRequest) => this.#send(cacheRequest))
      : this.#send(asked);
  }

  async #send(cacheRequest: CacheRequest): Promise<HttpResponse> {
    const { method } = cacheRequest.request;
    if (method === "HEAD") return await this.#head(cacheRequest);
    if (method !== "GET") return this.#refuse(cacheRequest);
    if (!cacheRequest.isCacheable) return await this.#bypass(cacheRequest);
    const searched = this.#find(cacheRequest);
    const found = searched instanceof Promise ? await searched : searched;
    const { decision } = found;
    if (decision && decision.action !== "validate") {
      const served = this.#serve(cacheRequest, found);
      const answer = served instanceof Promise ? await served : served;
      if (answer && decision.action === "refresh") this.#refresh(cacheRequest, found);
      if (answer) return answer;
    }
    if (isOnlyIfCached(cacheRequest)) return this.#refuse(cacheRequest);
    if (!cacheRequest.isSharable) return await this.#alone(cacheRequest, found);
    return await this.#together(cacheRequest, found);
  }

  /** Section 4.4: what changes a resource makes its stored answers worthless, also those under way. */
  async #change(request: PreparedRequest, context: StageContext): Promise<HttpResponse> {
    const response = await this.#next(request, context);
    if (SAFE.includes(request.method) || response.status < 200 || response.status > 399) {
      return response;
    }
    const named = ["location", "content-location"].map((name) => response.headers.get(name));
    const urls = [request.url, ...named.flatMap((text) => toSameOrigin(text, request.url))];
    for (const key of new Set(urls.map(keyOf))) {
      this.#forget(key);
      await this.#store.invalidate(key);
    }
    return isAnswerOfGet(request, response)
      ? await this.#keep(response, { request, context })
      : response;
  }

  /** Who asks from now on must not share what was asked for before. */
  #forget(key: string): void {
    for (const id of this.#state.underWay.keys()) {
      const [url = id] = id.split("\n", 1);
      if (this.#state.isChangedWith(url, key)) this.#state.underWay.delete(id);
    }
  }

  /** RFC 9110 section 9.3.3: a POST may say that its answer is what a GET would get from now on. */
  async #keep(response: HttpResponse, { request, context }: Sent): Promise<HttpResponse> {
    const cacheRequest = await CacheRequest.of(
      request.with({ method: "GET", body: undefined }),
      context,
      request,
    );
    const found = { ...NOTHING, forward: "method" } as const;
    const parts = {
      found,
      context,
      next: () => Promise.resolve(response),
      kind: this.#kind,
      store: this.#store,
    };
    const fetched = await new OriginFetch(cacheRequest, parts).run();
    fetched.release?.();
    return fetched.response;
  }

  async #bypass(cacheRequest: CacheRequest): Promise<HttpResponse> {
    const { context } = cacheRequest;
    if (isOnlyIfCached(cacheRequest)) return this.#refuse(cacheRequest);
    const response = await this.#next(withMode(cacheRequest), context);
    return withStatus(response, cacheRequest, { forward: "bypass" });
  }

  /** Section 4.3.5: a HEAD is answered by what a GET stored, and says whether that still holds. */
  async #head(cacheRequest: CacheRequest): Promise<HttpResponse> {
    if (
      cacheRequest.mode === "no-store" || cacheRequest.isConditional ||
      cacheRequest.request.headers.range
    ) {
      return await this.#bypass(cacheRequest);
    }
    const found = await this.#find(cacheRequest);
    const answer = found.decision?.action === "use" && await this.#serve(cacheRequest, found);
    if (answer) return answer;
    if (isOnlyIfCached(cacheRequest)) return this.#refuse(cacheRequest);
    return await this.#askHead(cacheRequest, found);
  }

  async #askHead(cacheRequest: CacheRequest, { entry, forward }: Found): Promise<HttpResponse> {
    const { context } = cacheRequest;
    const parts = { entry, kind: this.#kind, store: this.#store };
    const requestTime = Date.now();
    let response;
    try {
      response = await this.#next(withMode(cacheRequest), context);
    } catch (error) {
      const answer = !context.signal.aborted && await answerFailure(error, cacheRequest, parts);
      if (answer) return answer;
      throw error;
    }
    const stale = await findStaleAnswer(response.status, cacheRequest, parts);
    if (stale) {
      await response.discard();
      return stale;
    }
    if (entry && response.status < 400) {
      await this.#freshen(cacheRequest, { entry, response, requestTime });
    }
    return withStatus(response, cacheRequest, { forward });
  }

  async #freshen(
    cacheRequest: CacheRequest,
    { entry, response, requestTime }: Freshening,
  ): Promise<void> {
    const { headers, status } = response;
    const pending = this.#store.begin(cacheRequest.key);
    const times = { kind: this.#kind, requestTime, responseTime: Date.now() };
    const isSame = status === entry.status && agrees(headers, readHeaders(entry), entry);
    const renewed = isSame ? renew(entry, { cacheRequest, headers }, times) : undefined;
    if (renewed) await this.#store.update(renewed, pending);
    else await this.#store.drop([entry]);
    this.#store.release(pending);
  }

  #find(cacheRequest: CacheRequest): MaybePromise<Found> {
    const { key } = cacheRequest;
    const found = follow(this.#store.find(key), (entries) => this.#choose(cacheRequest, entries));
    return follow(found, (exact) => this.#findEquivalent(cacheRequest, exact));
  }

  /** What has the same URL comes first. */
  #findEquivalent(cacheRequest: CacheRequest, exact: Found): MaybePromise<Found> {
    if (exact.forward !== "uri-miss") return exact;
    const owner = this.#kind.shared ? "" : cacheRequest.credentials;
    const fits = (link: CacheEntry) => link.owner === owner && cacheRequest.matches(link);
    return follow(
      this.#store.findEquivalent(cacheRequest.key, fits),
      (entries) => entries.length === 0 ? exact : this.#choose(cacheRequest, entries),
    );
  }

  #choose(cacheRequest: CacheRequest, entries: readonly CacheEntry[]): MaybePromise<Found> {
    if (entries.length > MOST_ENTRIES) {
      return this.#store.drop(entries.slice(MOST_ENTRIES))
        .then(() => this.#choose(cacheRequest, entries.slice(0, MOST_ENTRIES)));
    }
    const own = this.#kind.shared
      ? entries
      : entries.filter(({ owner }) => owner === cacheRequest.credentials);
    const replaced = own.filter((entry) => cacheRequest.matches(entry));
    const entry = replaced.find((one) => isServable(one, cacheRequest));
    const forward = own.length === 0 ? "uri-miss" : replaced.length === 0 ? "vary-miss" : "partial";
    const variants = replaced.length === own.length
      ? []
      : own.filter((one) => !replaced.includes(one));
    if (!entry) return { entry, decision: undefined, replaced, variants, forward };
    const decision = decide(entry, cacheRequest, { kind: this.#kind, now: Date.now() });
    return { entry, decision, replaced, variants, forward: decision.forward };
  }

  #serve(
    cacheRequest: CacheRequest,
    { entry, decision }: Found,
  ): MaybePromise<HttpResponse | undefined> {
    if (!entry || !decision) return undefined;
    const facts = { hit: true, ttl: Math.floor(decision.ttl) };
    const answer = serve(this.#store, cacheRequest, { entry, age: decision.age, facts });
    return follow(answer, (given) => {
      if (given) cacheRequest.context.tell({ type: "stage.cache", ...facts });
      return given;
    });
  }

  /** Section 5.2.1.7. */
  #refuse(cacheRequest: CacheRequest): HttpResponse {
    return refuse(cacheRequest, { detail: "only-if-cached" });
  }

  async #alone(cacheRequest: CacheRequest, found: Found): Promise<HttpResponse> {
    const { response, release } = await this.#fetch(cacheRequest, {
      found,
      context: cacheRequest.context,
    });
    release?.();
    return response;
  }

  /** What does not reach the server is not told of: the request tells that itself. */
  #fetch(
    cacheRequest: CacheRequest,
    { found, context }: Pick<OriginFetchParts, "found" | "context">,
  ): Promise<Fetched> {
    cacheRequest.context.tell({ type: "stage.cache", hit: false, forward: found.forward });
    const parts = { found, context, next: this.#next, kind: this.#kind, store: this.#store };
    return new OriginFetch(cacheRequest, parts).run();
  }

  /** Equal requests are sent once; those that read as it comes are apart from those that want all of it. */
  async #together(cacheRequest: CacheRequest, found: Found): Promise<HttpResponse> {
    const { key, credentials, mode, context } = cacheRequest;
    const id = [key, credentials, mode, this.#group(context), limitsOf(context)].join("\n");
    const collapsed = this.#state.underWay.get(id);
    if (!collapsed) return await this.#sendFirst(cacheRequest, { id, found });
    const share = await collapsed.join(cacheRequest);
    if (share === "again") return await this.#send(cacheRequest);
    return share ?? await this.#alone(cacheRequest, found);
  }

  /** Clients share what was read as a whole, if their caches have the same rules; a stream ends with its client. */
  #group({ stream }: StageContext): string {
    return stream ? this.#id : JSON.stringify(this.#kind);
  }

  async #sendFirst(cacheRequest: CacheRequest, { id, found }: FirstSend): Promise<HttpResponse> {
    const { context } = cacheRequest;
    const collapsed = new CollapsedRequest();
    this.#state.underWay.set(id, collapsed);
    const own = context.stream
      ? context.detach(collapsed.signal, { total: Infinity }) // each who waits has its own
      : context;
    const fetching = this.#fetch(cacheRequest, { found, context: own });
    const settle = (shared: Fetched["shared"]) => {
      if (this.#state.underWay.get(id) === collapsed) this.#state.underWay.delete(id);
      collapsed.settle(shared);
    };
    fetching.then(
      ({ shared, release }) => {
        settle(shared);
        release?.();
      },
      () => settle(own.signal.aborted ? "again" : undefined),
    );
    if (!context.stream) return (await fetching).response;
    try {
      return (await collapsed.wait(fetching, context.signal)).response;
    } catch (error) {
      fetching.then(({ response }) => response.close(), () => {});
      throw error;
    }
  }

  /** RFC 5861 section 3: once for an entry, off the caller's signal, ended with the client. */
  #refresh({ request, context }: CacheRequest, found: Found): void {
    const id = found.entry?.id ?? "";
    if (this.#state.refreshing.has(id)) return;
    this.#state.refreshing.add(id);
    const refresh = async () => {
      const own = context.detach();
      const cacheRequest = await CacheRequest.of(withoutConditions(request), own);
      const { response, release } = await this.#fetch(cacheRequest, { found, context: own });
      release?.();
      await drain(response);
    };
    refresh().catch(() => {}).finally(() => this.#state.refreshing.delete(id));
  }
}

/** Who has other limits must not fail by those of another; how long all may take is nobody else's concern. */
function limitsOf({ options: { timeout, maxResponseBytes } }: StageContext): string {
  const single = typeof timeout === "object" && timeout !== null
    ? { ...timeout, total: undefined }
    : timeout;
  return JSON.stringify([single, maxResponseBytes]);
}

interface FirstSend {
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

function isOnlyIfCached({ mode, asked }: CacheRequest): boolean {
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

/** Reads what nobody wants, without holding it. */
async function drain(response: HttpResponse): Promise<void> {
  const chunks = response.iterBytes();
  while (!(await chunks.next()).done);
}

function withoutConditions(request: PreparedRequest): PreparedRequest {
  const { "if-none-match": _tag, "if-modified-since": _since, ...headers } = request.headers;
  return request.with({ headers });
}
