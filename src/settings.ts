/**
 * What callers said of a client and of a request, settled once: behind this edge every field is there.
 *
 * @module
 */

import type { Auth } from "./auth/auth.ts";
import { resolveAuth } from "./auth/resolve.ts";
import { CookieJar } from "./cookies/jar.ts";
import { type LogFunction, resolveLogger } from "./observe/logger.ts";
import { type Hooks, resolveHooks } from "./hooks.ts";
import { checkFlag, checkNumber, checkOptions } from "./checks.ts";
import type { ProgressCallback } from "./bytes/progress.ts";
import { type ResolvedRetries, resolveRetries } from "./retry/retry.ts";
import { type ErrorPredicate, resolveThrowOnError } from "./throw_on_error.ts";
import { type ResolvedTimeout, resolveTimeout } from "./timeout.ts";
import type { Trace } from "./observe/trace.ts";
import { checkTraceContext, type TraceContextInput } from "./observe/trace_context.ts";
import {
  type CookiesInput,
  type InformationalCallback,
  NO_OPTIONS,
  REQUEST_OPTIONS,
  type RequestOptions,
  type SharedOptions,
} from "./options.ts";

/** What a call needs on its way, all of it settled. */
export interface Settings {
  /** What the caller said of the request. */
  readonly options: RequestOptions;
  /** Whether the body is left unread. */
  readonly stream: boolean;
  /** Makes of an error what a caller of `client.fetch` gets; `undefined` for all others. */
  readonly toFetchError?: ((error: unknown) => unknown) | undefined;
  /** The limits. */
  readonly timeout: ResolvedTimeout;
  /** `undefined` follows for all methods but HEAD. */
  readonly followRedirects: boolean | undefined;
  /** The most redirects. */
  readonly maxRedirects: number;
  /** When a request is sent again. */
  readonly retries: ResolvedRetries;
  /** Tells of which final answers of 4xx and 5xx an error is made; `undefined` for none. */
  readonly throwOnError: ErrorPredicate | undefined;
  /** Parses JSON in the place of `JSON.parse`. */
  readonly parseJson: ((text: string) => unknown) | undefined;
  /** Makes JSON in the place of `JSON.stringify`. */
  readonly stringifyJson: ((value: unknown) => string) | undefined;
  /** Whether requests that are not idempotent get a key. */
  readonly idempotencyKey: boolean;
  /** Who sees requests and responses. */
  readonly hooks: Hooks;
  /** Gets one line for everything that was sent. */
  readonly logger: LogFunction | undefined;
  /** Told of every step. */
  readonly trace: Trace | undefined;
  /** The trace that requests go on with. */
  readonly traceContext: TraceContextInput | undefined;
  /** Whether credentials do not keep a redirect from https to http from being followed. */
  readonly allowInsecureRedirects: boolean;
  /** The most bytes of a decoded body. */
  readonly maxResponseBytes: number;
  /** How many times larger a large decoded body may be than it was on the wire. */
  readonly maxDecompressionRatio: number;
  /** The `auth` option: the request's, else the client's; `null` for none at all. */
  readonly auth: Auth | null | undefined;
  /** The cookies of this request; `null` for none at all: not even the client's are sent, and none is kept. */
  readonly cookies: CookieJar | null | undefined;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
  /** Told how much of the body was sent. */
  readonly onUploadProgress: ProgressCallback | undefined;
  /** Told how much of the response came. */
  readonly onDownloadProgress: ProgressCallback | undefined;
  /** Told of every 1xx answer. */
  readonly onInformational: InformationalCallback | undefined;
}

/** The part of the settings that a client has, too. */
export type Defaults = Omit<
  Settings,
  | "options"
  | "stream"
  | "toFetchError"
  | "cookies"
  | "signal"
  | "onUploadProgress"
  | "onDownloadProgress"
  | "onInformational"
>;

/**
 * Settles what was said of one request, over the client's defaults.
 *
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveRequestOptions(
  options: RequestOptions,
  defaults: Defaults,
  { stream }: { readonly stream: boolean },
): Settings {
  if (options === NO_OPTIONS) return settleDefaults(defaults, stream);
  checkOptions("a request", options, REQUEST_OPTIONS);
  checkCache(options.cache);
  return {
    options,
    stream,
    ...resolveDefaults(options, defaults),
    cookies: resolveCookies(options.cookies),
    signal: toSignal(options.signal),
    onUploadProgress: toCallback("onUploadProgress", options.onUploadProgress),
    onDownloadProgress: toCallback(
      "onDownloadProgress",
      options.onDownloadProgress,
    ),
    onInformational: toCallback("onInformational", options.onInformational),
  };
}

const CACHES: readonly unknown[] = [
  undefined,
  "default",
  "no-store",
  "reload",
  "no-cache",
  "force-cache",
  "only-if-cached",
];

function checkCache(cache: unknown): void {
  if (CACHES.includes(cache)) return;
  throw new TypeError(
    `Cannot use ${String(cache)} as cache: give ${CACHES.filter(Boolean).join(", ")}`,
  );
}

/** Most requests say nothing, and what the client says is settled. */
function settleDefaults(defaults: Defaults, stream: boolean): Settings {
  return {
    options: NO_OPTIONS,
    stream,
    timeout: defaults.timeout,
    followRedirects: defaults.followRedirects,
    maxRedirects: defaults.maxRedirects,
    retries: defaults.retries,
    throwOnError: defaults.throwOnError,
    parseJson: defaults.parseJson,
    stringifyJson: defaults.stringifyJson,
    idempotencyKey: defaults.idempotencyKey,
    hooks: defaults.hooks,
    logger: defaults.logger,
    trace: defaults.trace,
    traceContext: defaults.traceContext,
    allowInsecureRedirects: defaults.allowInsecureRedirects,
    maxResponseBytes: defaults.maxResponseBytes,
    maxDecompressionRatio: defaults.maxDecompressionRatio,
    auth: defaults.auth,
    cookies: undefined,
    signal: undefined,
    onUploadProgress: undefined,
    onDownloadProgress: undefined,
    onInformational: undefined,
  };
}

/** Settles what a client and a request have in common. */
export function resolveDefaults(
  options: SharedOptions,
  defaults: Defaults,
): Defaults {
  const { maxRedirects, maxResponseBytes, maxDecompressionRatio: ratio, trace } = options;
  return {
    timeout: resolveTimeout(options.timeout, defaults.timeout),
    followRedirects: toFlag("followRedirects", options.followRedirects) ??
      defaults.followRedirects,
    maxRedirects: maxRedirects === undefined
      ? defaults.maxRedirects
      : toLimit("maxRedirects", maxRedirects),
    retries: resolveRetries(options.retries, defaults.retries),
    throwOnError: resolveThrowOnError(options.throwOnError, defaults.throwOnError),
    ...resolveJson(options, defaults),
    idempotencyKey: toFlag("idempotencyKey", options.idempotencyKey) ?? defaults.idempotencyKey,
    hooks: resolveHooks(options.hooks, defaults.hooks),
    logger: settle(options.logger, defaults.logger, resolveLogger),
    trace: trace === undefined ? defaults.trace : toCallback("trace", trace),
    traceContext: settle(options.traceContext, defaults.traceContext, checkTraceContext),
    maxResponseBytes: maxResponseBytes === undefined
      ? defaults.maxResponseBytes
      : toLimit("maxResponseBytes", maxResponseBytes),
    maxDecompressionRatio: ratio === undefined
      ? defaults.maxDecompressionRatio
      : checkNumber("maxDecompressionRatio", ratio ?? Infinity, { least: 1, endless: true }),
    allowInsecureRedirects: toFlag("allowInsecureRedirects", options.allowInsecureRedirects) ??
      defaults.allowInsecureRedirects,
    auth: options.auth === undefined
      ? defaults.auth
      : options.auth === null
      ? null
      : resolveAuth(options.auth),
  };
}

function resolveJson(
  { parseJson, stringifyJson }: SharedOptions,
  defaults: Pick<Defaults, "parseJson" | "stringifyJson">,
): Pick<Defaults, "parseJson" | "stringifyJson"> {
  return {
    parseJson: parseJson === undefined ? defaults.parseJson : toCallback("parseJson", parseJson),
    stringifyJson: stringifyJson === undefined
      ? defaults.stringifyJson
      : toCallback("stringifyJson", stringifyJson),
  };
}

/** Left out means the client's, `null` none. */
function settle<Loose, Settled>(
  given: Loose | null | undefined,
  base: Settled | undefined,
  resolve: (given: Loose) => Settled,
): Settled | undefined {
  if (given === undefined) return base;
  return given === null ? undefined : resolve(given);
}

/**
 * Settles the `cookies` option: a jar is taken as it is; names and values become one, which checks them.
 *
 * @returns `null` for none at all; `undefined` if nothing was said.
 * @throws {TypeError} If it is anything else.
 */
export function resolveCookies(
  cookies: CookiesInput | false | null | undefined,
): CookieJar | null | undefined {
  if (cookies === undefined || cookies instanceof CookieJar) return cookies;
  return cookies === null || cookies === false ? null : new CookieJar(cookies);
}

function toFlag(name: string, flag: boolean | null | undefined): boolean | undefined {
  return flag === undefined ? undefined : flag !== null && checkFlag(name, flag);
}

function toLimit(name: string, count: number | null): number {
  if (count === null) return Infinity;
  if (typeof count !== "number") {
    throw new TypeError(
      `Cannot use a ${typeof count} as ${name}: give a number`,
    );
  }
  if (count === Infinity || (Number.isInteger(count) && count >= 0)) {
    return count;
  }
  throw new RangeError(
    `Cannot use ${count} as ${name}: give a whole number from 0`,
  );
}

function toSignal(
  signal: AbortSignal | null | undefined,
): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (signal instanceof AbortSignal) return signal;
  throw new TypeError(
    `Cannot use a ${typeof signal} as signal: give an AbortSignal`,
  );
}

/**
 * Settles a function of the caller's.
 *
 * @throws {TypeError} If it is none.
 */
export function toCallback<Callback>(
  name: string,
  callback: Callback | null | undefined,
): Callback | undefined {
  if (callback === undefined || callback === null) return undefined;
  if (typeof callback === "function") return callback;
  throw new TypeError(
    `Cannot use a ${typeof callback} as ${name}: give a function`,
  );
}
