/**
 * Which of several addresses is connected to (RFC 8305).
 *
 * @module
 */

import type { Connection } from "../connection.ts";

/** After how many milliseconds of silence the next address is tried, too (RFC 8305 section 5). */
const STAGGER = 250;

/** Tries addresses one after the other, the next when one fails or is silent; the first that answers wins. */
export class Race {
  readonly #addresses: readonly string[];
  readonly #open: (address: string, signal: AbortSignal) => Promise<Connection>;
  readonly #outcome = Promise.withResolvers<Connection>();
  readonly #stop = new AbortController();
  #next = 0;
  #running = 0;
  #failure: { readonly error: unknown } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the addresses, and what connects to one. */
  constructor(
    addresses: readonly string[],
    open: (address: string, signal: AbortSignal) => Promise<Connection>,
  ) {
    this.#addresses = addresses;
    this.#open = open;
  }

  /** Gives the first connection; `signal` gives up. */
  async run(signal: AbortSignal): Promise<Connection> {
    const giveUp = () => {
      this.#outcome.reject(signal.reason);
      this.#stop.abort(signal.reason);
    };
    signal.addEventListener("abort", giveUp);
    this.#startNext();
    try {
      return await this.#outcome.promise;
    } finally {
      clearTimeout(this.#timer);
      signal.removeEventListener("abort", giveUp);
      this.#stop.abort(new Error("another address answered"));
    }
  }

  #startNext(): void {
    clearTimeout(this.#timer);
    const address = this.#addresses[this.#next++];
    if (address !== undefined) this.#start(address);
    else if (this.#running === 0) this.#outcome.reject(this.#firstFailure());
  }

  #start(address: string): void {
    this.#running++;
    if (this.#next < this.#addresses.length) {
      this.#timer = setTimeout(() => this.#startNext(), STAGGER);
    }
    this.#open(address, this.#stop.signal).then(
      (connection) => this.#win(connection),
      (error) => this.#lose(error),
    );
  }

  /** Who comes second is closed. */
  #win(connection: Connection): void {
    if (this.#stop.signal.aborted) connection.close();
    else {
      clearTimeout(this.#timer);
      this.#outcome.resolve(connection);
      this.#stop.abort(new Error("another address answered"));
    }
  }

  #lose(error: unknown): void {
    this.#running--;
    this.#failure ??= { error };
    if (!this.#stop.signal.aborted) this.#startNext();
  }

  #firstFailure(): unknown {
    return this.#failure ? this.#failure.error : new Error("getaddrinfo ENOTFOUND: no address");
  }
}
