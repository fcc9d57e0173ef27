/**
 * Which option of a feature is meant by a name that there is not: what fetch, ky, axios, got, ofetch, requests, httpx
 * and undici call it.
 *
 * @module
 */

import type { ForeignNames } from "../core/options/foreign_names.ts";

/** The names of others that the core does not know. */
export const FEATURE_NAMES: ForeignNames = {
  retries: "retry retrycount maxretries",
  "retries.backoff": "retrydelay",
  "retries.statuses": "retrystatuscodes",
  "retries.when": "shouldretry",
  proxy: "proxies proxyurl dispatcher",
  verify: "ssl https tls ca cacert rejectunauthorized insecure",
  cert: "pfx clientcert",
  unix: "socketpath uds",
  localAddress: "localaddr",
  lookup: "dnslookup dnscache resolver",
  files: "multipart attachments",
  "onDownloadProgress and onUploadProgress tell of it": "progress onprogress",
  "call download(url, path)": "resume",
  "HTTP/1.1 and HTTP/2 are spoken": "http3",
  logger: "debug verbose",
  rateLimit: "throttle maxrate",
  cache: "cachemode",
  "call paginate()": "pagination",
};
