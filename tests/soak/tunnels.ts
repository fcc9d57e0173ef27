/**
 * The proxies of the soak: one for HTTP, which opens tunnels and answers plain requests itself, and one for SOCKS5.
 *
 * The host of the URL says how a tunnel fails: `tunnelreset.soak.test`. Every other one leads to 127.0.0.1.
 *
 * @module
 */

import { connect, type Socket } from "node:net";
import { RawConnection } from "../wire/raw_connection.ts";
import { fromLatin1, toLatin1 } from "../wire/request_reader.ts";
import { type End, pause } from "./exchange.ts";

/** What a proxy is asked for. */
interface Tunnel {
  readonly connection: RawConnection;
  readonly hostname: string;
  readonly port: number;
  /** What the proxy says when the tunnel is there, and when it will not open one. */
  readonly yes: Uint8Array<ArrayBuffer>;
  readonly no: Uint8Array<ArrayBuffer>;
}

/** Every way in which a tunnel fails, by its name. */
export const tunnelFaults: Readonly<Record<string, (tunnel: Tunnel) => Promise<End>>> = {
  tunnelRefused: async ({ connection, no }) => {
    await connection.write(no);
    return "close";
  },
  tunnelReset: () => Promise.resolve("reset"),
  tunnelFin: () => Promise.resolve("close"),
  tunnelStall: () => Promise.resolve("hang"),
  tunnelGarbage: async ({ connection }) => {
    await connection.write(new Uint8Array(300).fill(0x99));
    return "close";
  },
  tunnelCut: async ({ connection, yes }) => {
    await connection.write(yes.slice(0, 3));
    return "reset";
  },
  /** The tunnel is there, and leads nowhere. */
  tunnelDead: async ({ connection, yes }) => {
    await connection.write(yes);
    await pause(1);
    return "reset";
  },
};

const byHost = new Map(
  Object.entries(tunnelFaults).map(([name, fail]) => [`${name.toLowerCase()}.soak.test`, fail]),
);

/** Opens a tunnel for `CONNECT host:port`. */
export function answerConnect(connection: RawConnection, target: string): Promise<End> {
  const { hostname, port } = new URL(`http://${target}`);
  return openTunnel({
    connection,
    hostname,
    // A URL leaves out the port of its scheme.
    port: Number(port || 80),
    yes: fromLatin1("HTTP/1.1 200 Connection established\r\n\r\n"),
    no: fromLatin1("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\nno way"),
  });
}

/** Speaks SOCKS5 (RFC 1928) without a password, and opens a tunnel to a name or an IPv4 address. */
export async function answerSocks(connection: RawConnection): Promise<End> {
  const [, methods = 0] = await take(connection, 2);
  await take(connection, methods);
  await connection.write(Uint8Array.of(5, 0));
  const [, , , type] = await take(connection, 4);
  const length = type === 3 ? (await take(connection, 1))[0] ?? 0 : 4;
  const address = await take(connection, length);
  const [high = 0, low = 0] = await take(connection, 2);
  const reply = (code: number) => Uint8Array.of(5, code, 0, 1, 127, 0, 0, 1, 0, 80);
  return await openTunnel({
    connection,
    hostname: type === 3 ? toLatin1(address) : address.join("."),
    port: high << 8 | low,
    yes: reply(0),
    no: reply(2),
  });
}

async function take(connection: RawConnection, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await connection.read(bytes.subarray(at));
    if (count === null) throw new Deno.errors.UnexpectedEof("Cannot read what a proxy is asked");
    at += count;
  }
  return bytes;
}

async function openTunnel(tunnel: Tunnel): Promise<End> {
  const fail = byHost.get(tunnel.hostname);
  if (fail !== undefined) return await fail(tunnel);
  const socket = await dial(tunnel.port);
  if (socket === undefined) {
    await tunnel.connection.write(tunnel.no);
    return "close";
  }
  const server = new RawConnection(socket);
  try {
    await tunnel.connection.write(tunnel.yes);
    const coming = pump(tunnel.connection, server);
    const going = pump(server, tunnel.connection);
    await coming;
    // A client that has ended wants nothing more, and a server may wait for the rest of its TLS.
    await Promise.race([going, pause(50)]);
    socket.destroy();
    return await going;
  } finally {
    socket.destroy();
  }
}

function dial(port: number): Promise<Socket | undefined> {
  const { promise, resolve } = Promise.withResolvers<Socket | undefined>();
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  socket.once("connect", () => resolve(socket));
  socket.once("error", () => resolve(undefined));
  return promise;
}

/** Carries what comes to the other side, an end as an end and a reset as a reset. */
async function pump(from: RawConnection, to: RawConnection): Promise<"close" | "reset"> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      await to.write(buffer.slice(0, count));
    }
    to.closeWrite();
    return "close";
  } catch {
    from.reset();
    to.reset();
    return "reset";
  }
}
