/**
 * A client whose requests go over the socket transport, and the certificates that the servers show it.
 *
 * @module
 */

import { Client, type ClientOptions } from "../../mod.ts";
import { type SocketOptions, SocketTransport } from "../../src/transports/socket/mod.ts";

/** A client over sockets, and its transport for its `stats`. */
export interface SocketClient extends Disposable {
  readonly client: Client;
  readonly transport: SocketTransport;
}

/** Makes a client over sockets. */
export function overSockets(
  options: SocketOptions = {},
  clientOptions: ClientOptions = {},
): SocketClient {
  const transport = new SocketTransport(options);
  const client = new Client({ ...clientOptions, transport });
  return {
    client,
    transport,
    [Symbol.dispose]() {
      client.close();
      transport.close();
    },
  };
}

/** Gets a text with a client of its own. */
export async function getText(url: string, options: SocketOptions = {}): Promise<string> {
  using sockets = overSockets(options);
  const response = await sockets.client.get(url, { timeout: 3_000 });
  return await response.text();
}

/** Gives a certificate or a key, as PEM text: ca, localhost, other, expired, self or client. */
export function readPem(file: string): string {
  return Deno.readTextFileSync(new URL(`../transports/socket/certs/${file}`, import.meta.url));
}
