/**
 * A store in one SQLite file.
 *
 * @module
 */

import { checkParts } from "../../../core/options/checks.ts";
import { loadNodeFiles } from "../../../files/files.ts";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { concatBytes } from "../../../core/bytes/chunks.ts";
import { type CacheEntry, parseEntry } from "../entry.ts";
import type { CachedBody, CacheStats, CacheStore, CacheWriter } from "./store.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Settings of a {@link SqliteCacheStore}.
 *
 * @example At most 100 MiB on the disk
 * ```ts
 * import { SqliteCacheStore, type SqliteCacheStoreOptions } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const options: SqliteCacheStoreOptions = { maxBytes: 100 * 1_048_576 };
 * using store = new SqliteCacheStore(":memory:", options);
 * assertEquals(await store.stats(), { entries: 0, bytes: 0 });
 * ```
 * @category Cache
 */
export interface SqliteCacheStoreOptions {
  /** The most bytes of bodies and heads that are kept; what was used last stays. Default: 512 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Bytes in one row. */
const ROW = 262_144;

/** How long pieces without an entry are left alone: another process may be writing it. */
const HOUR = 3_600_000;

/** How long an opening waits while other processes have the file to themselves, in milliseconds. */
const LOCKED = 5_000;

/** What says that a file is ours. */
const APPLICATION = 0x46657279;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (
    id TEXT PRIMARY KEY, key TEXT NOT NULL, head TEXT NOT NULL, bytes INTEGER NOT NULL,
    rows INTEGER NOT NULL, dead_at REAL NOT NULL, used_at REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_key ON entries (key);
  CREATE INDEX IF NOT EXISTS entries_used ON entries (used_at);
  CREATE INDEX IF NOT EXISTS entries_dead ON entries (dead_at);
  CREATE TABLE IF NOT EXISTS total (only INTEGER PRIMARY KEY CHECK (only = 1), bytes INTEGER NOT NULL);
  INSERT OR IGNORE INTO total VALUES (1, 0);
  CREATE TABLE IF NOT EXISTS chunks (
    id TEXT NOT NULL, n INTEGER NOT NULL, at REAL NOT NULL, data BLOB NOT NULL, PRIMARY KEY (id, n)
  );
  CREATE TRIGGER IF NOT EXISTS entries_in AFTER INSERT ON entries BEGIN
    UPDATE total SET bytes = bytes + new.bytes;
  END;
  CREATE TRIGGER IF NOT EXISTS entries_changed AFTER UPDATE OF bytes ON entries BEGIN
    UPDATE total SET bytes = bytes + new.bytes - old.bytes;
  END;
  CREATE TRIGGER IF NOT EXISTS entries_out AFTER DELETE ON entries BEGIN
    UPDATE total SET bytes = bytes - old.bytes;
    DELETE FROM chunks WHERE id = old.id;
  END;
`;

/**
 * Keeps responses in an SQLite file, which several processes may use at once and which outlives a crash.
 *
 * The file can be read by its owner alone. It is opened when it is first needed; one that is no cache of this kind is
 * an error and stays as it is, which a cache takes for a miss and `stats()` throws.
 *
 * @example What one process stored, another finds
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { cache, SqliteCacheStore } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/cache.sqlite`;
 * const headers = { "cache-control": "max-age=60" };
 * const transport = new HandlerTransport(() => new Response("hello", { headers }));
 * {
 *   using store = new SqliteCacheStore(path);
 *   using client = new Client({ transport, stages: [cache({ store })] });
 *   await client.get("http://example.org/");
 * }
 * using store = new SqliteCacheStore(path);
 * assertEquals((await store.stats()).entries, 1);
 * ```
 * @category Cache
 */
export class SqliteCacheStore implements CacheStore {
  readonly #path: string;
  readonly #maxBytes: number;
  #opening: Promise<OpenFile> | undefined;
  #database: OpenFile | undefined;
  #closed = false;

  /**
   * Names the file; nothing is opened yet.
   *
   * @param path Where the file is or will be, or `:memory:`.
   * @param options How much is kept.
   * @throws {TypeError} If there is no path.
   * @throws {RangeError} If `maxBytes` is no whole number from 1.
   */
  constructor(path: string, options: SqliteCacheStoreOptions = {}) {
    checkParts("the options of a SqliteCacheStore", options, ["maxBytes"]);
    const { maxBytes = 512 * 1_048_576 } = options;
    if (typeof path !== "string" || path === "") {
      throw new TypeError("Cannot open the cache: give the path of a file");
    }
    if (maxBytes !== Infinity && !(Number.isInteger(maxBytes) && maxBytes > 0)) {
      throw new RangeError(`Cannot use ${maxBytes} as maxBytes: give a whole number from 1`);
    }
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  #open(): OpenFile | Promise<OpenFile> {
    if (this.#closed) throw new TypeError("Cannot use the cache: its store is closed");
    return this.#database ?? (this.#opening ??= this.#openFile());
  }

  async #openFile(): Promise<OpenFile> {
    const { DatabaseSync } = await import("node:sqlite").catch((cause: unknown) => {
      throw new TypeError("Cannot keep a cache in SQLite: this runtime has no node:sqlite", {
        cause,
      });
    });
    if (this.#path !== ":memory:") await createFile(this.#path);
    const database = await openPatiently(() => new DatabaseSync(this.#path), this.#path);
    if (this.#closed) database.close();
    return this.#database = new OpenFile(database);
  }

  /** Gives all entries under a key. */
  async get(key: string): Promise<readonly CacheEntry[]> {
    const database = await this.#open();
    const rows = database.prepare("SELECT head FROM entries WHERE key = ?").all(key);
    return rows.flatMap(({ head }) => parseEntry(String(head)) ?? []);
  }

  /** Gives the body of an entry. */
  async body(_key: string, id: string): Promise<CachedBody | undefined> {
    const database = await this.#open();
    const row = database.prepare("SELECT rows, bytes FROM entries WHERE id = ?").get(id);
    if (!row) return undefined;
    database.use(id, Date.now());
    const count = Number(row.rows);
    if (count === 0) return new Uint8Array(0);
    const first = readRow(database, id, 0);
    return count === 1 ? first : readRows(() => this.#open(), { id, count, first });
  }

  /** Begins to write an entry; an open file that is not committed is no entry. */
  async write(key: string, { id }: CacheEntry): Promise<CacheWriter> {
    const database = await this.#open();
    return new RowWriter(database, { key, id, evict: () => this.#evict(database) });
  }

  #evict(database: OpenFile): void {
    const total = () => Number(database.prepare("SELECT bytes FROM total").get()?.bytes ?? 0);
    while (total() > this.#maxBytes) {
      const { changes } = database.prepare(
        "DELETE FROM entries WHERE id IN (SELECT id FROM entries ORDER BY used_at LIMIT 1)",
      ).run();
      if (Number(changes) === 0) return;
    }
  }

  /** Replaces an entry but for its body. */
  async update(_key: string, entry: CacheEntry): Promise<void> {
    const database = await this.#open();
    database.prepare("UPDATE entries SET head = ?, dead_at = ? WHERE id = ?")
      .run(JSON.stringify(entry), entry.deadAt, entry.id);
  }

  /** Drops one entry, or all under a key. */
  async delete(key: string, id?: string): Promise<void> {
    const database = await this.#open();
    if (id === undefined) database.prepare("DELETE FROM entries WHERE key = ?").run(key);
    else database.prepare("DELETE FROM entries WHERE key = ? AND id = ?").run(key, id);
  }

  /** Drops everything. */
  async clear(): Promise<void> {
    const database = await this.#open();
    database.exec("DELETE FROM entries; DELETE FROM chunks");
  }

  /** Drops what nobody can use any more, and what a crash left half written; gives how many entries that were. */
  async purge(now: number = Date.now()): Promise<number> {
    const database = await this.#open();
    const { changes } = database.prepare("DELETE FROM entries WHERE dead_at <= ?").run(now);
    database.prepare("DELETE FROM chunks WHERE at < ? AND id NOT IN (SELECT id FROM entries)")
      .run(now - HOUR);
    return Number(changes);
  }

  /**
   * Says how much is there, heads with their bodies.
   *
   * @throws {TypeError} If the file cannot be opened or is no cache.
   */
  async stats(): Promise<CacheStats> {
    const database = await this.#open();
    const row = database.prepare("SELECT count(*) AS entries, total(bytes) AS bytes FROM entries")
      .get();
    return { entries: Number(row?.entries ?? 0), bytes: Number(row?.bytes ?? 0) };
  }

  /** Closes the file; a second time does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#database?.close();
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** An open file, whose statements are prepared once: preparing one takes longer than most of them do. */
class OpenFile {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #latest = "";
  #latestAt = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Writes down that an entry was used; one that is used again and again, once a second. */
  use(id: string, now: number): void {
    if (this.#latest === id && now - this.#latestAt < 1_000) return;
    this.prepare("UPDATE entries SET used_at = ? WHERE id = ?").run(now, id);
    this.isLatest(id, now);
  }

  /** Says that the use of an entry is written down. */
  isLatest(id: string, now: number): void {
    this.#latest = id;
    this.#latestAt = now;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

/** SQLite gives the files beside it the rights of the first one. */
async function createFile(path: string): Promise<void> {
  const { open } = await loadNodeFiles("keep a cache in a file");
  const file = await open(path, "a", 0o600);
  await file.close();
}

/**
 * Opens a file, again while another process has it to itself: to make it, to begin its log, to tidy up as it closes.
 *
 * SQLite does not wait for some of these, whatever its `busy_timeout` (https://www.sqlite.org/wal.html, section 9),
 * and where it waits, the whole program does.
 */
async function openPatiently(open: () => DatabaseSync, path: string): Promise<DatabaseSync> {
  const until = performance.now() + LOCKED;
  while (true) {
    const database = open();
    try {
      prepareFile(database, path);
      return database;
    } catch (cause) {
      database.close();
      const isLocked = wordsOf(cause).includes("database is locked");
      if (!isLocked || performance.now() >= until) {
        throw new TypeError(`Cannot open the cache ${path}: ${wordsOf(cause)}`, { cause });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 45));
  }
}

function prepareFile(database: DatabaseSync, path: string): void {
  database.exec("PRAGMA busy_timeout = 20");
  checkOwn(database, path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  database.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION}; ${SCHEMA} COMMIT`);
  database.exec("PRAGMA busy_timeout = 1000");
}

/** Nothing is written to a file that somebody else made; both questions see the file at one moment. */
function checkOwn(database: DatabaseSync, path: string): void {
  database.exec("BEGIN");
  const id = Number(database.prepare("PRAGMA application_id").get()?.application_id);
  const tables = Number(database.prepare("SELECT count(*) AS n FROM sqlite_master").get()?.n);
  database.exec("COMMIT");
  if (id === APPLICATION || tables === 0) return;
  throw new TypeError(`${path} is a database of something else`);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function readRow(database: OpenFile, id: string, n: number): Bytes {
  const data = database.prepare("SELECT data FROM chunks WHERE id = ? AND n = ?").get(id, n)?.data;
  if (data instanceof Uint8Array) return new Uint8Array(data);
  throw new TypeError("Cannot read a stored body: a part of it is gone");
}

/** The rows of one body. */
interface Rows {
  readonly id: string;
  readonly count: number;
  readonly first: Bytes;
}

async function* readRows(
  open: () => OpenFile | Promise<OpenFile>,
  { id, count, first }: Rows,
): AsyncGenerator<Bytes> {
  yield first;
  for (let n = 1; n < count; n++) yield readRow(await open(), id, n);
}

/** What a writer needs. */
interface Writing {
  readonly key: string;
  readonly id: string;
  evict(): void;
}

/** Writes rows as they fill, and the entry last. */
class RowWriter implements CacheWriter {
  readonly #database: OpenFile;
  readonly #writing: Writing;
  readonly #pending: Bytes[] = [];
  #length = 0;
  #rows = 0;

  constructor(database: OpenFile, writing: Writing) {
    this.#database = database;
    this.#writing = writing;
  }

  write(chunk: Bytes): void {
    this.#pending.push(chunk.slice());
    this.#length += chunk.length;
    if (this.#length >= ROW) this.#flush();
  }

  #flush(): void {
    if (this.#length === 0) return;
    const data = concatBytes(this.#pending.splice(0));
    this.#length = 0;
    this.#database.prepare("INSERT INTO chunks VALUES (?, ?, ?, ?)")
      .run(this.#writing.id, this.#rows++, Date.now(), data);
  }

  commit(entry: CacheEntry): void {
    const head = JSON.stringify(entry);
    const now = Date.now();
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      this.#flush();
      this.#database.prepare("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(
          ...[entry.id, this.#writing.key, head],
          ...[entry.size + head.length, this.#rows, entry.deadAt, now],
        );
      this.#writing.evict();
      this.#database.exec("COMMIT");
      this.#database.isLatest(entry.id, now);
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  abort(): void {
    this.#pending.length = 0;
    if (this.#rows > 0) {
      this.#database.prepare("DELETE FROM chunks WHERE id = ?").run(this.#writing.id);
    }
  }
}
