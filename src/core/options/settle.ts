/** Settles what callers said of a client and of a request, once. */

import { resolveAuth } from "../auth/resolve.ts";
import { CookieJar } from "../cookies/jar.ts";
import type { FeatureSet, Owner } from "../feature_set.ts";
import { resolveHooks } from "../hooks.ts";
import { checkFlag, checkNumber, nameOf } from "./checks.ts";
import { type CookiesInput, NO_OPTIONS, type RequestOptions } from "./request_options.ts";
import { deriveSettings, type Settings } from "./settings.ts";
import { resolveThrowOnError } from "./throw_on_error.ts";
import { resolveTimeout } from "./timeout.ts";

/**
 * Settles what was said, over what holds otherwise.
 *
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function settleOptions(
  options: RequestOptions,
  base: Settings,
  { owner, features }: { readonly owner: Owner; readonly features: FeatureSet },
): Settings {
  const settings: Settings = {
    base,
    options: owner === "request" ? options : NO_OPTIONS,
    stream: base.stream,
    toFetchError: undefined,
    timeout: resolveTimeout(options.timeout, base.timeout),
    followRedirects: settle(options, base, ["followRedirects", toFlag]),
    maxRedirects: settle(options, base, ["maxRedirects", toLimit]),
    throwOnError: resolveThrowOnError(options.throwOnError, base.throwOnError),
    serializeParams: settle(options, base, ["serializeParams", toCallback]),
    parseJson: settle(options, base, ["parseJson", toCallback]),
    stringifyJson: settle(options, base, ["stringifyJson", toCallback]),
    hooks: resolveHooks(options.hooks, base.hooks),
    allowInsecureRedirects: settle(options, base, ["allowInsecureRedirects", toFlag]),
    maxResponseBytes: settle(options, base, ["maxResponseBytes", toLimit]),
    maxDecompressionRatio: settle(options, base, ["maxDecompressionRatio", toRatio]),
    auth: options.auth === undefined ? base.auth : resolveAuth(options.auth) ?? null,
    cookies: owner === "request" ? resolveCookies(options.cookies) : undefined,
    signal: toSignal(options.signal),
  };
  features.settle(owner, options, settings);
  return settings;
}

/** What is not said is as it was. */
function settle<Name extends keyof RequestOptions & keyof Settings>(
  options: RequestOptions,
  base: Settings,
  [name, toSettled]: readonly [Name, (name: string, given: RequestOptions[Name]) => Settings[Name]],
): Settings[Name] {
  const given = options[name];
  return given === undefined ? base[name] : toSettled(name, given);
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
  if (cookies === null || cookies === false) return null;
  if (typeof Reflect.get(Object(cookies), "load") !== "function") return new CookieJar(cookies);
  throw new TypeError("Cannot use a store as cookies: give the jar that await store.load() gives");
}

function toFlag(name: string, flag: boolean | null | undefined): boolean {
  return checkFlag(name, flag ?? false);
}

function toLimit(name: string, count: number | null | undefined): number {
  return checkNumber(name, count ?? Infinity, { whole: true, endless: true });
}

function toRatio(name: string, ratio: number | null | undefined): number {
  return checkNumber(name, ratio ?? Infinity, { least: 1, endless: true });
}

function toSignal(signal: AbortSignal | null | undefined): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (signal instanceof AbortSignal) return signal;
  throw new TypeError(`Cannot use ${nameOf(signal)} as signal: give an AbortSignal`);
}

/** Settles a function of the caller's. @throws {TypeError} If it is none. */
export function toCallback<Callback>(
  name: string,
  callback: Callback | null | undefined,
): Callback | undefined {
  if (callback === undefined || callback === null) return undefined;
  if (typeof callback === "function") return callback;
  throw new TypeError(`Cannot use ${nameOf(callback)} as ${name}: give a function`);
}
