/**
 * What callers may say of a client and of a request, settled once: behind this edge every field is there.
 *
 * @module
 */

import type { Auth } from "./auth/auth.ts";
import { type AuthInput, resolveAuth } from "./auth/resolve.ts";
import type { BodyOptions } from "./body.ts";
import { CookieJar } from "./cookies/jar.ts";
import type { DefaultEncoding } from "./decode/charset.ts";
import type { HeadersInput } from "./headers.ts";
import { type Hooks, type HooksOptions, resolveHooks } from "./hooks.ts";
import { checkFlag, checkOptions } from "./checks.ts";
import type { CircuitBreakerOptions } from "./circuit.ts";
import type { ProgressCallback } from "./progress.ts";
import type { RateLimitOptions } from "./rate_limit.ts";
import { type ResolvedRetries, resolveRetries, type Retries } from "./retry.ts";
import { type ResolvedTimeout, resolveTimeout, type Timeout } from "./timeout.ts";
import type { OwnOptions } from "./transports/own_plan.ts";
import type { Transport } from "./transports/transport.ts";
import type { ParamsInput } from "./url.ts";

/** Cookies as a caller gives them: names and values, or a jar with rules of its own. */
export type CookiesInput =
  | CookieJar
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string>>;

/** What can be said of a client and of one request. */
export interface SharedOptions {
  /** Query parameters; they are appended to those in the URL. */
  readonly params?: ParamsInput | null | undefined;
  /** Headers; a `null` value removes a default, `null` itself all of them. */
  readonly headers?: HeadersInput | null | undefined;
  /** Cookies. */
  readonly cookies?: CookiesInput | null | undefined;
  /** Credentials: `["user", "password"]`, a function or an `Auth`. */
  readonly auth?: AuthInput | undefined;
  /** Time limits in milliseconds. */
  readonly timeout?: Timeout | undefined;
  /** Whether redirects are followed. Default: for all methods but HEAD; `null` is `false`. */
  readonly followRedirects?: boolean | null | undefined;
  /** The most redirects to follow. Default 20; `null` for no limit. */
  readonly maxRedirects?: number | null | undefined;
  /** When a request is sent again; a number is how many times. Default 0. */
  readonly retries?: Retries | undefined;
  /** Whether POST and other requests that are not idempotent get an `idempotency-key` header, and so may be retried. */
  readonly idempotencyKey?: boolean | undefined;
  /** Functions that see every request and response. */
  readonly hooks?: HooksOptions | null | undefined;
  /** The most bytes of a decoded body. Default: no limit. */
  readonly maxResponseBytes?: number | null | undefined;
}

/** What can be said of one request. */
export interface RequestOptions extends SharedOptions, BodyOptions {
  /** Aborts the request at any point, with its own reason. */
  readonly signal?: AbortSignal | null | undefined;
  /** Told how much of the body was sent. */
  readonly onUploadProgress?: ProgressCallback | null | undefined;
  /** Told how much of the response came. */
  readonly onDownloadProgress?: ProgressCallback | null | undefined;
  /** Told of every 1xx answer before the last one, such as 103 Early Hints; only over sockets. */
  readonly onInformational?: InformationalCallback | null | undefined;
}

/** Told of a 1xx answer (RFC 9110 section 15.2). */
export type InformationalCallback = (status: number, headers: Headers) => void;

/** What can be said of a client. */
export interface ClientOptions extends SharedOptions, OwnOptions {
  /** To what a URL without a scheme is appended. */
  readonly baseUrl?: string | URL | null | undefined;
  /** How many requests may be sent in what time. */
  readonly rateLimit?: RateLimitOptions | null | undefined;
  /** When requests to an origin that fails again and again are no longer sent; a number is the `failures`. */
  readonly circuitBreaker?: number | CircuitBreakerOptions | null | undefined;
  /** What carries the requests, instead of `fetch`. */
  readonly transport?: Transport | undefined;
  /** Transports for some URLs; `null` means the client's own. */
  readonly mounts?: Readonly<Record<string, Transport | null>> | undefined;
  /** The charset of a text that does not say, or a function of its bytes. Default utf-8. */
  readonly defaultEncoding?: DefaultEncoding | undefined;
  /** Headers that only the origin may see to which they were first sent. */
  readonly sensitiveHeaders?: readonly string[] | null | undefined;
}

/** What a call needs on its way, all of it settled. */
export interface Settings {
  /** Whether the body is left unread. */
  readonly stream: boolean;
  /** The limits. */
  readonly timeout: ResolvedTimeout;
  /** `undefined` follows for all methods but HEAD. */
  readonly followRedirects: boolean | undefined;
  /** The most redirects. */
  readonly maxRedirects: number;
  /** When a request is sent again. */
  readonly retries: ResolvedRetries;
  /** Whether requests that are not idempotent get a key. */
  readonly idempotencyKey: boolean;
  /** Who sees requests and responses. */
  readonly hooks: Hooks;
  /** The most bytes of a decoded body. */
  readonly maxResponseBytes: number;
  /** The `auth` option: the request's, else the client's; `null` for none at all. */
  readonly auth: Auth | null | undefined;
  /** The cookies of this request; `null` for none at all, not even the client's. */
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
export type Defaults = Pick<
  Settings,
  | "timeout"
  | "followRedirects"
  | "maxRedirects"
  | "retries"
  | "idempotencyKey"
  | "hooks"
  | "maxResponseBytes"
  | "auth"
>;

/** The names of everything that can be said of one request; a type error where one is missing. */
export const REQUEST_OPTIONS: Readonly<Record<keyof RequestOptions, true>> = {
  params: true,
  headers: true,
  cookies: true,
  auth: true,
  timeout: true,
  followRedirects: true,
  maxRedirects: true,
  retries: true,
  idempotencyKey: true,
  hooks: true,
  maxResponseBytes: true,
  signal: true,
  body: true,
  data: true,
  files: true,
  json: true,
  onUploadProgress: true,
  onDownloadProgress: true,
  onInformational: true,
};

/** Nothing is said of a request. */
export const NO_OPTIONS: RequestOptions = {};

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
  return {
    stream,
    ...resolveDefaults(options, defaults),
    cookies: toCookies(options.cookies),
    signal: toSignal(options.signal),
    onUploadProgress: toCallback("onUploadProgress", options.onUploadProgress),
    onDownloadProgress: toCallback(
      "onDownloadProgress",
      options.onDownloadProgress,
    ),
    onInformational: toCallback("onInformational", options.onInformational),
  };
}

/** Most requests say nothing, and what the client says is settled. */
function settleDefaults(defaults: Defaults, stream: boolean): Settings {
  return {
    stream,
    timeout: defaults.timeout,
    followRedirects: defaults.followRedirects,
    maxRedirects: defaults.maxRedirects,
    retries: defaults.retries,
    idempotencyKey: defaults.idempotencyKey,
    hooks: defaults.hooks,
    maxResponseBytes: defaults.maxResponseBytes,
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
  const { maxRedirects, maxResponseBytes } = options;
  return {
    timeout: resolveTimeout(options.timeout, defaults.timeout),
    followRedirects: toFlag("followRedirects", options.followRedirects) ??
      defaults.followRedirects,
    maxRedirects: maxRedirects === undefined
      ? defaults.maxRedirects
      : toLimit("maxRedirects", maxRedirects),
    retries: resolveRetries(options.retries, defaults.retries),
    idempotencyKey: toFlag("idempotencyKey", options.idempotencyKey) ?? defaults.idempotencyKey,
    hooks: resolveHooks(options.hooks, defaults.hooks),
    maxResponseBytes: maxResponseBytes === undefined
      ? defaults.maxResponseBytes
      : toLimit("maxResponseBytes", maxResponseBytes),
    auth: options.auth === undefined
      ? defaults.auth
      : options.auth === null
      ? null
      : resolveAuth(options.auth),
  };
}

function toCookies(
  cookies: CookiesInput | null | undefined,
): CookieJar | null | undefined {
  return cookies === undefined || cookies === null ? cookies : toJar(cookies);
}

/** A jar is taken as it is; anything else becomes one, which checks names and values. */
export function toJar(cookies: CookiesInput): CookieJar {
  return cookies instanceof CookieJar ? cookies : new CookieJar(cookies);
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

function toCallback<Callback>(
  name: string,
  callback: Callback | null | undefined,
): Callback | undefined {
  if (callback === undefined || callback === null) return undefined;
  if (typeof callback === "function") return callback;
  throw new TypeError(
    `Cannot use a ${typeof callback} as ${name}: give a function`,
  );
}
