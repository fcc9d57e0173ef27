/**
 * What others call the options of features.
 *
 * @module
 */

import type { ForeignNames } from "../core/options/foreign_names.ts";

/** By the name in lower case, without underscores and hyphens. */
export const FOREIGN_NAMES: ForeignNames = {
  retry: "retries",
  retrycount: "retries",
  maxretries: "retries",
  retrydelay: "retries.backoff",
  retrystatuscodes: "retries.statuses",
  shouldretry: "retries.when",
  proxies: "proxy",
  proxyurl: "proxy",
  dispatcher: "proxy",
  ssl: "verify",
  https: "verify",
  tls: "verify",
  ca: "verify",
  cacert: "verify",
  rejectunauthorized: "verify",
  insecure: "verify",
  pfx: "cert",
  clientcert: "cert",
  socketpath: "unix",
  uds: "unix",
  localaddr: "localAddress",
  dnslookup: "lookup",
  dnscache: "lookup",
  resolver: "lookup",
  multipart: "files",
  attachments: "files",
  debug: "logger",
  verbose: "logger",
  throttle: "rateLimit",
  maxrate: "rateLimit",
  cachemode: "cache",
  pagination: "call paginate()",
};
