/**
 * One request and its answer on one connection.
 *
 * @module
 */

import type { Watch } from "../../core/time/deadlines.ts";
import {
  HttpError,
  type HttpErrorOptions,
  type Phase,
  ProtocolError,
  ReadError,
  ReadTimeoutError,
  WriteError,
} from "../../core/errors.ts";
import type { ByteSource } from "../../core/response/byte_source.ts";
import { isIdempotent } from "../../core/request/methods.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import { explainTlsFailure, toTlsError } from "../../core/fetch/tls_failure.ts";
import type { SocketContext } from "./context.ts";
import type { BodyOwner } from "./message/body.ts";
import type { Channel } from "./channel.ts";
import { type HeadLimits, MalformedAnswer } from "./message/fields.ts";
import { toSource } from "./message/framing.ts";
import { type Head, MAX_INTERIM } from "./message/head.ts";
import type { Pool } from "./pool.ts";
import type { Route } from "./connect/route.ts";
import type { Timings } from "./timings.ts";
import { Upload, type UploadOwner } from "./upload.ts";

/** What an exchange needs beside its request. */
export interface ExchangeOptions {
  /** Where it goes. */
  readonly route: Route;
  /** Where the connection goes back to. */
  readonly pool: Pool;
  /** Limits on the head. */
  readonly limits: HeadLimits;
  /** When each phase ended. */
  readonly timings: Timings;
}

/** The head of an answer with its body. */
export interface Answer {
  /** The head. */
  readonly head: Head;
  /** The body as it came, undecoded; `undefined` if there is none. */
  readonly body: ByteSource | undefined;
  /** The trailers, once the body was read. */
  readonly trailers: (() => Headers | undefined) | undefined;
  /** The watch for the head, if there is more to come: who reads on stops it. */
  readonly watch: Watch | undefined;
}

/** Sends one request over one connection and reads its answer. */
export class Exchange implements BodyOwner, UploadOwner {
  readonly #options: ExchangeOptions;
  readonly #upload: Upload;
  readonly #isReused: boolean;
  #watch: Watch | undefined;
  #answered = false;
  #interim = 0;
  /** Whether the head came; the reader of the body has a watch of its own. */
  #hasHead = false;
  #settled = false;
  #isPersistent = false;
  #given: { readonly reason: unknown } | undefined;

  /**
   * Prepares it.
   *
   * @param request What to send.
   * @param context Its limits.
   * @param channel The connection, of which nobody else makes use.
   * @param options Where it goes, and what it needs.
   */
  constructor(
    readonly request: PreparedRequest,
    readonly context: SocketContext,
    readonly channel: Channel,
    options: ExchangeOptions,
  ) {
    this.#options = options;
    this.#isReused = channel.reused;
    this.#upload = new Upload(this);
  }

  /** Whether the request may be sent again over another connection: this one was dead before anything came of it. */
  get mayRepeat(): boolean {
    if (!this.#isReused || this.#answered || this.#given) return false;
    const { body, method } = this.request;
    const isOpen = !body || body.replayable || !this.#upload.opened;
    return isOpen && (this.#upload.written === 0 || isIdempotent(method));
  }

  /** Sends the request and reads the head; the call's end is the exchange's end until the body has come. */
  async run(): Promise<Answer> {
    const { cancellation } = this.context;
    if (cancellation.cancelled) throw this.#drop(cancellation.reason);
    cancellation.add(this.#cancel);
    this.#upload.run(this.#options.route);
    if (!this.#watch && !this.request.body) this.#arm();
    try {
      let head = this.#takeHead();
      for (; !head || this.#isInterim(head); head = this.#takeHead()) {
        if (!head) this.#onRead(await this.channel.read());
      }
      this.#hasHead = true;
      this.#stopUpload(head);
      const { source: body, trailers, persistent } = toSource(head, this, {
        method: this.request.method,
        limits: this.#options.limits,
      });
      this.#isPersistent = persistent;
      if (!body || body.settled) this.complete();
      return { head, body: body?.source, trailers, watch: this.#settled ? undefined : this.#watch };
    } catch (error) {
      throw this.fail(error);
    }
  }

  #drop(reason: unknown): unknown {
    this.abort(reason);
    return reason;
  }

  readonly #cancel = (reason: unknown): void => this.abort(reason);

  /** More of the head came, or the end of the connection. */
  #onRead(count: number | null): void {
    if (!this.channel.filled(count)) throw undefined;
    this.#watch?.touch();
    if (!this.#answered) this.#options.timings.markAnswer();
    this.#answered = true;
  }

  /** Takes the next head out of what came, if it is whole. */
  #takeHead(): Head | undefined {
    const { channel } = this;
    const { buffer, start, end, reader } = channel;
    if (start === end) return undefined;
    const head = reader.read(buffer.subarray(start, end));
    if (head) channel.start += reader.length;
    return head;
  }

  /** 1xx may come first (RFC 9110 section 15.2); 101 was never asked for. */
  #isInterim(head: Head): boolean {
    const { status } = head;
    if (status < 100 || status > 199) return false;
    if (status === 101) {
      throw new MalformedAnswer(
        "it switches protocols, which nobody asked for",
      );
    }
    if (++this.#interim > MAX_INTERIM) throw new MalformedAnswer("too many 1xx answers came");
    if (status === 100) this.#upload.proceed();
    this.context.onInformational?.(status, head.headers);
    this.context.onEvent?.({ type: "informational", status });
    this.#watch?.touch();
    return true;
  }

  /** A refusal that comes early needs no more of the body; a good answer may be made of it. */
  #stopUpload(head: Head): void {
    if (head.status >= 300) this.#upload.stop();
    else this.#upload.answered();
  }

  /** The request was sent: from now on the server has `timeout.read`. */
  onSent(): void {
    this.#options.timings.markSent();
    this.context.onEvent?.({ type: "request.sent", bytes: this.#upload.written });
    if (this.request.body) this.#arm();
  }

  /** The connection takes no more of the request; there may be an answer all the same. */
  onBroken(): void {
    if (!this.#watch) this.#arm();
  }

  #arm(): void {
    if (this.#hasHead || this.#settled) return;
    const { read } = this.context.timeout;
    this.#watch?.stop();
    // The read that it waits for keeps the program running.
    this.#watch = this.context.deadlines.watch(read, () => {
      const reason = this.#answered
        ? `no more of the headers came within timeout.read (${read} ms)`
        : `no byte of an answer came within timeout.read (${read} ms)`;
      this.abort(new ReadTimeoutError(reason, this.evidence("read")));
    }, false);
  }

  /** The answer came to its end: the connection goes back, if both sides are done with it. */
  complete(): void {
    if (this.#settled) return;
    const now = this.#settle();
    const { channel } = this;
    const isClean = this.#upload.finished && channel.start === channel.end;
    this.#upload.stop();
    if (this.#isPersistent && isClean) this.#options.pool.release(channel, now);
    else this.#options.pool.forget(channel);
  }

  /** Drops the connection, and says why. */
  fail(cause?: unknown): unknown {
    const reason = this.#given ? this.#given.reason : this.#toError(cause);
    if (!this.#settled) {
      this.#settle();
      this.#upload.stop();
      this.#options.pool.forget(this.channel);
    }
    return reason;
  }

  /** Drops the connection for a reason. */
  abort(reason: unknown): void {
    if (this.#settled) return;
    this.#given ??= { reason };
    this.fail();
  }

  /** Until the body has ended the call may end it. */
  #settle(): number {
    this.#settled = true;
    this.#watch?.stop();
    this.context.cancellation.delete(this.#cancel);
    return this.#options.timings.markEnd();
  }

  #toError(cause: unknown): unknown {
    if (cause instanceof HttpError) return cause;
    if (cause instanceof MalformedAnswer) {
      return new ProtocolError(`the answer is not HTTP: ${cause.message}`, this.evidence("read"));
    }
    const evidence = { ...this.evidence("read"), ...(cause !== undefined && { cause }) };
    if (isLateRefusal(cause, this.#answered)) return toTlsError(toText(cause), evidence);
    const { failure = cause, finished } = this.#upload;
    if (!this.#answered && !finished) return this.#toWriteError(failure);
    const where = this.#hasHead ? "within the body" : "before the answer was complete";
    return new ReadError(`the connection broke ${where}: ${toReason(cause)}`, evidence);
  }

  /** Whether the writing or the reading hears of it first is chance. */
  #toWriteError(cause: unknown): WriteError {
    const reason = `the connection broke while the request was sent: ${toReason(cause)}`;
    const evidence = { ...this.evidence("write"), ...(cause !== undefined && { cause }) };
    return new WriteError(reason, evidence);
  }

  /** What an error is to carry. */
  evidence(phase: Phase): HttpErrorOptions {
    return this.#options.timings.evidence(this.request, phase);
  }
}

/** In TLS 1.3 a server looks at the client's certificate when the client believes that all is well. */
function isLateRefusal(cause: unknown, isAnswered: boolean): boolean {
  return !isAnswered && cause !== undefined &&
    explainTlsFailure(toText(cause)).reason === "certificate required";
}

function toReason(cause: unknown): string {
  return cause === undefined ? "it was closed" : toText(cause);
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
