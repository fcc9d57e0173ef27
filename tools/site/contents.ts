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
