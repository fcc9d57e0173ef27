/**
 * The clients of the soak, and where each of them asks.
 *
 * @module
 */

import { Client, FetchTransport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { readPem } from "../wire/over_sockets.ts";
import type { clientNames, Plan } from "./plan.ts";
import { tunnelFaults } from "./tunnels.ts";

/** The ports of the servers, all on 127.0.0.1. */
export interface Ports {
  /** HTTP/1.1; also a proxy. */
  readonly http: number;
  readonly https: number;
  /** No TLS is spoken where it should be. */
  readonly broken: number;
  /** The certificate is of nobody whom the client trusts. */
  readonly doubtful: number;
  readonly socks: number;
  /** HTTP/2 and nothing else. */
  readonly http2: number;
  /** Nobody listens. */
  readonly dead: number;
}

/** Where the servers are. */
export interface Place {
  readonly ports: Ports;
  /** A folder for downloads. */
  readonly folder: string;
}

/** A client of each kind. */
export type Clients = Readonly<Record<typeof clientNames[number], Client>>;

/** Makes a client of each kind. */
export function makeClients({ http, socks }: Ports): Clients {
  const overSockets = () => new Client({ transport: new SocketTransport() });
  const overFetch = () => new Client({ transport: new FetchTransport() });
  const verify = { caCerts: readPem("ca.pem") };
  const proxy = `http://127.0.0.1:${http}`;
  const socksProxy = `socks5h://127.0.0.1:${socks}`;
  return {
    default: new Client(),
    fetch: overFetch(),
    sockets: overSockets(),
    narrow: new Client({ transport: new SocketTransport(), limits: { maxConnections: 4 } }),
    retrying: new Client({
      transport: new SocketTransport(),
      retries: { total: 2, backoff: { base: 1 } },
    }),
    "worn fetch": overFetch(),
    "worn sockets": overSockets(),
    tls: new Client({ verify }),
    "fetch tls": new Client({ transport: new FetchTransport({ verify }) }),
    forwarded: new Client({ proxy }),
    tunnel: new Client({ proxy, verify }),
    "fetch tunnel": new Client({ transport: new FetchTransport({ proxy, verify }) }),
    socks: new Client({ proxy: socksProxy }),
    "socks tls": new Client({ proxy: socksProxy, verify }),
    http2: new Client({ http2: true, verify }),
    "http2 found": new Client({ verify }),
    "worn http2": new Client({ http2: true, verify }),
  };
}

/** Says where a request goes. */
export function urlOf({ client, name, id }: Plan, ports: Ports): string {
  const isSecure = /tls|tunnel|http2/.test(client);
  const origin = `${isSecure ? "https" : "http"}://${hostOf(client, name)}`;
  return `${origin}:${portOf({ client, name, isSecure }, ports)}/${name}/${id}`;
}

function hostOf(client: Plan["client"], name: string): string {
  if (Object.hasOwn(tunnelFaults, name)) return `${name.toLowerCase()}.soak.test`;
  // A session of TLS is known by its host, and the servers of one process know each other's.
  if (name === "doubtfulTls") return "localhost";
  return client === "forwarded" || client === "socks" ? "server.soak.test" : "127.0.0.1";
}

function portOf(
  { client, name, isSecure }: Pick<Plan, "client" | "name"> & { readonly isSecure: boolean },
  { broken, dead, doubtful, http, http2, https }: Ports,
): number {
  if (name === "refuse") return dead;
  if (name === "brokenTls") return broken;
  if (name === "doubtfulTls") return doubtful;
  if (client.includes("http2")) return http2;
  return isSecure ? https : http;
}
