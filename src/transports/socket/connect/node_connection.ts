/**
 * A connection over `node:net` or `node:tls`, read as it is asked for.
 *
 * @module
 */

import type { Socket } from "node:net";
import type { TlsFacts } from "../../../core/response/raw_response.ts";
import { type Connection, toAuthority } from "../connection.ts";
import type { TlsClosure } from "./tls_closure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** In the words of Deno's own TLS. */
const UNCLOSED = "peer closed connection without sending TLS close_notify";

/** The most bytes handed over at once, so that a large body shows how far it got. */
const PIECE = 64 * 1024;

/** What is known of a socket beside itself. */
export interface NodeFacts {
  /** What is known of its TLS. */
  readonly tls?: TlsFacts | undefined;
  /** The peer's address, where the socket itself does not know. */
  readonly remoteAddress?: string | undefined;
  /** Tells how its TLS ended. */
  readonly closure?: TlsClosure | undefined;
  /** The connection over which its TLS is spoken. */
  readonly carrier?: NodeConnection | undefined;
}

/** A connection over a socket of node's. */
export class NodeConnection implements Connection {
  /** The socket, for TLS to be spoken over it. */
  readonly socket: Socket;
  /** What is known of its TLS. */
  readonly tls: TlsFacts | undefined;
  /** The peer's address, which node forgets when it closes. */
  readonly remoteAddress: string | undefined;
  readonly #closure: TlsClosure | undefined;
  readonly #carrier: NodeConnection | undefined;
  #rest: Uint8Array | undefined;
  #ended = false;
  #failure: Error | undefined;
  #wake: () => void = () => {};

  /** Takes over a socket that is connected. */
  constructor(socket: Socket, facts: NodeFacts = {}) {
    this.socket = socket;
    this.tls = facts.tls;
    this.#closure = facts.closure;
    this.#carrier = facts.carrier;
    if (facts.closure) facts.closure.onHeld = this.#stir;
    this.remoteAddress = facts.remoteAddress ?? toAddress(socket);
    socket.on("readable", this.#stir);
    socket.on("end", this.#onEnd);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
  }

  readonly #stir = (): void => this.#wake();

  readonly #onEnd = (): void => {
    this.#closure?.settle();
    if (this.#closure?.passedOn) this.#failure ??= new Error(UNCLOSED);
    else this.#ended = true;
    this.#wake();
  };

  readonly #refuse = (): void => {
    this.#failure ??= new Error(UNCLOSED);
    this.#wake();
  };

  readonly #onError = (error: Error): void => {
    this.#failure ??= error;
    this.#wake();
  };

  readonly #onClose = (): void => {
    if (!this.#ended) this.#failure ??= new Error("the connection was closed");
    this.#wake();
  };

  /** Lets go of the socket, for TLS to be spoken over it. */
  detach(): Socket {
    this.#closure?.release();
    this.socket.off("readable", this.#stir);
    this.socket.off("end", this.#onEnd);
    this.socket.off("error", this.#onError);
    this.socket.off("close", this.#onClose);
    return this.socket;
  }

  /** Reads what there is. */
  async read(buffer: Bytes): Promise<number | null> {
    for (;;) {
      const chunk = this.#rest ?? this.socket.read();
      if (chunk instanceof Uint8Array) return this.#give(chunk, buffer);
      if (this.#ended) return null;
      if (this.#failure) throw this.#failure;
      if (this.#closure?.held) this.#closure.await(this.#refuse);
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  #give(chunk: Uint8Array, buffer: Bytes): number {
    const count = Math.min(chunk.length, buffer.length);
    buffer.set(chunk.subarray(0, count));
    this.#rest = count < chunk.length ? chunk.subarray(count) : undefined;
    return count;
  }

  /**
   * Writes a piece. Nobody knows how much of one that failed was taken, so it counts; reading then tells what happened.
   */
  write(bytes: Bytes): Promise<number> {
    if (this.#failure || this.socket.destroyed) {
      return Promise.reject(
        this.#failure ?? new Error("the connection was closed"),
      );
    }
    const piece = bytes.length > PIECE ? bytes.subarray(0, PIECE) : bytes;
    return new Promise((resolve) => this.socket.write(piece, () => resolve(piece.length)));
  }

  /** Drops it. */
  close(): void {
    this.#failure ??= new Error("the connection was closed");
    this.socket.destroy();
    this.#closure?.stream.destroy();
    this.#wake();
  }

  /** Keeps the program running. */
  ref(): void {
    if (this.#carrier) this.#carrier.ref();
    else this.socket.ref();
  }

  /** Lets the program end. */
  unref(): void {
    if (this.#carrier) this.#carrier.unref();
    else this.socket.unref();
  }
}

function toAddress({ remoteAddress, remotePort }: Socket): string | undefined {
  return remoteAddress === undefined ? undefined : toAuthority(remoteAddress, remotePort);
}
