/**
 * A row of the table of errors.
 *
 * @module
 */

import type { Phase } from "../../mod.ts";
import type { Over, World } from "./world.ts";

/** One way to fail. */
export interface Row {
  /** What goes wrong. */
  readonly cause: string;
  /** Where it can go wrong so; over both by default. */
  readonly over?: Over;
  /** The name of the class. */
  readonly name: string;
  /** Where the request is. */
  readonly phase?: Phase;
  /** Whether a GET may be sent again. */
  readonly retryable?: boolean;
  /** What the message says between the URL and the phase; `…` stands for what varies. */
  readonly says: string;
  /**
   * The constructor's name of the platform's error over `fetch`, and over sockets; two with `|` between them where
   * chance decides which comes first.
   */
  readonly platform?: readonly [fetch: string | undefined, sockets: string | undefined];
  /** The one word of a `TlsError`. */
  readonly reason?: string;
  /** Whether it is known before there is a request, or without one, so that the message names none. */
  readonly bare?: boolean;
  /** Whether this machine has not what is needed to let it go wrong. */
  readonly ignore?: boolean;
  /** Lets it go wrong. */
  readonly fail: (world: World) => Promise<unknown>;
}
