/**
 * What stands beside the pages of the site: the table of contents, and the way into the reference.
 *
 * @module
 */

/** A part of the table of contents. */
export interface Part {
  readonly title: string;
  /** The pages of `docs/`, without `.md`. */
  readonly pages: readonly string[];
}

/** All pages of `docs/` but its index, in the order in which one would read them. */
export const contents: readonly Part[] = [
  { title: "Start", pages: ["quickstart", "recipes", "runtimes", "cli"] },
  {
    title: "Requests",
    pages: ["client", "urls-and-params", "bodies-and-uploads", "redirects", "cookies", "auth"],
  },
  { title: "Responses", pages: ["responses", "streaming", "downloads", "pages", "cache"] },
  { title: "When things go wrong", pages: ["errors", "timeouts-and-limits", "retries"] },
  {
    title: "In depth",
    pages: [
      "stages",
      "transports",
      "proxies-and-tls",
      "security",
      "observability",
      "testing",
      "speed",
    ],
  },
  {
    title: "Coming from",
    pages: ["fetch", "ky", "axios", "got", "requests", "httpx", "tasks"].map((name) =>
      `coming-from/${name}`
    ),
  },
];

/** The names of the reference that most readers look up. */
export const looked: readonly string[] = [
  "Client",
  "ClientOptions",
  "RequestOptions",
  "HttpResponse",
  "HttpError",
  "CookieJar",
];

/** The groups of the reference (`@category`), and what is in each. */
export const categories = {
  "Client": "Clients, helpers and their options.",
  "Requests": "URLs, params and headers.",
  "Bodies": "What a request carries: forms, files, progress.",
  "Responses": "Responses, their charsets and status codes, schemas.",
  "Streaming": "Lines, JSON and events, while a body comes.",
  "Downloads and pages": "Files, and lists of many pages.",
  "Redirects": "The rules of redirects.",
  "Authentication": "Basic, Bearer, Digest, netrc, OAuth 2.0 and your own.",
  "Cookies": "The jar, its stores and parsers.",
  "Cache": "The HTTP cache and its stores.",
  "Errors": "What can go wrong, and what errors carry.",
  "Limits and retries": "Time limits, limits of connections and pace, retries.",
  "Hooks and stages": "What sees or changes every request and response.",
  "Observability": "Logs, traces, HAR and curl.",
  "Testing": "Transports for tests: tables, faults, cassettes.",
  "Transports": "What carries requests: sockets, fetch, handlers; proxies and TLS.",
  "Security": "Which URLs may be asked.",
  "Command line": "The program.",
} as const;
