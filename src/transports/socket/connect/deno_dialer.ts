/**
 * Connections over `Deno.connect` and `Deno.startTls`, which are faster than node's.
 *
 * @module
 */

import type { TlsSettings } from "../../../features/connection/tls_options.ts";
import { type Connection, DenoConnection } from "../connection.ts";
import type { Dialer, Endpoint } from "./dialer.ts";

/** Makes connections of Deno; the runtime tries every address of a name in turn (RFC 8305). */
export class DenoDialer implements Dialer {
  /** The TCP connections that may be made secure. */
  readonly #plain = new WeakMap<Connection, PlainConnection>();

  /** Opens a plain connection. */
  async connect(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
    if ("path" in endpoint) {
      return new DenoConnection(
        await Deno.connect({ transport: "unix", path: endpoint.path }),
      );
    }
    const conn = await connectTcp(endpoint, signal);
    conn.setNoDelay();
    const connection = new DenoConnection(conn);
    this.#plain.set(connection, { conn, connection });
    return connection;
  }

  /** Speaks TLS; only over TCP, and without a client certificate. */
  async secure(
    connection: Connection,
    hostname: string,
    settings: TlsSettings,
  ): Promise<Connection> {
    const plain = this.#plain.get(connection);
    if (!plain) throw new TypeError("Cannot speak TLS over this connection");
    this.#plain.delete(connection);
    const secured = await Deno.startTls(plain.conn, {
      hostname,
      caCerts: [...settings.caCerts],
      alpnProtocols: ["http/1.1"],
    });
    // Whoever gives up waiting closes the connection that they know.
    plain.connection.replace(secured);
    try {
      const { alpnProtocol } = await secured.handshake();
      return new DenoConnection(secured, {
        alpnProtocol: alpnProtocol ?? undefined,
      });
    } catch (error) {
      connection.close();
      throw error;
    }
  }
}

/** A TCP connection as the runtime knows it, and as the transport does. */
interface PlainConnection {
  readonly conn: Deno.TcpConn;
  readonly connection: DenoConnection;
}

/**
 * A connection that is there when `signal` is aborted is given, too, and is the caller's to close. The runtime would
 * ask its signal once more, throw, and forget the connection, which then stays open.
 */
async function connectTcp(
  endpoint: Extract<Endpoint, { readonly port: number }>,
  signal: AbortSignal,
): Promise<Deno.TcpConn> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    const own = Object.assign(controller.signal, { throwIfAborted() {} });
    return await Deno.connect({ ...endpoint, signal: own });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
