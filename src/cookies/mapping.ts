/**
 * The cookies of a jar as a map from names to values, with domain and path where a name is not enough.
 *
 * @module
 */

import { CookieConflictError } from "../errors.ts";
import type { Entry } from "./bucket.ts";
import type { Cookie } from "./cookie.ts";
import type { CookieIndex } from "./cookie_index.ts";
import { toCanonicalDomain } from "./matching.ts";

/**
 * Which of several cookies of a name are meant.
 *
 * @example The one of an admin's pages
 * ```ts
 * import { CookieJar, type CookieScope } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const scope: CookieScope = { domain: "app.example", path: "/admin" };
 * const jar = new CookieJar();
 * jar.setCookie("sid=1; Path=/", "https://app.example/");
 * jar.setCookie("sid=2; Path=/admin", "https://app.example/");
 * assertEquals(jar.get("sid", scope), "2");
 * ```
 */
export interface CookieScope {
  /** Only those of exactly this domain; `""` for those that go anywhere. */
  readonly domain?: string | undefined;
  /** Only those of exactly this path. */
  readonly path?: string | undefined;
}

/**
 * Which cookies are meant; what is left out does not matter.
 *
 * @example Sign out of one site
 * ```ts
 * import { type CookieFilter, CookieJar } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const filter: CookieFilter = { domain: "app.example", name: "sid" };
 * const jar = new CookieJar();
 * jar.setCookie("sid=1", "https://app.example/");
 * jar.setCookie("sid=1", "https://other.example/");
 * assertEquals([jar.clear(filter), jar.domains()], [1, ["other.example"]]);
 * ```
 */
export interface CookieFilter extends CookieScope {
  /** Only those of this name. */
  readonly name?: string | undefined;
}

/**
 * The cookies of a jar as a map from names to values; {@link CookieJar} is one.
 *
 * @example By name
 * ```ts
 * import { CookieJar, CookieMapping } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const jar = new CookieJar({ theme: "dark" });
 * assert(jar instanceof CookieMapping);
 * assertEquals([jar.get("theme"), jar.has("sid"), [...jar.keys()]], ["dark", false, ["theme"]]);
 * ```
 */
export class CookieMapping implements Iterable<Cookie> {
  readonly #index: CookieIndex;

  /**
   * Makes the map.
   *
   * @param index Where the cookies are.
   * @internal
   */
  constructor(index: CookieIndex) {
    this.#index = index;
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
   * @param name The name.
   * @param scope Which one, where several have the name.
   * @returns The value, or `undefined` if there is none.
   * @throws {CookieConflictError} If several are meant.
   */
  get(name: string, scope: CookieScope = {}): string | undefined {
    return this.#findOne(name, scope)?.cookie.value;
  }

  /**
   * Lists cookies.
   *
   * @param name The name; all names if it is left out.
   * @param scope Which of them.
   * @returns The cookies in the order of their creation.
   */
  getAll(name?: string, scope: CookieScope = {}): Cookie[] {
    return this.#find({ ...scope, name }).map(({ cookie }) => cookie);
  }

  /**
   * Tells whether there is a cookie of a name.
   *
   * @param name The name.
   * @param scope Which one.
   */
  has(name: string, scope: CookieScope = {}): boolean {
    return this.#find({ ...scope, name }).length > 0;
  }

  /**
   * Removes all cookies of a name.
   *
   * @param name The name.
   * @param scope Which of them.
   * @returns Whether there was any.
   */
  delete(name: string, scope: CookieScope = {}): boolean {
    return this.#remove(this.#find({ ...scope, name })) > 0;
  }

  /**
   * Removes a cookie and gives its value.
   *
   * @param name The name.
   * @param scope Which one, where several have the name.
   * @returns The value, or `undefined` if there was none.
   * @throws {CookieConflictError} If several are meant; none is removed then.
   */
  pop(name: string, scope: CookieScope = {}): string | undefined {
    const entry = this.#findOne(name, scope);
    if (entry) this.#index.remove(entry);
    return entry?.cookie.value;
  }

  /**
   * Removes all cookies, or those of a domain, a path or a name.
   *
   * @param filter Which of them.
   * @returns How many there were.
   */
  clear(filter: CookieFilter = {}): number {
    return this.#remove(this.#find(filter));
  }

  /**
   * Removes the cookies that have expired, to give their memory back; nobody gets to see them anyway.
   *
   * @returns How many there were.
   */
  clearExpired(): number {
    return this.#index.removeExpired(Date.now());
  }

  /**
   * Removes the cookies without an end, as a browser does when it is closed.
   *
   * @returns How many there were.
   */
  clearSession(): number {
    return this.#remove(
      this.#find({}).filter(({ cookie }) => cookie.expires === undefined),
    );
  }

  /**
   * Gives names and values as a plain object; of several cookies of a name the youngest counts.
   *
   * @param scope Which cookies.
   */
  toObject(scope: CookieScope = {}): Record<string, string> {
    // `fromEntries` defines properties, so not even a cookie called `__proto__` does harm.
    return Object.fromEntries(this.getAll(undefined, scope).map(toEntry));
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
    return this.#index.entries(domain && toCanonicalDomain(domain)).filter((
      { cookie },
    ) =>
      (name === undefined || cookie.name === name) &&
      (path === undefined || cookie.path === path)
    );
  }

  #remove(entries: readonly Entry[]): number {
    for (const entry of entries) this.#index.remove(entry);
    return entries.length;
  }
}

function toEntry({ name, value }: Cookie): [name: string, value: string] {
  return [name, value];
}
