/**
 * How to connect and how long to wait, as far as the command line says it; files are not read yet.
 *
 * @module
 */

import type { Values } from "./parse.ts";
import { UsageError } from "../usage_error.ts";
import { toAddresses, toBytesPerSecond, toCount, toMilliseconds } from "./values.ts";

/** The addresses of a host. */
export interface Resolution {
  /** The host in lower case. */
  readonly host: string;
  /** The port; `undefined` for all. */
  readonly port: number | undefined;
  /** The addresses. */
  readonly addresses: readonly string[];
}

/** How to connect, and how long to wait. */
export interface ConnectionPlan {
  /** Milliseconds for each step; `null` for ever. */
  readonly timeout: number | null | undefined;
  /** Milliseconds for a connection; `null` for ever. */
  readonly connectTimeout: number | null | undefined;
  /** Milliseconds for everything together; `null` for ever. */
  readonly maxTime: number | null | undefined;
  /** How often it is tried again. */
  readonly retries: number | undefined;
  /** Whether redirects are followed; `undefined` for what the method wants. */
  readonly follow: boolean | undefined;
  /** The most redirects. */
  readonly maxRedirects: number | undefined;
  /** The proxy; an empty one is none at all. */
  readonly proxy: string | undefined;
  /** Whether the certificate is checked; a text is the path of more authorities. */
  readonly verify: boolean | string | undefined;
  /** The path of the certificate. */
  readonly cert: string | undefined;
  /** The path of its key. */
  readonly key: string | undefined;
  /** What the key is encrypted with. */
  readonly passphrase: string | undefined;
  /** The path of a Unix socket. */
  readonly unix: string | undefined;
  /** Addresses of hosts. */
  readonly resolve: readonly Resolution[];
  /** Which addresses are used. */
  readonly family: 4 | 6 | undefined;
  /** Which version is spoken. */
  readonly version: "1.1" | "2" | undefined;
  /** The most bytes a second. */
  readonly limitRate: number | undefined;
}

/**
 * Plans the connection.
 *
 * @throws {UsageError} If a value is of no use.
 */
export function toConnectionPlan(values: Values): ConnectionPlan {
  const seconds = (name: "timeout" | "connect-timeout" | "max-time") => {
    const text = values.text(name);
    return text === undefined ? undefined : toMilliseconds(text, `--${name}`);
  };
  const limit = values.text("limit-rate");
  return {
    timeout: seconds("timeout"),
    connectTimeout: seconds("connect-timeout"),
    maxTime: seconds("max-time"),
    retries: toCount("--retries", values.text("retries")),
    follow: values.has("no-follow") ? false : values.has("follow") ? true : undefined,
    maxRedirects: toCount("--max-redirects", values.text("max-redirects")),
    proxy: values.text("proxy"),
    verify: values.has("insecure") ? false : toVerify(values.text("verify")),
    cert: values.text("cert"),
    key: toKey(values),
    passphrase: values.text("passphrase"),
    unix: values.text("unix"),
    resolve: values.list("resolve").map(toResolution),
    family: values.has("ipv4") ? 4 : values.has("ipv6") ? 6 : undefined,
    version: values.has("http2") ? "2" : values.has("http1.1") ? "1.1" : undefined,
    limitRate: limit === undefined ? undefined : toBytesPerSecond(limit),
  };
}

/** The words of HTTPie. */
function toVerify(text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined;
  if (/^(?:yes|true)$/i.test(text)) return true;
  return /^(?:no|false)$/i.test(text) ? false : text;
}

function toKey(values: Values): string | undefined {
  const key = values.text("key");
  if (key !== undefined && values.text("cert") === undefined) {
    throw new UsageError("Cannot use --key without --cert");
  }
  return key;
}

/** An address of version 6 may stand in brackets. */
function toResolution(text: string): Resolution {
  const [, host, port, addresses] = /^(\[[^\]]+\]|[^:[\]]+):(\d{1,5}|\*):(.+)$/.exec(text) ?? [];
  if (host === undefined || port === undefined || addresses === undefined) {
    throw new UsageError("Cannot use --resolve: write HOST:PORT:ADDRESS");
  }
  return {
    host: host.toLowerCase(),
    port: port === "*" ? undefined : Number(port),
    addresses: toAddresses(addresses),
  };
}
