/**
 * The transport of a client that was given none: `fetch`, or sockets for what `fetch` cannot do or gets wrong.
 *
 * @module
 */

import { PreparedRequest } from "../prepared.ts";
import type { RawResponse } from "../response/raw_response.ts";
import { FetchTransport } from "./fetch.ts";
import { sendLight } from "./light.ts";
import { type OwnOptions, OwnPlan } from "./own_plan.ts";
import type { Proxy } from "./proxy_options.ts";
import type { Surroundings } from "./surroundings.ts";
import type { LightTransport, SendContext, TransportContext } from "./transport.ts";

/** Sends over `fetch` or sockets; neither is made, and the environment not read, before the first request. */
export class ChosenTransport implements LightTransport {
  readonly #options: OwnOptions;
  readonly #look: () => Surroundings;
  #plan: OwnPlan | undefined;
  #fetch: FetchTransport | undefined;
  /** One for each proxy; the empty name is for none. */
  readonly #sockets = new Map<string, Promise<LightTransport>>();
  readonly #opened: LightTransport[] = [];
  #closed = false;

  /**
   * Checks the options.
   *
   * @param options How to connect.
   * @param look Reads the environment.
   * @throws {TypeError} If an option is of the wrong type, or needs sockets where there are none.
   */
  constructor(options: OwnOptions, look: () => Surroundings) {
    OwnPlan.check(options);
    this.#options = options;
    this.#look = look;
  }

  /** Sends a web request. */
  send(request: Request, context: TransportContext): Promise<Response> {
    return sendLight(this, PreparedRequest.from(request), context);
  }

  /** Sends a request in the light form. */
  sendPrepared(request: PreparedRequest, context: SendContext): Promise<RawResponse> {
    const plan = this.#plan ??= new OwnPlan(this.#options, this.#look());
    return plan.usesSockets(request.method, request.body !== undefined)
      ? this.#sendOverSockets(plan, request, context)
      : (this.#fetch ??= new FetchTransport(plan.forFetch)).sendPrepared(request, context);
  }

  async #sendOverSockets(
    plan: OwnPlan,
    request: PreparedRequest,
    context: SendContext,
  ): Promise<RawResponse> {
    const proxy = plan.proxyFor(request.url);
    const name = typeof proxy === "string" ? proxy : "";
    let sockets = this.#sockets.get(name);
    if (!sockets) this.#sockets.set(name, sockets = this.#open(plan, proxy));
    return await (await sockets).sendPrepared(request, context);
  }

  async #open(plan: OwnPlan, proxy: Proxy | undefined): Promise<LightTransport> {
    const { SocketTransport } = await import("./socket/socket.ts");
    const transport = new SocketTransport({ ...plan.forSockets, proxy });
    this.#opened.push(transport);
    if (this.#closed) transport.close();
    return transport;
  }

  /** Closes idle connections; what is under way comes to its end. */
  close(): void {
    this.#closed = true;
    this.#fetch?.close();
    for (const transport of this.#opened) transport.close?.();
  }
}
