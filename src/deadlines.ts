/**
 * The timers of a client: many deadlines over few real timers.
 *
 * A `setTimeout` and `clearTimeout` pair for every request costs a tenth of a small request, and an
 * `AbortSignal.timeout` keeps its memory until it fires. Deadlines of one length stand in one list in the
 * order in which they end, with one timer for its head.
 *
 * @module
 */

/** One deadline; a place in a list. */
export interface Watch {
  /** Says that something happened: the time counts from now again. */
  touch(): void;
  /** Ends it. Safe to call more than once. */
  stop(): void;
}

const NEVER: Watch = { touch() {}, stop() {} };

/** The longest delay of `setTimeout`; anything longer would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** Watches that something happens in time. */
export class Deadlines {
  readonly #lists = new Map<number, WatchList>();

  /**
   * Calls `expire` when `ms` went by without a `touch()` or `stop()`.
   *
   * @param ms The time in milliseconds; `Infinity` for none.
   * @param expire Called once, at most.
   */
  watch(ms: number, expire: () => void): Watch {
    if (ms > LONGEST) return NEVER;
    let list = this.#lists.get(ms);
    if (!list) this.#lists.set(ms, list = new WatchList(ms));
    return list.add(expire);
  }
}

class Entry implements Watch {
  previous: Entry | undefined;
  next: Entry | undefined;
  since = performance.now();
  touched = false;
  stopped = false;

  constructor(readonly expire: () => void, readonly list: WatchList) {}

  touch(): void {
    this.since = performance.now();
    this.touched = true;
  }

  stop(): void {
    this.stopped = true;
    this.list.remove(this);
  }
}

class WatchList {
  #head: Entry | undefined;
  #tail: Entry | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The entry for which the timer runs. */
  #target: Entry | undefined;

  constructor(readonly ms: number) {}

  add(expire: () => void): Entry {
    const entry = new Entry(expire, this);
    this.#insert(entry);
    if (this.#timer === undefined) this.#arm(entry, this.ms);
    return entry;
  }

  remove(entry: Entry): void {
    if (entry !== this.#head && !entry.previous) return;
    if (entry.previous) entry.previous.next = entry.next;
    else this.#head = entry.next;
    if (entry.next) entry.next.previous = entry.previous;
    else this.#tail = entry.previous;
    entry.previous = entry.next = undefined;
    if (this.#head) return;
    clearTimeout(this.#timer);
    this.#timer = this.#target = undefined;
  }

  /** A touched entry comes back behind those that end before it. */
  #insert(entry: Entry): void {
    let before = this.#tail;
    while (before && before.since > entry.since) before = before.previous;
    entry.previous = before;
    entry.next = before ? before.next : this.#head;
    if (before) before.next = entry;
    else this.#head = entry;
    if (entry.next) entry.next.previous = entry;
    else this.#tail = entry;
  }

  #arm(target: Entry, delay: number): void {
    this.#target = target;
    this.#timer = setTimeout(() => this.#fire(), delay);
  }

  /** The target is due by the timer's word, without asking the clock, so that faked timers work. */
  #fire(): void {
    const now = performance.now();
    const due = this.#target?.touched ? undefined : this.#target;
    this.#timer = this.#target = undefined;
    const expired: Entry[] = [];
    for (let entry = this.#head; entry; entry = this.#head) {
      const left = entry === due ? 0 : entry.since + this.ms - now;
      if (left > 0 && !entry.touched) break;
      this.remove(entry);
      if (left <= 0) expired.push(entry);
      else this.#reinsert(entry);
    }
    if (this.#head && this.#timer === undefined) {
      this.#arm(this.#head, Math.max(1, this.#head.since + this.ms - now));
    }
    for (const entry of expired) if (!entry.stopped) entry.expire();
  }

  #reinsert(entry: Entry): void {
    entry.touched = false;
    this.#insert(entry);
  }
}
