/**
 * What callers said of a client and of a request, settled once: behind this edge every field is there.
 *
 * @module
 */

import type { Auth } from "../auth/auth.ts";
import { resolveAuth } from "../auth/resolve.ts";
import type { ProgressCallback } from "../bytes/progress.ts";
import { checkFlag, checkNumber } from "./checks.ts";
import { CookieJar } from "../cookies/jar.ts";
import type { FeatureSet, Owner } from "../feature_set.ts";
import { type Hooks, resolveHooks } from "../hooks.ts";
import { type CookiesInput, NO_OPTIONS, type RequestOptions } from "./request_options.ts";
import { DEFAULT_TIMEOUT, type ResolvedTimeout, resolveTimeout } from "./timeout.ts";

/** What a call needs on its way, all of it settled; what features add is kept beside it. */
export interface Settings {
  /** What holds where these say nothing: the client's, or those from which these were made. */
  readonly base: Settings | undefined;
  /** What the caller said of the request. */
  readonly options: RequestOptions;
  /** Whether the body is left unread. */
  readonly stream: boolean;
  /** Makes of an error what the caller gets who wants the platform's; `undefined` for all others. */
  readonly toFetchError?: ((error: unknown) => unknown) | undefined;
  /** The limits. */
  readonly timeout: ResolvedTimeout;
  /** `undefined` follows for all methods but HEAD. */
  readonly followRedirects: boolean | undefined;
  /** The most redirects. */
  readonly maxRedirects: number;
  /** Who sees requests and responses. */
  readonly hooks: Hooks;
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
}

/** What holds where nobody says anything. */
export const INITIAL_SETTINGS: Settings = {
  base: undefined,
  options: NO_OPTIONS,
  stream: false,
  toFetchError: undefined,
  timeout: DEFAULT_TIMEOUT,
  followRedirects: undefined,
  maxRedirects: 20,
  hooks: { request: [], response: [] },
  allowInsecureRedirects: false,
  maxResponseBytes: Infinity,
  maxDecompressionRatio: 200,
  auth: undefined,
  cookies: undefined,
  signal: undefined,
  onUploadProgress: undefined,
  onDownloadProgress: undefined,
};

/** Gives settings that differ from others in a few points. */
export function deriveSettings(settings: Settings, changes: Partial<Settings>): Settings {
  return { ...settings, ...changes, base: settings };
}

/** Whose options are settled. */
export interface SettledFor {
  /** Who said them. */
  readonly owner: Owner;
  /** What else there is to say. */
  readonly features: FeatureSet;
}

/**
 * Settles what was said, over what holds otherwise.
 *
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function settleOptions(
  options: RequestOptions,
  base: Settings,
  { owner, features }: SettledFor,
): Settings {
  const { maxRedirects, maxResponseBytes, maxDecompressionRatio: ratio } = options;
  const settings: Settings = {
    base,
    options: owner === "request" ? options : NO_OPTIONS,
    stream: base.stream,
    toFetchError: undefined,
    timeout: resolveTimeout(options.timeout, base.timeout),
    followRedirects: toFlag("followRedirects", options.followRedirects) ?? base.followRedirects,
    maxRedirects: maxRedirects === undefined
      ? base.maxRedirects
      : toLimit("maxRedirects", maxRedirects),
    hooks: resolveHooks(options.hooks, base.hooks),
    allowInsecureRedirects: toFlag("allowInsecureRedirects", options.allowInsecureRedirects) ??
      base.allowInsecureRedirects,
    maxResponseBytes: maxResponseBytes === undefined
      ? base.maxResponseBytes
      : toLimit("maxResponseBytes", maxResponseBytes),
    maxDecompressionRatio: ratio === undefined
      ? base.maxDecompressionRatio
      : checkNumber("maxDecompressionRatio", ratio ?? Infinity, { least: 1, endless: true }),
    auth: options.auth === undefined ? base.auth : resolveAuth(options.auth) ?? null,
    cookies: owner === "request" ? resolveCookies(options.cookies) : undefined,
    signal: toSignal(options.signal),
    onUploadProgress: toCallback("onUploadProgress", options.onUploadProgress),
    onDownloadProgress: toCallback("onDownloadProgress", options.onDownloadProgress),
  };
  features.settle(owner, options, settings);
  return settings;
}

/**
 * Settles what was said of one request, over the client's settings.
 *
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function settleRequest(
  options: RequestOptions,
  base: Settings,
  { stream, features }: { readonly stream: boolean; readonly features: FeatureSet },
): Settings {
  const isSilent = options === NO_OPTIONS;
  if (isSilent && stream === base.stream) return base;
  const own = stream === base.stream ? base : deriveSettings(base, { stream });
  if (isSilent) return own;
  features.check("request", options);
  return settleOptions(options, own, { owner: "request", features });
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
