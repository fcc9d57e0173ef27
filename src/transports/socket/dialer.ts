/**
 * What makes connections: the runtime's own sockets, or node's where they can do what those cannot.
 *
 * @module
 */

import type { Connection } from "./connection.ts";

/** Where a connection leads. */
export type Endpoint =
  | { readonly hostname: string; readonly port: number }
  | { readonly path: string };

/** How TLS is spoken. */
export interface TlsSettings {
  /** Whether the peer's certificate is checked. */
  readonly verify: boolean;
  /** More roots in PEM text, beside the system's. */
  readonly caCerts: readonly string[];
  /** SHA-256 of the only certificate accepted, as upper-case hex with colons; replaces the check of its chain. */
  readonly fingerprint256: string | undefined;
  /** The client's own certificate. */
  readonly cert: ClientCertificate | undefined;
}

/** A client's certificate with its key, as PEM text. */
export interface ClientCertificate {
  /** The certificate and its chain. */
  readonly cert: string;
  /** The key. */
  readonly key: string;
  /** What the key is encrypted with. */
  readonly passphrase?: string | undefined;
}

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
