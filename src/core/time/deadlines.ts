/**
 * The timers of a client: many deadlines over one real timer.
 *
 * A `setTimeout` and `clearTimeout` pair for every request costs a tenth of a small request, and an
 * `AbortSignal.timeout` keeps its memory until it fires. Deadlines of one length stand in one list in the
 * order in which they end, and the timer runs for the first of all lists.
 */

import { startTimer, type Timer } from "./timers.ts";

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

/** A timer that wakes up too early, for a shorter deadline that is usual, is cheaper than one set anew. */
const USUAL = 1_000;

/** A timer that is so many milliseconds late tells of a program that was busy, and not of a server that is slow. */
const LATE = 20;

/** What came meanwhile has so many milliseconds to be told of: timers come first, even those that were just set. */
const GRACE = 10;

/** Watches that something happens in time. */
export class Deadlines {
  readonly #lists = new Map<number, WatchList>();
  #count = 0;
  /** How many of them keep the program running. */
  #holding = 0;
  #timer: Timer | undefined;
  #firesAt = 0;
  /** How many want the timer to stay when there is no deadline. */
  #keepers = 0;
  /** The shortest of the usual lengths. */
  #shortest = LONGEST;
  /** How much the clock is behind what the timers say: it may be set back, or be a fake one. */
  #behind = 0;
  /** Whether the timer was late, and fires once more before anything expires. */
  #isDelayed = false;
  readonly #owner: Owner = {
    now: () => this.#now(),
    forget: (entry) => this.#forget(entry),
  };

  /**
   * Lets the timer stay when there is no deadline, without keeping the program running: the next one comes soon, and to
   * set a timer for each costs more than that it fires for nothing. `letGo()` must follow.
   */
  keepTimer(): void {
    this.#keepers++;
  }

  letGo(): void {
    this.#keepers--;
    if (this.#keepers === 0 && this.#count === 0) this.#clear();
  }

  /**
   * Calls `expire` when `ms` went by without a `touch()` or `stop()`.
   *
   * @param ms The time in milliseconds; `Infinity` for none.
   * @param expire Called once, at most.
   * @param holding Whether it keeps the program running until then. Default: yes; to say so for each request of many
   * costs more than all the rest, and whoever waits for a socket is kept by that.
   */
  watch(ms: number, expire: () => void, holding = true): Watch {
    if (ms > LONGEST) return NEVER;
    const entry = new Entry(expire, this.#listOf(ms), this.#owner);
    entry.list.insert(entry);
    entry.holding = holding;
    this.#count++;
    if (holding) this.#hold(1);
    if (!this.#isSet || entry.since + ms < this.#firesAt) {
      // A timer that is current no more may have been set for a deadline before this one.
      this.#arm(Math.max(1, Math.min(this.#shortest, this.#firstDue() - this.#now())));
    }
    return entry;
  }

  /**
   * Says whether a deadline keeps the program running.
   *
   * @param watch The deadline; one that was stopped stays so.
   */
  setHolding(watch: Watch, holding: boolean): void {
    if (!(watch instanceof Entry) || watch.stopped || watch.holding === holding) return;
    watch.holding = holding;
    this.#hold(holding ? 1 : -1);
  }

  get #isSet(): boolean {
    return this.#timer?.isCurrent === true;
  }

  /** So many more, or fewer, keep the program running. */
  #hold(more: number): void {
    const before = this.#holding;
    this.#holding += more;
    if ((before > 0) !== (this.#holding > 0)) this.#timer?.hold(this.#holding > 0);
  }

  #listOf(ms: number): WatchList {
    const known = this.#lists.get(ms);
    if (known) return known;
    const list = new WatchList(ms);
    this.#lists.set(ms, list);
    if (ms >= USUAL && ms < this.#shortest) this.#shortest = ms;
    return list;
  }

  /** The time by the clock and by the timers, in milliseconds. */
  #now(): number {
    return Date.now() + this.#behind;
  }

  #forget(entry: Entry): void {
    if (!entry.list.remove(entry)) return;
    this.#count--;
    if (this.#count > 0 || this.#keepers > 0) {
      if (entry.holding) this.#hold(-1);
      return;
    }
    this.#holding = 0;
    this.#clear();
  }

  #clear(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #arm(delay: number): void {
    this.#clear();
    this.#isDelayed = false;
    this.#firesAt = this.#now() + delay;
    this.#timer = startTimer(() => this.#fire(), delay, this.#holding > 0);
  }

  #fire(): void {
    this.#timer = undefined;
    if (!this.#isDelayed && this.#now() - this.#firesAt > LATE) {
      this.#arm(GRACE);
      this.#isDelayed = true;
      return;
    }
    this.#behind += Math.max(0, this.#firesAt - this.#now());
    const now = this.#now();
    const expired = [...this.#lists.values()].flatMap((list) => list.takeExpired(now));
    this.#count -= expired.length;
    this.#holding -= expired.filter(({ holding }) => holding).length;
    if (this.#count > 0) this.#arm(Math.max(1, this.#firstDue() - now));
    for (const entry of expired) if (!entry.stopped) entry.expire();
  }

  #firstDue(): number {
    return Math.min(...[...this.#lists.values()].map((list) => list.firstDue));
  }
}

/** What an entry asks of the deadlines that it belongs to. */
interface Owner {
  readonly now: () => number;
  readonly forget: (entry: Entry) => void;
}

class Entry implements Watch {
  readonly #owner: Owner;
  previous: Entry | undefined;
  next: Entry | undefined;
  since: number;
  touched = false;
  stopped = false;
  /** Whether it keeps the program running. */
  holding = false;

  constructor(readonly expire: () => void, readonly list: WatchList, owner: Owner) {
    this.#owner = owner;
    this.since = owner.now();
  }

  touch(): void {
    this.since = this.#owner.now();
    this.touched = true;
  }

  stop(): void {
    this.stopped = true;
    this.#owner.forget(this);
  }
}

/** Deadlines of one length, the first to end in front. */
class WatchList {
  #head: Entry | undefined;
  #tail: Entry | undefined;

  constructor(readonly ms: number) {}

  /** When the first one ends, or ended before it was touched. */
  get firstDue(): number {
    return this.#head ? this.#head.since + this.ms : Infinity;
  }

  /** A touched entry comes back behind those that end before it. */
  insert(entry: Entry): void {
    let before = this.#tail;
    while (before && before.since > entry.since) before = before.previous;
    entry.previous = before;
    entry.next = before ? before.next : this.#head;
    if (before) before.next = entry;
    else this.#head = entry;
    if (entry.next) entry.next.previous = entry;
    else this.#tail = entry;
  }

  /** Takes an entry out; says whether it was in. */
  remove(entry: Entry): boolean {
    if (entry !== this.#head && !entry.previous) return false;
    if (entry.previous) entry.previous.next = entry.next;
    else this.#head = entry.next;
    if (entry.next) entry.next.previous = entry.previous;
    else this.#tail = entry.previous;
    entry.previous = entry.next = undefined;
    return true;
  }

  /** Takes out what has ended, and puts what was touched where it belongs. */
  takeExpired(now: number): Entry[] {
    const expired: Entry[] = [];
    for (let entry = this.#head; entry; entry = this.#head) {
      const due = entry.since + this.ms <= now;
      if (!due && !entry.touched) break;
      this.remove(entry);
      if (due) expired.push(entry);
      else this.insert(entry);
      entry.touched = false;
    }
    return expired;
  }
}
