/** Which option is meant by a name that there is not: what fetch, ky, axios, got, requests and others call it. */

/**
 * By the option that is meant, or by what to do instead: its other names, in lower case, without underscores and
 * hyphens.
 */
export type ForeignNames = Readonly<Record<string, string>>;

/** Those of the core's options. */
export const FOREIGN_NAMES: ForeignNames = {
  params: "query search searchparams querystring qs",
  serializeParams: "paramsserializer querystringify",
  baseUrl: "baseurl baseuri prefix prefixurl",
  headers: "header",
  cookies: "cookie cookiejar jar credentials withcredentials",
  auth: "username password authorization",
  throwOnError: "throwhttperrors ignoreresponseerror validatestatus raiseforstatus",
  followRedirects: "redirect followredirect allowredirects",
  maxRedirects: "follow",
  parseJson: "parseresponse",
  body: "content",
  json: "payload",
  data: "form formdata formparams",
  timeout: "timeouts headerstimeout bodytimeout",
  "timeout.connect": "connecttimeout",
  "timeout.read": "readtimeout",
  maxResponseBytes: "size maxcontentlength maxresponsesize",
  limits: "poollimits agent httpagent httpsagent keepalive",
  "limits.maxConnections": "maxsockets concurrency",
  signal: "canceltoken abortsignal",
  hooks:
    "eventhooks interceptors beforerequest afterresponse beforeredirect onrequest onresponse " +
    "onrequesterror onresponseerror transformrequest transformresponse",
  stages: "middleware middlewares",
  transport: "adapter fetch app",
  defaultEncoding: "encoding responseencoding",
  "call request(method, url) or the verb of that name, such as post(url)": "method",
  "it is the argument before the options": "url",
  "read the response by json(), text() or bytes(), or call stream()":
    "responsetype resolvebodyonly",
  "call stream()": "stream isstream",
  "a body is decoded by itself, accept-encoding: identity asks for one that is not coded":
    "decompress",
  "only browsers know it": "mode integrity priority",
  "say the header referer": "referrer referrerpolicy",
  "a stream as body needs nothing more": "duplex",
};

/** Finds what somebody means by a name of others. */
export function findForeign(name: string, tables: readonly ForeignNames[]): string | undefined {
  const key = name.toLowerCase().replace(/[_-]/g, "");
  return tables.flatMap((table) => Object.entries(table))
    .find(([, theirs]) => theirs.split(" ").includes(key))?.[0];
}
