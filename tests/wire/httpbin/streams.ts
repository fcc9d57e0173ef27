/**
 * Bodies that come in time or in pieces: /bytes, /stream, /stream-bytes, /drip, /range and /sse.
 *
 * @module
 */

import { echoGet } from "./echo.ts";
import { type Call, numberOf, pause, type Route } from "./route.ts";

export const streamRoutes: readonly Route[] = [
  {
    pattern: /^\/bytes\/(\d+)$/,
    answer: (call) => binary(randomBytes(call)),
  },
  {
    pattern: /^\/stream\/(\d+)$/,
    answer: (call) => {
      const echo = echoGet(call);
      const count = Math.min(100, Number(call.path[0]));
      const lines = Array.from(
        { length: count },
        (_, id) => JSON.stringify({ ...echo, id }) + "\n",
      );
      return stream(lines.map((line) => new TextEncoder().encode(line)), {
        headers: { "content-type": "application/json" },
      });
    },
  },
  {
    pattern: /^\/stream-bytes\/(\d+)$/,
    answer: (call) => {
      const size = numberOf(call, "chunk_size", { or: 10_240 });
      return stream(cut(randomBytes(call), size), {
        headers: { "content-type": "application/octet-stream" },
      });
    },
  },
  { pattern: /^\/drip$/, answer: drip },
  { pattern: /^\/range\/(\d+)$/, answer: range },
  { pattern: /^\/sse$/, answer: events },
];

/** At most 100 KiB; the same bytes for the same `seed`. */
function randomBytes(call: Call): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.min(102_400, Number(call.path[0])));
  let state = numberOf(call, "seed", { or: Math.random() * 2 ** 32 }) >>> 0;
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function binary(bytes: Uint8Array<ArrayBuffer>): Response {
  const headers = { "content-type": "application/octet-stream" };
  return new Response(bytes, { headers });
}

type Pieces =
  | Iterable<Uint8Array<ArrayBuffer>>
  | AsyncIterable<Uint8Array<ArrayBuffer>>;

function stream(pieces: Pieces, init: ResponseInit): Response {
  return new Response(ReadableStream.from(pieces), init);
}

function cut(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer>[] {
  const step = Math.max(1, size);
  const pieces = [];
  for (let at = 0; at < bytes.length; at += step) {
    pieces.push(bytes.subarray(at, at + step));
  }
  return pieces;
}

async function drip(call: Call): Promise<Response> {
  const count = numberOf(call, "numbytes", { or: 10, max: 10 * 2 ** 20 });
  if (count < 1) {
    return new Response("number of bytes must be positive", { status: 400 });
  }
  const duration = numberOf(call, "duration", { or: 2 });
  await pause(numberOf(call, "delay", { or: 0 }), call);
  const stars = cut(new Uint8Array(count).fill(42), 1);
  return stream(slowly(stars, duration / count, call), {
    status: numberOf(call, "code", { or: 200 }),
    headers: {
      "content-type": "application/octet-stream",
      "content-length": `${count}`,
    },
  });
}

async function* slowly(
  pieces: Iterable<Uint8Array<ArrayBuffer>>,
  seconds: number,
  call: Call,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const piece of pieces) {
    yield piece;
    await pause(seconds, call);
  }
}

function range(call: Call): Response {
  const total = Number(call.path[0]);
  const headers: Record<string, string> = {
    "etag": `range${total}`,
    "accept-ranges": "bytes",
  };
  if (total <= 0 || total > 102_400) {
    const reason = "number of bytes must be in the range (0, 102400]";
    return new Response(reason, { status: 404, headers });
  }
  const [first, last] = rangeOf(call.request.headers.get("range"), total);
  if (first > last || first >= total || last >= total) {
    headers["content-range"] = `bytes */${total}`;
    return new Response("", { status: 416, headers });
  }
  headers["content-type"] = "application/octet-stream";
  headers["content-range"] = `bytes ${first}-${last}/${total}`;
  const letters = Uint8Array.from(
    { length: last - first + 1 },
    (_, at) => 97 + (first + at) % 26,
  );
  const whole = letters.length === total;
  return new Response(letters, { status: whole ? 200 : 206, headers });
}

/** Reads `bytes=first-last`, `bytes=first-` and `bytes=-length`; anything else is the whole. */
function rangeOf(header: string | null, total: number): [number, number] {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ??
    [];
  if (first === "" && last === "") return [0, total - 1];
  if (first === "") return [Math.max(0, total - Number(last)), total - 1];
  return [Number(first), last === "" ? total - 1 : Number(last)];
}

/**
 * A few events with every field, a comment, and data of several lines; `count`, `delay` (s) and Last-Event-ID are
 * heeded.
 */
function events(call: Call): Response {
  const count = numberOf(call, "count", { or: 3, max: 1_000 });
  const delay = numberOf(call, "delay", { or: 0 });
  const last = Number(call.request.headers.get("last-event-id") ?? 0);
  const texts = Array.from({ length: count }, (_, at) => {
    const id = last + at + 1;
    return `id: ${id}\nevent: tick\ndata: {"id":${id}}\ndata: second line\n\n`;
  });
  const pieces = [": hello\nretry: 1000\n\n", ...texts]
    .map((text) => new TextEncoder().encode(text));
  return stream(slowly(pieces, delay, call), {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    },
  });
}
