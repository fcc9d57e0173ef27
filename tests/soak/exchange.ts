/**
 * One request as the server of the soak has it, and the pieces of an answer.
 *
 * @module
 */

import { concatBytes } from "../../src/core/bytes/chunks.ts";
import type { RawConnection } from "../wire/raw_connection.ts";
import { fromLatin1, type RawRequest } from "../wire/request_reader.ts";
import { checksum, type Random } from "./random.ts";

/** What becomes of the connection when an answer was written. */
export type End = "keep" | "close" | "reset" | "hang";

/** Answers one request. */
export type Answering = (exchange: Exchange) => Promise<End>;

/** One request, and what belongs to it. */
export interface Exchange {
  readonly connection: RawConnection;
  readonly request: RawRequest;
  readonly id: number;
  readonly random: Random;
  /** What the client must get. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** How often this was asked for before. */
  readonly before: number;
}

/** The head of an answer that carries the checksum of the body. */
export function headOf(
  { body }: Exchange,
  headers: readonly string[],
  status = "200 OK",
): Uint8Array<ArrayBuffer> {
  const lines = [`HTTP/1.1 ${status}`, `X-Sum: ${checksum(body)}`, ...headers, "", ""];
  return fromLatin1(lines.join("\r\n"));
}

/** Writes all at once. */
export async function send(
  { connection }: Exchange,
  ...parts: readonly (string | Uint8Array<ArrayBuffer>)[]
): Promise<void> {
  const bytes = parts.map((part) => typeof part === "string" ? fromLatin1(part) : part);
  await connection.write(new Uint8Array(await new Blob(bytes).arrayBuffer()));
}

/** Writes piece after piece, each of a size by chance, some after a pause. */
export async function sendSlowly(
  { connection, random }: Exchange,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const largest = 1 + random.below(Math.max(1, bytes.length));
  for (let at = 0; at < bytes.length;) {
    const size = Math.max(Math.ceil(bytes.length / 20), 1 + random.below(largest));
    await connection.write(bytes.slice(at, at + size));
    at += size;
    if (random.once(3)) await pause(random.below(3));
  }
}

/** Waits some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The chunked form of a body, cut by chance. */
export function chunked({ body, random }: Exchange): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < body.length;) {
    const size = Math.min(body.length - at, 1 + random.below(Math.ceil(body.length / 4)));
    const extension = random.once(4) ? ";x=y" : "";
    parts.push(fromLatin1(`${size.toString(16)}${extension}\r\n`), body.slice(at, at + size));
    parts.push(fromLatin1("\r\n"));
    at += size;
  }
  parts.push(fromLatin1(random.once(3) ? "0\r\nX-Trailer: 1\r\n\r\n" : "0\r\n\r\n"));
  return concatBytes(parts);
}
