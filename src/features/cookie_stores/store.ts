/**
 * Keeps a jar beyond the end of the program: in a file, or wherever a {@link CookieStore} puts it.
 *
 * @module
 */

import { checkParts } from "../../core/options/checks.ts";
import { readTextFile, replaceTextFile, toFilePath } from "../../files/text_file.ts";
import { CookieJar } from "../../core/cookies/jar.ts";
import type { CookieJarOptions } from "../../core/cookies/jar_options.ts";

/**
 * Where a jar is kept beyond the end of the program.
 *
 * @example In the storage of a browser, as long as its tab is open
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieJarOptions, CookieStore } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * class TabCookieStore implements CookieStore {
 *   load(options?: CookieJarOptions): Promise<CookieJar> {
 *     const text = sessionStorage.getItem("cookies");
 *     return Promise.resolve(text ? CookieJar.fromJSON(text, options) : new CookieJar());
 *   }
 *   save(jar: CookieJar): Promise<void> {
 *     return Promise.resolve(sessionStorage.setItem("cookies", JSON.stringify(jar)));
 *   }
 * }
 * const store = new TabCookieStore();
 * await store.save(new CookieJar({ theme: "dark" }));
 * assertEquals((await store.load()).get("theme"), "dark");
 * ```
 * @category Cookies
 */
export interface CookieStore {
  /**
   * Reads the jar back.
   *
   * @param options How the jar decides.
   * @returns The jar; an empty one if none was kept yet.
   */
  load(options?: CookieJarOptions): Promise<CookieJar>;

  /**
   * Keeps the jar in the place of the one before.
   *
   * @param jar The jar.
   */
  save(jar: CookieJar): Promise<void>;
}

/**
 * How a file holds a jar.
 *
 * @example A cookies.txt that curl reads
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import { FileCookieStore, type FileCookieStoreOptions } from "@ferry/http/cookies";
 * import { assertMatch } from "@std/assert";
 *
 * const options: FileCookieStoreOptions = { format: "netscape" };
 * const path = `${await Deno.makeTempDir()}/cookies.txt`;
 * const jar = new CookieJar();
 * jar.setCookie("sid=31d4", "https://app.example/");
 * await new FileCookieStore(path, options).save(jar);
 * assertMatch(await Deno.readTextFile(path), /app\.example\t.*\tsid\t31d4/);
 * ```
 * @category Cookies
 */
export interface FileCookieStoreOptions {
  /**
   * How: `"json"`, which loses nothing, or `"netscape"` for a `cookies.txt` that curl and wget share. Default `"json"`.
   */
  readonly format?: "json" | "netscape" | undefined;
}

/**
 * Keeps a jar in a file that only its owner may read.
 *
 * The file is written whole and put into its place at once, so that whoever reads it finds the old jar or the
 * new one. What cannot be read as a jar is never overwritten. Of two programs that save, the later one's jar stays:
 * nothing is merged.
 *
 * @example Go on with the cookies of last time
 * ```ts
 * import { FileCookieStore } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * const store = new FileCookieStore(`${await Deno.makeTempDir()}/cookies.json`);
 * const jar = await store.load();
 * jar.set("sid", "31d4", { domain: "example.com" });
 * await store.save(jar);
 * assertEquals((await store.load()).get("sid"), "31d4");
 * ```
 * @category Cookies
 */
export class FileCookieStore implements CookieStore {
  readonly #path: string;
  readonly #format: "json" | "netscape";
  #isKnown = false;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Names the file, which need not exist yet.
   *
   * @param path The path of the file.
   * @param options How it holds the jar.
   * @throws {TypeError} If the format is none.
   */
  constructor(path: string | URL, options: FileCookieStoreOptions = {}) {
    checkParts("the options of a FileCookieStore", options, ["format"]);
    const { format = "json" } = options;
    if (format !== "json" && format !== "netscape") {
      throw new TypeError(`Cannot keep cookies as ${JSON.stringify(format)}`);
    }
    this.#path = toFilePath(path, PURPOSE);
    this.#format = format;
  }

  /**
   * Reads the file.
   *
   * @param options How the jar decides.
   * @returns The jar; an empty one if there is no file.
   * @throws {TypeError} If the file holds anything else than a jar; it stays as it is.
   */
  async load(options?: CookieJarOptions): Promise<CookieJar> {
    await this.#last.catch(() => {});
    const text = await readTextFile(this.#path, PURPOSE);
    const jar = text === undefined ? new CookieJar(undefined, options) : this.#parse(text, options);
    this.#isKnown = true;
    return jar;
  }

  #parse(text: string, options: CookieJarOptions | undefined): CookieJar {
    try {
      return this.#format === "json"
        ? CookieJar.fromJSON(text, options)
        : CookieJar.fromNetscape(text, options);
    } catch (cause) {
      throw new TypeError(
        `Cannot load cookies from ${this.#path}: it is not a jar that was saved with the format ${this.#format}`,
        { cause },
      );
    }
  }

  /**
   * Writes the file.
   *
   * @param jar The jar.
   * @throws {TypeError} If there is a file that holds anything else than a jar; it stays as it is.
   */
  save(jar: CookieJar): Promise<void> {
    const text = this.#format === "json"
      ? `${JSON.stringify(jar, undefined, 2)}\n`
      : jar.toNetscape();
    // One after the other, so that the jar saved last is the one that stays.
    const saved = this.#last.catch(() => {}).then(() => this.#write(text));
    this.#last = saved;
    return saved;
  }

  async #write(text: string): Promise<void> {
    if (!this.#isKnown) {
      const old = await readTextFile(this.#path, PURPOSE);
      if (old !== undefined) this.#parse(old, undefined);
      this.#isKnown = true;
    }
    await replaceTextFile(this.#path, text, { mode: 0o600, purpose: PURPOSE });
  }
}

/** What files are for here. */
const PURPOSE = "keep cookies in a file";
