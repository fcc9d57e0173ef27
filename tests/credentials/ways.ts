/**
 * Every way to leave an origin, and what each kind of credentials does there.
 *
 * @module
 */

/**
 * The columns of the table, by what decides over them:
 *
 * - `option`: the `auth` option and userinfo. For the origin that was asked, also where a chain comes back to it; for
 *   https at the same host where both ports are the default ones; never for http once https was used ("Redirects").
 * - `header`: an Authorization header. As above, but what was taken off on the way does not come back.
 * - `strict`: a Cookie or Proxy-Authorization header and `sensitiveHeaders`. The same origin alone, and what was taken
 *   off does not come back.
 * - `cookies`: cookies given as a record: the request's for its "same-origin redirects", the client's for "each origin
 *   asked for directly, never one reached by a redirect" ("Merging").
 * - `jar`: a server's cookie without Domain. Cookies know no ports, and no schemes unless Secure (RFC 6265bis, 8.5).
 * - `domain`: a server's cookie with `Domain=home.example`, which its subdomains get, too.
 * - `secure`: a server's Secure cookie without Domain: https alone.
 * - `netrc`: an entry for the host that was asked. It "finds the new host" at any port; never http once https was used.
 */
export const COLUMNS = [
  "option",
  "header",
  "strict",
  "cookies",
  "jar",
  "domain",
  "secure",
  "netrc",
] as const;

/** What decides over a kind of credentials. */
export type Column = typeof COLUMNS[number];

/** One way: redirects, and what is seen at each request after the first one. */
export interface Way {
  readonly from: string;
  /** Each Location, and the URL that it means. */
  readonly hops: readonly (readonly [location: string, url: string])[];
  /** For each column, `+` or `-` for each hop. */
  readonly cells: readonly string[];
  /** Why a cell is as it is, where the columns do not say. */
  readonly reason: string;
}

interface Row {
  readonly from: string;
  readonly to: readonly string[];
  readonly cells: string;
  readonly reason: string;
}

const HOME = "http://home.example/0";
const HOME_TLS = "https://home.example/0";
const EVIL = "http://evil.example/1";

/** A Location that is a URL already. The order of the cells is that of the columns. */
const PLAIN: readonly Row[] = [
  //     option header strict cookies jar domain secure netrc
  {
    from: HOME,
    to: ["http://home.example/1"],
    cells: "+ + + + + + - +",
    reason: "the same origin sees all; Secure is for https",
  },
  {
    from: HOME_TLS,
    to: ["https://home.example/1"],
    cells: "+ + + + + + + +",
    reason: "the same origin sees all",
  },
  {
    from: "http://home.example:8080/0",
    to: ["http://home.example:8080/1"],
    cells: "+ + + + + + - +",
    reason: "the same origin sees all",
  },
  { from: HOME, to: [EVIL], cells: "- - - - - - - -", reason: "another host" },
  {
    from: HOME,
    to: ["http://sub.home.example/1"],
    cells: "- - - - - + - -",
    reason: "a subdomain is another host; a cookie with Domain is for it",
  },
  {
    from: "http://sub.home.example/0",
    to: ["http://home.example/1"],
    cells: "- - - - - + - -",
    reason: "a domain above is another host; the cookie is for it",
  },
  {
    from: HOME,
    to: ["http://home.example.evil.example/1"],
    cells: "- - - - - - - -",
    reason: "a name that begins alike",
  },
  {
    from: HOME,
    to: ["http://evilhome.example/1"],
    cells: "- - - - - - - -",
    reason: "a name that ends alike, not at a dot",
  },
  {
    from: HOME,
    to: ["http://home.example./1"],
    cells: "- - - - + + - -",
    reason: "another origin to URLs; to DNS and cookies the same host",
  },
  {
    from: HOME,
    to: ["http://home.example:8080/1"],
    cells: "- - - - + + - +",
    reason: "another port is another origin, but not to cookies and netrc",
  },
  {
    from: HOME,
    to: ["https://home.example/1"],
    cells: "+ + - - + + + +",
    reason: "http to https on default ports keeps authorization alone",
  },
  {
    from: "http://home.example:8080/0",
    to: ["https://home.example:8443/1"],
    cells: "- - - - + + + +",
    reason: "ports that are not the default ones may be anybody's",
  },
  {
    from: "http://home.example:8080/0",
    to: ["https://home.example/1"],
    cells: "- - - - + + + +",
    reason: "both have to be the default ports",
  },
  {
    from: HOME_TLS,
    to: ["http://home.example/1"],
    cells: "- - - - + + - -",
    reason: "https to http never keeps authorization",
  },
  {
    from: "https://home.example:8443/0",
    to: ["http://home.example:8080/1"],
    cells: "- - - - + + - -",
    reason: "https to http never keeps authorization",
  },
];

/** Chains: what was taken off, and what comes back. */
const CHAINS: readonly Row[] = [
  //     option header strict cookies jar domain secure netrc
  {
    from: HOME,
    to: [EVIL, "http://home.example/2"],
    cells: "-+ -- -- -+ -+ -+ -- -+",
    reason: "headers taken off stay off; who asked for the chain may be trusted again",
  },
  {
    from: HOME_TLS,
    to: ["https://evil.example/1", "https://home.example/2"],
    cells: "-+ -- -- -+ -+ -+ -+ -+",
    reason: "as above, over https",
  },
  {
    from: HOME,
    to: ["http://home.example:8080/1", "http://home.example/2"],
    cells: "-+ -- -- -+ ++ ++ -- ++",
    reason: "another port and back",
  },
  {
    from: HOME_TLS,
    to: ["http://home.example/1", "https://home.example/2"],
    cells: "-+ -- -- -+ ++ ++ -+ -+",
    reason: "down and up again",
  },
  {
    from: HOME,
    to: ["https://home.example/1", "http://home.example/2"],
    cells: "+- +- -- -+ ++ ++ +- +-",
    reason: "up and down again: once over https, authorization never again goes over http",
  },
  {
    from: HOME,
    to: ["https://evil.example/1", "http://home.example/2"],
    cells: "-- -- -- -+ -+ -+ -- --",
    reason: "https to http never has authorization, whoever was asked over https",
  },
  {
    from: HOME_TLS,
    to: ["https://evil.example/1", "http://home.example/2"],
    cells: "-- -- -- -- -+ -+ -- --",
    reason: "back to the host, but not to the origin",
  },
  {
    from: HOME,
    to: [EVIL, "https://home.example/2"],
    cells: "-+ -- -- -- -+ -+ -+ -+",
    reason: "back, and up",
  },
  {
    from: HOME,
    to: [EVIL, "http://other.example/2"],
    cells: "-- -- -- -- -- -- -- --",
    reason: "one stranger after another",
  },
  {
    from: HOME,
    to: ["http://home.example/1", "http://evil.example/2"],
    cells: "+- +- +- +- +- +- -- +-",
    reason: "away only later",
  },
];

const AWAY = "- - - - - - - -";
const AT_HOME = "+ + + + + + - +";

/** Locations that look like one host and mean another (URL standard, 4.4), from `http://home.example/0`. */
const TRICKS: readonly (readonly [location: string, url: string, cells: string])[] = [
  ["http://home.example@evil.example/1", EVIL, AWAY],
  ["http://home.example:80@evil.example/1", EVIL, AWAY],
  ["http://home.example%2F@evil.example/1", EVIL, AWAY],
  ["//evil.example/1", EVIL, AWAY],
  ["//home.example@evil.example/1", EVIL, AWAY],
  ["\\\\evil.example\\1", EVIL, AWAY],
  ["/\\evil.example/1", EVIL, AWAY],
  ["\\/evil.example/1", EVIL, AWAY],
  ["http:\\\\evil.example/1", EVIL, AWAY],
  ["http:/\\evil.example/1", EVIL, AWAY],
  ["http://evil.example\\@home.example/1", "http://evil.example/@home.example/1", AWAY],
  ["http://evil.example?@home.example/1", "http://evil.example/?@home.example/1", AWAY],
  ["/\t/evil.example/1", EVIL, AWAY],
  ["ht\ttp://evil.example/1", EVIL, AWAY],
  ["https:evil.example/1", "https://evil.example/1", AWAY],
  ["http://evil.example@home.example/1", "http://home.example/1", AT_HOME],
  ["HTTP://HOME.example:80/1", "http://home.example/1", AT_HOME],
  ["@evil.example/1", "http://home.example/@evil.example/1", AT_HOME],
  [".evil.example/1", "http://home.example/.evil.example/1", AT_HOME],
  [":80@evil.example/1", "http://home.example/:80@evil.example/1", AT_HOME],
  ["http:evil.example/1", "http://home.example/evil.example/1", AT_HOME],
];

/** The whole table. */
export const WAYS: readonly Way[] = [
  ...[...PLAIN, ...CHAINS].map(({ from, to, cells, reason }) => ({
    ...{ from, reason },
    hops: to.map((url) => [url, url] as const),
    cells: cells.split(" "),
  })),
  ...TRICKS.map(([location, url, cells]) => ({
    from: HOME,
    hops: [[location, url] as const],
    cells: cells.split(" "),
    reason: "the host is what the URL standard says, whatever it looks like",
  })),
];

/** Says a way in one line. */
export function toLine({ from, hops }: Way): string {
  return [from, ...hops.map(([location]) => JSON.stringify(location))].join(" -> ");
}
