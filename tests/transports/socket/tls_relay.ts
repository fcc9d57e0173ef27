/** Carries TLS to a real server, and ends it as the test wants. */

import type { RawConnection } from "../../wire/raw_connection.ts";
import { type RawServer, startRawServer } from "../../wire/raw.ts";

/** How the relay ends a connection once its server has ended it. */
export type Ending = "whole" | "without alert" | "reset";

/** Starts a relay to a port of 127.0.0.1. */
export function startRelay(port: number, ending: Ending): Promise<RawServer> {
  return startRawServer(async (client: RawConnection) => {
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    const upwards = pump(client, server);
    try {
      const held = await forward(server, client);
      if (ending === "whole") { for (const record of held) await client.write(record); }
      else for (const record of held.slice(0, -1)) await client.write(record);
      if (ending === "reset") client.reset();
      else client.closeWrite();
    } finally {
      server.close();
      await upwards;
    }
  });
}

async function pump(client: RawConnection, server: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(16_384);
  try {
    for (let count = await client.read(buffer); count; count = await client.read(buffer)) {
      for (let sent = 0; sent < count;) sent += await server.write(buffer.subarray(sent, count));
    }
  } catch {
    // One of the two is gone.
  }
  await server.closeWrite().catch(() => {});
}

/** Passes records on; those as short as an alert are held, and given when the server has ended. */
async function forward(server: Deno.Conn, client: RawConnection): Promise<Uint8Array[]> {
  const held: Uint8Array[] = [];
  let rest = new Uint8Array(0);
  const buffer = new Uint8Array(16_384);
  const read = () => server.read(buffer).catch(() => null);
  for (let count = await read(); count; count = await read()) {
    const bytes = new Uint8Array(rest.length + count);
    bytes.set(rest);
    bytes.set(buffer.subarray(0, count), rest.length);
    rest = bytes;
    for (let size = sizeOf(rest); size <= rest.length; size = sizeOf(rest)) {
      const record = rest.slice(0, size);
      if (isShort(record)) held.push(record);
      else for (const passed of [...held.splice(0), record]) await client.write(passed);
      rest = rest.slice(size);
      if (record[0] === 21) return held; // openssl waits for an answer to it
    }
  }
  return held;
}

function sizeOf(bytes: Uint8Array): number {
  const [, , , high, low] = bytes;
  return high === undefined || low === undefined ? Infinity : 5 + (high << 8) + low;
}

function isShort({ 0: type, length }: Uint8Array): boolean {
  return type === 21 || (type === 23 && length === 24);
}
