/** The cookie jar: keeps what servers set and knows what to send them (RFC 6265bis). */

import { checkOptions, checkParts, isKeyed } from "../options/checks.ts";
import { CookieConflictError } from "../errors.ts";
import { acceptCookie } from "./acceptance.ts";
import { type CookieAttributes, makeCookie } from "./attributes.ts";
import { type Cookie, parseSetCookie } from "./cookie.ts";
import { CookieIndex, type Entry } from "./cookie_index.ts";
import { restoreCookies, type SerializedCookieJar, toSerializedJar } from "./serialized_jar.ts";
import { resolveCookieLimits, type ResolvedCookieLimits } from "./jar_limits.ts";
import type {
  CookieFilter,
  CookieHeaderOptions,
  CookieJarInit,
  CookieJarOptions,
  CookieScope,
  CookieSource,
} from "./jar_options.ts";
import { type CookieTarget, toCanonicalDomain, toCookieTarget } from "./matching.ts";
import { parseNetscapeText, toNetscapeText } from "./netscape.ts";
import { isKnownPublicSuffix } from "./public_suffix.ts";

const OPTIONS: Readonly<Record<keyof CookieJarOptions, true>> = {
  isPublicSuffix: true,
  limits: true,
};

/**
 * Keeps cookies and knows which of them to send (RFC 6265bis).
 *
 * Cookies set by hand without a domain go to every host; those of servers never do.
 *
 * @example Keep what a server sets
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const jar = new CookieJar();
 * jar.setCookie("sid=31d4; Path=/; Secure; HttpOnly", "https://example.com/login");
 * assertEquals(jar.cookieHeader("https://example.com/news"), "sid=31d4");
 * assertEquals(jar.cookieHeader("http://example.com/news"), "");
 * assertEquals(jar.get("sid"), "31d4");
 * ```
 * @category Cookies
 */
export class CookieJar implements Iterable<Cookie> {
  readonly #index: CookieIndex;
  readonly #options: CookieJarOptions;
  readonly #limits: ResolvedCookieLimits;
  #lastUrl = "";
  #lastTarget: CookieTarget | undefined;

  /**
   * Makes a jar.
   *
   * @throws {TypeError} If a cookie to begin with could not be sent, or an option is unknown.
   * @throws {RangeError} If a limit is none.
   */
  constructor(init?: CookieJarInit, options: CookieJarOptions = {}) {
    checkOptions("a cookie jar", options, OPTIONS);
    const limits = resolveCookieLimits(options.limits);
    const index = new CookieIndex(limits);
    this.#index = index;
    this.#options = options;
    this.#limits = limits;
    if (init !== undefined) this.update(init);
  }

  /**
   * Sets a cookie by hand, in the place of one of the same name, domain and path.
   *
   * @param value The value; characters up to U+00FF, each of which is a byte of the header.
   * @returns The cookie; for a public suffix it is one of that host alone.
   * @throws {TypeError} If it could not be sent as it is, or breaks the promise of a name in `__Host-` or `__Secure-`.
   */
  set(name: string, value: string, attributes: CookieAttributes = {}): Cookie {
    const cookie = this.#scoped(makeCookie(name, value, attributes));
    const isHostOnly = attributes.hostOnly === undefined &&
      this.#index.find({ ...cookie, hostOnly: true }) !== undefined &&
      this.#index.find(cookie) === undefined;
    const placed = isHostOnly ? { ...cookie, hostOnly: true } : cookie;
    return this.#index.put(placed, cookie.creation) ?? placed;
  }

  /**
   * Sets several cookies; those of a jar keep all that is known of them.
   *
   * @throws {TypeError} If one of them could not be sent; those before it are set.
   */
  update(init: CookieJarInit): void {
    if (init instanceof CookieJar) {
      for (const { cookie, lastAccess } of init.#index.entries()) {
        this.#index.put(this.#scoped(cookie), lastAccess);
      }
      return;
    }
    if (typeof init !== "object" || init === null || !(isIterable(init) || isKeyed(init))) {
      throw new TypeError("Cannot set cookies: neither a record nor a list is given");
    }
    for (const item of isIterable(init) ? init : Object.entries(init)) {
      if (isPair(item)) this.set(item[0], item[1]);
      else this.set(item.name, item.value, item);
    }
  }

  /** How many cookies there are that have not expired. */
  get size(): number {
    this.#index.removeExpired(Date.now());
    return this.#index.count;
  }

  /** Whether the cookies belong to more than one domain. */
  get hasMultipleDomains(): boolean {
    return this.domains().length > 1;
  }

  /** Gives the cookies in the order of their creation. */
  [Symbol.iterator](): IterableIterator<Cookie> {
    return this.getAll().values();
  }

  /** Gives the names, one for each cookie, in the order of their creation. */
  keys(): IterableIterator<string> {
    return this.getAll().map(({ name }) => name).values();
  }

  /** Gives the values, in the order of their creation. */
  values(): IterableIterator<string> {
    return this.getAll().map(({ value }) => value).values();
  }

  /** Gives names with values, in the order of their creation. */
  entries(): IterableIterator<[name: string, value: string]> {
    return this.getAll().map(toEntry).values();
  }

  /** Gives the domains of the cookies, each once; the empty one stands for cookies that go anywhere. */
  domains(): string[] {
    return this.#index.domains();
  }

  /** Gives the paths of the cookies, each once. */
  paths(): string[] {
    return [...new Set(this.getAll().map(({ path }) => path))];
  }

  /**
   * Looks up the value of a cookie.
   *
   * @returns The value, or `undefined` if there is none.
   * @throws {CookieConflictError} If several are meant.
   */
  get(name: string, scope: CookieScope = {}): string | undefined {
    return this.#findOne(name, checked(scope))?.cookie.value;
  }

  /** Lists the cookies of a name, or all, in the order of their creation. */
  getAll(name?: string, scope: CookieScope = {}): Cookie[] {
    return this.#find({ ...checked(scope), name }).map(({ cookie }) => cookie);
  }

  /** Tells whether there is a cookie of a name. */
  has(name: string, scope: CookieScope = {}): boolean {
    return this.#find({ ...checked(scope), name }).length > 0;
  }

  /**
   * Removes all cookies of a name, and tells whether there was any.
   *
   * @throws {TypeError} If a name in the filter is unknown; none is removed then.
   */
  delete(name: string, scope: CookieScope = {}): boolean {
    return this.#remove(this.#find({ ...checked(scope), name })) > 0;
  }

  /**
   * Removes a cookie and gives its value.
   *
   * @returns The value, or `undefined` if there was none.
   * @throws {CookieConflictError} If several are meant; none is removed then.
   */
  pop(name: string, scope: CookieScope = {}): string | undefined {
    const entry = this.#findOne(name, checked(scope));
    if (entry) this.#index.remove(entry);
    return entry?.cookie.value;
  }

  /**
   * Removes all cookies, or those of a domain, a path or a name; gives how many there were.
   *
   * @throws {TypeError} If a name in the filter is unknown; none is removed then.
   */
  clear(filter: CookieFilter = {}): number {
    return this.#remove(this.#find(checked(filter, ["domain", "path", "name"])));
  }

  /** Removes the cookies that have expired, which nobody gets to see anyway; gives how many there were. */
  clearExpired(): number {
    return this.#index.removeExpired(Date.now());
  }

  /** Removes the cookies without an end, as a browser does when it is closed; gives how many there were. */
  clearSession(): number {
    return this.#remove(this.#find({}).filter(({ cookie }) => cookie.expires === undefined));
  }

  /** Gives names and values as a plain object; of several cookies of a name the youngest counts. */
  toObject(scope: CookieScope = {}): Record<string, string> {
    // `fromEntries` defines properties, so not even a cookie called `__proto__` does harm.
    return Object.fromEntries(this.getAll(undefined, scope).map(toEntry));
  }

  get #isPublicSuffix(): ((domain: string) => boolean) | undefined {
    const { isPublicSuffix = isKnownPublicSuffix } = this.#options;
    return isPublicSuffix ?? undefined;
  }

  /** Nobody sets a cookie for all of a public suffix, by hand or in a file either: it is for that host alone. */
  #scoped(cookie: Cookie): Cookie {
    const { domain, hostOnly } = cookie;
    const isShared = domain !== "" && !hostOnly && this.#isPublicSuffix?.(domain);
    return isShared ? { ...cookie, hostOnly: true } : cookie;
  }

  /** Makes a jar of its own with the same cookies and options. */
  clone(): CookieJar {
    return new CookieJar(this, this.#options);
  }

  /**
   * Takes a `Set-Cookie` header as a server sent it.
   *
   * @param url Where the response came from.
   * @returns The cookie as it is kept, or `undefined` if it is refused or only removes one.
   * @throws {TypeError} If the URL is none.
   */
  setCookie(header: string, url: string | URL): Cookie | undefined {
    const target = this.#toTarget(url);
    const parsed = target && parseSetCookie(header);
    if (!parsed) return undefined;
    const now = Date.now();
    const cookie = acceptCookie(parsed, target, {
      isPublicSuffix: this.#isPublicSuffix,
      now,
      maxAge: this.#limits.maxAge,
    });
    if (!cookie) return undefined;
    if (!target.secure && this.#index.shadowsSecure(cookie)) return undefined;
    return this.#index.put(cookie, now, now);
  }

  /**
   * Takes all cookies that a response sets, and gives those that are kept.
   *
   * @param url Where it came from, if not from `response.url`.
   * @throws {TypeError} If no URL is known.
   */
  extract(response: CookieSource, url: string | URL = response.url): Cookie[] {
    const headers = response.headers.getSetCookie();
    if (headers.length === 0) return [];
    if (url === "") {
      throw new TypeError("Cannot take cookies: the response has no URL, so give one");
    }
    return headers.map((header) => this.setCookie(header, url))
      .filter((cookie) => cookie !== undefined);
  }

  /**
   * Makes the `Cookie` header for a request (RFC 6265bis section 5.8.3).
   *
   * @returns The value of the header; empty if there is nothing to send.
   * @throws {TypeError} If the URL is none.
   */
  cookieHeader(url: string | URL, options: CookieHeaderOptions = {}): string {
    // A loop, since every request comes by here.
    for (const name in options) {
      if (name !== "unscoped") checkParts("the options of cookieHeader", options, ["unscoped"]);
    }
    if (this.#index.count === 0) return "";
    const target = this.#toTarget(url);
    if (!target) return "";
    let header = "";
    for (const { pair } of this.#index.match(target, options.unscoped ?? true)) {
      header = header === "" ? pair : `${header}; ${pair}`;
    }
    return header;
  }

  /** Several cookies of a response and the next request often have one URL, which need not be read each time. */
  #toTarget(url: string | URL): CookieTarget | undefined {
    if (typeof url !== "string") return toCookieTarget(url);
    if (url !== this.#lastUrl || url === "") {
      this.#lastTarget = toCookieTarget(url);
      this.#lastUrl = url;
    }
    return this.#lastTarget;
  }

  /** Gives all that is known of the cookies as plain JSON. */
  toJSON(): SerializedCookieJar {
    return toSerializedJar(this.#index.entries());
  }

  /**
   * Makes a jar of what `toJSON()` gave.
   *
   * @param json The JSON, or its text.
   * @throws {TypeError} If it is anything else, or a cookie breaks the promise of its name.
   */
  static fromJSON(json: unknown, options?: CookieJarOptions): CookieJar {
    const jar = new CookieJar(undefined, options);
    for (const { cookie, lastAccess } of restoreCookies(json)) {
      jar.#index.put(jar.#scoped(cookie), lastAccess);
    }
    return jar;
  }

  /**
   * Gives the cookies as the text of a `cookies.txt`, which curl and wget read.
   *
   * SameSite and parts of a second are lost, and cookies that belong to no domain are left out.
   */
  toNetscape(): string {
    return toNetscapeText(this);
  }

  /**
   * Makes a jar of the text of a `cookies.txt`.
   *
   * @throws {TypeError} If a line is neither a cookie nor a comment, or a cookie breaks the promise of its name.
   */
  static fromNetscape(text: string, options?: CookieJarOptions): CookieJar {
    const jar = new CookieJar(undefined, options);
    for (const cookie of parseNetscapeText(text)) {
      jar.#index.put(jar.#scoped(cookie), cookie.creation);
    }
    return jar;
  }

  #findOne(name: string, scope: CookieScope): Entry | undefined {
    const [first, ...others] = this.#find({ ...scope, name });
    if (others.length === 0) return first;
    throw new CookieConflictError(
      `Cannot choose among ${others.length + 1} cookies called ${
        JSON.stringify(name)
      }: give a domain or a path`,
    );
  }

  #find({ name, domain, path }: CookieFilter): Entry[] {
    return this.#index.entries(domain && toCanonicalDomain(domain)).filter(({ cookie }) =>
      (name === undefined || cookie.name === name) &&
      (path === undefined || cookie.path === path)
    );
  }

  #remove(entries: readonly Entry[]): number {
    for (const entry of entries) this.#index.remove(entry);
    return entries.length;
  }
}

/** Refuses a filter that would go unseen, so that more cookies would be meant; a whole cookie may be one. */
function checked<Filter extends CookieFilter>(
  filter: Filter,
  names: readonly string[] = ["domain", "path"],
): Filter {
  const isCookie = isKeyed(filter) && "domain" in filter && "creation" in filter;
  if (!isCookie) checkParts("the filter of a cookie jar", filter, names);
  return filter;
}

type CookieItem = Cookie | readonly [name: string, value: string];

function isIterable(init: CookieJarInit): init is Iterable<CookieItem> {
  return Symbol.iterator in init;
}

function isPair(item: CookieItem): item is readonly [string, string] {
  return Array.isArray(item);
}

function toEntry({ name, value }: Cookie): [name: string, value: string] {
  return [name, value];
}
