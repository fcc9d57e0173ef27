/**
 * Shows each exchange with a server as it happens: redirects, challenges and retries, where these are wanted.
 *
 * @module
 */

import { SeenExchange } from "../../features/har/exchange.ts";
import type {
  RecordedExchange,
  RecordedRequest,
  Recorder,
} from "../../features/recorder/recording.ts";
import { HttpResponse } from "../../core/response/response.ts";
import type { Screen } from "./screen.ts";
import { toWireHead, type Wire } from "./wire_head.ts";

/** So much of a body is kept for showing. */
const MOST_KEPT = 16 * 1_048_576;

/** Shows exchanges; the body of the last answer is shown by who reads it. */
export class Conversation implements Recorder {
  readonly #screen: Screen;
  readonly #wire: () => Wire;
  #last: Seen | undefined;

  /**
   * Prepares it.
   *
   * @param screen Where it is shown.
   * @param wire How requests go out.
   */
  constructor(screen: Screen, wire: () => Wire) {
    this.#screen = screen;
    this.#wire = wire;
  }

  /** A request is about to be sent: it waits until the one before was shown. */
  async start(request: RecordedRequest): Promise<RecordedExchange> {
    if (this.#screen.showsAll) await this.#showEarlier();
    const limit = this.#screen.showsAll || this.#screen.shows("B") ? MOST_KEPT : 0;
    const seen = new Seen(request, this.#wire(), limit);
    this.#last = seen;
    if (this.#screen.showsAll) await seen.showHead(this.#screen);
    return seen;
  }

  async #showEarlier(): Promise<void> {
    const seen = this.#last;
    if (!seen) return;
    await this.showRequest();
    await seen.showAnswer(this.#screen);
  }

  /** Shows what was not shown yet of the last request. */
  async showRequest(): Promise<void> {
    await this.#last?.showHead(this.#screen);
    await this.#last?.showBody(this.#screen);
  }
}

/** One exchange as it was seen, and how much of it was shown. */
class Seen extends SeenExchange {
  readonly #wire: Wire;
  #hasHead = false;
  #hasBody = false;

  constructor(request: RecordedRequest, wire: Wire, limit: number) {
    super(request, limit);
    this.#wire = wire;
  }

  async showHead(screen: Screen): Promise<void> {
    if (this.#hasHead) return;
    this.#hasHead = true;
    await screen.requestHead(toWireHead(this.request, this.#wire));
  }

  async showBody(screen: Screen): Promise<void> {
    if (this.#hasBody) return;
    this.#hasBody = true;
    const { bytes, size } = this.upload;
    await screen.requestBody({ bytes, size, contentType: this.request.headers["content-type"] });
  }

  /** An answer that was followed by another request; its body is there if it was short. */
  async showAnswer(screen: Screen): Promise<void> {
    const { answer, download: { bytes, size } } = this;
    if (!answer) return;
    const { headers, httpVersion, reasonPhrase, status } = answer;
    await screen.responseHead({ headers, httpVersion, reasonPhrase, status });
    const isCoded = this.isRaw && headers.has("content-encoding");
    if (!this.end?.complete || isCoded || size === 0) return;
    const type = headers.get("content-type");
    const shown = new Response(bytes, type === null ? {} : { headers: { "content-type": type } });
    await screen.earlierBody(HttpResponse.from(shown));
  }
}

/** Tells several recorders. */
export class Recorders implements Recorder {
  readonly #recorders: readonly Recorder[];

  /** Takes whom to tell. */
  constructor(recorders: readonly Recorder[]) {
    this.#recorders = recorders;
  }

  /** A request is about to be sent. */
  async start(request: RecordedRequest): Promise<RecordedExchange> {
    const exchanges: RecordedExchange[] = [];
    for (const recorder of this.#recorders) exchanges.push(await recorder.start(request));
    return {
      opened: () => exchanges.forEach((each) => each.opened?.()),
      sent: (chunk) => exchanges.forEach((each) => void each.sent?.(chunk)),
      answered: (answer) => exchanges.forEach((each) => each.answered?.(answer)),
      received: (chunk, raw) => exchanges.forEach((each) => each.received?.(chunk, raw)),
      ended: (end) => exchanges.forEach((each) => each.ended?.(end)),
    };
  }
}
