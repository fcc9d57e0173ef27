/**
 * A tunnel through an HTTP proxy (RFC 9110 section 9.3.6).
 *
 * @module
 */

import { type Connection, toAuthority, writeAll } from "../connection.ts";
import { DEFAULT_HEAD_LIMITS, MalformedAnswer } from "../message/fields.ts";
import { type Head, HeadReader, MAX_INTERIM } from "../message/head.ts";
import { ProxyFailure } from "./proxy_failure.ts";
import type { Route } from "./route.ts";

/**
 * Asks a proxy to connect.
 *
 * @param connection The connection to the proxy, which leads to the server afterwards.
 * @param route The server.
 * @param authorization The value of Proxy-Authorization, if any.
 * @throws {ProxyFailure} If the proxy refuses.
 */
export async function openTunnel(
  connection: Connection,
  { hostname, port }: Route,
  authorization: string | undefined,
): Promise<void> {
  const target = toAuthority(hostname, port);
  const credentials = authorization === undefined
    ? ""
    : `proxy-authorization: ${authorization}\r\n`;
  const request = `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n${credentials}\r\n`;
  await writeAll(connection, new TextEncoder().encode(request), () => {});
  const { status, reasonPhrase } = await readAnswer(connection);
  if (status >= 200 && status <= 299) return;
  const why = status === 407
    ? "it wants credentials that it accepts (give them in proxy)"
    : "it will not connect";
  throw new ProxyFailure(`the proxy refused, ${why}: ${status} ${reasonPhrase}`.trim());
}

async function readAnswer(connection: Connection): Promise<Head> {
  const reader = new HeadReader(DEFAULT_HEAD_LIMITS);
  let bytes = new Uint8Array(0);
  const buffer = new Uint8Array(4096);
  let interim = 0;
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) throw new ProxyFailure("the proxy closed the connection without an answer");
    const longer = new Uint8Array(bytes.length + count);
    longer.set(bytes);
    longer.set(buffer.subarray(0, count), bytes.length);
    bytes = longer;
    let head = readHead(reader, bytes);
    for (; head && isInterim(head); head = readHead(reader, bytes)) {
      if (++interim > MAX_INTERIM) throw new ProxyFailure("the proxy sent too many 1xx answers");
      bytes = bytes.slice(reader.length);
    }
    if (!head) continue;
    if (head.status >= 200 && head.status <= 299 && bytes.length > reader.length) {
      throw new ProxyFailure("the proxy sent more than its answer");
    }
    return head;
  }
}

/** 1xx may come before the answer (RFC 9110 section 15.2); 101 was never asked for. */
function isInterim({ status }: Head): boolean {
  return status >= 100 && status <= 199 && status !== 101;
}

function readHead(reader: HeadReader, bytes: Uint8Array): Head | undefined {
  try {
    return reader.read(bytes);
  } catch (error) {
    if (!(error instanceof MalformedAnswer)) throw error;
    throw new ProxyFailure(`the proxy's answer is not HTTP: ${error.message}`);
  }
}
