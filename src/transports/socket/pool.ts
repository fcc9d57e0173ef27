/**
 * The connections that a transport keeps: never more than it may, each for one request at a time.
 *
 * @module
 */

import type { Deadlines } from "../../core/time/deadlines.ts";
import { startTimer, type Timer } from "../../core/time/timers.ts";
import type { ResolvedLimits } from "../../core/limits/connection_limits.ts";
import { Channel } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { HeadLimits } from "./message/fields.ts";

/** What leads to one place over one way: only requests with the same key share its connections. */
interface Host {
  readonly key: string;
  /** Waiting for a request, the youngest last. */
  readonly idle: Channel[];
  /** Connections, those that are being made too. */
  count: number;
  /** Requests that wait for one. */
  waiting: number;
}

/** What a request that waited gets: a connection, the place for a new one, or nothing since the pool was closed. */
export type Admission = Channel | "place" | "closed";

/** A request that waits for a place. */
interface Waiter {
  readonly host: Host;
  /** Told what it got. */
  readonly admit: (admission: Admission) => void;
}

/** After how many milliseconds an idle connection is looked at twice before a POST goes over it. */
const STALE = 500;

/** How long more connections than `maxKeepaliveConnections` may be idle, in milliseconds. */
const GRACE = 10;

/** Keeps connections. */
export class Pool {
  readonly #limits: ResolvedLimits;
  readonly #headLimits: HeadLimits;
  readonly #hosts = new Map<string, Host>();
  readonly #waiters = new Set<Waiter>();
  /** All that are idle, the oldest first. */
  readonly #idle = new Set<Channel>();
  #count = 0;
  #timer: Timer | undefined;
  #trimTimer: Timer | undefined;
  #closed = false;

  /** Makes an empty pool, of connections that read heads up to `headLimits`. */
  constructor(limits: ResolvedLimits, headLimits: HeadLimits) {
    this.#limits = limits;
    this.#headLimits = headLimits;
  }

  /** How many connections there are: in use or being made, and idle. */
  get stats(): {
    readonly open: number;
    readonly idle: number;
    readonly waiting: number;
  } {
    return {
      open: this.#count,
      idle: this.#idle.size,
      waiting: this.#waiters.size,
    };
  }

  /** Takes the youngest idle connection, if there is a good one `now`, by `performance.now()`. */
  takeIdle(key: string, now: number): Channel | undefined {
    const idle = this.#hosts.get(key)?.idle;
    if (!idle?.length) return undefined;
    for (let channel = idle.pop(); channel; channel = idle.pop()) {
      this.#idle.delete(channel);
      if (
        now - channel.since <
          Math.min(this.#limits.keepaliveExpiry, channel.keepFor)
      ) {
        channel.wake();
        return channel;
      }
      this.forget(channel);
    }
    return undefined;
  }

  /** Tells whether the connection that `takeIdle()` would give has waited so long that the server may have ended it. */
  isStale(key: string): boolean {
    const youngest = this.#hosts.get(key)?.idle.at(-1);
    return youngest !== undefined && performance.now() - youngest.since > STALE;
  }

  /** Takes a place for a new connection at once, if there is one; `add()` or `giveBack()` must follow. */
  takePlace(key: string): boolean {
    const host = this.#host(key);
    if (!this.#hasPlace(host)) return false;
    // Its last connection may have made the place, and the host was forgotten.
    this.#host(key).count++;
    this.#count++;
    return true;
  }

  /**
   * Waits for a connection or a place, first come, first served.
   *
   * @param key Where it is to lead.
   * @param admit Called once, at most.
   * @returns Ends the wait without either.
   */
  wait(key: string, admit: (admission: Admission) => void): () => void {
    const waiter: Waiter = { host: this.#host(key), admit };
    this.#waiters.add(waiter);
    waiter.host.waiting++;
    return () => {
      this.#endWait(waiter);
      this.#dropEmpty(waiter.host);
    };
  }

  /** Fills a place that was taken. */
  add(key: string, connection: Connection, deadlines: Deadlines): Channel {
    return new Channel(connection, key, {
      deadlines,
      headLimits: this.#headLimits,
      onStir: (stirred) => this.#discard(stirred),
    });
  }

  /** Gives a place back that was not filled. */
  giveBack(key: string): void {
    const host = this.#host(key);
    host.count--;
    this.#count--;
    this.#admitNext();
    this.#dropEmpty(host);
  }

  /** Takes a connection back whose answer came to its end. */
  release(channel: Channel, now: number = performance.now()): void {
    const { maxKeepaliveConnections, keepaliveExpiry } = this.#limits;
    if (maxKeepaliveConnections === 0) return this.forget(channel);
    if (this.#closed || keepaliveExpiry === 0) return this.forget(channel);
    channel.ref();
    if (this.#waiters.size > 0 && this.#passOn(channel)) return;
    this.#host(channel.key).idle.push(channel);
    this.#idle.add(channel);
    channel.rest(now);
    if (this.#timer === undefined) this.#arm(keepaliveExpiry);
    if (this.#idle.size > maxKeepaliveConnections) this.#trimSoon();
  }

  /**
   * Many answers may come in one turn, and each is followed by another request: only what is idle after a while is too
   * much.
   */
  #trimSoon(): void {
    this.#trimTimer ??= startTimer(
      () => {
        this.#trimTimer = undefined;
        for (const oldest of this.#idle) {
          if (this.#idle.size <= this.#limits.maxKeepaliveConnections) return;
          this.#discard(oldest);
        }
      },
      GRACE,
      false,
    );
  }

  /** Drops a connection. */
  forget(channel: Channel): void {
    if (channel.closed) return;
    channel.close();
    this.giveBack(channel.key);
  }

  /** Drops idle connections and turns away who waits; a connection in use is dropped when its answer has ended. */
  close(): void {
    this.#closed = true;
    this.#timer?.clear();
    this.#trimTimer?.clear();
    this.#timer = this.#trimTimer = undefined;
    for (const { admit } of this.#waiters) admit("closed");
    this.#waiters.clear();
    for (const channel of this.#idle) this.#discard(channel);
  }

  #discard(channel: Channel): void {
    this.#takeOut(channel);
    this.forget(channel);
  }

  /** Takes one out of those that are idle. */
  #takeOut(channel: Channel): void {
    if (!this.#idle.delete(channel)) return;
    const idle = this.#hosts.get(channel.key)?.idle;
    idle?.splice(idle.indexOf(channel), 1);
  }

  #endWait(waiter: Waiter): void {
    if (this.#waiters.delete(waiter)) waiter.host.waiting--;
  }

  /** Hands a connection to the first who waits for its place. */
  #passOn(channel: Channel): boolean {
    for (const waiter of this.#waiters) {
      if (waiter.host.key !== channel.key) continue;
      this.#endWait(waiter);
      channel.reused = true;
      waiter.admit(channel);
      return true;
    }
    if (this.#limits.maxConnections > this.#count) return false;
    this.forget(channel);
    return true;
  }

  #admitNext(): void {
    for (const waiter of this.#waiters) {
      const isFull = this.#count >= this.#limits.maxConnections && this.#idle.size === 0;
      if (this.#closed || isFull) return;
      if (!this.takePlace(waiter.host.key)) continue;
      this.#endWait(waiter);
      waiter.admit("place");
    }
  }

  /** Where only idle connections to other hosts take the room, the oldest makes place. */
  #hasPlace(host: Host): boolean {
    if (host.count >= this.#limits.maxConnectionsPerHost) return false;
    if (this.#count < this.#limits.maxConnections) return true;
    for (const oldest of this.#idle) {
      this.#drop(oldest);
      return true;
    }
    return false;
  }

  /** Like `#discard()`, but nobody else is admitted to the place. */
  #drop(channel: Channel): void {
    const host = this.#host(channel.key);
    this.#takeOut(channel);
    channel.close();
    host.count--;
    this.#count--;
    this.#dropEmpty(host);
  }

  #host(key: string): Host {
    let host = this.#hosts.get(key);
    if (!host) this.#hosts.set(key, host = { key, idle: [], count: 0, waiting: 0 });
    return host;
  }

  #dropEmpty(host: Host): void {
    const isEmpty = host.count === 0 && host.waiting === 0;
    if (isEmpty && this.#hosts.get(host.key) === host) this.#hosts.delete(host.key);
  }

  #arm(delay: number): void {
    if (delay < 2 ** 31) {
      this.#timer = startTimer(() => this.#expire(), Math.max(1, delay), false);
    }
  }

  #expire(): void {
    this.#timer = undefined;
    const { keepaliveExpiry } = this.#limits;
    const now = performance.now();
    let next = Infinity;
    for (const channel of this.#idle) {
      const left = channel.since +
        Math.min(keepaliveExpiry, channel.keepFor) - now;
      if (left <= 0) this.#discard(channel);
      else next = Math.min(next, left);
    }
    if (next < Infinity) this.#arm(next);
  }
}
