/**
 * A request on its way out, while the answer may already come in.
 *
 * @module
 */

import type { Watch } from "../../core/time/deadlines.ts";
import {
  HttpError,
  type HttpErrorOptions,
  type Phase,
  WriteError,
  WriteTimeoutError,
} from "../../core/errors.ts";
import type { BodyContent, PreparedRequest } from "../../core/request/prepared.ts";
import { isOneNumber } from "../../core/options/timeout.ts";
import type { SocketContext } from "./context.ts";
import type { Channel } from "./channel.ts";
import { writeAll } from "./connection.ts";
import type { Route } from "./connect/route.ts";
import { toSize } from "./message/write.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Reader = ReadableStreamDefaultReader<Bytes>;

/** Up to this size head and body leave in one write. */
const SMALL = 16 * 1024;

/** How long to wait for 100 (Continue) before the body is sent all the same (RFC 9110 section 10.1.1). */
const CONTINUE_WAIT = 1_000;

/** Who is told how it goes. */
export interface UploadOwner {
  /** The connection. */
  readonly channel: Channel;
  /** The request. */
  readonly request: PreparedRequest;
  /** Its limits and who else is told. */
  readonly context: SocketContext;
  /** What an error is to carry. */
  evidence(phase: Phase): HttpErrorOptions;
  /** Called when all of it was taken. */
  onSent(): void;
  /** Called when the connection takes no more; an answer may still come. */
  onBroken(): void;
  /** Gives up: the body itself failed, or nothing was taken for too long. */
  abort(reason: unknown): void;
}

/** Sends one request over one connection. */
export class Upload {
  readonly #owner: UploadOwner;
  #watch: Watch | undefined;
  #reader: Reader | undefined;
  /** Whether there is more than the system takes at once, so that the write timeout counts. */
  #isTimed = false;
  #stopped = false;
  /** Runs while the caller's stream is waited for, where that counts: one number for all, and no answer yet. */
  #wait: Watch | undefined;
  #isAnswered = false;
  #proceed: (() => void) | undefined;
  /** How many bytes the system took. */
  written = 0;
  /** Whether the body was opened. */
  opened = false;
  /** Whether all of it was taken. */
  finished = false;
  /** Why the connection takes no more. */
  failure: unknown = undefined;

  /** Prepares to send. */
  constructor(owner: UploadOwner) {
    this.#owner = owner;
  }

  /** Sends it all; never rejects nor throws. */
  run(route: Route): void {
    if (this.#owner.request.body) this.#runWithBody(route);
    else this.#runBare(route);
  }

  /** Most requests have no body, and most of those leave at once. */
  #runBare(route: Route): void {
    const { channel: { writer, connection }, request } = this.#owner;
    try {
      writer.write(request, route, { size: null });
    } catch (error) {
      return this.#owner.abort(error);
    }
    const { bytes } = writer;
    connection.write(bytes).then((count) => {
      this.written += count;
      if (count < bytes.length) this.#finishBare(bytes.subarray(count));
      else this.#finish();
    }, (error) => this.#break(error));
  }

  async #finishBare(rest: Bytes): Promise<void> {
    await this.#write(rest);
    if (!this.#stopped) this.#finish();
  }

  #finish(): void {
    this.finished = true;
    this.#owner.onSent();
  }

  async #runWithBody(route: Route): Promise<void> {
    try {
      await this.#send(route);
      if (!this.#stopped) this.#finish();
    } catch (error) {
      if (!this.#stopped) this.#owner.abort(error);
    }
  }

  /** Sends no more; what is left of the body is let go. */
  stop(): void {
    if (this.finished || this.#stopped) return;
    this.#stopped = true;
    this.#watch?.stop();
    this.#wait?.stop();
    this.#proceed?.();
    const reader = this.#reader;
    if (reader) reader.cancel().catch(() => {});
    else if (!this.opened) this.#owner.request.body?.discard().catch(() => {});
  }

  /** The server wants the body, or does not say. */
  proceed(): void {
    this.#proceed?.();
  }

  /** An answer came that may be made of the body; whoever reads that watches the time. */
  answered(): void {
    this.#isAnswered = true;
    this.#wait?.stop();
    this.proceed();
  }

  async #send(route: Route): Promise<void> {
    const { channel: { writer }, request } = this.#owner;
    const size = request.body?.size;
    const waits = request.headers["expect"]?.toLowerCase() === "100-continue";
    const given = size === undefined ? request.headers["content-length"] : undefined;
    const content = waits ? undefined : this.#open();
    if (content instanceof Uint8Array) {
      return await this.#sendBytes(route, content);
    }
    this.#isTimed = true;
    writer.write(request, route, { size });
    await this.#write(writer.bytes);
    if (waits) await this.#waitForContinue();
    if (this.#stopped) return;
    const declared = given === undefined ? size : toSize(given);
    await this.#sendStream(content ?? this.#open(), declared);
  }

  async #sendBytes(route: Route, bytes: Bytes): Promise<void> {
    const { channel: { writer }, request, context } = this.#owner;
    writer.write(request, route, { size: bytes.length });
    const isSmall = bytes.length <= SMALL;
    const first = isSmall ? bytes : bytes.subarray(0, SMALL);
    writer.append(first);
    this.#isTimed = !isSmall;
    await this.#write(writer.bytes);
    context.onSent?.(first.length);
    if (!isSmall) await this.#write(bytes.subarray(SMALL), context.onSent);
  }

  async #sendStream(
    content: BodyContent | undefined,
    size: number | undefined,
  ): Promise<void> {
    const reader = toReader(content);
    this.#reader = reader;
    let sent = 0;
    while (!this.#stopped) {
      const { done, value } = await this.#next(reader);
      if (this.#stopped) break;
      if (done) {
        if (size === undefined) await this.#write(LAST_CHUNK);
        else if (sent !== size) throw toSizeError(sent, size);
        break;
      }
      sent += value.length;
      if (size !== undefined && sent > size) throw toSizeError(sent, size);
      if (value.length > 0) await this.#sendPiece(value, size === undefined);
    }
  }

  /** The caller's stream may fail; an error of ours comes out as it is. */
  async #next(reader: Reader): Promise<ReadableStreamReadResult<Bytes>> {
    this.#watchStream();
    try {
      return await reader.read();
    } catch (cause) {
      if (cause instanceof HttpError || cause instanceof TypeError) throw cause;
      const reason = "the stream of the request body failed";
      throw new WriteError(reason, { ...this.#owner.evidence("write"), cause });
    } finally {
      this.#wait?.stop();
    }
  }

  #watchStream(): void {
    const { timeout, deadlines } = this.#owner.context;
    if (this.#isAnswered || !isOneNumber(timeout)) return;
    const { write } = timeout;
    this.#wait = deadlines.watch(write, () => {
      const reason = `the stream of the request body gave no chunk within timeout (${write} ms)`;
      this.#owner.abort(new WriteTimeoutError(reason, this.#owner.evidence("write")));
    });
  }

  async #sendPiece(piece: Bytes, isChunked: boolean): Promise<void> {
    const { onSent } = this.#owner.context;
    if (!isChunked) return await this.#write(piece, onSent);
    const head = encoder.encode(`${piece.length.toString(16)}\r\n`);
    if (piece.length <= SMALL) {
      const whole = new Uint8Array(head.length + piece.length + 2);
      whole.set(head);
      whole.set(piece, head.length);
      whole.set(CRLF, head.length + piece.length);
      await this.#write(whole);
      return onSent?.(piece.length);
    }
    await this.#write(head);
    await this.#write(piece, onSent);
    await this.#write(CRLF);
  }

  #open(): BodyContent | undefined {
    this.opened = true;
    return this.#owner.request.body?.open();
  }

  /** Where the connection breaks, the answer may still be there to be read, so that is no error yet. */
  async #write(
    bytes: Bytes,
    onWritten?: ((bytes: number) => void) | undefined,
  ): Promise<void> {
    if (this.#stopped) return;
    const { connection } = this.#owner.channel;
    if (this.#isTimed) this.#arm();
    try {
      await writeAll(connection, bytes, (count) => {
        this.written += count;
        this.#watch?.touch();
        onWritten?.(count);
      });
    } catch (error) {
      this.#break(error);
    } finally {
      this.#watch?.stop();
    }
  }

  #break(error: unknown): void {
    if (this.#stopped) return;
    this.failure = error;
    this.stop();
    this.#owner.onBroken();
  }

  #arm(): void {
    const { context } = this.#owner;
    const { write } = context.timeout;
    this.#watch = context.deadlines.watch(write, () => {
      const reason = `no chunk of the body was taken within timeout.write (${write} ms)`;
      this.#owner.abort(new WriteTimeoutError(reason, this.#owner.evidence("write")));
    });
  }

  async #waitForContinue(): Promise<void> {
    const { deadlines } = this.#owner.context;
    let wait: Watch | undefined;
    await new Promise<void>((resolve) => {
      this.#proceed = resolve;
      wait = deadlines.watch(CONTINUE_WAIT, resolve);
    });
    wait?.stop();
  }
}

const encoder = new TextEncoder();
const CRLF: Bytes = encoder.encode("\r\n");
const LAST_CHUNK: Bytes = encoder.encode("0\r\n\r\n");

function toReader(content: BodyContent | undefined): Reader {
  const stream = content instanceof ReadableStream
    ? content
    : content instanceof Blob
    ? content.stream()
    : new Blob(content ? [content] : []).stream();
  return stream.getReader();
}

function toSizeError(sent: number, size: number): TypeError {
  return new TypeError(
    `Cannot send ${sent} bytes where ${size} were announced`,
  );
}
