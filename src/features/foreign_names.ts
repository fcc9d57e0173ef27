/**
 * Which option is meant by a name that there is not: what fetch, ky, axios, got, ofetch, requests, httpx and undici
 * call it, and who may say it.
 *
 * @module
 */

import type { ExplainOption, FeatureSet, Owner } from "../core/feature_set.ts";
import { suggest } from "../core/options/suggestion.ts";

const METHOD = "call request(method, url) or the verb of that name, such as post(url)";
const READERS = "read the response by json(), text() or bytes(), or call stream()";
const PROGRESS = "onDownloadProgress and onUploadProgress tell of it";
const OWN_HOOKS = "hooks";

/**
 * The option that is meant, perhaps a part of it, or what to do instead; by the name in lower case, without underscores
 * and hyphens.
 */
export const FOREIGN_NAMES: Readonly<Record<string, string>> = {
  query: "params",
  search: "params",
  searchparams: "params",
  querystring: "params",
  qs: "params",
  paramsserializer: "serializeParams",
  querystringify: "serializeParams",
  baseurl: "baseUrl",
  baseuri: "baseUrl",
  prefix: "baseUrl",
  prefixurl: "baseUrl",
  header: "headers",
  cookie: "cookies",
  cookiejar: "cookies",
  jar: "cookies",
  credentials: "cookies",
  withcredentials: "cookies",
  username: "auth",
  password: "auth",
  authorization: "auth",
  throwhttperrors: "throwOnError",
  ignoreresponseerror: "throwOnError",
  validatestatus: "throwOnError",
  raiseforstatus: "throwOnError",
  redirect: "followRedirects",
  followredirect: "followRedirects",
  allowredirects: "followRedirects",
  follow: "maxRedirects",
  parseresponse: "parseJson",
  decompress:
    "a body is decoded by itself, accept-encoding: identity asks for one that is not coded",
  content: "body",
  payload: "json",
  form: "data",
  formdata: "data",
  formparams: "data",
  timeouts: "timeout",
  headerstimeout: "timeout",
  bodytimeout: "timeout",
  connecttimeout: "timeout.connect",
  readtimeout: "timeout.read",
  size: "maxResponseBytes",
  maxcontentlength: "maxResponseBytes",
  maxresponsesize: "maxResponseBytes",
  maxsockets: "limits.maxConnections",
  concurrency: "limits.maxConnections",
  poollimits: "limits",
  agent: "limits",
  httpagent: "limits",
  httpsagent: "limits",
  keepalive: "limits",
  canceltoken: "signal",
  abortsignal: "signal",
  eventhooks: OWN_HOOKS,
  interceptors: OWN_HOOKS,
  beforerequest: OWN_HOOKS,
  afterresponse: OWN_HOOKS,
  beforeredirect: OWN_HOOKS,
  onrequest: OWN_HOOKS,
  onresponse: OWN_HOOKS,
  onrequesterror: OWN_HOOKS,
  onresponseerror: OWN_HOOKS,
  transformrequest: OWN_HOOKS,
  transformresponse: OWN_HOOKS,
  middleware: "stages",
  middlewares: "stages",
  adapter: "transport",
  fetch: "transport",
  app: "transport",
  encoding: "defaultEncoding",
  responseencoding: "defaultEncoding",
  method: METHOD,
  url: "it is the argument before the options",
  responsetype: READERS,
  resolvebodyonly: READERS,
  stream: "call stream()",
  isstream: "call stream()",
  mode: "only browsers know it",
  referrer: "say the header referer",
  referrerpolicy: "say the header referer",
  integrity: "only browsers know it",
  priority: "only browsers know it",
  duplex: "a stream as body needs nothing more",
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
  progress: PROGRESS,
  onprogress: PROGRESS,
  resume: "call download(url, path)",
  http3: "HTTP/1.1 and HTTP/2 are spoken",
  debug: "logger",
  verbose: "logger",
  throttle: "rateLimit",
  maxrate: "rateLimit",
  cachemode: "cache",
  pagination: "call paginate()",
};

/** Says which option is meant: by the name that others give it, by who may say it, or by how it is written. */
export const explainOption: ExplainOption = (features, owner, name) => {
  const key = name.toLowerCase().replace(/[_-]/g, "");
  const foreign = Object.hasOwn(FOREIGN_NAMES, key) ? FOREIGN_NAMES[key] : undefined;
  if (foreign?.includes(" ") || foreign?.includes("(")) return `: ${foreign}`;
  const meant = foreign ?? name;
  const [option = meant] = meant.split(".");
  if (features.namesOf(owner).includes(option)) return ` (is ${meant} meant?)`;
  return explainOwner(features, owner, option) ?? suggest(name, features.namesOf(owner));
};

function explainOwner(
  features: FeatureSet,
  owner: Owner | "call",
  option: string,
): string | undefined {
  if (owner === "request" && features.namesOf("client").includes(option)) {
    return `: ${option} is one of a client, new Client({ ${option} }) or client.extend({ ${option} })`;
  }
  if (owner === "client" && features.namesOf("request").includes(option)) {
    return `: ${option} is one of a request, such as client.post(url, { ${option} })`;
  }
  return undefined;
}
