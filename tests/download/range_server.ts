/**
 * A server of one file that knows ranges and breaks off where a test says.
 *
 * @module
 */

import type { RawRequest } from "../wire/request_reader.ts";
import { respondWith } from "../wire/scripted.ts";

/** One answer; what is left out is as a good server does it. */
export interface Turn {
  /** How many bytes of the body go out before the connection is dropped. */
  readonly cut?: number;
  /** Stays silent then, instead. */
  readonly hang?: boolean;
  /** Another version of the file from here on. */
  readonly version?: Version;
  /** Sends the whole file, whatever was asked for. */
  readonly ignoreRange?: boolean;
  /** Sends this instead, and closes. */
  readonly raw?: string;
  /** Changes the head. */
  readonly head?: (head: string) => string;
}

/** A version of the file. */
export interface Version {
  readonly body: string;
  /** Headers that tell the version. */
  readonly headers: string;
}

/** A running server, and what it was asked. */
export interface RangeServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: RawRequest[];
}

/** Starts a server; the turns are taken one after the other, and then it is a good server. */
export async function serveFile(
  version: Version,
  turns: readonly Turn[] = [],
): Promise<RangeServer> {
  let current = version;
  const requests: RawRequest[] = [];
  const server = await respondWith((request, index) => {
    const turn = turns[index] ?? {};
    current = turn.version ?? current;
    requests.push(request);
    const send = turn.raw ?? answer(current, request.headers, turn);
    return { send, end: turn.hang ? "hang" : "close" };
  });
  const { url } = server;
  return { url, requests, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function answer({ body, headers }: Version, asked: Headers, turn: Turn): string {
  const [, first] = /^bytes=(\d+)-$/.exec(asked.get("range") ?? "") ?? [];
  const condition = asked.get("if-range");
  const isSame = condition === null || headers.includes(`: ${condition}\r\n`);
  const shift = first === undefined || !isSame || turn.ignoreRange ? undefined : Number(first);
  const change = turn.head ?? ((head) => head);
  if (shift !== undefined && shift >= body.length) {
    return change(
      `HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */${body.length}\r\n` +
        `Content-Length: 0\r\nConnection: close\r\n\r\n`,
    );
  }
  const rest = body.slice(shift ?? 0);
  const range = shift === undefined
    ? ""
    : `Content-Range: bytes ${shift}-${body.length - 1}/${body.length}\r\n`;
  const head = `HTTP/1.1 ${shift === undefined ? "200 OK" : "206 Partial Content"}\r\n${headers}` +
    `${range}Content-Length: ${rest.length}\r\nConnection: close\r\n\r\n`;
  return change(head) + rest.slice(0, turn.cut ?? rest.length);
}
