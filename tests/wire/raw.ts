/**
 * A TCP server whose every byte the test decides, for answers that no well-behaved server gives.
 *
 * It stands on `node:net`, because a `Deno.TcpConn` cannot be reset: closing it sends a FIN first.
 *
 * @module
 */

import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { RawConnection } from "./raw_connection.ts";

/** Serves one connection; the server closes it when the promise settles. The signal is aborted on disposal. */
export type RawHandler = (
  connection: RawConnection,
  index: number,
  signal: AbortSignal,
) => Promise<void>;

/** How a raw server listens. */
export interface RawServerOptions {
  /** Certificate and key as PEM text; with them the server speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts a server on a free port of 127.0.0.1 that gives each connection to `handler`. */
export async function startRawServer(
  handler: RawHandler,
  options: RawServerOptions = {},
): Promise<RawServer> {
  const server = new RawServer(handler, options);
  await server.listen();
  return server;
}

/**
 * A raw server under way; disposing of it closes the listener and every connection.
 *
 * An error of the handler that does not come from the connection (a failed assertion, say) is thrown
 * by the disposal.
 */
export class RawServer implements AsyncDisposable {
  readonly #handler: RawHandler;
  readonly #server: Server;
  readonly #scheme: string;
  readonly #closing = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #unsecured = new Set<Socket>();
  readonly #running = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  #accepted = 0;
  #port = 0;

  constructor(handler: RawHandler, { tls }: RawServerOptions = {}) {
    this.#handler = handler;
    const options = { allowHalfOpen: true };
    this.#scheme = tls === undefined ? "http" : "https";
    this.#server = tls === undefined
      ? createServer(options, (socket) => this.#accept(socket))
      : createTlsServer(
        { ...options, ...tls },
        (socket) => this.#accept(socket),
      );
    if (tls !== undefined) this.#server.on("connection", (socket) => this.#hold(socket));
  }

  /** Binds a free port; `startRawServer` and `respondWith` have done so. */
  async listen(): Promise<void> {
    const listening = Promise.withResolvers<void>();
    this.#server.once("error", listening.reject);
    this.#server.listen(0, "127.0.0.1", listening.resolve);
    await listening.promise;
    const address = this.#server.address();
    if (address !== null && typeof address === "object") {
      this.#port = address.port;
    }
  }

  /** The port, also when the server is closed. */
  get port(): number {
    return this.#port;
  }

  /** `http://127.0.0.1:port` or `https://…`, without a slash at the end. */
  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** How many connections were accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many connections are open now, as the server sees it. */
  get open(): number {
    return this.#sockets.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    this.#sockets.forEach((socket) => socket.destroy());
    this.#unsecured.forEach((socket) => socket.destroy());
    await settledSoon([...this.#running, closed.promise]);
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  /** A connection on which the handshake of TLS has not come to its end is ours, too. */
  #hold(socket: Socket): void {
    this.#unsecured.add(socket);
    socket.once("close", () => this.#unsecured.delete(socket));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const served = this.#serve(new RawConnection(socket), this.#accepted++);
    this.#running.add(served);
    served.then(() => this.#running.delete(served));
  }

  async #serve(connection: RawConnection, index: number): Promise<void> {
    try {
      await this.#handler(connection, index, this.#closing.signal);
      connection.close();
    } catch (error) {
      connection.reset();
      const closing = this.#closing.signal.aborted;
      if (!closing && !isFromConnection(error)) this.#failures.push(error);
    }
  }
}

const connectionErrors = new Set([
  "EBADF",
  "ECONNABORTED",
  "ECONNRESET",
  // Deno's name for a write over TLS to one who is gone.
  "EPERM",
  "EPIPE",
  "ERR_SOCKET_CLOSED",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_STREAM_WRITE_AFTER_END",
]);

function isFromConnection(error: unknown): boolean {
  return error instanceof Deno.errors.UnexpectedEof ||
    error instanceof Error && "code" in error &&
      connectionErrors.has(String(error.code));
}

/** Waits until all are settled; a handler that waits for nothing on earth is a mistake of the test. */
async function settledSoon(running: readonly Promise<void>[]): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error("Cannot stop the server: a handler hangs")),
    2_000,
  );
  try {
    await Promise.race([Promise.all(running), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
