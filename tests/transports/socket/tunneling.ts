/** A proxy that opens tunnels. */

import { type Peer, RawServer } from "./wire.ts";

/** Carries bytes both ways until one side ends. */
export async function relay(peer: Peer, hostname: string, port: number): Promise<void> {
  const target = await Deno.connect({ hostname, port });
  const pump = async (from: Deno.Conn, to: Deno.Conn) => {
    const buffer = new Uint8Array(65536);
    for (;;) {
      const count = await from.read(buffer).catch(() => null);
      if (count === null) break;
      await to.write(buffer.subarray(0, count));
    }
    await to.closeWrite().catch(() => {});
  };
  const back = pump(target, peer.conn);
  await pump(peer.conn, target);
  target.close();
  await back;
}

interface Tunneling {
  readonly cert?: string;
  readonly key?: string;
  /** What comes before its answer. */
  readonly first?: string;
}

/** A proxy that opens tunnels, and keeps the heads that it saw. */
export function tunneling(
  heads: string[],
  { first = "", cert, key }: Tunneling = {},
): RawServer {
  const handler = async (peer: Peer) => {
    const head = await peer.request() ?? "";
    heads.push(head);
    if (head.includes("deny")) {
      return await peer.write("HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n");
    }
    const [, host = "", port = ""] = /^CONNECT \[?([^ \]]+)\]?:(\d+) /.exec(head) ?? [];
    await peer.write(`${first}HTTP/1.1 200 Connected\r\nVia: test\r\n\r\n`);
    await relay(peer, host, Number(port));
  };
  return new RawServer(handler, cert && key ? { tls: { cert, key } } : {});
}
