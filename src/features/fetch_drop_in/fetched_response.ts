/**
 * What `client.fetch` gives: a web `Response` that is read as the platform's are.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import { ResponseHeaders } from "../../core/response/response_headers.ts";
import { isHopByHop, toStatusText, toWebStatus } from "../../core/response/web_body.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a web `Response` cannot be told when it is made. */
type Facts = Pick<Response, "status" | "statusText" | "url" | "redirected">;

/** A web `Response`: its readers are the platform's, and whatever goes wrong with the body is a `TypeError`. */
export class FetchedResponse extends Response {
  readonly #facts: Facts;
  readonly #headers: ResponseHeaders;
  readonly #signal: AbortSignal | null | undefined;

  /** Takes over a body; nobody else has the headers. The signal is the caller's. */
  constructor(
    body: ReadableStream<Bytes> | null,
    facts: Facts,
    { headers, signal }: { headers: ResponseHeaders; signal: AbortSignal | null | undefined },
  ) {
    super(body, {
      status: toWebStatus(facts.status),
      statusText: toStatusText(facts.statusText),
      headers: [...headers].filter(([name]) => !isHopByHop(name)),
    });
    this.#facts = facts;
    this.#headers = headers;
    this.#signal = signal;
  }

  /** Takes over a response. */
  static of(response: HttpResponse, signal?: AbortSignal | null): FetchedResponse {
    const { status, statusText, url, redirected } = response;
    const facts = { status, statusText, url, redirected };
    const headers = new ResponseHeaders(response.headers);
    return new FetchedResponse(response.body, facts, { headers, signal });
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

  /** A small body may have come before the abort; to the caller it is aborted all the same, until it was read. */
  #checkSignal(): void {
    if (this.body && !this.bodyUsed) this.#signal?.throwIfAborted();
  }

  /** Reads the body as an `ArrayBuffer`. */
  override async arrayBuffer(): Promise<ArrayBuffer> {
    this.#checkSignal();
    return await super.arrayBuffer();
  }

  /** Reads the body as a `Blob`. */
  override async blob(): Promise<Blob> {
    this.#checkSignal();
    return await super.blob();
  }

  /** Reads the body as bytes. */
  override async bytes(): Promise<Bytes> {
    this.#checkSignal();
    return await super.bytes();
  }

  /** Reads the body as a form. */
  override async formData(): Promise<FormData> {
    this.#checkSignal();
    return await super.formData();
  }

  /** Reads the body as JSON. */
  override async json(): ReturnType<Response["json"]> {
    this.#checkSignal();
    return await super.json();
  }

  /** Reads the body as text. */
  override async text(): Promise<string> {
    this.#checkSignal();
    return await super.text();
  }

  /** Makes a second response with the same body. */
  override clone(): FetchedResponse {
    const headers = new ResponseHeaders(this.#headers);
    return new FetchedResponse(super.clone().body, this.#facts, { headers, signal: this.#signal });
  }
}
