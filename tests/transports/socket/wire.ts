/** A raw TCP server and a sender, for the tests of the socket transport. */

import { Cancellation } from "../../../src/core/time/cancellation.ts";
import { Deadlines } from "../../../src/core/time/deadlines.ts";
import {
  type BodyContent,
  type BodySource,
  PreparedRequest,
} from "../../../src/core/request/prepared.ts";
import type { RawResponse } from "../../../src/core/response/raw_response.ts";
import { resolveTimeout, type Timeout } from "../../../src/core/options/timeout.ts";
import type { SocketContext } from "../../../src/transports/socket/context.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** Makes bytes of Latin-1 text. */
export function bytes(text: string): Bytes {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Makes Latin-1 text of bytes. */
export function latin1(content: Uint8Array): string {
  return Array.from(content, (byte) => String.fromCharCode(byte)).join("");
}

/** One connection as the server sees it. */
export class Peer {
  /** Everything that came, as Latin-1. */
  seen = "";

  constructor(readonly conn: Deno.Conn, readonly index: number) {}

  /** Reads until `seen` holds `mark`; `false` at the end. */
  async until(mark: string): Promise<boolean> {
    const buffer = new Uint8Array(65536);
    while (!this.seen.includes(mark)) {
      const count = await this.conn.read(buffer).catch(() => null);
      if (count === null) return false;
      this.seen += latin1(buffer.subarray(0, count));
    }
    return true;
  }

  /** Reads one request's head and forgets it. */
  async request(): Promise<string | undefined> {
    if (!(await this.until("\r\n\r\n"))) return undefined;
    const end = this.seen.indexOf("\r\n\r\n") + 4;
    const head = this.seen.slice(0, end);
    this.seen = this.seen.slice(end);
    return head;
  }

  async write(text: string | Uint8Array): Promise<void> {
    const content = typeof text === "string" ? bytes(text) : text;
    for (let sent = 0; sent < content.length;) {
      sent += await this.conn.write(content.subarray(sent));
    }
  }

  /** Reads until the peer closes. */
  async drain(): Promise<void> {
    while (await this.until("\0never\0"));
  }
}

/** A server that answers by hand; closes each connection when the handler is done with it. */
export class RawServer implements AsyncDisposable {
  readonly #listener: Deno.Listener;
  readonly #running = new Set<Promise<void>>();
  readonly #open = new Set<Deno.Conn>();
  readonly url: string;
  /** How many connections were accepted. */
  accepted = 0;
  /** Connections open now and at most. */
  open = 0;
  peak = 0;

  constructor(
    handler: (peer: Peer) => Promise<unknown>,
    options: { unix?: string; tls?: { cert: string; key: string } } = {},
  ) {
    const { tls } = options;
    this.#listener = tls
      ? Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...tls })
      : options.unix === undefined
      ? Deno.listen({ hostname: "127.0.0.1", port: 0 })
      : Deno.listen({ transport: "unix", path: options.unix });
    const { addr } = this.#listener;
    this.url = "port" in addr ? `http://127.0.0.1:${addr.port}/` : "http://unix.test/";
    this.#running.add(this.#accept(handler));
  }

  async #accept(handler: (peer: Peer) => Promise<unknown>): Promise<void> {
    for (;;) {
      const conn = await this.#listener.accept().catch(() => undefined);
      if (!conn) return;
      const peer = new Peer(conn, this.accepted++);
      this.#open.add(conn);
      this.peak = Math.max(this.peak, ++this.open);
      const running = handler(peer).catch(() => {}).then(() => {
        this.open--;
        this.#close(conn);
        this.#running.delete(running);
      });
      this.#running.add(running);
    }
  }

  #close(conn: Deno.Conn): void {
    if (this.#open.delete(conn)) {
      try {
        conn.close();
      } catch {
        // The handler has closed it.
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#open) this.#close(conn);
    await Promise.all(this.#running);
  }
}

/** Answers every request on a connection with the same bytes. */
export function answering(
  answer: string | Uint8Array,
): (peer: Peer) => Promise<void> {
  return async (peer) => {
    while (await peer.request()) await peer.write(answer);
  };
}

export interface SendOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: BodySource;
  timeout?: Timeout;
  signal?: AbortSignal;
  onInformational?: SocketContext["onInformational"];
}

/** Makes what a client would hand over. */
export function toContext(options: SendOptions = {}): SocketContext {
  const cancellation = new Cancellation(options.signal);
  return {
    cancellation,
    deadlines: new Deadlines(),
    timeout: resolveTimeout(options.timeout),
    onSent: undefined,
    onInformational: options.onInformational,
    get signal() {
      return cancellation.signal;
    },
  };
}

export function prepare(
  url: string,
  options: SendOptions = {},
): PreparedRequest {
  const { method = options.body ? "POST" : "GET", headers = {}, body } = options;
  return new PreparedRequest(method, new URL(url), headers, body);
}

export function send(
  transport: SocketTransport,
  url: string,
  options: SendOptions = {},
): Promise<RawResponse> {
  return transport.sendPrepared(prepare(url, options), toContext(options));
}

/** Reads a body to its end, chunk by chunk. */
export async function readBody(raw: RawResponse): Promise<Bytes> {
  raw.watch?.stop();
  const parts: number[] = [];
  for (
    let part = await raw.source?.read();
    part;
    part = await raw.source?.read()
  ) {
    for (const byte of part) parts.push(byte);
  }
  return Uint8Array.from(parts);
}

/** Reads a body the fast way. */
export async function readAll(raw: RawResponse): Promise<Bytes> {
  const { source } = raw;
  raw.watch?.stop();
  if (!source?.readAll) return await readBody(raw);
  return await source.readAll(() => {});
}

/** Sends and reads with a transport of its own. */
export async function fetchOnce(
  url: string,
  options: SendOptions = {},
): Promise<{ raw: RawResponse; text: string }> {
  const transport = new SocketTransport();
  try {
    const raw = await send(transport, url, options);
    return { raw, text: latin1(await readBody(raw)) };
  } finally {
    transport.close();
  }
}

/** A body of known bytes. */
export function bytesBody(content: string | Bytes): BodySource {
  const whole = typeof content === "string" ? bytes(content) : content;
  return {
    size: whole.length,
    contentType: undefined,
    replayable: true,
    open: () => whole,
    discard: () => Promise.resolve(),
  };
}

/** A body that is streamed once. */
export function streamBody(
  chunks: Iterable<Bytes> | AsyncIterable<Bytes>,
  size?: number,
): BodySource & { discarded: boolean } {
  let opened = false;
  return {
    size,
    contentType: undefined,
    replayable: false,
    discarded: false,
    open(): BodyContent {
      if (opened) throw new Error("opened twice");
      opened = true;
      return ReadableStream.from(chunks);
    },
    discard() {
      this.discarded = true;
      return Promise.resolve();
    },
  };
}
