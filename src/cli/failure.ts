/**
 * What went wrong, in one line, with the option of the command line that helps.
 *
 * @module
 */

import {
  ConnectTimeoutError,
  DnsError,
  HttpError,
  InvalidUrlError,
  ReadError,
  TimeoutError,
  TlsError,
  TooManyRedirectsError,
  TotalTimeoutError,
  UnsupportedProtocolError,
} from "../core/errors.ts";
import { EXIT } from "./exit.ts";
import { UsageError } from "./usage_error.ts";

/** How a run ended that failed. */
export interface Failure {
  /** The exit status. */
  readonly status: number;
  /** One line for a person. */
  readonly line: string;
}

/**
 * Tells what an error means for who runs the program.
 *
 * @param error What was thrown.
 * @param command What was asked for: `canContinue` if `--continue` would have gone on.
 */
export function toFailure(
  error: unknown,
  command: { readonly canContinue?: boolean } = {},
): Failure {
  // What failed first counts, not what failed while that was cleaned up.
  if (error instanceof SuppressedError) return toFailure(error.suppressed, command);
  const message = toWords(error instanceof Error ? error.message : String(error));
  if (isUsage(error)) return { status: EXIT.usage, line: `${message}. Try --help` };
  const isBroken = error instanceof ReadError && error.response !== undefined;
  const advice = isBroken && command.canContinue
    ? "--continue goes on where a body breaks off"
    : adviceFor(error);
  return { status: EXIT.transport, line: advice ? `${message} (${advice})` : message };
}

/** The client refuses wrong options before it sends anything, in words of its own. */
function isUsage(error: unknown): error is Error {
  if (error instanceof HttpError) {
    const wrongUrl = error instanceof InvalidUrlError || error instanceof UnsupportedProtocolError;
    return wrongUrl && error.phase === "build";
  }
  if (error instanceof UsageError) return true;
  const wrongOption = error instanceof TypeError || error instanceof RangeError;
  return wrongOption && error.message.startsWith("Cannot ");
}

function adviceFor(error: unknown): string | undefined {
  if (error instanceof TlsError) return adviceForTls(error.message);
  if (error instanceof TotalTimeoutError) return "--max-time allows more";
  if (error instanceof ConnectTimeoutError) return "--connect-timeout or --timeout allow more";
  if (error instanceof TimeoutError) return "--timeout allows more";
  if (error instanceof TooManyRedirectsError) {
    return "--max-redirects allows more, --no-follow shows the first";
  }
  if (error instanceof DnsError) return "--resolve HOST:PORT:ADDRESS names an address";
  return undefined;
}

function adviceForTls(message: string): string | undefined {
  if (/client|certificate required/i.test(message)) return "--cert and --key show one";
  if (/certificate|issuer|self.signed|authority|expired|hostname|name/i.test(message)) {
    return "--verify CA.pem trusts another authority, --insecure checks nothing";
  }
  return undefined;
}

/** What a client's options are called on the command line. */
const OPTION_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\btimeout\.(?:read|write)\b/g, "--timeout"],
  [/\btimeout\.connect\b/g, "--connect-timeout"],
  [/\btimeout\.total\b/g, "--max-time"],
  [/\bmaxRedirects\b/g, "--max-redirects"],
  [/\bverify\.caCerts\b|\bcaCerts\b/g, "--verify"],
  [/\bverify: false\b/g, "--insecure"],
  [/\bcert\.passphrase\b/g, "--passphrase"],
  [/\bhttp2: true\b/g, "--http2"],
  [/\bfollowRedirects\b/g, "--no-follow"],
  [/\bCannot use unix\b/g, "Cannot use --unix"],
  [/\bCannot use lookup\b/g, "Cannot use --resolve, -4 or -6"],
  [/\btogether with lookup\b/g, "together with --resolve, -4 or -6"],
  [/\btogether with a proxy\b/g, "together with --proxy"],
  [/\bCannot use the proxy\b/g, "Cannot use --proxy"],
  [/\bCannot use a proxy\b/g, "Cannot use --proxy"],
];

function toWords(message: string): string {
  return OPTION_WORDS.reduce((text, [pattern, word]) => text.replace(pattern, word), message);
}
