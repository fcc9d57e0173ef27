/**
 * The servers of the soak, a process of their own: `/NAME/NUMBER` says how to answer, and with which body.
 *
 * It prints its ports as JSON. For each line that it reads it prints how many connections each has open; at the end of
 * its input it ends.
 *
 * @module
 */

import type { ServerHttp2Session } from "node:http2";
import { readPem } from "../wire/over_sockets.ts";
import type { RawConnection } from "../wire/raw_connection.ts";
import { startRawServer } from "../wire/raw.ts";
import { type RawRequest, RequestReader } from "../wire/request_reader.ts";
import type { End } from "./exchange.ts";
import { startHttp2 } from "./http2.ts";
import { bodyOf, Random } from "./random.ts";
import { right } from "./right.ts";
import { answerConnect, answerSocks } from "./tunnels.ts";
import { wrong } from "./wrong.ts";

const answers = { ...right, ...wrong };

/** How often each was asked for; digest and redirects come back. */
class Counts {
  readonly #counts = new Map<string, number>();

  /** How often before; the oldest are forgotten. */
  countOf(target: string): number {
    const before = this.#counts.get(target) ?? 0;
    this.#counts.set(target, before + 1);
    if (this.#counts.size > 10_000) this.#counts.delete(this.#counts.keys().next().value ?? "");
    return before;
  }
}

const counts = new Counts();

async function serve(connection: RawConnection): Promise<void> {
  const reader = new RequestReader(connection);
  for (;;) {
    const request = await reader.read();
    if (request === undefined) return;
    const end = request.method === "CONNECT"
      ? await answerConnect(connection, request.target)
      : await answer(connection, request);
    if (end !== "keep") return await finish(connection, end);
  }
}

async function finish(connection: RawConnection, end: End): Promise<void> {
  if (end === "hang") await Promise.race([connection.drain(), longEnough()]);
  if (end === "reset") connection.reset();
}

/** Nobody waits for what stalls as long as that. */
function longEnough(): Promise<void> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, 5_000)));
}

/** A proxy gets the whole URL, and answers in the name of its host. */
async function answer(connection: RawConnection, request: RawRequest): Promise<End> {
  const target = request.target.replace(/^http:\/\/[^/]+/, "");
  const [, name = "", number = ""] = target.split("/");
  const answering = answers[name];
  if (answering === undefined) throw new Error(`Cannot answer ${request.target}`);
  const id = Number(number);
  const before = counts.countOf(target);
  const random = new Random(id ^ before);
  return await answering({ connection, request, id, random, body: bodyOf(id), before });
}

/** Says something else than a TLS server, or nothing: one way after the other. */
async function breakHandshake(connection: RawConnection, index: number): Promise<void> {
  await connection.read(new Uint8Array(1));
  const way = index % 4;
  if (way === 1) await connection.write(new Uint8Array(500).fill(0x99));
  await finish(connection, way === 0 ? "reset" : way === 3 ? "hang" : "close");
}

const localhost = { cert: readPem("localhost.pem"), key: readPem("localhost.key") };
await using http = await startRawServer(serve);
await using https = await startRawServer(serve, { tls: localhost });
await using broken = await startRawServer(breakHandshake);
await using doubtful = await startRawServer(serve, {
  tls: { cert: readPem("self.pem"), key: readPem("self.key") },
});
await using socks = await startRawServer(async (connection) => {
  await finish(connection, await answerSocks(connection));
});
const http2 = startHttp2(localhost, (path) => counts.countOf(path));
const sessions = new Set<ServerHttp2Session>();
http2.on("session", (session) => {
  sessions.add(session);
  session.on("error", () => {});
  session.on("close", () => sessions.delete(session));
});
await new Promise<void>((resolve) => void http2.listen(0, "127.0.0.1", resolve));
const address = http2.address();
console.log(JSON.stringify({
  http: http.port,
  https: https.port,
  broken: broken.port,
  doubtful: doubtful.port,
  socks: socks.port,
  http2: address !== null && typeof address === "object" ? address.port : 0,
}));
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const _ of lines) {
  const open = { http, https, broken, doubtful, socks };
  const counts = Object.entries(open).map(([name, server]) => [name, server.open]);
  console.log(JSON.stringify({ ...Object.fromEntries(counts), http2: sessions.size }));
}
for (const session of sessions) session.destroy();
http2.close();
