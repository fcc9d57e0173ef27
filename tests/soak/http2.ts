/**
 * The HTTP/2 server of the soak: `/NAME/NUMBER` says how to answer, as over HTTP/1.1.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { pause } from "./exchange.ts";
import { bodyOf, checksum, Random } from "./random.ts";

/** A stream, and what belongs to it. */
interface Stream {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly random: Random;
  /** What the client must get. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** How often this was asked for before. */
  readonly before: number;
  /** Ends the connection without a word. */
  readonly cut: () => void;
}

type Answering = (stream: Stream) => void | Promise<void>;

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

/** Every right way by its name. */
export const http2Right: Readonly<Record<string, Answering>> = {
  length: (on) => respond(on, { "content-length": on.body.length }, on.body),
  chunked: (on) => respond(on, {}, on.body),
  error500: (on) => respond(on, { ":status": 500 }, on.body),
  gzip: (on) => respond(on, { "content-encoding": "gzip" }, gzipSync(on.body)),
  br: (on) => respond(on, { "content-encoding": "br" }, brotliCompressSync(on.body)),
  head: (on) => respond(on, { "content-length": on.body.length }),
  none204: (on) => respond(on, { ":status": 204 }),
  none304: (on) => respond(on, { ":status": 304, etag: '"1"' }),
  redirect: (on) => on.before > 0 ? respond(on, {}, on.body) : move(on, 302),
  redirect307: (on) => on.before > 0 ? tell(on) : move(on, 307),
  cookie: (on) => {
    const pair = `c${on.path.split("/")[2]}=1`;
    if (on.before === 0) return move(on, 303, `${pair}; Path=${on.path}`);
    respond(on, { ":status": on.headers.cookie === pair ? 200 : 400 }, on.body);
  },
  again503: (on) => {
    if (on.before > 1) return respond(on, {}, on.body);
    respond(on, { ":status": 503, "retry-after": "0" }, on.body);
  },
  dribble: async (on) => {
    const { stream, body, random } = on;
    stream.respond(headOf(on));
    for (let at = 0; at < body.length; at += Math.ceil(body.length / 5)) {
      stream.write(Buffer.from(body.slice(at, at + Math.ceil(body.length / 5))));
      await pause(random.below(3));
    }
    stream.end();
  },
  upload: (on) => tell(on),
};

/** Every wrong way by its name; the others on the same connection go on. */
export const http2Wrong: Readonly<Record<string, Answering>> = {
  resetAtOnce: ({ stream, random }) =>
    stream.close(random.pick([NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM])),
  resetInBody: async (on) => {
    half(on);
    await pause(1);
    on.stream.close(NGHTTP2_INTERNAL_ERROR);
  },
  // A body that no one reads would hold its stream: the runtime does not reset what it cannot send.
  stallHead: ({ stream }) => void stream.resume(),
  stallBody: (on) => half(on),
  badGzip: (on) => {
    const bytes = gzipSync(on.body);
    const at = on.random.pick([0, 1, bytes.length - 8, bytes.length - 5]);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    respond(on, { "content-encoding": "gzip" }, bytes);
  },
  cutGzip: (on) => {
    const all = gzipSync(on.body);
    const length = 12 + on.random.below(all.length - 12);
    // Without its length nobody can tell it from an empty body, since the runtime decodes it.
    respond(on, { "content-encoding": "gzip", "content-length": length }, all.subarray(0, length));
  },
  badLocation: (on) => respond(on, { ":status": 302, location: "http://[" }),
  otherScheme: (on) => respond(on, { ":status": 302, location: "ftp://127.0.0.1/" }),
  loop: (on) => move(on, 302),
  tooLarge: (on) => respond(on, {}, on.body),
};

/** What ends the whole connection, for whoever else is on it too. */
export const http2Ends: Readonly<Record<string, Answering>> = {
  sessionDestroyed: (on) => {
    half(on);
    on.cut();
  },
};

const answers = { ...http2Right, ...http2Wrong, ...http2Ends };

/** Starts the server; `asked` counts how often each path was asked for. */
export function startHttp2(
  certificate: { readonly cert: string; readonly key: string },
  countOf: (path: string) => number,
): Http2SecureServer {
  const server = createSecureServer({ ...certificate, allowHTTP1: false });
  server.on("sessionError", () => {});
  const sockets = new Map<number | undefined, Socket>();
  server.on("secureConnection", (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.on("close", () => sockets.delete(remotePort));
  });
  server.on("stream", async (stream, headers) => {
    stream.on("error", () => {});
    const { remotePort } = stream.session?.socket ?? {};
    const cut = () => void sockets.get(remotePort)?.destroy();
    const path = String(headers[":path"]);
    const [, name = "", number = ""] = path.split("/");
    const id = Number(number);
    const before = countOf(path);
    const random = new Random(id ^ before);
    const answer = answers[name];
    if (answer === undefined) throw new Error(`Cannot answer ${path}`);
    try {
      await answer({ stream, headers, path, random, body: bodyOf(id), before, cut });
    } catch (error) {
      // Whoever has given up is not answered.
      if (!stream.destroyed) throw error;
    }
  });
  return server;
}

function headOf({ body }: Stream, headers: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  return { ":status": 200, "x-sum": checksum(body), ...headers };
}

function respond(on: Stream, headers: OutgoingHttpHeaders, body?: Uint8Array): void {
  const { stream } = on;
  // What the client sends is read, wanted or not: a full window would hold it.
  stream.resume();
  stream.respond(headOf(on, headers), { endStream: body === undefined });
  if (body !== undefined) stream.end(Buffer.from(body));
}

function move(on: Stream, status: number, cookie?: string): void {
  const more = cookie === undefined ? {} : { "set-cookie": [cookie] };
  respond(on, { ":status": status, location: on.path, ...more });
}

function half(on: Stream): void {
  const { stream, body, random } = on;
  stream.resume();
  stream.respond(headOf(on, { "content-length": body.length }));
  stream.write(Buffer.from(body.slice(0, 1 + random.below(body.length - 1))));
}

/** Says what came, with the body that belongs to the number. */
async function tell(on: Stream): Promise<void> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of on.stream) chunks.push(new Uint8Array(chunk));
  const got = new Uint8Array(await new Blob(chunks).arrayBuffer());
  respond(on, { "x-got": checksum(got), "x-got-bytes": got.length }, on.body);
}
