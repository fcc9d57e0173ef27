/**
 * A bad line in front of any transport, for tests of how a program bears it.
 *
 * @module
 */

import { contentLengthOf } from "../core/fields/content_length.ts";
import { ConnectError, type HttpErrorOptions, ReadError } from "../core/errors.ts";
import { PreparedRequest } from "../core/request/prepared.ts";
import { FaultyBody } from "./fault/faulty_body.ts";
import {
  type FaultKind,
  type FaultOptions,
  type ResolvedFaults,
  resolveFaults,
} from "./fault/options.ts";
import { type FaultPlan, toFaultPlan } from "./fault/plan.ts";
import { withUrl } from "./mock/response.ts";
import { sleep } from "./mock/sleep.ts";
import { dropBody } from "../transports/responder.ts";
import type { Transport, TransportContext } from "../core/fetch/transport.ts";

/**
 * A fault that was injected.
 *
 * @example What went wrong in which request
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type Fault, FaultTransport, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const describe = ({ kind, index, method }: Fault) => `${index}: ${method} ${kind}`;
 * const line = new FaultTransport(new MockTransport({ "*": 204 }), { refuse: 1 });
 * using client = new Client({ transport: line });
 * await client.get("http://example.org/").catch(() => {});
 * assertEquals(line.faults.map(describe), ["0: GET refuse"]);
 * ```
 * @category Testing
 */
export interface Fault {
  /** What it was. */
  readonly kind: FaultKind;
  /** With which request it came: 0 for the first one. */
  readonly index: number;
  /** The method of the request. */
  readonly method: string;
  /** Where it went. */
  readonly url: string;
}

/**
 * Injects faults into the traffic of another transport, drawn from a seed: the same seed gives the same faults for the
 * same requests in the same order. Errors name the seed and the request, so that a failure can be had again.
 *
 * A stall lasts until a time limit of the client fires or the call is aborted.
 *
 * @example A third of all connections are refused, and retries get over it
 * ```ts
 * import { Client } from "@ferry/http";
 * import { FaultTransport, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const line = new FaultTransport(new MockTransport({ "*": { text: "ok" } }), {
 *   seed: 4711,
 *   refuse: 1 / 3,
 * });
 * using client = new Client({
 *   transport: line,
 *   retries: { total: 9, backoff: { base: 0 }, budget: null },
 * });
 * for (let n = 0; n < 20; n++) assertEquals(await (await client.get("http://h.example/")).text(), "ok");
 * assertEquals(line.faults.length > 0, true);
 * assertEquals(line.faults.every(({ kind }) => kind === "refuse"), true);
 * ```
 * @category Testing
 */
export class FaultTransport implements Transport {
  readonly #inner: Transport;
  readonly #settings: ResolvedFaults;
  readonly #faults: Fault[] = [];
  #count = 0;

  /**
   * Makes a bad line.
   *
   * @param inner Who answers what comes through.
   * @param options How often each fault happens, as probabilities; none does if left out.
   * @throws {TypeError} If there is no transport, or an option of another name.
   * @throws {RangeError} If a probability is not from 0 to 1, or another number is out of range.
   */
  constructor(inner: Transport, options: FaultOptions = {}) {
    if (typeof inner?.send !== "function") {
      throw new TypeError("Cannot inject faults without a transport: give one");
    }
    this.#inner = inner;
    this.#settings = resolveFaults(options);
  }

  /** What the faults are drawn from: the one that was given, or a random one. */
  get seed(): number {
    return this.#settings.seed;
  }

  /** What was injected so far, in its order. */
  get faults(): readonly Fault[] {
    return [...this.#faults];
  }

  /**
   * Sends a request through the bad line.
   *
   * @param request What to send.
   * @param context The signal and the limits, which are those of the transport behind it, too.
   * @returns The answer, whose body may come to a bad end.
   * @throws {ConnectError} If the connection is refused.
   * @throws {ReadError} If it breaks before an answer.
   */
  async send(request: Request, context: TransportContext): Promise<Response> {
    const index = this.#count++;
    const plan = toFaultPlan(this.#settings, index);
    const { url, method, headers } = request;
    const sending: Sending = {
      head: new Request(url, { method, headers }),
      index,
      plan,
      signal: context.signal,
      startedAt: performance.now(),
    };
    await this.#beforeSending(request, sending);
    const response = await this.#inner.send(request, context);
    try {
      await this.#beforeHead(response, sending);
    } catch (error) {
      dropBody(response);
      throw error;
    }
    return withUrl(this.#spoil(response, sending), new URL(url));
  }

  async #beforeSending(request: Request, sending: Sending): Promise<void> {
    const { plan, signal } = sending;
    try {
      if (this.#has("delay", sending)) await sleep(plan.delay, signal);
      if (this.#has("refuse", sending)) throw this.#toError("refuse", sending);
    } catch (error) {
      dropBody(request);
      throw error;
    }
  }

  async #beforeHead(response: Response, sending: Sending): Promise<void> {
    if (this.#has("drop", sending)) throw this.#toError("drop", sending);
    const stallsHere = sending.plan.beforeHead || !response.body;
    if (stallsHere && this.#has("stall", sending)) await stall(sending.signal);
  }

  #spoil(response: Response, sending: Sending): Response {
    const { body } = response;
    const { plan: { random, place }, signal } = sending;
    if (!body) return response;
    const ending = BODY_ENDINGS.find((kind) => this.#has(kind, sending));
    const corrupts = this.#has("corrupt", sending);
    const isSlow = this.#has("slow", sending);
    if (!ending && !corrupts && !isSlow) return response;
    const faulty = new FaultyBody(body, {
      size: contentLengthOf(response.headers),
      place,
      corrupts,
      random,
      end: ending && (() => ending === "stall" ? stall(signal) : this.#toError(ending, sending)),
      pause: isSlow ? this.#settings.pause : undefined,
    });
    return new Response(new ReadableStream(faulty, { highWaterMark: 0 }), response);
  }

  /** Tells whether a fault is to happen, and notes that it does. */
  #has(kind: FaultKind, { plan, head, index }: Sending): boolean {
    if (!plan.kinds.has(kind)) return false;
    this.#faults.push({ kind, index, method: head.method, url: head.url });
    return true;
  }

  /** Names where it came from, so that it can be had again. */
  #toError(kind: keyof typeof WORDS, { head, index, startedAt }: Sending): Error {
    const source = `injected with seed ${this.seed} into request ${index}`;
    const evidence: HttpErrorOptions = {
      request: PreparedRequest.from(head),
      phase: kind === "refuse" ? "connect" : "read",
      elapsed: performance.now() - startedAt,
    };
    const reason = `${WORDS[kind]}, ${source}`;
    return kind === "refuse" ? new ConnectError(reason, evidence) : new ReadError(reason, evidence);
  }

  /** Closes the transport behind it. */
  async close(): Promise<void> {
    await this.#inner.close?.();
  }
}

/** A request on its way. */
interface Sending {
  /** What it was, without its body. */
  readonly head: Request;
  readonly index: number;
  readonly plan: FaultPlan;
  readonly signal: AbortSignal;
  /** By `performance.now()`. */
  readonly startedAt: number;
}

const BODY_ENDINGS = ["stall", "reset", "truncate"] as const;

const WORDS = {
  refuse: "the connection failed: Connection refused",
  drop: "connection closed before an answer came",
  reset: "the connection broke: Connection reset by peer",
  truncate: "connection closed before message completed",
} as const;

/** Lasts until the call is over. */
function stall(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
