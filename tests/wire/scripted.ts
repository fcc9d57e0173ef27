/**
 * A raw server that keeps the requests it reads and answers each with bytes that the test gives.
 *
 * @module
 */

import { RawServer, type RawServerOptions } from "./raw.ts";
import type { RawConnection } from "./raw_connection.ts";
import { fromLatin1, type RawRequest, RequestReader } from "./request_reader.ts";

/** Bytes, or a string with one Latin-1 character a byte. */
export type RawBytes = string | Uint8Array<ArrayBuffer>;

/** What the server does when the last byte of an answer was written: `keep` waits for the next request, `close`
 * sends a FIN, `reset` an RST, `hang` stays silent until the client closes. */
export type AnswerEnd = "keep" | "close" | "reset" | "hang";

/** Bytes to write, and how. */
export interface Script {
  /** What is written; several pieces are written one by one. */
  readonly send?: RawBytes | readonly RawBytes[];
  /** Cuts each piece into smaller ones of so many bytes. */
  readonly pieceSize?: number;
  /** Milliseconds to wait between two pieces. */
  readonly pause?: number;
  /** Milliseconds to wait before the first piece. */
  readonly delay?: number;
  /** What happens after the last piece; `keep` unless said otherwise. */
  readonly end?: AnswerEnd;
  /** Milliseconds to wait before the end, so that the client has read what a reset would take from it. */
  readonly endAfter?: number;
  /** How much of the request is read before the answer; `all` unless said otherwise. */
  readonly read?: "all" | "head" | "nothing";
}

/** An answer: bytes, a script, or what makes one of them from a request that was read whole. */
export type Answer =
  | RawBytes
  | Script
  | ((request: RawRequest, index: number) => RawBytes | Script);

/**
 * Starts a server that reads a request, keeps it and writes the answer, again and again.
 *
 * @param answers One answer for all requests, or a list: one for each request, the last one for all that follow.
 */
export async function respondWith(
  answers: Answer | readonly Answer[],
  options: RawServerOptions = {},
): Promise<ScriptedServer> {
  const list = isList(answers) ? answers : [answers];
  const server = new ScriptedServer({ answers: list, requests: [] }, options);
  await server.listen();
  return server;
}

/** Builds an answer with a Content-Length from its parts. */
export function toAnswer(
  body: RawBytes,
  { status = "200 OK", headers = [] }: {
    status?: string;
    headers?: readonly string[];
  } = {},
): Uint8Array<ArrayBuffer> {
  const bytes = toBytes(body);
  const lines = [`HTTP/1.1 ${status}`, ...headers];
  lines.push(`Content-Length: ${bytes.length}`, "", "");
  const head = fromLatin1(lines.join("\r\n"));
  const answer = new Uint8Array(head.length + bytes.length);
  answer.set(head);
  answer.set(bytes, head.length);
  return answer;
}

/** A raw server that keeps what it was asked. */
export class ScriptedServer extends RawServer {
  /** Each request as it came over the wire, head and body, one Latin-1 character a byte. */
  readonly requests: readonly string[];

  constructor(script: Conversation, options: RawServerOptions) {
    super(
      (connection, _index, signal) => converse(connection, signal, script),
      options,
    );
    this.requests = script.requests;
  }
}

interface Conversation {
  readonly answers: readonly Answer[];
  readonly requests: string[];
}

async function converse(
  connection: RawConnection,
  signal: AbortSignal,
  { answers, requests }: Conversation,
): Promise<void> {
  const reader = new RequestReader(connection);
  for (;;) {
    // Answers that read nothing count as requests too, or the list would never go on.
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? "";
    const script = await readFor(answer, { reader, requests });
    if (script === undefined) return;
    await play(script, { connection, signal });
    if (script.end === "hang") return await connection.drain();
    if (script.end === "reset") return connection.reset();
    if (script.end === "close") return;
  }
}

async function readFor(
  answer: Answer,
  { reader, requests }: { reader: RequestReader; requests: string[] },
): Promise<Script | undefined> {
  const planned = typeof answer === "function" ? {} : toScript(answer);
  if (planned.read === "nothing") {
    requests.push("");
    return planned;
  }
  const request = await reader.read({ headOnly: planned.read === "head" });
  if (request === undefined) return undefined;
  const index = requests.push(request.raw) - 1;
  if (typeof answer !== "function") return planned;
  return toScript(answer(request, index));
}

async function play(
  { send = [], pieceSize = Infinity, pause = 0, delay = 0, endAfter = 0 }: Script,
  { connection, signal }: { connection: RawConnection; signal: AbortSignal },
): Promise<void> {
  await sleep(delay, signal);
  const given = typeof send === "string" || send instanceof Uint8Array ? [send] : send;
  let first = true;
  for (
    const piece of given.flatMap((piece) => cut(toBytes(piece), pieceSize))
  ) {
    if (!first) await sleep(pause, signal);
    first = false;
    await connection.write(piece);
  }
  await sleep(endAfter, signal);
}

/** Waits; rejects as soon as the signal is aborted. */
export function sleep(
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function cut(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer>[] {
  if (bytes.length <= size) return [bytes];
  const pieces = [];
  for (let at = 0; at < bytes.length; at += size) {
    pieces.push(bytes.subarray(at, at + size));
  }
  return pieces;
}

function toBytes(bytes: RawBytes): Uint8Array<ArrayBuffer> {
  return typeof bytes === "string" ? fromLatin1(bytes) : bytes;
}

function toScript(answer: RawBytes | Script): Script {
  return typeof answer === "string" || answer instanceof Uint8Array ? { send: answer } : answer;
}

function isList(
  answers: Answer | readonly Answer[],
): answers is readonly Answer[] {
  return Array.isArray(answers);
}
