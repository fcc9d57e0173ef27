/**
 * What the rows of the table of errors are produced with: clients over one transport, and servers that misbehave.
 *
 * @module
 */

import { createServer } from "node:tls";
import { Client, type ClientOptions, FetchTransport, type HttpResponse } from "../../mod.ts";
import { type SocketOptions, SocketTransport } from "../../src/transports/socket/mod.ts";
import { readPem } from "../wire/over_sockets.ts";
import { type RawHandler, startRawServer } from "../wire/raw.ts";
import { type Answer, respondWith, type ScriptedServer } from "../wire/scripted.ts";

/** The two transports. */
export type Over = "fetch" | "sockets";

/** How the transport of a client connects. */
export type Connecting = Pick<SocketOptions, "limits" | "blockPrivateNetworks"> & {
  readonly proxy?: string;
  readonly verify?: string | { readonly caCerts?: string; readonly fingerprint256?: string };
};

/** The certificate that the certificates of the tests are signed by. */
export const CA: string = readPem("ca.pem");

/** One failure under way: all that it opens is closed with it. */
export class World implements AsyncDisposable {
  readonly #held = new AsyncDisposableStack();

  constructor(readonly over: Over) {}

  /** Makes a client over the transport of this world. */
  client(options: ClientOptions = {}, connecting: Connecting = {}): Client {
    const transport = this.over === "fetch"
      ? new FetchTransport(connecting)
      : new SocketTransport(connecting);
    this.#held.use(transport);
    return this.#held.use(new Client({ transport, trustEnv: false, ...options }));
  }

  /** Gets a URL with a client of its own. */
  get(
    url: string,
    options: ClientOptions = {},
    connecting: Connecting = {},
  ): Promise<HttpResponse> {
    return this.client(options, connecting).get(url);
  }

  /** Starts a server that answers as it is told. */
  async serve(answer: Answer | readonly Answer[]): Promise<ScriptedServer> {
    return this.#held.use(await respondWith(answer));
  }

  /** Starts a server that answers so, and gets its root. */
  async ask(
    answer: Answer | readonly Answer[],
    options: ClientOptions = {},
  ): Promise<HttpResponse> {
    return await this.get(`${(await this.serve(answer)).url}/`, options);
  }

  /** Starts a server that does what it wants with a connection; gives its port. */
  async raw(handler: RawHandler): Promise<number> {
    return this.#held.use(await startRawServer(handler)).port;
  }

  /** Starts a server over TLS that shows a certificate of the tests; gives its port. */
  secure(name: string, handler: () => Response = () => new Response("ok")): number {
    const server = this.#held.use(Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      cert: readPem(`${name}.pem`),
      key: readPem(`${name}.key`),
      onListen() {},
    }, handler));
    return server.addr.port;
  }

  /** Starts a server over TLS that wants a certificate of the client's; gives its port. */
  async choosy(): Promise<number> {
    const server = createServer({
      cert: readPem("localhost.pem"),
      key: readPem("localhost.key"),
      ca: [CA],
      requestCert: true,
      rejectUnauthorized: true,
    }, (socket) => void socket.on("error", () => {}));
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#held.defer(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const address = server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
  }
}
