/** What travels with one hop of a call through the stages. */

import { Call } from "./call.ts";
import type { Attempt } from "./errors.ts";
import type { AttemptListener, StageEvent } from "./call_events.ts";
import { checkNumber, checkParts, isKeyed } from "./options/checks.ts";
import type { RequestOptions } from "./options/request_options.ts";
import { deriveSettings } from "./options/settings.ts";
import { redirectRequest } from "./redirect.ts";
import type { PreparedRequest } from "./request/prepared.ts";
import type { HttpResponse } from "./response/response.ts";
import { shownAs } from "./secrets/inspect.ts";
import type { StageClient, StageContext } from "./stage.ts";

/** What a stage may change for those behind it. */
export interface HopParts {
  /** The response that led here. */
  readonly previous?: HttpResponse | undefined;
  /** The request of this hop before credentials, cookies and hooks added to it. */
  readonly original: PreparedRequest;
  /** The tries of this hop before this one. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The right to use a connection; who gets it gives it back, when it failed or when the body has ended. */
  readonly permit?: Disposable | undefined;
  /** For how many milliseconds it waited for that right, if it had to. */
  readonly queued?: number | undefined;
  /** Who follows this try, if anybody does. */
  readonly listener?: AttemptListener | undefined;
  /** Decides whether an answer is thrown away and asked for again, before its body is read; called once. */
  readonly isRepeated?: ((answer: AnswerHead) => boolean) | undefined;
  /** Whether an answer is looked at, before its body is read, to decide whether it is asked for again. */
  readonly isLookedAt?: boolean | undefined;
  /** Whose answer goes to the flow of an `Auth`: of the caller's request, or of one that the flow made up. */
  readonly flow?: "request" | "aside" | undefined;
  /** What the jar gave for the first try. */
  readonly jarCookies?: JarCookies | undefined;
  /** Told of every 1xx answer before the last one, where the transport sees them. */
  readonly onInformational?: ((status: number, headers: Headers) => void) | undefined;
  /** Counts what is sent of the body, if anybody wants to know. */
  readonly countSent?: CountBytes | undefined;
  /** Counts what comes of the body of the answer. */
  readonly countReceived?: CountBytes | undefined;
}

/** Counts the bytes of a body; what it throws is what the call fails with. */
export interface ByteCounter {
  add(bytes: number): void;
  finish(): void;
}

/** Gives what counts the bytes of one body, of which there will be `size`, where that is known. */
export type CountBytes = (size: number | undefined) => ByteCounter;

/** The status and the headers of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

/** The cookies that a jar gave for a URL. */
export interface JarCookies {
  readonly url: URL;
  /** Whether cookies without a domain are among them. */
  readonly unscoped: boolean;
  readonly header: string;
}

/** One hop of a call, as every stage gets it; those of a user see what `StageContext` says of it. */
export class HopContext implements StageContext, HopParts {
  readonly call: Call;
  readonly previous: HttpResponse | undefined;
  readonly original: PreparedRequest;
  readonly attempts: readonly Attempt[] | undefined;
  readonly permit: Disposable | undefined;
  readonly queued: number | undefined;
  readonly listener: AttemptListener | undefined;
  readonly isRepeated: ((answer: AnswerHead) => boolean) | undefined;
  readonly isLookedAt: boolean | undefined;
  readonly flow: "request" | "aside" | undefined;
  readonly jarCookies: JarCookies | undefined;
  readonly onInformational: ((status: number, headers: Headers) => void) | undefined;
  readonly countSent: CountBytes | undefined;
  readonly countReceived: CountBytes | undefined;
  /** Whether it outlives the call that it was made in. */
  readonly isDetached: boolean;
  readonly #isOurs = true;

  /** Every field is there, since objects of one shape are read faster. */
  constructor(call: Call, parts: HopParts, isDetached = false) {
    this.call = call;
    this.previous = parts.previous;
    this.original = parts.original;
    this.attempts = parts.attempts;
    this.permit = parts.permit;
    this.queued = parts.queued;
    this.listener = parts.listener;
    this.isRepeated = parts.isRepeated;
    this.isLookedAt = parts.isLookedAt;
    this.flow = parts.flow;
    this.jarCookies = parts.jarCookies;
    this.onInformational = parts.onInformational;
    this.countSent = parts.countSent;
    this.countReceived = parts.countReceived;
    this.isDetached = isDetached;
  }

  /** Gives what is behind the context of a stage. @throws {TypeError} If it was not made here. */
  static of(context: StageContext): HopContext {
    if (#isOurs in context) return context;
    throw new TypeError("Cannot send: hand on the context that the stage got, or its detach()");
  }

  with(changes: Partial<HopParts>): HopContext {
    return Object.assign(new HopContext(this.call, this), changes);
  }

  get hop(): number {
    return this.previous ? this.previous.history.length + 2 : 1;
  }

  get attempt(): number {
    return (this.attempts?.length ?? 0) + 1;
  }

  get signal(): AbortSignal {
    return this.call.cancellation.signal;
  }

  get left(): number {
    return this.call.left;
  }

  get stream(): boolean {
    return this.call.settings.stream;
  }

  get options(): RequestOptions {
    return this.call.settings.options;
  }

  get client(): StageClient {
    return this.call.client;
  }

  /** Gives the request to which a redirect of this hop leads. */
  next(response: HttpResponse): PreparedRequest | undefined {
    return redirectRequest(response, this.original, this.client.sensitiveHeaders);
  }

  /** Follows a redirect of this hop by one step. */
  async follow(response: HttpResponse): Promise<HttpResponse | undefined> {
    const next = this.next(response);
    return next && await this.call.follow(this.call, response, next);
  }

  tell(event: StageEvent): void {
    if (!isKeyed(event) || typeof event.type !== "string" || !event.type.startsWith("stage.")) {
      throw new TypeError("Cannot tell of this event: its type must begin with stage.");
    }
    this.call.listener?.step(event);
  }

  detach(own?: AbortSignal, options: { readonly total?: number | undefined } = {}): HopContext {
    checkParts("the options of detach", options, ["total"]);
    const { total } = options;
    const { call, original } = this;
    const { closed } = this.client;
    const signal = own ? AbortSignal.any([closed, own]) : closed;
    const { timeout } = call.settings;
    if (total !== undefined) checkNumber("total of detach()", total, { endless: true });
    const settings = deriveSettings(call.settings, {
      stream: true,
      signal,
      timeout: total === undefined ? timeout : { ...timeout, total },
    });
    const detached = new Call(settings, original, call);
    return Object.assign(new HopContext(detached, this, true), { listener: undefined });
  }

  // A log of it would show the credentials of the call.
  static {
    const show = (): string => "<StageContext>";
    Object.assign(this.prototype, { ...shownAs(show), toJSON: show });
  }
}
