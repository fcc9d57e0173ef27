/**
 * What a request over sockets may know beside itself.
 *
 * @module
 */

import type { SendContext } from "../../core/fetch/transport.ts";
import type { TransportEvent } from "../../features/observe/transport_event.ts";

/** What a request over sockets may know beside itself. */
export interface SocketContext extends SendContext {
  /** Told of each step, if somebody wants to know; never throws. */
  readonly onEvent?: ((event: TransportEvent) => void) | undefined;
}
