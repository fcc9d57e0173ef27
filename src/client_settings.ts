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
import type { Transport } from "./transports/transport.ts";
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
  lookup: true,
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
  throwOnError: undefined,
  parseJson: undefined,
  stringifyJson: undefined,
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
  checkTransport(options);
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
  /** What is mounted now. */
  readonly mounts: NonNullable<ClientOptions["mounts"]>;
  /** What holds now. */
  readonly settings: ClientSettings;
}

/** What a client has of the one that it extends, and does not close. */
const inherited = new WeakMap<ClientOptions, Inheritance>();

/** What a client has of the one that it extends. */
export interface Inheritance {
  /** Whose they are decides when they are closed. */
  readonly transports: ReadonlySet<Transport>;
  /** Whether the jar is a copy, which no further client shares. */
  readonly hasCopiedJar: boolean;
}

/** Gives what a client has of the one that it extends, if it extends one. */
export function inheritanceOf(options: ClientOptions): Inheritance | undefined {
  return inherited.get(options);
}

/** Options of a client's own path, which a transport that is given knows nothing of. */
const PATH_OPTIONS = [
  "proxy",
  "verify",
  "cert",
  "unix",
  "localAddress",
  "http1",
  "http2",
  "lookup",
] as const;

/** Names the first option of the own path that is said; `null` means what a transport has anyway, but for a proxy. */
function findPathOption(options: ClientOptions): string | undefined {
  return PATH_OPTIONS.find((name) =>
    name === "proxy" ? options.proxy !== undefined : (options[name] ?? undefined) !== undefined
  );
}

/**
 * Refuses options that a transport would not hear of: a pin would not be checked, a proxy not used.
 *
 * @throws {TypeError} If there is one beside a transport.
 */
export function checkTransport(options: ClientOptions): void {
  const { transport } = options;
  if (transport === undefined || transport === null) return;
  if (typeof transport.send !== "function") {
    throw new TypeError("Cannot use the transport: it has no send()");
  }
  const name = findPathOption(options);
  if (name === undefined) return;
  throw new TypeError(`Cannot use ${name} beside a transport: say it to the transport`);
}

/** A transport that is said anew takes the place of the whole path. */
function withoutPath(options: ClientOptions, more: ClientOptions): ClientOptions {
  if (!more.transport) return options;
  const left = new Set<string>(PATH_OPTIONS);
  return Object.fromEntries(Object.entries(options).filter(([name]) => !left.has(name)));
}

/** Gives the options of a client that is like another one but for what is said anew. */
export function extendOptions(extended: Extended, more: ClientOptions): ClientOptions {
  const options = mergeOptions(extended, more);
  const mounted = Object.values(extended.mounts);
  const said = new Set([more.transport, ...Object.values(more.mounts ?? {})]);
  const kept = [extended.options.transport, ...mounted].flatMap((transport) =>
    !transport || said.has(transport) ? [] : transport
  );
  inherited.set(options, {
    transports: new Set(kept),
    hasCopiedJar: options.cookies !== more.cookies && options.cookies !== extended.settings.cookies,
  });
  return options;
}

function mergeOptions(
  { options, mounts, settings }: Extended,
  more: ClientOptions,
): ClientOptions {
  const headers: HeaderRecord = {};
  const given: ClientOptions["headers"] | null = more.headers;
  if (given !== null) mergeHeaders(headers, settings.headers);
  mergeHeaders(headers, given ?? {});
  const removed = Object.keys(DEFAULT_HEADERS).filter((name) => !Object.hasOwn(headers, name));
  const timeout = resolveTimeout(more.timeout, settings.timeout);
  const { auth, followRedirects, maxRedirects, idempotencyKey } = settings;
  const { allowInsecureRedirects, maxResponseBytes, maxDecompressionRatio } = settings;
  return {
    ...withoutPath(options, more),
    ...{ auth, followRedirects, maxRedirects, idempotencyKey },
    ...{ allowInsecureRedirects, maxResponseBytes, maxDecompressionRatio },
    ...definedOf(more),
    timeout: timeout === DEFAULT_TIMEOUT ? undefined : toTimeout(timeout),
    retries: resolveRetries(more.retries, settings.retries),
    limits: extendLimits(options.limits, more.limits),
    hooks: resolveHooks(more.hooks, settings.hooks),
    cookies: extendCookies(settings.cookies, more.cookies, isJarGiven(options)),
    headers: {
      ...headers,
      ...Object.fromEntries(removed.map((name) => [name, null])),
    },
    params: mergeParams(settings.params, more.params),
    mounts: extendMounts(mounts, more.mounts),
  };
}

function extendMounts(
  kept: ClientOptions["mounts"],
  more: ClientOptions["mounts"],
): ClientOptions["mounts"] {
  if (more === undefined) return kept;
  return more && Object.fromEntries([...new Mounts(kept ?? {}), ...new Mounts(more)]);
}

/** A jar that the caller made; the options of a client that extends another hold a copy, if not that jar. */
function isJarGiven(options: ClientOptions): boolean {
  return options.cookies instanceof CookieJar && inherited.get(options)?.hasCopiedJar !== true;
}

/** A jar is shared if it was given; names and values come to a copy of what is there. */
function extendCookies(
  kept: CookieJar | null,
  more: ClientOptions["cookies"],
  isGiven: boolean,
): CookieJar | null {
  const given = resolveCookies(more);
  if (given === null || more instanceof CookieJar) return given ?? null;
  if (!given && isGiven) return kept;
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
