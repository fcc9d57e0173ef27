/** The queue in front of the network: so many requests at once in all, and so many for each host. */

import type { Cancellation } from "../time/cancellation.ts";
import type { Deadlines, Watch } from "../time/deadlines.ts";
import type { ResolvedLimits } from "./connection_limits.ts";
import { Semaphore } from "./semaphore.ts";

/**
 * A look at a client: its queue in front of the network.
 *
 * @example What the queue looks like
 * ```ts
 * import { Client, type ClientStats } from "@ferry/http/core";
 *
 * using client = new Client({ limits: { maxConnections: 2 } });
 * const { active, waiting, max }: ClientStats = client.stats;
 * console.log(active, waiting, max); // 0 0 2
 * ```
 * @category Client
 */
export interface ClientStats {
  /** Requests that hold a permit. */
  readonly active: number;
  /** Requests that wait for one. */
  readonly waiting: number;
  /** The most permits at once; `Infinity` for no limit. */
  readonly max: number;
  /** The most permits at once for one host; `Infinity` for no limit. */
  readonly maxPerHost: number;
}

/** How long to wait, and what ends it. */
export interface Waiting {
  readonly cancellation: Cancellation;
  readonly deadlines: Deadlines;
  /** Milliseconds; `Infinity` for no limit. */
  readonly limit: number;
  /** Called when the wait begins, which it does not where there is room. */
  readonly onWait?: (() => void) | undefined;
  /** Makes the error if that time is over. */
  readonly onTimeout: () => Error;
}

/** The right to use one connection, until it is disposed of. */
export class Permit implements Disposable {
  #semaphores: readonly Semaphore[];
  /** For how many milliseconds it was waited for, if it was not there at once. */
  waited: number | undefined = undefined;

  constructor(semaphores: readonly Semaphore[]) {
    this.#semaphores = semaphores;
  }

  /** Gives the permit back; a second time does nothing. */
  [Symbol.dispose](): void {
    const held = this.#semaphores;
    this.#semaphores = [];
    for (const semaphore of held) semaphore.release();
  }
}

/** How many hosts are remembered before those that nobody uses are forgotten. */
const MOST_HOSTS = 1_000;

/** Admits requests to the network in the order in which they came. */
export class RequestQueue {
  readonly #all: Semaphore;
  readonly #only: readonly Semaphore[];
  readonly #hosts = new Map<string, Semaphore>();
  readonly #maxPerHost: number;
  #mostHosts = MOST_HOSTS;

  constructor(limits: ResolvedLimits) {
    this.#all = new Semaphore(limits.maxConnections);
    this.#only = [this.#all];
    this.#maxPerHost = limits.maxConnectionsPerHost;
  }

  get stats(): ClientStats {
    const atHosts = [...this.#hosts.values()].reduce((sum, { waiting }) => sum + waiting, 0);
    return {
      active: this.#all.active,
      waiting: this.#all.waiting + atHosts,
      max: this.#all.max,
      maxPerHost: this.#maxPerHost,
    };
  }

  /** Takes a permit at once, if there is room and hosts have no limits of their own. */
  tryAcquire(): Permit | undefined {
    return this.#maxPerHost === Infinity && this.#all.tryAcquire()
      ? new Permit(this.#only)
      : undefined;
  }

  /**
   * Takes a permit for a host, at once if there is room.
   *
   * The host's own permit comes first, so that those who wait for a busy host hold up nobody else.
   */
  acquire(host: string, waiting: Waiting): Permit | Promise<Permit> {
    if (this.#maxPerHost === Infinity) {
      return this.#all.tryAcquire() ? new Permit(this.#only) : this.#queue(this.#only, waiting);
    }
    return this.#queue([this.#hostSemaphore(host), this.#all], waiting);
  }

  async #queue(semaphores: readonly Semaphore[], waiting: Waiting): Promise<Permit> {
    const held: Semaphore[] = [];
    const permit = new Permit(held);
    using wait = new QueueWait(waiting);
    try {
      for (const semaphore of semaphores) {
        if (!semaphore.tryAcquire()) await wait.for(semaphore);
        held.push(semaphore);
      }
      permit.waited = wait.waited;
      return permit;
    } catch (error) {
      permit[Symbol.dispose]();
      throw error;
    }
  }

  /** A host that nobody uses is forgotten, so that a crawler's client does not grow. */
  #hostSemaphore(host: string): Semaphore {
    const known = this.#hosts.get(host);
    if (known) return known;
    if (this.#hosts.size >= this.#mostHosts) this.#forgetIdle();
    const semaphore = new Semaphore(this.#maxPerHost);
    this.#hosts.set(host, semaphore);
    return semaphore;
  }

  /** Thousands of hosts may be in use at once: they are all looked at again when there are twice as many. */
  #forgetIdle(): void {
    for (const [host, { active }] of this.#hosts) {
      if (active === 0) this.#hosts.delete(host);
    }
    this.#mostHosts = Math.max(MOST_HOSTS, 2 * this.#hosts.size);
  }
}

/** One wait for all the permits that a request needs: the time and the call's end hold for the whole. */
class QueueWait implements Disposable {
  readonly #cancellation: Cancellation;
  readonly #watch: Watch;
  readonly #onWait: (() => void) | undefined;
  #since: number | undefined;
  #leave: (reason: unknown) => void = () => {};
  #over: { readonly reason: unknown } | undefined;

  constructor({ cancellation, deadlines, limit, onWait, onTimeout }: Waiting) {
    this.#cancellation = cancellation;
    this.#onWait = onWait;
    this.#watch = deadlines.watch(limit, () => this.#giveUp(onTimeout()));
    cancellation.add(this.#giveUp);
  }

  readonly #giveUp = (reason: unknown): void => {
    this.#over ??= { reason };
    this.#leave(reason);
  };

  /** For how many milliseconds it has waited, if it had to. */
  get waited(): number | undefined {
    return this.#since === undefined ? undefined : performance.now() - this.#since;
  }

  /** Resolves when the permit is there; it is nobody's if this rejects. */
  for(semaphore: Semaphore): Promise<void> {
    if (this.#since === undefined) {
      this.#since = performance.now();
      this.#onWait?.();
    }
    if (this.#over) return Promise.reject(this.#over.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = semaphore.enqueue(resolve);
    this.#leave = (reason) => {
      semaphore.leave(waiter);
      reject(reason);
    };
    return promise;
  }

  [Symbol.dispose](): void {
    this.#watch.stop();
    this.#cancellation.delete(this.#giveUp);
  }
}
