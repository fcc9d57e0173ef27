/**
 * The way from here to a server: over which sockets, and how TLS is spoken.
 *
 * @module
 */

import type { Steps } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { DenoDialer } from "./deno_dialer.ts";
import type { ClientCertificate, Dialer, TlsSettings } from "./dialer.ts";
import { NodeDialer } from "./node_dialer.ts";
import type { Route } from "./route.ts";
import { resolveTls, type Verify } from "./tls_options.ts";

/** What the way depends on. */
export interface WayOptions {
  /** The path of a Unix socket instead of the URL's host and port. */
  readonly unix?: string | undefined;
  /** The address to connect from. */
  readonly localAddress?: string | undefined;
  /** How the server's certificate is checked. */
  readonly verify?: Verify | undefined;
  /** The client's own certificate. */
  readonly cert?: ClientCertificate | null | undefined;
}

/** Goes there directly. */
export class Way implements Steps {
  readonly #unix: string | undefined;
  readonly #tls: TlsSettings;
  /** For connections that stay plain. */
  readonly #plain: Dialer;
  /** For connections over which TLS is spoken. */
  readonly #secure: Dialer;

  /** Settles the options. */
  constructor(options: WayOptions) {
    this.#unix = options.unix;
    this.#tls = resolveTls(options.verify, options.cert);
    const { verify, fingerprint256, cert } = this.#tls;
    const needsNode = typeof Deno === "undefined" ||
      options.localAddress !== undefined;
    const node = new NodeDialer(options.localAddress);
    const deno = needsNode ? node : new DenoDialer();
    const isPlainTls = verify && fingerprint256 === undefined && !cert &&
      options.unix === undefined;
    this.#plain = deno;
    this.#secure = isPlainTls ? deno : node;
  }

  /** Opens a connection. */
  open(route: Route, signal: AbortSignal): Promise<Connection> {
    const { hostname, port, secure } = route;
    const dialer = secure ? this.#secure : this.#plain;
    return dialer.connect(
      this.#unix === undefined ? { hostname, port } : { path: this.#unix },
      signal,
    );
  }

  /** Speaks TLS with the server. */
  secure(connection: Connection, { hostname }: Route): Promise<Connection> {
    return this.#secure.secure(connection, hostname, this.#tls);
  }
}
