/**
 * A connection of bytes, whatever it is made of, and the one over the runtime's own sockets.
 *
 * @module
 */

import type { TlsFacts } from "../../core/response/raw_response.ts";

/** A connection of bytes in both directions. */
export interface Connection {
  /** The peer's address and port, or the path of a Unix socket. */
  readonly remoteAddress: string | undefined;
  /** What is known of its TLS, if there is any. */
  readonly tls: TlsFacts | undefined;
  /** Reads what there is into `buffer`: how many bytes came, `null` at the end. */
  read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null>;
  /** Writes some of `bytes`: how many were taken. A rejection means that none of them was. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
  /** Drops it at once; what is under way rejects. Never throws; a second time does nothing. */
  close(): void;
  /** Lets a read under way keep the program running. */
  ref(): void;
  /** Lets the program end although a read is under way. */
  unref(): void;
}

/** A connection over `Deno.connect` or `Deno.startTls`. */
export class DenoConnection implements Connection {
  #conn: Deno.Conn;
  #closed = false;
  /** What is known of its TLS. */
  readonly tls: TlsFacts | undefined;

  /** Takes over a connection. */
  constructor(conn: Deno.Conn, tls?: TlsFacts | undefined) {
    this.#conn = conn;
    this.tls = tls;
  }

  /** The peer's address. */
  get remoteAddress(): string | undefined {
    return toText(this.#conn.remoteAddr);
  }

  /** Reads what there is. */
  read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null> {
    return this.#conn.read(buffer);
  }

  /** Writes what the system takes. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    return this.#conn.write(bytes);
  }

  /**
   * From now on `conn`, which has taken the connection over, is what is closed; at once, if it was meanwhile.
   *
   * @param conn The same connection with TLS.
   */
  replace(conn: Deno.Conn): void {
    this.#conn = conn;
    if (this.#closed) this.#drop();
  }

  /** Drops it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop();
  }

  #drop(): void {
    try {
      this.#conn.close();
    } catch {
      // TLS is about to take the connection over, and what it gives is closed then.
    }
  }

  /** Keeps the program running. */
  ref(): void {
    this.#conn.ref();
  }

  /** Lets the program end. */
  unref(): void {
    this.#conn.unref();
  }
}

function toText(address: Deno.Addr): string | undefined {
  if ("path" in address) return address.path;
  if (!("hostname" in address)) return undefined;
  return toAuthority(address.hostname, address.port);
}

/** Gives host and port as a URL writes them (RFC 3986 section 3.2.2). */
export function toAuthority(hostname: string, port: number | undefined): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/**
 * Writes all of `bytes`.
 *
 * @param connection Where to.
 * @param bytes What.
 * @param onWritten Told of every piece that the system took: its size in bytes.
 */
export async function writeAll(
  connection: Connection,
  bytes: Uint8Array<ArrayBuffer>,
  onWritten: (bytes: number) => void,
): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    const rest = sent === 0 ? bytes : bytes.subarray(sent);
    const taken = await connection.write(rest);
    sent += taken;
    onWritten(taken);
  }
}
