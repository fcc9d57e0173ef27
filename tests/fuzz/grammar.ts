/**
 * The pieces that answers are made of: forms that the standards allow, and forms beside them.
 *
 * @module
 */

import type { Random } from "../soak/random.ts";

/** Takes from the forms that are allowed or, as often as the case is odd, from those beside them. */
export class Chooser {
  readonly random: Random;
  readonly #oddity: number;
  #oddities = 0;

  /** `oddity` is how many of a hundred choices are odd. */
  constructor(random: Random, oddity: number) {
    this.random = random;
    this.#oddity = oddity;
  }

  /** How many odd forms were taken. */
  get oddities(): number {
    return this.#oddities;
  }

  /** True as often as the case is odd. */
  odd(): boolean {
    const isOdd = this.random.below(100) < this.#oddity;
    if (isOdd) this.#oddities++;
    return isOdd;
  }

  /** One of the first list, or now and then of the second. */
  of<Item>(allowed: readonly Item[], odd: readonly Item[]): Item {
    return this.random.pick(this.odd() ? odd : allowed);
  }
}

const STATUSES = ["200 OK", "200 OK", "200 OK", "201 Created", "404 Not Found", "500 Oops"];
// deno-fmt-ignore
const ODD_STATUS_LINES = [
  "HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.1  200 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 99 x", "HTTP/1.1 20 x",
  "http/1.1 200 OK", "HTTP/2 200", "HTTP/1.2 200 OK", "HTTP/0.9 200 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 200 \xff\xfe",
  "ICY 200 OK", "HTTP/1.1 200 a\x00b", "HTTP/1.1 +200 OK", "HTTP/1.1 204 No Content", "HTTP/1.1 205 Reset Content",
  "HTTP/1.1 304 Not Modified", "HTTP/1.1 206 Partial Content", "HTTP/1.1 600 x", "HTTP/1.1 999 x", "HTTP/1.1 200\tOK",
  "HTTP/1.1 401 No", "HTTP/1.1 407 No", "HTTP/1.1 408 Late", "HTTP/1.1 421 Misdirected", "HTTP/1.1 300 Many",
  " HTTP/1.1 200 OK", "\r\nHTTP/1.1 200 OK", "HTTP/11 200 OK", "HTTP/1. 200 OK", "", "HTTP/1.1", "HTTP/1.1 000 x",
];

/** A status line without its end. */
export function statusLine(choose: Chooser): string {
  if (choose.odd()) return choose.random.pick(ODD_STATUS_LINES);
  const version = choose.random.once(8) ? "HTTP/1.0" : "HTTP/1.1";
  return `${version} ${choose.random.pick(STATUSES)}`;
}

// deno-fmt-ignore
const FIELDS = [
  "Server: fuzz", "Date: Sat, 28 Nov 2026 08:00:00 GMT", "Vary: accept", "X-Empty:", "X-Tab:\ta\t", "x-lower: 1",
  "X-Quoted: \"a, b\\\"c\"", "X-Twice: 1", "X-Twice: 2", "Content-Type: text/plain; charset=utf-8", "ETag: \"x\"",
  "Set-Cookie: a=1; Path=/nowhere", "Link: </next>; rel=next", "Keep-Alive: timeout=5, max=100", "X-8bit: \xe9\xe8",
  "Cache-Control: no-store", "Connection: keep-alive", "Connection: close", "Content-Type: application/json",
];
// deno-fmt-ignore
const ODD_FIELDS = [
  "X-Folded: a\r\n b", "X-Folded: a\r\n\tb\r\n c", "X-Space : a", "no colon", ": no name", "X Y: a", "X-Nul: a\x00b",
  "X-Cr: a\rb", " leading: a", "X-Ctl: a\x01b", "X-Del: a\x7fb", "X-\xe9: a", "X-Lf: a\n b", "X-Long: " + "a".repeat(9_000),
  "Content-Length: 0", "Content-Length : 3", "Transfer-Encoding: chunked", "Transfer-Encoding : chunked", "X(): a",
  "Connection: close, x", "Connection: upgrade", "Upgrade: h2c", "Trailer: X-T", "Keep-Alive: timeout=0", "Location: /x",
  "Proxy-Connection: close", "WWW-Authenticate: Digest", "Refresh: 0; url=/x", "Content-Range: bytes 0-1/2", "\tx: y",
  "Content-Encoding:", "Content-Encoding: gzip", "Set-Cookie: =", "Set-Cookie: \x00=1", "X-Many: 1\r\n".repeat(99) + "X-Many: 1",
  "Content-Type: text/html; charset=\xff", "Content-Type: multipart/mixed", "X-Utf8: \xe2\x82\xac", "\xa0: x", "x:\x0b1",
];

/** Field lines that have nothing to do with the body, or that seem to. */
export function fieldLines(choose: Chooser): string[] {
  const lines = Array.from({ length: choose.random.below(5) }, () => choose.random.pick(FIELDS));
  if (choose.odd()) lines.push(choose.random.pick(ODD_FIELDS));
  return lines;
}

/** The end of a line. */
export function lineEnd(choose: Chooser): string {
  return choose.of(["\r\n"], ["\n", "\n", "\r\r\n", "\r", " \r\n"]);
}

/** Heads of interim answers, if any. */
export function interim(choose: Chooser): string {
  if (!choose.random.once(12)) return "";
  return choose.of(
    [
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n",
    ],
    [
      "HTTP/1.1 102 Processing\r\nContent-Length: 5\r\n\r\n",
      "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 199 x\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
      "HTTP/1.0 100 Continue\r\n\r\n",
      "HTTP/1.1 100\r\n\r\n".repeat(30),
      "HTTP/1.1 100 Continue\n\n",
    ],
  );
}

/** The number of a Content-Length, written in one of many ways. */
export function lengthText(choose: Chooser, length: number): string {
  if (!choose.odd()) return `${length}`;
  const more = 1 + choose.random.below(20);
  // deno-fmt-ignore
  return choose.random.pick([
    `+${length}`, `-${length}`, `${length} `, `0x${length.toString(16)}`, `${length};`, `0${length}`, `${length}.0`, "",
    `${length}, ${length}`, `${length}, ${length + 1}`, `${length + more}`, `${Math.max(0, length - more)}`, `,${length}`,
    `${length},`, "99999999999999999999", "9007199254740993", `${length}\r\nContent-Length: ${length}`, `"${length}"`,
    `${length}\r\nContent-Length: ${length + more}`, `${length} ${length}`, `${length}e0`, `\x0b${length}`, "4294967296",
    "18446744073709551616", `${length}\t`, "00000000000000000000" + length, `${length}_0`, `\xa0${length}`, "\u00b2",
  ]);
}

/** The value of a Transfer-Encoding that says chunked, more or less. */
export function chunkedText(choose: Chooser): string {
  // deno-fmt-ignore
  return choose.of(["chunked", "chunked", "Chunked"], [
    "chunked, chunked", "gzip, chunked", "chunked, gzip", "identity", "identity, chunked", "xchunked", "chunked;q=1", "",
    "\x0bchunked", "chunked\r\nTransfer-Encoding: chunked", "chunked\r\nTransfer-Encoding: identity", "chunked,", ",chunked",
    "\"chunked\"", "chunk", "CHUNKED", "chunked ", "c hunked", "identity\r\nTransfer-Encoding: chunked", "chunked\t,",
  ]);
}

/** A body in the chunked coding. */
export function chunks(choose: Chooser, body: string): string {
  const { random } = choose;
  let text = "";
  for (let at = 0; at < body.length;) {
    const size = Math.min(body.length - at, 1 + random.below(Math.ceil(body.length / 2)));
    text += sizeLine(choose, size) + body.slice(at, at + size);
    text += choose.of(["\r\n"], ["\n", "", "x\r\n", "\r", "\r\n\r\n", "\r\r\n"]);
    at += size;
  }
  return text +
    choose.of(["0\r\n\r\n", "0\r\n\r\n", "0\r\nX-T: 1\r\n\r\n", "000\r\n\r\n"], ODD_ENDS);
}

// deno-fmt-ignore
const ODD_ENDS = [
  "", "0\r\n", "0", "0\r\n\r", "0\n\n", "0\r\nbad\r\n\r\n", "0\r\nContent-Length: 3\r\n\r\n", "0;x\r\n\r\n", "0\r\n\r\n0\r\n\r\n",
  "0\r\nX-T: a\r\n b\r\n\r\n", "-0\r\n\r\n", "0 \r\n\r\n", "0\r\n" + "X-T: 1\r\n".repeat(300) + "\r\n", "00000000000000000000\r\n\r\n",
  "\r\n", "0x0\r\n\r\n", "0\r\nTransfer-Encoding: x\r\n\r\n", "0\r\n\n", "0\n\r\n", "0\r\nSet-Cookie: t=1\r\n\r\n",
];

function sizeLine(choose: Chooser, size: number): string {
  const hex = size.toString(16);
  if (!choose.odd()) {
    const { random } = choose;
    const text = random.once(4) ? hex.toUpperCase() : random.once(6) ? `0${hex}` : hex;
    return `${text}${random.once(8) ? random.pick([";a", ";a=b", ';a="b;c"']) : ""}\r\n`;
  }
  // deno-fmt-ignore
  return choose.random.pick([
    `${hex}\n`, `0x${hex}\r\n`, ` ${hex}\r\n`, `${hex} \r\n`, `-${hex}\r\n`, `+${hex}\r\n`, `g${hex}\r\n`, "\r\n", `${hex}\r`,
    `${hex};${"x".repeat(5_000)}\r\n`, `${(size + 3).toString(16)}\r\n`, `${Math.max(1, size - 1).toString(16)}\r\n`,
    "FFFFFFFFFFFFFFFFF\r\n", "7fffffffffffffff\r\n", "100000000\r\n", `00000000000000000000${hex}\r\n`, `${hex}.0\r\n`,
    `${hex},\r\n`, `${hex};a\n`, `${hex};a="\r\n"\r\n`, `${hex};\x00\r\n`, `${hex}\t;a\r\n`, `${hex}\r\r\n`, `${hex};a\rb\r\n`,
  ]);
}
