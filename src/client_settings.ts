/**
 * What is said of a client, settled, and how a client that extends it is said.
 *
 * @module
 */

import { checkFlag, checkOptions, checkVersions } from "./checks.ts";
import { CookieJar } from "./cookies/jar.ts";
import { normalizeEncoding } from "./decode/charset.ts";
import { isToken, mergeHeaders } from "./headers.ts";
import { resolveHooks } from "./hooks.ts";
import { extendLimits } from "./limits.ts";
import { type ClientOptions, SHARED_OPTIONS } from "./options.ts";
import { type Defaults, resolveCookies, resolveDefaults } from "./settings.ts";
import type { HeaderRecord } from "./prepared.ts";
import { DEFAULT_RETRIES, resolveRetries } from "./retry/retry.ts";
import { DEFAULT_TIMEOUT, resolveTimeout } from "./timeout.ts";
import { Mounts } from "./transports/mounts.ts";
import { mergeParams, resolveBaseUrl, resolveParams, type Userinfo } from "./url.ts";
import { VERSION } from "./version.ts";

/** Every option of a client; a type error where one is missing. */
export const CLIENT_OPTIONS: Readonly<Record<keyof ClientOptions, true>> = {
  ...SHARED_OPTIONS,
  baseUrl: true,
  limits: true,
  rateLimit: true,
  circuitBreaker: true,
  stages: true,
  transport: true,
  mounts: true,
  recorder: true,
  proxy: true,
  verify: true,
  cert: true,
  http1: true,
  http2: true,
  trustEnv: true,
  unix: true,
  localAddress: true,
  defaultEncoding: true,
  allowUrl: true,
  blockPrivateNetworks: true,
  sensitiveHeaders: true,
};

/** The options of a client, settled, as far as they can be changed later or are used for every request. */
export interface ClientSettings extends Defaults {
  /** To what a path is appended, without userinfo. */
  readonly baseUrl: URL | undefined;
  /** The userinfo of the base. */
  readonly userinfo: Userinfo | undefined;
  /** Headers of every request. */
  readonly headers: Headers;
  /** Params of every request. */
  readonly params: URLSearchParams;
  /** The jar; `null` if there is none. */
  readonly cookies: CookieJar | null;
  /** Names of headers that only the origin may see, in lower case. */
  readonly sensitiveHeaders: readonly string[];
}

const DEFAULTS: Defaults = {
  timeout: DEFAULT_TIMEOUT,
  followRedirects: undefined,
  maxRedirects: 20,
  retries: DEFAULT_RETRIES,
  idempotencyKey: false,
  hooks: { request: [], response: [] },
  logger: undefined,
  trace: undefined,
  traceContext: undefined,
  allowInsecureRedirects: false,
  maxResponseBytes: Infinity,
  maxDecompressionRatio: 200,
  auth: undefined,
};

/**
 * Settles the options of a client.
 *
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveClientOptions(options: ClientOptions): ClientSettings {
  checkOptions("a client", options, CLIENT_OPTIONS);
  checkEncoding(options.defaultEncoding);
  checkVersions(options);
  checkFlag("trustEnv", options.trustEnv === undefined ? true : options.trustEnv);
  const baseUrl = options.baseUrl ?? undefined;
  const base = baseUrl === undefined ? undefined : resolveBaseUrl(baseUrl);
  return {
    // Never the lists of DEFAULTS themselves, since a client's can be changed.
    ...resolveDefaults({ ...options, hooks: options.hooks ?? null }, DEFAULTS),
    baseUrl: base?.url,
    userinfo: base?.userinfo,
    headers: toHeaders(options.headers),
    params: resolveParams(options.params),
    cookies: resolveJar(options.cookies),
    sensitiveHeaders: toNames(options.sensitiveHeaders),
  };
}

function resolveJar(cookies: ClientOptions["cookies"]): CookieJar | null {
  const jar = resolveCookies(cookies);
  return jar === undefined ? new CookieJar() : jar;
}

function checkEncoding(encoding: unknown): void {
  if (encoding === undefined || encoding === null || typeof encoding === "function") return;
  if (typeof encoding !== "string") {
    throw new TypeError("Cannot use defaultEncoding: give a label or a function of the bytes");
  }
  if (normalizeEncoding(encoding) !== undefined) return;
  throw new RangeError(
    `Cannot use ${JSON.stringify(encoding)} as defaultEncoding: no such encoding`,
  );
}

function toHeaders(headers: ClientOptions["headers"] | null): Headers {
  if (headers === null) return new Headers();
  const record: HeaderRecord = {
    accept: "*/*",
    "user-agent": `ferry/${VERSION}`,
  };
  mergeHeaders(record, headers);
  return new Headers(record);
}

function toNames(names: readonly string[] | null | undefined): string[] {
  const list = names ?? [];
  if (!Array.isArray(list) || !list.every(isName)) {
    throw new TypeError("Cannot use sensitiveHeaders: give a list of names");
  }
  return list.map((name) => name.toLowerCase());
}

function isName(name: unknown): name is string {
  return typeof name === "string" && isToken(name);
}

/** What a client can be asked for when another one extends it. */
export interface Extended {
  /** What was said of it. */
  readonly options: ClientOptions;
  /** What holds now. */
  readonly settings: ClientSettings;
}

/** Gives the options of a client that is like another one but for what is said anew. */
export function extendOptions(
  { options, settings }: Extended,
  more: ClientOptions,
): ClientOptions {
  const headers: HeaderRecord = {};
  const given: ClientOptions["headers"] | null = more.headers;
  if (given !== null) mergeHeaders(headers, settings.headers);
  mergeHeaders(headers, given ?? {});
  const removed = Object.keys(DEFAULT_HEADERS).filter((name) => !Object.hasOwn(headers, name));
  const { auth, followRedirects, maxRedirects, idempotencyKey } = settings;
  const { allowInsecureRedirects, maxResponseBytes, maxDecompressionRatio } = settings;
  return {
    ...options,
    ...{ auth, followRedirects, maxRedirects, idempotencyKey },
    ...{ allowInsecureRedirects, maxResponseBytes, maxDecompressionRatio },
    ...definedOf(more),
    timeout: toTimeout(resolveTimeout(more.timeout, settings.timeout)),
    retries: resolveRetries(more.retries, settings.retries),
    limits: extendLimits(options.limits, more.limits),
    hooks: resolveHooks(more.hooks, settings.hooks),
    cookies: extendCookies(settings.cookies, more.cookies),
    headers: {
      ...headers,
      ...Object.fromEntries(removed.map((name) => [name, null])),
    },
    params: mergeParams(settings.params, more.params),
    mounts: extendMounts(options.mounts, more.mounts),
  };
}

function extendMounts(
  kept: ClientOptions["mounts"],
  more: ClientOptions["mounts"],
): ClientOptions["mounts"] {
  if (more === undefined) return kept;
  return more && Object.fromEntries([...new Mounts(kept ?? {}), ...new Mounts(more)]);
}

/** A jar is shared if it is given; names and values come to a copy of what is there. */
function extendCookies(
  kept: CookieJar | null,
  more: ClientOptions["cookies"],
): CookieJar | null {
  const given = resolveCookies(more);
  if (given === null || more instanceof CookieJar) return given ?? null;
  const jar = kept?.clone() ?? null;
  if (!given) return jar;
  if (!jar) return given;
  jar.update(given);
  return jar;
}

const DEFAULT_HEADERS = { accept: true, "user-agent": true } as const;

function toTimeout(timeout: ClientSettings["timeout"]): ClientOptions["timeout"] {
  const limits = Object.entries(timeout).map((
    [name, ms],
  ) => [name, ms === Infinity ? null : ms]);
  return Object.fromEntries(limits);
}

function definedOf(options: ClientOptions): ClientOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
}
