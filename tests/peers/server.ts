/**
 * What the clients that the README compares are asked to deal with.
 *
 * @module
 */

import { createHash } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { zstdCompressSync } from "node:zlib";

/** The server under way; `other` is the same server under another origin. */
export interface PeerServer extends AsyncDisposable {
  readonly url: string;
  readonly other: string;
}

/** Starts it on two ports. */
export async function startPeerServer(): Promise<PeerServer> {
  const answers = toListener();
  const servers = [createServer(answers), createServer(answers)];
  const urls = await Promise.all(servers.map((server) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
    });
    return promise;
  }));
  return {
    url: urls[0] ?? "",
    other: urls[1] ?? "",
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        const { promise, resolve } = Promise.withResolvers<unknown>();
        server.close(resolve);
        server.closeAllConnections();
        await promise;
      }
    },
  };
}

type Answers = Readonly<
  Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>
>;

/** Each client has a state of its own: it names itself in the query. */
function toListener(): RequestListener {
  const counts = new Map<string, number>();
  const count = (key: string, step = 1): number => {
    const next = (counts.get(key) ?? 0) + step;
    counts.set(key, next);
    return next;
  };
  const answers: Answers = { ...STATELESS, ...toCounting(count) };
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://h");
    const answer = answers[pathname];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  };
}

const STATELESS: Answers = {
  "/cookie": (_request, response) =>
    response.writeHead(302, { location: "/echo", "set-cookie": "hop=1" }).end(),
  "/away": (request, response) =>
    response.writeHead(302, { location: toQuery(request).get("to") ?? "" }).end(),
  "/echo": (request, response) => sendJson(response, request.headers),
  "/zstd": (_request, response) =>
    response.writeHead(200, { "content-encoding": "zstd" }).end(zstdCompressSync("hello")),
  "/short": (_request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("only this");
    setTimeout(() => response.socket?.end(), 50);
  },
  "/silence": (_request, response) => drip(response, 12),
  "/digest": (request, response) => {
    if (isSigned(request)) return sendJson(response, "welcome");
    const challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5';
    response.writeHead(401, { "www-authenticate": challenge }).end();
  },
};

function toCounting(count: (key: string, step?: number) => number): Answers {
  return {
    /** The second request of a client is taken, and its connection closed without an answer. */
    "/once": async (request, response) => {
      for await (const _ of request);
      const turn = count(`once ${toQuery(request).get("client")}`);
      if (turn === 2) request.socket.destroy();
      else sendJson(response, turn);
    },
    "/turns": (request, response) =>
      sendJson(response, count(`once ${toQuery(request).get("client")}`, 0)),
    "/flaky": (request, response) => {
      const isFirst = count(`flaky ${toQuery(request).get("client")}`) === 1;
      response.writeHead(isFirst ? 503 : 200, isFirst ? { "retry-after": "0" } : {}).end();
    },
    /** Says how many requests of a client were under way at once. */
    "/busy": (request, response) => {
      const key = `busy ${toQuery(request).get("client")}`;
      const now = count(key);
      setTimeout(() => {
        count(key, -1);
        sendJson(response, now);
      }, 60);
    },
  };
}

function toQuery(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? "/", "http://h").searchParams;
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** A byte each 100 ms, then nothing any more. */
function drip(response: ServerResponse, left: number): void {
  response.write(".");
  if (left > 0) setTimeout(() => drip(response, left - 1), 100);
}

/** RFC 7616 section 3.4.1, for the user "u" with the password "p". */
function isSigned({ headers, method, url }: IncomingMessage): boolean {
  const given = headers.authorization ?? "";
  const part = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(given)?.[1] ?? "";
  const hash = (text: string) => createHash("md5").update(text).digest("hex");
  const [first, second] = [hash("u:r:p"), hash(`${method}:${url}`)];
  const parts = [first, "n", part("nc"), part("cnonce"), "auth", second];
  return given.startsWith("Digest ") && part("response") === hash(parts.join(":"));
}
