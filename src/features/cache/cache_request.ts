/**
 * What a request wants of a cache.
 *
 * @module
 */

import type { RequestOptions } from "../../core/options/request_options.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { StageContext } from "../../core/stage.ts";
import { digest } from "./digest.ts";
import { Directives } from "./rules/directives.ts";
import type { CacheEntry } from "./entry.ts";
import { parseRange, type WantedRange } from "./rules/ranges.ts";
import { CONDITIONS } from "./rules/validators.ts";
import { matchesVary, normalizeField } from "./rules/vary.ts";

/** Headers that say who asks. */
const CREDENTIALS: readonly string[] = ["authorization", "cookie", "proxy-authorization"];

/** A request, and what the caller sent. */
interface Asked {
  readonly request: PreparedRequest;
  readonly sent: PreparedRequest;
}

/** A request as a cache reads it. */
export class CacheRequest {
  readonly request: PreparedRequest;
  /** What the caller sent, where it is not the same. */
  readonly sent: PreparedRequest;
  readonly context: StageContext;
  readonly mode: RequestCache;
  /** The directives of the request. */
  readonly asked: Directives;
  /** Under what its entries are stored. */
  readonly key: string;
  /** A digest of its credentials; empty if it has none. */
  readonly credentials: string;
  /** The one range that it wants. */
  readonly range: WantedRange | undefined;
  readonly #secret: readonly string[];

  private constructor(asked: Asked, context: StageContext, credentials: string) {
    const { request } = asked;
    this.request = request;
    this.sent = asked.sent;
    this.context = context;
    this.credentials = credentials;
    this.mode = cacheModeOf(context);
    this.key = keyOf(request.url);
    this.range = parseRange(request.headers.range);
    this.#secret = secretsOf(context);
    const control = request.headers["cache-control"];
    const pragma = control === undefined ? request.headers.pragma : undefined;
    this.asked = pragma !== undefined && /\bno-cache\b/i.test(pragma)
      ? Directives.parse("no-cache")
      : Directives.parse(control);
  }

  /** Reads a request; only one with credentials has to wait for a digest. */
  static of(
    request: PreparedRequest,
    context: StageContext,
    sent: PreparedRequest = request,
  ): CacheRequest | Promise<CacheRequest> {
    const found = secretsOf(context).filter((name) => request.headers[name] !== undefined);
    if (found.length === 0) return new CacheRequest({ request, sent }, context, "");
    const said = found.sort().map((name) => `${name}: ${request.headers[name]}\n`).join("");
    return digest(`${request.url.origin}\n${said}`).then((hash) =>
      new CacheRequest({ request, sent }, context, hash)
    );
  }

  /** Whether it can be answered, or its answer stored, at all. */
  get isCacheable(): boolean {
    const { method, headers, body } = this.request;
    return !body && method === "GET" && this.mode !== "no-store" && !this.asked.has("no-store") &&
      !/\btext\/event-stream\b/i.test(headers.accept ?? "") &&
      (headers.range === undefined || this.range !== undefined) &&
      headers["if-match"] === undefined && headers["if-unmodified-since"] === undefined;
  }

  /** Whether the caller has something and asks whether it is still the same. */
  get isConditional(): boolean {
    return CONDITIONS.some((name) => this.request.headers[name] !== undefined);
  }

  /** Whether it may be answered by an equal request under way. */
  get isSharable(): boolean {
    return this.request.headers.range === undefined && !this.isConditional &&
      (this.mode === "default" || this.mode === "force-cache") &&
      !this.asked.has("no-cache") && !this.asked.has("max-age");
  }

  /** Gives a field as it counts for Vary; a secret only as a digest. */
  readonly field = (name: string): string | null => {
    const value = this.request.headers[name];
    if (value !== undefined && this.#secret.includes(name)) return `digest ${this.credentials}`;
    return normalizeField(name, value);
  };

  /** Tells whether an entry was stored for such a request. */
  matches(entry: CacheEntry): boolean {
    return matchesVary(entry.varies, this.field);
  }
}

/** Gives how a request may be answered. */
export function cacheModeOf({ options }: StageContext): RequestCache {
  const { cache = "default" }: { readonly cache?: RequestCache | undefined } & RequestOptions =
    options;
  return cache;
}

/** By the list of a client, which does not change. */
const secrets = new WeakMap<readonly string[], readonly string[]>();

function secretsOf({ client: { sensitiveHeaders } }: StageContext): readonly string[] {
  const known = secrets.get(sensitiveHeaders);
  if (known) return known;
  const names = [...new Set([...CREDENTIALS, ...sensitiveHeaders])];
  secrets.set(sensitiveHeaders, names);
  return names;
}

/** Gives the URL without its fragment. */
export function keyOf(url: URL): string {
  return url.hash || url.href.endsWith("#") ? url.href.slice(0, url.href.indexOf("#")) : url.href;
}

/** The Fetch standard, "HTTP-network-or-cache fetch": what the modes say to caches on the way. */
export function withMode({ request, mode }: CacheRequest): PreparedRequest {
  if (request.headers["cache-control"] !== undefined) return request;
  if (mode === "no-cache") return request.withHeader("cache-control", "max-age=0");
  if (mode !== "no-store" && mode !== "reload") return request;
  return request.with({
    headers: { ...request.headers, "cache-control": "no-cache", pragma: "no-cache" },
  });
}
