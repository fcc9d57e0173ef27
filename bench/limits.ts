/**
 * The limits: programs of about ten lines that do only what nobody can leave out, over the runtime's own sockets and its
 * `fetch`. Where a target is missed, the report sets them beside it.
 *
 * @module
 */

import type { GetClient } from "./clients.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The variable that names a file with a certificate that the runtime trusts, in PEM. */
export const TRUSTED = "DENO_CERT";

/** An answer whose head has come. */
export interface HandAnswer {
  readonly connection: Deno.Conn;
  /** The bytes of the body. */
  readonly size: number;
  /** Those of them that came with the head. */
  readonly begun: Bytes;
}

/** HTTP/1.1 by hand: it believes that a head comes in one piece, and knows no failure, redirect, cookie or time limit. */
export class HandConnections {
  readonly #idle: Deno.Conn[] = [];
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("latin1");

  /** Gives the body of a URL in chunks, or a stream that is there. */
  async open(body: {
    readonly url: string | undefined;
    open(): Promise<AsyncIterable<Bytes>>;
  }): Promise<AsyncIterable<Bytes>> {
    return body.url === undefined ? await body.open() : this.chunks(body.url, 2 ** 17);
  }

  /** Asks for a URL. */
  async get(url: string): Promise<HandAnswer> {
    const { protocol, hostname, port, host, pathname } = new URL(url);
    const connection = this.#idle.pop() ?? await dial(protocol, hostname, Number(port));
    const head = `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\naccept-encoding: gzip, br\r\n\r\n`;
    await connection.write(this.#encoder.encode(head));
    const buffer = new Uint8Array(16_384);
    const count = await connection.read(buffer) ?? 0;
    const text = this.#decoder.decode(buffer.subarray(0, count));
    const size = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1]);
    return { connection, size, begun: buffer.subarray(text.indexOf("\r\n\r\n") + 4, count) };
  }

  /** Reads a body as a whole. */
  async bytes(url: string): Promise<Bytes> {
    const { connection, size, begun } = await this.get(url);
    const whole = new Uint8Array(size);
    whole.set(begun);
    for (let at = begun.length; at < size;) {
      at += await connection.read(whole.subarray(at)) ?? NaN;
    }
    this.#idle.push(connection);
    return whole;
  }

  /** Reads a body in chunks of so many bytes at most. */
  async *chunks(url: string, most: number): AsyncGenerator<Bytes, void, undefined> {
    const { connection, size, begun } = await this.get(url);
    yield begun;
    for (let left = size - begun.length; left > 0;) {
      const buffer = new Uint8Array(Math.min(most, left));
      const count = await connection.read(buffer) ?? NaN;
      yield buffer.subarray(0, count);
      left -= count;
    }
    this.#idle.push(connection);
  }
}

async function dial(protocol: string, hostname: string, port: number): Promise<Deno.Conn> {
  if (protocol === "https:") {
    const file = Deno.env.get(TRUSTED);
    const caCerts = file ? [Deno.readTextFileSync(file)] : [];
    return await Deno.connectTls({ hostname, port, caCerts });
  }
  const connection = await Deno.connect({ hostname, port });
  connection.setNoDelay();
  return connection;
}

/** The limit of a client over sockets. */
export function toHandClient(): GetClient {
  const connections = new HandConnections();
  const decoder = new TextDecoder();
  return {
    json: async (url) => JSON.parse(decoder.decode(await connections.bytes(url))),
    bytes: (url) => connections.bytes(url),
  };
}

/** The limit of a client over `fetch`: it can be given up, follows redirects itself, and gives a response of its own. */
export function toDutifulFetch(): GetClient {
  const decoder = new TextDecoder();
  const get = async (url: string) => {
    const controller = new AbortController();
    const headers = new Headers({ accept: "*/*" });
    const raw = await fetch(new URL(url), {
      headers,
      redirect: "manual",
      signal: controller.signal,
    });
    const bytes = await raw.bytes();
    return new Answer(bytes, { status: raw.status, headers: new Headers(raw.headers) });
  };
  return {
    json: async (url) => JSON.parse(decoder.decode((await get(url)).content)),
    bytes: async (url) => (await get(url)).content,
  };
}

/** A response with something more, as every client over `fetch` gives one. */
class Answer extends Response {
  constructor(readonly content: Bytes, init: ResponseInit) {
    super(null, init);
  }
}

/**
 * Cuts a text at line ends and makes an item of each line, or of each block between two empty lines: a batch for each
 * chunk. It knows neither CR nor fields nor errors.
 */
export async function* cutByHand<T>(
  body: AsyncIterable<Bytes>,
  end: string,
  toItems: (texts: string[]) => T[],
): AsyncGenerator<T[], void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(end);
    rest = parts.pop() ?? "";
    yield toItems(parts);
  }
}

/** Gives the items of batches one by one; who asks for the next one gets a promise that is resolved already. */
export function oneByOne<T>(batches: AsyncIterator<readonly T[]>): AsyncIterable<T> {
  let [batch, at]: [readonly T[], number] = [[], 0];
  const more = async (): Promise<IteratorResult<T>> => {
    const { value, done } = await batches.next();
    if (done) return { value: undefined, done };
    [batch, at] = [value, 0];
    return await next();
  };
  const next = (): Promise<IteratorResult<T>> => {
    const value = batch[at++];
    return value === undefined ? more() : Promise.resolve({ value, done: false });
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** What could split a header, for which every character must be looked at. */
const CONTROL = /[^\t -~\u0080-\uffff]/;

/** Reads a Set-Cookie header that is written as most are: it knows no other blanks, and believes every value. */
export function readCookieByHand(header: string): Record<string, unknown> | undefined {
  if (CONTROL.test(header)) return undefined;
  const [end, equals] = [header.indexOf(";"), header.indexOf("=")];
  const cookie = {
    ...NO_COOKIE,
    name: header.slice(0, equals),
    value: header.slice(equals + 1, end),
  };
  for (let at = end; at >= 0;) {
    const next = header.indexOf(";", at + 1);
    const attribute = header.slice(at + 2, next < 0 ? undefined : next);
    const index = attribute.indexOf("=");
    takeByHand(
      cookie,
      attribute.slice(0, index < 0 ? undefined : index),
      attribute.slice(index + 1),
    );
    at = next;
  }
  return cookie;
}

const NO_COOKIE = {
  domain: "",
  path: "",
  expires: NaN,
  maxAge: NaN,
  secure: false,
  httpOnly: false,
  sameSite: "",
};

function takeByHand(cookie: typeof NO_COOKIE, name: string, value: string): void {
  const key = name.toLowerCase();
  if (key === "path") cookie.path = value;
  else if (key === "secure") cookie.secure = true;
  else if (key === "httponly") cookie.httpOnly = true;
  else if (key === "expires") cookie.expires = Date.parse(value);
  else if (key === "max-age") cookie.maxAge = Number(value);
  else if (key === "samesite") cookie.sameSite = value.toLowerCase();
  else if (key === "domain") cookie.domain = value.toLowerCase();
}
