/**
 * The servers that the scenarios talk to.
 *
 * @module
 */

import { createServer } from "node:https";
import type { RawConnection } from "../wire/raw_connection.ts";
import { startRawServer } from "../wire/raw.ts";
import type { Facts } from "./facts.ts";
import { Counter, type Route, toRoutes } from "./routes.ts";

const certs = new URL("../transports/socket/certs/", import.meta.url);

/** The servers under way. */
export interface Servers extends AsyncDisposable {
  readonly facts: Facts;
}

/** What a page of another origin may ask for: everything. */
const SHARED = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*, authorization",
  "access-control-allow-methods": "*",
  "access-control-expose-headers": "*",
} as const;

/**
 * Starts all of them on free ports.
 *
 * @param extra More paths for the main server.
 */
export async function startServers(
  extra: Readonly<Record<string, Route>> = {},
): Promise<Servers> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "ferry-runtimes-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const counter = new Counter();
  const routes = { ...toRoutes(counter), ...extra };
  const answer = (request: Request) => answerWith(routes, request, counter);
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const http = stack.use(Deno.serve(options, answer));
  const other = stack.use(Deno.serve(options, answer));
  const https = stack.use(Deno.serve({ ...options, ...pair("localhost") }, answer));
  const selfSigned = stack.use(Deno.serve({ ...options, ...pair("self") }, answer));
  const mutual = await startMutual(stack);
  const unix = `${folder}/server.sock`;
  stack.use(Deno.serve({ path: unix, onListen() {} }, answer));
  const raw = stack.use(await startRawServer(answerRaw));
  const drop = stack.use(await startRawServer((connection) => dropFrom(connection, counter)));
  const keep = stack.use(await startRawServer((connection) => keepFor(connection, counter)));
  const proxy = stack.use(await startRawServer(relayFor));
  const facts: Facts = {
    http: `http://127.0.0.1:${http.addr.port}`,
    other: `http://127.0.0.1:${other.addr.port}`,
    https: `https://localhost:${https.addr.port}`,
    server: [pem("localhost.pem"), pem("localhost.key")],
    selfSigned: `https://localhost:${selfSigned.addr.port}`,
    raw: raw.url,
    drop: drop.url,
    keep: keep.url,
    proxy: proxy.url,
    unix,
    mutual: `https://localhost:${mutual}`,
    client: [pem("client.pem"), pem("client.key")],
    closed: `http://127.0.0.1:${await findClosedPort()}`,
    ca: pem("ca.pem"),
    folder,
  };
  const running = stack.move();
  return { facts, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function answerWith(
  routes: Readonly<Record<string, Route>>,
  request: Request,
  counter: Counter,
): Promise<Response> {
  if (request.headers.has("access-control-request-method")) {
    counter.next(`preflight ${new URL(request.url).searchParams.get("key")}`);
    return new Response(null, { status: 204, headers: SHARED });
  }
  const url = new URL(request.url);
  const found = await findRoute(routes, url.pathname)?.(request, url) ??
    new Response(`nothing at ${url.pathname}`, { status: 404 });
  const headers = new Headers(found.headers);
  for (const [name, value] of Object.entries(SHARED)) headers.set(name, value);
  return new Response(found.body, { status: found.status, headers });
}

/** By the whole path, or the folder. */
function findRoute(routes: Readonly<Record<string, Route>>, path: string): Route | undefined {
  return routes[path] ?? routes[path.replace(/[^/]+$/, "")];
}

/** Deno.serve asks for no certificate of the client. */
async function startMutual(stack: AsyncDisposableStack): Promise<number> {
  const options = {
    ...pair("localhost"),
    ca: pem("ca.pem"),
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(options, (_, response) => void response.end("ok"));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function pem(name: string): string {
  return Deno.readTextFileSync(new URL(name, certs));
}

function pair(name: string): { readonly cert: string; readonly key: string } {
  return { cert: pem(`${name}.pem`), key: pem(`${name}.key`) };
}

async function findClosedPort(): Promise<number> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return await Promise.resolve(port);
}

/** What the raw server says to each path; nothing is said where there is none. */
const ANSWERS: Readonly<Record<string, string>> = {
  "/garbage": "this is no HTTP\r\n\r\n",
  "/closed": "",
  "/short":
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 100\r\n\r\nonly this",
  "/bad-chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  "/bad-length": "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nx",
  "/phrase":
    "HTTP/1.1 200 Jolly Good\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
  "/odd-status":
    "HTTP/1.1 299 Odd\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
  "/location":
    "HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: /caf\xc3\xa9\r\n" +
    "Content-Length: 0\r\nConnection: close\r\n\r\n",
};

const KEPT = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nok";

const PREFLIGHT =
  "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n" +
  "Access-Control-Allow-Methods: *\r\nConnection: close\r\n\r\n";

async function answerRaw(connection: RawConnection, _: number, signal: AbortSignal): Promise<void> {
  const head = await readHead(connection);
  const [, method, path = ""] = /^(\w+) (\S+)/.exec(head) ?? [];
  if (method === "OPTIONS") {
    await connection.write(latin1(PREFLIGHT));
  } else if (path === "/reset") {
    connection.reset();
  } else if (path === "/silent" || path === "/unread" || head === "" || method === undefined) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  } else {
    await connection.write(
      latin1(ANSWERS[path] ?? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
    );
  }
}

async function readHead(connection: RawConnection): Promise<string> {
  const buffer = new Uint8Array(16_384);
  let head = "";
  while (!head.includes("\r\n\r\n") && !head.startsWith("\x16")) {
    const count = await connection.read(buffer);
    if (count === null) break;
    head += String.fromCharCode(...buffer.subarray(0, count));
  }
  return head;
}

function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Counts a request, and closes. */
async function dropFrom(connection: RawConnection, counter: Counter): Promise<void> {
  const head = await readHead(connection);
  const key = /[?&]key=([^ &]+)/.exec(head)?.[1];
  if (head.startsWith("OPTIONS")) await connection.write(latin1(PREFLIGHT));
  else if (key !== undefined) counter.next(`drop ${key}`);
}

/** Answers the first request, and closes with the second one, both counted. */
async function keepFor(connection: RawConnection, counter: Counter): Promise<void> {
  for (let answered = false;;) {
    const head = await readHead(connection);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    let left = length - (head.length - head.indexOf("\r\n\r\n") - 4);
    for (const buffer = new Uint8Array(1_024); left > 0;) {
      left -= await connection.read(buffer) ?? left;
    }
    const key = /[?&]key=([^ &]+)/.exec(head)?.[1];
    if (head.startsWith("OPTIONS")) {
      await connection.write(latin1(PREFLIGHT));
      return;
    }
    if (key !== undefined) counter.next(`drop ${key}`);
    if (answered || head === "") return;
    answered = true;
    await connection.write(latin1(KEPT));
  }
}

/** A proxy: opens tunnels, and hands on plain requests with a `via` header in the answer. */
async function relayFor(connection: RawConnection): Promise<void> {
  const head = await readHead(connection);
  const [, host = "", port = ""] = /^CONNECT \[?([^ \]]+)\]?:(\d+) /.exec(head) ?? [];
  if (host) {
    const target = await Deno.connect({ hostname: host, port: Number(port) });
    await connection.write(latin1("HTTP/1.1 200 Connected\r\n\r\n"));
    return await relay(connection, target);
  }
  const [, url = ""] = /^\w+ (http:\S+)/.exec(head) ?? [];
  const answer = await fetch(url);
  const body = await answer.bytes();
  const start =
    `HTTP/1.1 ${answer.status} Proxied\r\nVia: ferry-proxy\r\nContent-Length: ${body.length}\r\n`;
  await connection.write(latin1(`${start}Connection: close\r\n\r\n`));
  await connection.write(body);
}

async function relay(connection: RawConnection, target: Deno.TcpConn): Promise<void> {
  const back = (async () => {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const count = await target.read(buffer).catch(() => null);
      if (count === null) break;
      await connection.write(buffer.slice(0, count)).catch(() => 0);
    }
    connection.closeWrite();
  })();
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    await target.write(buffer.slice(0, count));
  }
  target.close();
  await back;
}
