/** What callers said of a client and of a request, settled once: behind this edge every field is there. */

import type { Auth } from "../auth/auth.ts";
import type { CookieJar } from "../cookies/jar.ts";
import type { SerializeParams } from "../request/params_input.ts";
import type { ErrorPredicate } from "./throw_on_error.ts";
import type { Hooks } from "../hooks.ts";
import { NO_OPTIONS, type RequestOptions } from "./request_options.ts";
import { DEFAULT_TIMEOUT, type ResolvedTimeout } from "./timeout.ts";

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
  /** Tells of which final answers of 4xx and 5xx an error is made; `undefined` for none. */
  readonly throwOnError: ErrorPredicate | undefined;
  /** Writes params in another style. */
  readonly serializeParams: SerializeParams | undefined;
  /** Parses JSON in the place of `JSON.parse`. */
  readonly parseJson: ((text: string) => unknown) | undefined;
  /** Makes JSON in the place of `JSON.stringify`. */
  readonly stringifyJson: ((value: unknown) => string) | undefined;
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
  throwOnError: undefined,
  serializeParams: undefined,
  parseJson: undefined,
  stringifyJson: undefined,
  hooks: { request: [], response: [] },
  allowInsecureRedirects: false,
  maxResponseBytes: Infinity,
  maxDecompressionRatio: 200,
  auth: undefined,
  cookies: undefined,
  signal: undefined,
};

/** Gives settings that differ from others in a few points. */
export function deriveSettings(settings: Settings, changes: Partial<Settings>): Settings {
  return { ...settings, ...changes, base: settings };
}
