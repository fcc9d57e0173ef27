/**
 * Which transport of a client carries a URL.
 *
 * @module
 */

import type { Router } from "../../core/feature.ts";
import type { Transport } from "../../core/fetch/transport.ts";
import { ChosenTransport } from "./chosen.ts";
import { readEnvironment } from "./env.ts";
import { type MountOptions, Mounts } from "./mounts.ts";
import type { OwnOptions } from "./own_plan.ts";

/** What decides it. */
export interface RouterOptions extends OwnOptions {
  /** What carries all that no mount carries. */
  readonly transport?: Transport | null | undefined;
  /** Transports for some URLs. */
  readonly mounts?: MountOptions | null | undefined;
}

/** The transport of a client's own, and those that are mounted. */
export class ClientRouter implements Router {
  readonly #own: Transport;
  readonly #isChosen: boolean;
  /** What is mounted now. */
  readonly mounts: Mounts;

  /**
   * Checks the options.
   *
   * @throws {TypeError} If an option is of the wrong type, or needs sockets where there are none.
   */
  constructor(options: RouterOptions) {
    this.#own = options.transport ?? new ChosenTransport(options, readEnvironment);
    this.#isChosen = !options.transport;
    this.mounts = new Mounts(options.mounts ?? undefined);
  }

  /** Over what the client's own requests go. */
  get path(): "sockets" | "fetch" | "transport" {
    const own = this.#own;
    return this.#isChosen && own instanceof ChosenTransport ? own.path : "transport";
  }

  /** Gives the transport for a URL. */
  find(url: URL): Transport {
    return this.mounts.find(url) ?? this.#own;
  }

  /** Gives every transport, some of them more than once. */
  *[Symbol.iterator](): Iterator<Transport> {
    yield this.#own;
    for (const [, transport] of this.mounts) if (transport) yield transport;
  }
}
