/**
 * Keeps a jar in Deno KV.
 *
 * @module
 */

import { CookieJar } from "../../core/cookies/jar.ts";
import { checkParts } from "../../core/options/checks.ts";
import type { CookieJarOptions } from "../../core/cookies/jar_options.ts";
import type { CookieStore } from "./store.ts";

/**
 * The part of a key of Deno KV.
 *
 * @example A jar for each user
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import { KvCookieStore, type KvKeyPart } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * const keyOf = (user: string): KvKeyPart[] => ["jars", user];
 * const values = new Map<string, unknown>();
 * const kv = {
 *   get: (key: KvKeyPart[]) => Promise.resolve({ value: values.get(key.join()) ?? null }),
 *   set: (key: KvKeyPart[], value: unknown) => Promise.resolve(values.set(key.join(), value)),
 *   delete: (key: KvKeyPart[]) => Promise.resolve(void values.delete(key.join())),
 * };
 * const store = new KvCookieStore({ kv, key: keyOf("ada") });
 * await store.save(new CookieJar({ theme: "dark" }));
 * assertEquals([...values.keys()].every((key) => key.startsWith("jars,ada")), true);
 * ```
 * @category Cookies
 */
export type KvKeyPart = Uint8Array | string | number | bigint | boolean;

/**
 * As much of `Deno.Kv` as a jar needs; what `Deno.openKv()` gives is one.
 *
 * @example A stand-in for Deno KV, for a test
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import { type CookieKv, KvCookieStore } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * const values = new Map<string, unknown>();
 * const kv: CookieKv = {
 *   get: (key) => Promise.resolve({ value: values.get(key.join()) ?? null }),
 *   set: (key, value) => Promise.resolve(values.set(key.join(), value)),
 *   delete: (key) => Promise.resolve(void values.delete(key.join())),
 * };
 * const store = new KvCookieStore({ kv });
 * await store.save(new CookieJar({ theme: "dark" }));
 * assertEquals((await store.load()).get("theme"), "dark");
 * ```
 * @category Cookies
 */
export interface CookieKv {
  /** Reads a value, `null` if there is none. */
  get(key: KvKeyPart[]): Promise<{ readonly value: unknown }>;
  /** Sets a value. */
  set(key: KvKeyPart[], value: unknown): Promise<unknown>;
  /** Removes a value. */
  delete(key: KvKeyPart[]): Promise<void>;
}

/**
 * Where in Deno KV a jar is kept.
 *
 * @example Below a key of one's own
 * ```ts
 * import { type CookieStore, KvCookieStore, type KvCookieStoreOptions } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * const options: KvCookieStoreOptions = { key: ["shop", "cookies"] };
 * const store: CookieStore = new KvCookieStore(options); // opens Deno KV when it is asked
 * assertEquals(typeof store.load, "function");
 * ```
 * @category Cookies
 */
export interface KvCookieStoreOptions {
  /** The database. Default: the runtime's own one, opened for each call and closed after it. */
  readonly kv?: CookieKv | undefined;
  /** The key below which the jar is kept. Default: `["ferry", "cookies"]`. */
  readonly key?: readonly KvKeyPart[] | undefined;
}

/** Deno KV holds 64 KiB in a value, and a character may take two bytes. */
const PART_LENGTH = 30_000;

/** Says where the parts of the jar are. */
interface Manifest {
  readonly id: string;
  readonly parts: number;
}

/**
 * Keeps a jar in Deno KV, which is there with `--unstable-kv` and on Deno Deploy.
 *
 * A jar is larger than a value may be, so it is kept in parts; readers see the old jar until all of the
 * new one is there.
 *
 * @example A jar that outlives the program
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import { KvCookieStore } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * if ("openKv" in Deno) { // with --unstable-kv
 *   using kv = await Deno.openKv(":memory:");
 *   const store = new KvCookieStore({ kv });
 *   await store.save(new CookieJar({ theme: "dark" }));
 *   assertEquals((await store.load())?.get("theme"), "dark");
 * }
 * ```
 * @category Cookies
 */
export class KvCookieStore implements CookieStore {
  readonly #kv: CookieKv | undefined;
  readonly #key: readonly KvKeyPart[];

  /**
   * Names the place.
   *
   * @param options Where it is.
   * @throws {TypeError} If an option is unknown.
   */
  constructor(options: KvCookieStoreOptions = {}) {
    checkParts("the options of a KvCookieStore", options, ["kv", "key"]);
    this.#kv = options.kv;
    this.#key = options.key ?? ["ferry", "cookies"];
  }

  /**
   * Reads the jar.
   *
   * @param options How the jar decides.
   * @returns The jar; an empty one if none was kept yet.
   * @throws {TypeError} If there is no Deno KV here, or if it holds anything else than a jar.
   */
  load(options?: CookieJarOptions): Promise<CookieJar> {
    return this.#use(async (kv) => {
      let manifest = await this.#readManifest(kv);
      while (manifest) {
        const text = await this.#readParts(kv, manifest);
        if (text !== undefined) return CookieJar.fromJSON(text, options);
        // Somebody saved meanwhile and took the old parts away.
        const newer = await this.#readManifest(kv);
        if (newer?.id === manifest.id) {
          throw new TypeError(
            "Cannot load cookies from Deno KV: a part of the jar is missing",
          );
        }
        manifest = newer;
      }
      return new CookieJar(undefined, options);
    });
  }

  async #readParts(
    kv: CookieKv,
    manifest: Manifest,
  ): Promise<string | undefined> {
    const parts = await Promise.all(
      this.#toPartKeys(manifest).map(async (key) => (await kv.get(key)).value),
    );
    return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
  }

  /**
   * Keeps the jar.
   *
   * @param jar The jar.
   * @throws {TypeError} If there is no Deno KV here, or if the place holds anything else than a jar.
   */
  save(jar: CookieJar): Promise<void> {
    const text = JSON.stringify(jar);
    return this.#use(async (kv) => {
      const old = await this.#readManifest(kv);
      const parts = Math.ceil(text.length / PART_LENGTH);
      const manifest: Manifest = { id: crypto.randomUUID(), parts };
      for (const [index, key] of this.#toPartKeys(manifest).entries()) {
        const start = index * PART_LENGTH;
        await kv.set(key, text.slice(start, start + PART_LENGTH));
      }
      await kv.set([...this.#key], manifest);
      for (const key of old ? this.#toPartKeys(old) : []) await kv.delete(key);
    });
  }

  async #readManifest(kv: CookieKv): Promise<Manifest | undefined> {
    const { value } = await kv.get([...this.#key]);
    if (value === null || value === undefined) return undefined;
    if (isManifest(value)) return value;
    throw new TypeError(
      "Cannot use Deno KV for cookies: the key holds something else",
    );
  }

  #toPartKeys({ id, parts }: Manifest): KvKeyPart[][] {
    return Array.from(
      { length: parts },
      (_, index) => [...this.#key, id, index],
    );
  }

  async #use<T>(work: (kv: CookieKv) => Promise<T>): Promise<T> {
    if (this.#kv) return await work(this.#kv);
    const kv = await openKv();
    try {
      return await work(kv);
    } finally {
      kv.close();
    }
  }
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null &&
    "id" in value && typeof value.id === "string" &&
    "parts" in value && typeof value.parts === "number";
}

/** What the global `Deno` may have; typed here, since the function is unstable and absent elsewhere. */
interface KvRuntime {
  readonly openKv?: () => Promise<CookieKv & { close(): void }>;
}

function openKv(): Promise<CookieKv & { close(): void }> {
  const scope: { readonly Deno?: KvRuntime } = globalThis;
  if (scope.Deno?.openKv) return scope.Deno.openKv();
  throw new TypeError(
    "Cannot open Deno KV: this runtime has none; in Deno, run with --unstable-kv",
  );
}
