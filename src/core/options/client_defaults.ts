/** What a client adds to each of its requests, and how a client that extends it is said. */

import { CookieJar } from "../cookies/jar.ts";
import { normalizeEncoding } from "../text/charset.ts";
import type { FeatureSet } from "../feature_set.ts";
import { isToken, mergeHeaders } from "../request/headers.ts";
import { extendLimits } from "../limits/connection_limits.ts";
import type { ClientOptions } from "./client_options.ts";
import type { HeaderRecord } from "../request/prepared.ts";
import { INITIAL_SETTINGS, type Settings } from "./settings.ts";
import { resolveCookies, settleOptions, toCallback } from "./settle.ts";
import type { Transport } from "../fetch/transport.ts";
import { mergeParams, resolveBaseUrl, resolveParams, type Userinfo } from "../request/url.ts";
import { USER_AGENT } from "../version.ts";

/** What a client adds to each of its requests. */
export interface ClientDefaults {
  /** What holds for every request; others when somebody changes them. */
  readonly settings: Settings;
  readonly features: FeatureSet;
  /** To what a path is appended, without userinfo. */
  readonly baseUrl: URL | undefined;
  readonly userinfo?: Userinfo | undefined;
  readonly headers: Headers;
  readonly params: URLSearchParams;
  readonly cookies: CookieJar | null;
  /** Names of headers that only the origin may see, in lower case. */
  readonly sensitiveHeaders: readonly string[];
}

/**
 * Settles the options of a client.
 *
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveClientOptions(options: ClientOptions, features: FeatureSet): ClientDefaults {
  features.check("client", options);
  checkEncoding(options.defaultEncoding);
  checkTransport(options.transport);
  const baseUrl = options.baseUrl ?? undefined;
  const base = baseUrl === undefined ? undefined : resolveBaseUrl(baseUrl);
  const parent = inherited.get(options)?.settings ?? INITIAL_SETTINGS;
  // Never the lists of another client, since these can be changed.
  const hooks = options.hooks === undefined ? {} : options.hooks;
  return {
    settings: settleOptions({ ...options, hooks }, parent, { owner: "client", features }),
    features,
    baseUrl: base?.url,
    userinfo: base?.userinfo,
    headers: toHeaders(options.headers),
    params: resolveParams(options.params, serializerOf(parent, options)),
    cookies: resolveJar(options.cookies),
    sensitiveHeaders: toNames(options.sensitiveHeaders),
  };
}

/** The params of a client are settled before anything else of it. */
function serializerOf(
  parent: Settings,
  { serializeParams: given }: ClientOptions,
): Settings["serializeParams"] {
  return given === undefined ? parent.serializeParams : toCallback("serializeParams", given);
}

function resolveJar(cookies: ClientOptions["cookies"]): CookieJar | null {
  const jar = resolveCookies(cookies);
  return jar === undefined ? new CookieJar() : jar;
}

function checkTransport(transport: Transport | null | undefined): void {
  if (transport === undefined || transport === null) return;
  if (typeof transport.send === "function") return;
  const hint = typeof transport === "function" ? ": give new HandlerTransport(function)" : "";
  throw new TypeError(`Cannot use the transport: it has no send()${hint}`);
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
    "user-agent": USER_AGENT,
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
  readonly options: ClientOptions;
  readonly defaults: ClientDefaults;
  readonly transports: Iterable<Transport>;
  /** What it has of a client that it extends in turn. */
  readonly inheritance: Inheritance | undefined;
}

/** What a client has of the one that it extends, and does not close. */
export interface Inheritance {
  readonly settings: Settings;
  /** Whose they are decides when they are closed. */
  readonly transports: ReadonlySet<Transport>;
  /** Whether the jar is a copy, which no further client shares. */
  readonly hasCopiedJar: boolean;
}

const inherited = new WeakMap<ClientOptions, Inheritance>();

/** Gives what a client has of the one that it extends, if it extends one. */
export function inheritanceOf(options: ClientOptions): Inheritance | undefined {
  return inherited.get(options);
}

/**
 * Gives the options of a client that is like another one but for what is said anew: what can be said of the client
 * alone is said again, all else it has as settings.
 */
export function extendOptions(
  extended: Extended,
  more: ClientOptions,
  added: object,
): ClientOptions {
  const { options, defaults, inheritance } = extended;
  // A jar that the caller made is shared; the options of a client that extends another hold a copy, if not that jar.
  const isJarGiven = options.cookies instanceof CookieJar && inheritance?.hasCopiedJar !== true;
  const kept = defaults.features.split(options).ofClient;
  const merged: ClientOptions = { ...kept, ...definedOf(more) };
  const jar = extendCookies(defaults.cookies, more.cookies, isJarGiven);
  const result: ClientOptions = {
    ...merged,
    limits: extendLimits(options.limits, more.limits),
    cookies: jar,
    headers: extendHeaders(defaults.headers, more.headers),
    params: mergeParams(defaults.params, more.params, serializerOf(defaults.settings, more)),
    ...added,
  };
  inherited.set(result, {
    settings: defaults.settings,
    transports: new Set(extended.transports),
    hasCopiedJar: jar !== more.cookies && jar !== defaults.cookies,
  });
  return result;
}

/** What was removed of the defaults stays so. */
function extendHeaders(
  kept: Headers,
  given: ClientOptions["headers"] | null,
): ClientOptions["headers"] {
  const headers: HeaderRecord = {};
  if (given !== null) mergeHeaders(headers, kept);
  mergeHeaders(headers, given ?? {});
  const removed = DEFAULT_HEADERS.filter((name) => !Object.hasOwn(headers, name));
  return { ...headers, ...Object.fromEntries(removed.map((name) => [name, null])) };
}

const DEFAULT_HEADERS = ["accept", "user-agent"] as const;

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

function definedOf(options: ClientOptions): ClientOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
