/**
 * Many requests at once over few sockets: `deno run -A bench/load.ts [REQUESTS [CONCURRENCY [SOCKETS]]]`.
 *
 * Says how many were lost, how many sockets the server had at once, and what the memory did. It ends with 1 if a
 * request was lost or there was a socket too many.
 *
 * @module
 */

import { Client } from "../mod.ts";
import { SocketTransport } from "../src/transports/socket/mod.ts";
import { startRawServer } from "../tests/wire/raw.ts";

/** How much. */
export interface Load {
  readonly requests: number;
  readonly concurrency: number;
  readonly maxConnections: number;
}

/** What became of it. */
export interface LoadResult {
  /** Answers that were right. */
  readonly good: number;
  /** What went wrong, the first of them. */
  readonly failure: unknown;
  /** The most sockets that the server had at once, and all that it ever had. */
  readonly mostOpen: number;
  readonly accepted: number;
  /** Resident memory in MiB after each tenth of the requests. */
  readonly memory: readonly number[];
  readonly seconds: number;
}

/** Sends the load to a server in this process. */
export async function runLoad(load: Load): Promise<LoadResult> {
  let mostOpen = 0;
  await using server = await startRawServer(async (connection) => {
    mostOpen = Math.max(mostOpen, server.open);
    await echo(connection);
  });
  const { maxConnections } = load;
  using client = new Client({
    transport: new SocketTransport({ limits: { maxConnections } }),
    limits: { maxConnections: null },
    timeout: { pool: 60_000 },
  });
  const start = performance.now();
  const sent = await sendAll(client, server.url, load);
  const seconds = (performance.now() - start) / 1000;
  return { ...sent, mostOpen, accepted: server.accepted, seconds };
}

/** Answers each request with its own path, so that a mixed-up answer is found. */
async function echo(connection: {
  read(buffer: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
}): Promise<void> {
  const buffer = new Uint8Array(4096);
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let text = "";
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return;
    text += decoder.decode(buffer.subarray(0, count));
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const path = text.split(" ", 2)[1] ?? "";
    text = text.slice(end + 4);
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n`;
    await connection.write(encoder.encode(head + path));
  }
}

async function sendAll(client: Client, url: string, { requests, concurrency }: Load) {
  let next = 0;
  let good = 0;
  let failure: unknown;
  const memory: number[] = [];
  const ask = async (index: number) => {
    try {
      const response = await client.get(`${url}/${index}`);
      if (await response.text() === `/${index}`) good++;
      else failure ??= new Error(`Cannot take the answer to /${index}: it is another's`);
    } catch (error) {
      failure ??= error;
    }
    if ((index + 1) % Math.ceil(requests / 10) === 0) {
      memory.push(Math.round(Deno.memoryUsage().rss / 2 ** 20));
    }
  };
  const work = async () => {
    while (next < requests) await ask(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { good, failure, memory };
}

if (import.meta.main) {
  const [requests = 100_000, concurrency = 200, maxConnections = 20] = Deno.args.map(Number);
  const result = await runLoad({ requests, concurrency, maxConnections });
  console.log(result);
  if (result.good !== requests || result.mostOpen > maxConnections) Deno.exit(1);
}
