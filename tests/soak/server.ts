/**
 * The server of the soak, a process of its own: `/NAME/NUMBER` says how to answer, and with which body.
 *
 * It prints its port. For each line that it reads it prints how many connections are open; at the end of its input
 * it ends.
 *
 * @module
 */

import type { RawConnection } from "../wire/raw_connection.ts";
import { startRawServer } from "../wire/raw.ts";
import { type RawRequest, RequestReader } from "../wire/request_reader.ts";
import type { End } from "./exchange.ts";
import { bodyOf, Random } from "./random.ts";
import { right } from "./right.ts";
import { wrong } from "./wrong.ts";

const answers = { ...right, ...wrong };

/** How often a number was asked for; digest and redirects come back. */
const asked = new Map<string, number>();

async function serve(connection: RawConnection): Promise<void> {
  const reader = new RequestReader(connection);
  for (;;) {
    const request = await reader.read();
    if (request === undefined) return;
    const end = await answer(connection, request);
    if (end === "hang") return await connection.drain();
    if (end === "reset") return connection.reset();
    if (end === "close") return;
  }
}

async function answer(connection: RawConnection, request: RawRequest): Promise<End> {
  const [, name = "", number = ""] = request.target.split("/");
  const answering = answers[name];
  if (answering === undefined) throw new Error(`Cannot answer ${request.target}`);
  const id = Number(number);
  const before = asked.get(request.target) ?? 0;
  asked.set(request.target, before + 1);
  if (asked.size > 10_000) asked.delete(asked.keys().next().value ?? "");
  const random = new Random(id ^ before);
  return await answering({ connection, request, id, random, body: bodyOf(id), before });
}

await using server = await startRawServer(serve);
console.log(server.port);
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const _ of lines) console.log(server.open);
