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
  readonly stream: boolean;
  /** Makes of an error what the caller gets who wants the platform's; `undefined` for all others. */
  readonly toFetchError?: ((error: unknown) => unknown) | undefined;
  readonly timeout: ResolvedTimeout;
  /** `undefined` follows for all methods but HEAD. */
  readonly followRedirects: boolean | undefined;
  readonly maxRedirects: number;
  /** Tells of which final answers of 4xx and 5xx an error is made; `undefined` for none. */
  readonly throwOnError: ErrorPredicate | undefined;
  readonly serializeParams: SerializeParams | undefined;
  readonly parseJson: ((text: string) => unknown) | undefined;
  readonly stringifyJson: ((value: unknown) => string) | undefined;
  readonly hooks: Hooks;
  readonly allowInsecureRedirects: boolean;
  readonly maxResponseBytes: number;
  readonly maxDecompressionRatio: number;
  /** The `auth` option: the request's, else the client's; `null` for none at all. */
  readonly auth: Auth | null | undefined;
  /** The cookies of this request; `null` for none at all: not even the client's are sent, and none is kept. */
  readonly cookies: CookieJar | null | undefined;
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
