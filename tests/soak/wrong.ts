/**
 * The ways in which the server of the soak fails.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import { type Answering, chunked, type Exchange, headOf, pause, send } from "./exchange.ts";

/** Every wrong way by its name. */
export const wrong: Readonly<Record<string, Answering>> = {
  resetAtOnce: () => Promise.resolve("reset"),
  finAtOnce: () => Promise.resolve("close"),
  resetInHead: async (exchange) => await cutHead(exchange, "reset"),
  finInHead: async (exchange) => await cutHead(exchange, "close"),
  resetInBody: async (exchange) => await cutBody(exchange, "reset"),
  finInBody: async (exchange) => await cutBody(exchange, "close"),
  resetInChunks: async (exchange) => await cutChunks(exchange, "reset"),
  finInChunks: async (exchange) => await cutChunks(exchange, "close"),
  stallHead: async (exchange) => {
    const head = lengthHead(exchange);
    // Deno ends a TLS connection on which nothing is written.
    await send(exchange, head.slice(0, 1 + exchange.random.below(head.length - 1)));
    return "hang";
  },
  stallBody: async (exchange) => await cutBody(exchange, "hang"),
  stallChunks: async (exchange) => await cutChunks(exchange, "hang"),
  garbage: async (exchange) => {
    const { random } = exchange;
    const bytes = Uint8Array.from({ length: 20 + random.below(2_000) }, () => random.below(256));
    // No HTTP begins so, whatever follows.
    bytes[0] = 0x80 | random.below(128);
    await send(exchange, bytes, "\r\n\r\n");
    return "close";
  },
  badLength: async (exchange) => {
    const { body, random } = exchange;
    const lines = random.pick([
      [`Content-Length: ${body.length}`, `Content-Length: ${body.length + 1}`],
      [`Content-Length: ${body.length}, ${body.length - 1}`],
      ["Content-Length: 99999999999999999999999"],
    ]);
    await send(exchange, headOf(exchange, lines), body);
    return "close";
  },
  hugeHead: async (exchange) => {
    await send(exchange, headOf(exchange, [`X-Huge: ${"x".repeat(2_000_000)}`]), exchange.body);
    return "close";
  },
  badChunk: async (exchange) => {
    const { body, random } = exchange;
    const size = random.pick(["xyz", "-5", "", "fffffffffffffffff"]);
    await send(exchange, headOf(exchange, ["Transfer-Encoding: chunked"]));
    await send(exchange, "5\r\n", body.slice(0, 5), `\r\n${size}\r\n`, body.slice(5, 100));
    return "close";
  },
  badGzip: async (exchange) => {
    const bytes = new Uint8Array(gzipSync(exchange.body));
    // The checksum, or the magic number.
    const at = exchange.random.pick([0, 1, bytes.length - 8, bytes.length - 5]);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    await send(exchange, gzipHead(exchange, bytes), bytes);
    return "keep";
  },
  cutGzip: async (exchange) => {
    const all = new Uint8Array(gzipSync(exchange.body));
    const bytes = all.slice(0, 12 + exchange.random.below(all.length - 12));
    await send(exchange, gzipHead(exchange, bytes), bytes);
    return "keep";
  },
  badLocation: async (exchange) => await movedTo(exchange, "http://["),
  otherScheme: async (exchange) => await movedTo(exchange, "ftp://127.0.0.1/"),
  loop: async (exchange) => await movedTo(exchange, exchange.request.target),
  tooLarge: async (exchange) => {
    await send(exchange, headOf(exchange, ["Transfer-Encoding: chunked"]), chunked(exchange));
    return "keep";
  },
  /** The answer is right; the next one on this connection never comes. */
  idleClose: async (exchange) => {
    await send(exchange, lengthHead(exchange), exchange.body);
    await pause(exchange.random.below(4));
    return exchange.random.pick(["close", "reset"]);
  },
  /** The answer is right; what follows it belongs to nobody. */
  extra: async (exchange) => {
    const false_ = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong";
    await send(exchange, lengthHead(exchange), exchange.body, exchange.random.pick(["x", false_]));
    return "keep";
  },
};

function lengthHead(exchange: Exchange): Uint8Array<ArrayBuffer> {
  return headOf(exchange, [`Content-Length: ${exchange.body.length}`]);
}

function gzipHead(exchange: Exchange, { length }: Uint8Array): Uint8Array<ArrayBuffer> {
  return headOf(exchange, ["Content-Encoding: gzip", `Content-Length: ${length}`]);
}

async function cutHead(exchange: Exchange, end: "reset" | "close"): Promise<"reset" | "close"> {
  const head = lengthHead(exchange);
  await send(exchange, head.slice(0, 1 + exchange.random.below(head.length - 2)));
  return end;
}

async function cutBody<End>(exchange: Exchange, end: End): Promise<End> {
  const { body, random } = exchange;
  await send(exchange, lengthHead(exchange), body.slice(0, random.below(body.length)));
  return end;
}

async function cutChunks<End>(exchange: Exchange, end: End): Promise<End> {
  const bytes = chunked(exchange);
  // Without the whole of the last chunk, however many trailers it has.
  const length = exchange.random.below(bytes.length - 24);
  await send(exchange, headOf(exchange, ["Transfer-Encoding: chunked"]), bytes.slice(0, length));
  return end;
}

async function movedTo(exchange: Exchange, location: string): Promise<"keep"> {
  const headers = [`Location: ${location}`, "Content-Length: 5"];
  await send(exchange, headOf(exchange, headers, "302 Found"), "moved");
  return "keep";
}
