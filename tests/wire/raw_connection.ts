/**
 * One connection of a raw server: reads and writes as a `Deno.Conn` does, and can also be reset.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Socket } from "node:net";

/** The server's end of a connection. */
export class RawConnection {
  readonly #socket: Socket;
  #changed = Promise.withResolvers<void>();
  #ended = false;
  #error: Error | undefined;
  /** What is being written; a TLS socket that is closed does not always tell. */
  readonly #writing = new Set<PromiseWithResolvers<number>>();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("readable", () => this.#wake());
    socket.on("end", () => this.#end());
    socket.on("close", () => {
      this.#end();
      const gone = Object.assign(new Error("The socket is closed"), { code: "ERR_SOCKET_CLOSED" });
      this.#writing.forEach(({ reject }) => reject(gone));
    });
    socket.on("error", (error) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** Reads what is there into the buffer, at least one byte; `null` when the client has said its last. */
  async read(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      const wanted = Math.min(buffer.length, this.#socket.readableLength);
      const bytes: unknown = wanted > 0 ? this.#socket.read(wanted) : null;
      if (bytes instanceof Uint8Array) {
        buffer.set(bytes);
        return bytes.length;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return null;
      // Asking for nothing makes the stream fetch more and tell when it is there.
      this.#socket.read(0);
      await this.#changed.promise;
    }
  }

  /** Reads until the client says its last. */
  async drain(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    while (await this.read(buffer) !== null);
  }

  /** Writes every byte. */
  write(bytes: Uint8Array): Promise<number> {
    const written = Promise.withResolvers<number>();
    this.#writing.add(written);
    this.#socket.write(Buffer.from(bytes), (error) => {
      this.#writing.delete(written);
      if (error) written.reject(error);
      else written.resolve(bytes.length);
    });
    return written.promise;
  }

  /** Sends a FIN and goes on reading. */
  closeWrite(): void {
    this.#socket.end();
  }

  /** Sends a FIN and reads no more. */
  close(): void {
    this.#socket.end(() => this.#socket.destroy());
  }

  /** Sends an RST. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
