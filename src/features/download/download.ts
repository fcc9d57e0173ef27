/**
 * Downloads a file: goes on where it broke off, and checks what came.
 *
 * @module
 */

import { ReadError, StatusError } from "../../core/errors.ts";
import { IntegrityError } from "./errors.ts";
import { mentions, withMissing } from "../caller_headers.ts";
import type { RequestOptions } from "../../options.ts";
import { pauseUnless } from "../pause.ts";
import { type Progress, toEta } from "../progress/progress.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { isTransient } from "../retry/transient.ts";
import type { Download, DownloadPlan } from "./options.ts";
import type { Sink } from "./sink.ts";
import { type AnswerKind, classify, toEvidence } from "./answer_kind.ts";
import type { SavedPart } from "./file_version.ts";

/** Sends a request and leaves the body unread. */
export type Ask = (
  method: string,
  url: string | URL,
  options: RequestOptions,
) => Promise<HttpResponse>;

/** Fills a sink with what is at a URL. */
export class Transfer {
  readonly #ask: Ask;
  readonly #url: string | URL;
  readonly #plan: DownloadPlan;
  readonly #sink: Sink;
  /** How many bytes there must be, as the server says. */
  #total: number | undefined;
  #startedOver = false;
  /** The bytes are asked for as they are, so that ranges are those of the file and no coding loses any. */
  readonly #codings: Readonly<Record<string, string>>;
  /** The bytes that were there when the answer under way came; `undefined` while none has. */
  #offset: number | undefined;

  /** Prepares it; nothing is sent. */
  constructor(ask: Ask, url: string | URL, { plan, sink }: { plan: DownloadPlan; sink: Sink }) {
    this.#ask = ask;
    this.#url = url;
    this.#plan = plan;
    this.#sink = sink;
    this.#codings = mentions(plan.request.headers, ["accept-encoding"])
      ? {}
      : { "accept-encoding": "identity" };
  }

  /** Downloads until everything is there. */
  async run(): Promise<Download> {
    const resumedFrom = this.#canResume ? this.#sink.held?.bytes ?? 0 : 0;
    let failures = 0;
    for (let resumes = 0;; resumes++) {
      const before = this.#sink.bytes;
      try {
        const response = await this.#attempt();
        const path = await this.#finish(response);
        const { bytes } = this.#sink;
        return { path, bytes, resumedFrom: this.#base(resumedFrom), resumes, response };
      } catch (error) {
        if (resumes >= this.#plan.maxResumes || !this.#mayGoOn(error)) throw error;
        failures = this.#sink.bytes > before ? 0 : failures + 1;
        await pauseUnless(
          this.#plan.resumeDelay * 2 ** Math.min(failures, 6),
          this.#plan.request.signal,
        );
      }
    }
  }

  /** Whoever had to start over used nothing of an earlier call. */
  #base(resumedFrom: number): number {
    return this.#startedOver ? 0 : resumedFrom;
  }

  get #canResume(): boolean {
    return this.#plan.method === "GET";
  }

  /** The first answer may be had by retries; only what broke off after it is gone on with here. */
  #mayGoOn(error: unknown): boolean {
    return isTransient(error) && this.#canResume && this.#offset !== undefined;
  }

  /** Asks for what is missing; what is of no use is let go of, and the whole file asked for. */
  async #attempt(): Promise<HttpResponse> {
    let held = this.#canResume ? this.#sink.held : undefined;
    for (;;) {
      const response = await this.#send(held);
      try {
        const answerKind = classify(response, held);
        if (answerKind.kind !== "useless") {
          await this.#save(response, answerKind);
          return response;
        }
      } catch (error) {
        // A short body of an error can still be read.
        if (error instanceof StatusError) await response.discard();
        response.close();
        throw error;
      }
      await response.discard();
      held = undefined;
    }
  }

  #send(held: SavedPart | undefined): Promise<HttpResponse> {
    const { method, request } = this.#plan;
    const { onDownloadProgress } = request;
    return this.#ask(method, this.#url, {
      ...request,
      throwOnError: null,
      headers: withMissing(request.headers, {
        ...this.#codings,
        ...(held && { range: `bytes=${held.bytes}-`, "if-range": held.validator }),
      }),
      onDownloadProgress: onDownloadProgress && ((progress) => {
        const shifted = this.#shift(progress);
        if (shifted) onDownloadProgress(shifted);
      }),
    });
  }

  /** Progress is that of the file; the body of an error is none. */
  #shift({ rate, ...progress }: Progress): Progress | undefined {
    const total = this.#total;
    if (this.#offset === undefined) return undefined;
    const transferred = progress.transferred + this.#offset;
    return {
      transferred,
      rate,
      ...(total !== undefined && { total, ...toEta(total, transferred, rate) }),
    };
  }

  async #save(response: HttpResponse, answerKind: AnswerKind): Promise<void> {
    if (answerKind.kind === "complete") {
      this.#total = this.#sink.bytes;
      await response.discard();
      return;
    }
    if (answerKind.kind === "whole") await this.#begin(response, answerKind);
    else if (answerKind.kind === "rest") this.#total = answerKind.total;
    this.#offset = answerKind.kind === "rest" ? this.#sink.bytes : 0;
    await this.#plan.onResponse?.(response);
    await this.#sink.save(response);
    this.#checkTotal(response);
  }

  async #begin(
    response: HttpResponse,
    { version }: Extract<AnswerKind, { readonly kind: "whole" }>,
  ): Promise<void> {
    this.#startedOver = true;
    this.#total = version.total;
    this.#checkLength(response, version.total);
    await this.#sink.begin(version);
  }

  /** A transport may not see that a body is cut short, and a server may send less than was asked for. */
  #checkTotal(response: HttpResponse): void {
    const { bytes } = this.#sink;
    if (bytes < (this.#total ?? 0)) {
      const reason = `the body ended after ${bytes} of ${this.#total} bytes`;
      throw new ReadError(reason, toEvidence(response, "read"));
    }
  }

  #checkLength(response: HttpResponse, bytes: number | undefined): void {
    const expected = this.#plan.length ?? bytes;
    if (bytes === undefined || bytes === expected) return;
    const reason = `the file has ${bytes} bytes, not ${expected}`;
    throw new IntegrityError(reason, toEvidence(response, "read"));
  }

  async #finish(response: HttpResponse): Promise<string | undefined> {
    const { digests, request } = this.#plan;
    try {
      const { bytes } = this.#sink;
      this.#checkLength(response, bytes);
      if (bytes > (this.#total ?? bytes)) {
        const reason = `the file has ${bytes} bytes, not ${this.#total}`;
        throw new IntegrityError(reason, toEvidence(response, "read"));
      }
      const wrong = await this.#sink.mismatch({ digests, signal: request.signal });
      if (wrong) throw new IntegrityError(wrong, toEvidence(response, "read"));
    } catch (error) {
      if (error instanceof IntegrityError) await this.#sink.drop();
      throw error;
    }
    return await this.#sink.keep(response);
  }
}
