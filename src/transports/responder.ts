/**
 * Runs a function that stands in for a server, so that a transport made of it keeps the rules of one.
 *
 * @module
 */

/** What the answer is for. */
export interface RespondOptions {
  /** The method of the request; the answer to HEAD has no body. */
  readonly method: string;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** Runs functions that answer requests, and gives every answer away only once. */
export class Responder {
  readonly #given = new WeakSet<Response>();

  /**
   * Runs `respond` and waits for its answer.
   *
   * @param respond Called at once; what it throws is thrown.
   * @param options The method and the signal.
   * @returns The answer. One that comes after the signal was aborted is cancelled.
   * @throws {TypeError} If it is no `Response`, or one that cannot be read any more.
   */
  async respond(
    respond: () => unknown,
    options: RespondOptions,
  ): Promise<Response> {
    const { signal } = options;
    signal.throwIfAborted();
    const answer = this.#run(respond, options);
    return await untilAborted(answer, { signal, drop: dropBody });
  }

  async #run(
    respond: () => unknown,
    { method }: RespondOptions,
  ): Promise<Response> {
    const response = this.#claim(await respond());
    if (method !== "HEAD") return response;
    dropBody(response);
    return new Response(null, response);
  }

  /** A response without a body may be a constant, as on a server; it is copied when it comes again. */
  #claim(answer: unknown): Response {
    const response = toResponse(answer);
    if (!response.bodyUsed && !this.#given.has(response)) {
      this.#given.add(response);
      return response;
    }
    if (response.body === null) return new Response(null, response);
    throw new TypeError(
      "Cannot answer twice with one Response: make a new one for every request, or clone() it",
    );
  }
}

function toResponse(answer: unknown): Response {
  if (!(answer instanceof Response)) {
    throw new TypeError(
      `Cannot answer with ${describe(answer)}: return a Response`,
    );
  }
  if (answer.type === "error") {
    throw new TypeError(
      "Cannot answer with Response.error(): throw an error to fail",
    );
  }
  return answer;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return `a value of type ${typeof value}`;
}

/** How to wait for something that may come too late. */
export interface UntilAbortedOptions<T> {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Takes what comes too late. */
  readonly drop: (late: T) => void;
}

/**
 * Waits for a promise, but only until the signal is aborted.
 *
 * @param work What is waited for; its rejection after the abort is nobody's any more.
 * @param options The signal, and what is done with a value that comes too late.
 * @returns The value.
 * @throws The signal's reason, at once.
 */
export function untilAborted<T>(
  work: Promise<T>,
  { signal, drop }: UntilAbortedOptions<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then((value) => {
      if (signal.aborted) drop(value);
      else resolve(value);
    }, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Cancels a body that nobody will read; one that somebody reads is left alone. Never throws. */
export function dropBody(message: Request | Response): void {
  if (!message.bodyUsed) message.body?.cancel().catch(() => {});
}
