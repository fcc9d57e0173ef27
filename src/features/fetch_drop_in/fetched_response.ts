/**
 * What `client.fetch` gives: a web `Response` that is read as the platform's are.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import { ResponseHeaders } from "../../core/response/response_headers.ts";
import { isHopByHop, isWebStatus, toStatusText } from "../../core/response/web_body.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a web `Response` cannot be told when it is made. */
type Facts = Pick<Response, "status" | "statusText" | "url" | "redirected">;

/** A web `Response`: its readers are the platform's, and whatever goes wrong with the body is a `TypeError`. */
export class FetchedResponse extends Response {
  readonly #facts: Facts;
  readonly #headers: ResponseHeaders;

  /** Takes over a body; nobody else has the headers. */
  constructor(body: ReadableStream<Bytes> | null, facts: Facts, headers: ResponseHeaders) {
    super(body, {
      status: isWebStatus(facts.status) ? facts.status : 200,
      statusText: toStatusText(facts.statusText),
      headers: [...headers].filter(([name]) => !isHopByHop(name)),
    });
    this.#facts = facts;
    this.#headers = headers;
  }

  /** Takes over a response. */
  static of(response: HttpResponse): FetchedResponse {
    const { status, statusText, url, redirected } = response;
    const facts = { status, statusText, url, redirected };
    return new FetchedResponse(response.body, facts, new ResponseHeaders(response.headers));
  }

  /** The status, also one that a web `Response` cannot be made with. */
  override get status(): number {
    return #facts in this ? this.#facts.status : super.status;
  }

  /** Whether the status is 2xx. */
  override get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /** The reason phrase. */
  override get statusText(): string {
    return #facts in this ? this.#facts.statusText : super.statusText;
  }

  /** The URL that answered. */
  override get url(): string {
    return #facts in this ? this.#facts.url : super.url;
  }

  /** Whether a redirect led here. */
  override get redirected(): boolean {
    return #facts in this ? this.#facts.redirected : super.redirected;
  }

  /** The headers, which cannot be changed. */
  override get headers(): Headers {
    return #headers in this ? this.#headers : super.headers;
  }

  /** It is from the network. */
  override get type(): ResponseType {
    return "basic";
  }

  /** Makes a second response with the same body. */
  override clone(): FetchedResponse {
    return new FetchedResponse(super.clone().body, this.#facts, new ResponseHeaders(this.#headers));
  }
}
