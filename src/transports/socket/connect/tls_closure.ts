/**
 * How a TLS connection of node's ended. Node's sockets end alike whether the peer said so by an alert or somebody cut
 * the connection, and a body that ends with its connection is whole only after the former (RFC 9112 section 9.8).
 *
 * @module
 */

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

const HEADER = 5, ALERT = 21, APPLICATION_DATA = 23;

/** An alert in TLS 1.3: two bytes, the type of the content and the tag. */
const HIDDEN_ALERT = 19;

/** Follows the records of TLS as their bytes come by (RFC 8446 section 5.1). */
export class RecordScanner {
  #header = 0;
  #type = 0;
  #length = 0;
  #left = 0;

  /** Whether the last record is whole and may be an alert. */
  get endsWithAlert(): boolean {
    if (this.#header > 0 || this.#left > 0) return false;
    return this.#type === ALERT ||
      (this.#type === APPLICATION_DATA && this.#length === HIDDEN_ALERT);
  }

  /** Takes the next bytes. */
  scan(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left === 0) this.#readHeader(bytes[at++] ?? 0);
      else {
        const count = Math.min(this.#left, bytes.length - at);
        this.#left -= count;
        at += count;
      }
    }
  }

  #readHeader(byte: number): void {
    const place = this.#header++;
    if (place === 0) this.#type = byte;
    else if (place === HEADER - 2) this.#length = byte << 8;
    else if (place === HEADER - 1) {
      this.#left = this.#length += byte;
      this.#header = 0;
    }
  }
}

/** How often, and how many milliseconds apart, TLS is looked at before its last record counts as no alert. */
const LOOKS = 10;
const BETWEEN = 20;

/** Stands between a socket and the TLS over it: the end of the socket is passed on only if no alert came before. */
export class TlsClosure {
  readonly #socket: Socket;
  readonly #records = new RecordScanner();
  #isSecured = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What TLS is spoken over instead of the socket. */
  readonly stream: Duplex;
  /** Whether TLS was told that the socket ended, so that its own end proves nothing. */
  passedOn = false;
  /** Whether the socket ended behind what may be an alert: TLS then ends by itself, or it was none. */
  held = false;
  /** Called when `held` is set. */
  onHeld: () => void = () => {};

  /** Takes over a socket; `Stream` is the class of `node:stream`, which is loaded late. */
  constructor(socket: Socket, Stream: typeof Duplex) {
    this.#socket = socket;
    this.stream = new Stream({
      read: () => void socket.resume(),
      write: (chunk, _encoding, done) => void socket.write(chunk, (error) => done(error)),
      final: (done) => void socket.end(() => done()),
      destroy: (error, done) => {
        clearTimeout(this.#timer);
        socket.destroy();
        done(error);
      },
    });
    socket.on("data", this.#pass);
    socket.on("end", this.#onEnd);
    socket.on("error", (error) => this.stream.destroy(error));
    socket.on("close", this.#onClose);
  }

  /** Hands were shaken: from now on it matters how the connection ends. */
  secured(): void {
    this.#isSecured = true;
  }

  /** Somebody else speaks TLS over the TLS, with an end of its own. */
  release(): void {
    this.#isSecured = false;
    if (this.held) this.#passOn();
  }

  readonly #pass = (chunk: Uint8Array): void => {
    this.#records.scan(chunk);
    if (!this.stream.push(chunk)) this.#socket.pause();
  };

  readonly #onEnd = (): void => {
    if (this.#isSecured && this.#records.endsWithAlert) {
      this.held = true;
      this.onHeld();
    } else this.#passOn();
  };

  /** A socket may close without an end. */
  readonly #onClose = (): void => {
    if (!this.held) this.#passOn();
  };

  #passOn(): void {
    if (this.passedOn) return;
    this.passedOn = true;
    this.stream.push(null);
  }

  /**
   * Calls `refuse` if TLS does not end by itself: the last record was data that is as short as an alert.
   *
   * Only while nothing that TLS gave is left unread.
   */
  await(refuse: () => void): void {
    let looks = 0;
    const look = () => {
      if (this.stream.readableLength === 0) looks++;
      if (looks > LOOKS) refuse();
      else this.#timer = setTimeout(look, BETWEEN);
    };
    this.#timer ??= setTimeout(look, BETWEEN);
  }

  /** TLS ended by itself. */
  settle(): void {
    clearTimeout(this.#timer);
  }
}
