/**
 * A connection through a SOCKS5 proxy (RFC 1928), with a user and a password where it wants them (RFC 1929).
 *
 * @module
 */

import { importDns } from "./node_imports.ts";
import { type Connection, writeAll } from "../connection.ts";
import { ProxyFailure } from "./proxy_failure.ts";
import type { ProxySettings } from "../../../features/connection/proxy_options.ts";
import type { Route } from "./route.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const NO_AUTH = 0, PASSWORD = 2;
const IPV4 = 1, NAME = 3, IPV6 = 4;

/** What the reply codes mean (RFC 1928 section 6), by code. */
const REPLIES: readonly string[] = [
  "succeeded",
  "general failure",
  "not allowed by its rules",
  "network unreachable",
  "host unreachable",
  "connection refused",
  "TTL expired",
  "command not supported",
  "address type not supported",
];

/**
 * Asks a SOCKS5 proxy to connect.
 *
 * @param connection The connection to the proxy, which leads to the server afterwards.
 * @param route The server.
 * @param proxy The credentials, and who resolves names.
 * @throws {ProxyFailure} If the proxy refuses.
 */
export async function openSocks(
  connection: Connection,
  route: Route,
  proxy: ProxySettings,
): Promise<void> {
  await authenticate(connection, proxy.credentials);
  const name = proxy.scheme === "socks5h" ? route.hostname : await resolve(route.hostname);
  const address = toAddress(name);
  await put(connection, [5, 1, 0, ...address, route.port >> 8, route.port & 255]);
  const [version, reply = 1, , type] = await take(connection, 4);
  if (version !== 5) throw new ProxyFailure("the proxy does not speak SOCKS5");
  if (reply !== 0) {
    throw new ProxyFailure(`the proxy will not connect: ${REPLIES[reply] ?? `code ${reply}`}`);
  }
  const length = type === IPV4 ? 4 : type === IPV6 ? 16 : (await take(connection, 1))[0] ?? 0;
  await take(connection, length + 2);
}

async function authenticate(
  connection: Connection,
  credentials: ProxySettings["credentials"],
): Promise<void> {
  const methods = credentials ? [NO_AUTH, PASSWORD] : [NO_AUTH];
  await put(connection, [5, methods.length, ...methods]);
  const [version, method] = await take(connection, 2);
  if (version !== 5) throw new ProxyFailure("the proxy does not speak SOCKS5");
  if (method === NO_AUTH) return;
  if (method !== PASSWORD || !credentials) {
    throw new ProxyFailure("the proxy wants credentials, or of another kind");
  }
  const [user, password] = credentials.map((text) => toShort(text, "credentials"));
  await put(connection, [1, ...user ?? [], ...password ?? []]);
  const [, status] = await take(connection, 2);
  if (status !== 0) throw new ProxyFailure("the proxy refused the credentials");
}

/** A length in one byte, and the text. */
function toShort(text: string, what: string): readonly number[] {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 255) throw new ProxyFailure(`the ${what} are too long for SOCKS5`);
  return [bytes.length, ...bytes];
}

function toAddress(name: string): readonly number[] {
  if (/^\d+(\.\d+){3}$/.test(name)) return [IPV4, ...name.split(".").map(Number)];
  if (!name.includes(":")) return [NAME, ...toShort(name, "letters of the host name")];
  return [IPV6, ...toGroups(name).flatMap((group) => [group >> 8, group & 255])];
}

/** The URL parser has brought it to groups of hex with at most one gap. */
function toGroups(address: string): readonly number[] {
  const normal = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [before = "", after] = normal.split("::");
  const toNumbers = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
  const head = toNumbers(before);
  const tail = toNumbers(after ?? "");
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

async function resolve(name: string): Promise<string> {
  const { lookup } = await importDns();
  return (await lookup(name)).address;
}

function put(connection: Connection, bytes: readonly number[]): Promise<void> {
  return writeAll(connection, Uint8Array.from(bytes), () => {});
}

/** Reads so many bytes and not one more: what follows is the server's. */
async function take(connection: Connection, length: number): Promise<Bytes> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await connection.read(bytes.subarray(at));
    if (count === null) throw new ProxyFailure("the proxy closed the connection without an answer");
    at += count;
  }
  return bytes;
}
