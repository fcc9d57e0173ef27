/**
 * What makes connections: the runtime's own sockets, or node's where they can do what those cannot.
 *
 * @module
 */

import type { TlsSettings } from "../../../features/connection/tls_options.ts";
import type { Connection } from "../connection.ts";

/** Where a connection leads. */
export type Endpoint =
  | { readonly hostname: string; readonly port: number }
  | { readonly path: string };

/** Makes connections. */
export interface Dialer {
  /** Opens a plain connection. `signal` gives up. */
  connect(endpoint: Endpoint, signal: AbortSignal): Promise<Connection>;
  /**
   * Speaks TLS over a connection of its own making; on failure the connection is closed.
   *
   * @param connection A plain connection; it must not be used any more.
   * @param hostname The name that the certificate must have.
   * @param settings How.
   * @returns The connection above, once hands are shaken.
   */
  secure(
    connection: Connection,
    hostname: string,
    settings: TlsSettings,
  ): Promise<Connection>;
}
