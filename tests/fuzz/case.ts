/**
 * One case of the fuzzing: what is asked, and what the server answers, settled by the seed alone.
 *
 * @module
 */

import { Random } from "../soak/random.ts";
import { fromLatin1 } from "../wire/request_reader.ts";
import { type CodedBody, toCoded } from "./codings.ts";
import { toCookieLines } from "./cookie_lines.ts";
import {
  Chooser,
  chunkedText,
  chunks,
  fieldLines,
  interim,
  lengthText,
  lineEnd,
  statusLine,
} from "./grammar.ts";
import { mutate } from "./mutation.ts";
import { toLocation } from "./location.ts";

/** What becomes of the connection when an answer was written. */
export type End = "keep" | "close" | "reset";

/** An answer as it goes over the wire. */
export interface RawAnswer {
  /** The bytes, one Latin-1 character each. */
  readonly text: string;
  /** Where the bytes are cut into pieces that are written one by one. */
  readonly cuts: readonly number[];
  readonly end: End;
}

/** One case. */
export interface Case {
  readonly index: number;
  readonly method: "GET" | "HEAD";
  /** The answers, one for each redirect and the last one. */
  readonly answers: readonly RawAnswer[];
  /** What the body must be, where nothing is odd about the answer. */
  readonly expected: string | undefined;
  /** The lines of Set-Cookie; the last answer then shows the Cookie that came. */
  readonly cookies: readonly string[];
  /** How the body is read. */
  readonly use: "read" | "streamed" | "chunks";
}

/** What stands in an answer where the server puts the Cookie that came. */
export const COOKIE_MARK = "\0cookie\0";

/** Settles one case. */
export function caseOf(seed: number, index: number): Case {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const choose = new Chooser(random, random.pick([0, 0, 4, 10, 30]));
  const isMutated = random.once(4);
  const kind = random.pick(["plain", "plain", "plain", "plain", "redirect", "cookies"] as const);
  const method = random.once(15) ? "HEAD" : "GET";
  const body = bodyText(random, index);
  const cookies = kind === "cookies" ? toCookieLines(choose, index) : [];
  const texts = kind === "cookies"
    ? [redirectText(choose, `/${index}/1`, cookies), cookieEcho()]
    : [...redirects(choose, kind === "redirect" ? index : undefined), answerText(choose, body)];
  const at = random.below(texts.length);
  const changed = texts.map((text, each) => isMutated && each === at ? mutate(random, text) : text);
  const isTame = choose.oddities === 0 && !isMutated && kind !== "cookies";
  return {
    index,
    method,
    answers: changed.map((text) => toAnswer(choose, text, isTame && method === "GET")),
    expected: isTame ? (method === "HEAD" ? "" : body) : undefined,
    cookies,
    use: random.pick(["read", "read", "streamed", "chunks"] as const),
  };
}

/** Text that belongs to this case and to no other. */
function bodyText(random: Random, index: number): string {
  const count = random.once(30) ? random.below(20_000) : random.below(40);
  const words = Array.from({ length: count }, () => random.pick(["0", "\r\n", "\xff\0", "x"]));
  return random.once(12) ? "" : `<case ${index}>${words.join(`.${index % 1_000}`)}`;
}

function redirects(choose: Chooser, index: number | undefined): string[] {
  if (index === undefined) return [];
  const count = 1 + choose.random.below(3);
  return Array.from(
    { length: count },
    (_, hop) => redirectText(choose, toLocation(choose, index, hop + 1), []),
  );
}

function redirectText(choose: Chooser, location: string, cookies: readonly string[]): string {
  const status = choose.of(["301 Moved", "302 Found", "303 See", "307 T", "308 P"], [
    "300 M",
    "304 N",
  ]);
  const lines = [
    `HTTP/1.1 ${status}`,
    `Location: ${location}`,
    ...(choose.odd() ? [choose.random.pick(["Location: /other", "Location:", "X: y"])] : []),
    ...cookies,
  ];
  return framed(choose, lines, { text: "moved", coding: undefined });
}

function cookieEcho(): string {
  return `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${COOKIE_MARK}`;
}

function answerText(choose: Chooser, body: string): string {
  const coded = toCoded(choose, body);
  const lines = [statusLine(choose), ...fieldLines(choose)];
  if (coded.coding !== undefined) lines.push(`Content-Encoding: ${coded.coding}`);
  return interim(choose) + framed(choose, lines, coded);
}

/** Puts head and body together, and says where the body ends. */
function framed(choose: Chooser, lines: readonly string[], { text }: CodedBody): string {
  const isOld = lines[0]?.startsWith("HTTP/1.0") ?? false;
  const framing = choose.random.pick(isOld ? OLD_FRAMINGS : FRAMINGS);
  const all = [...lines];
  let body = text;
  if (framing === "length" || choose.odd()) {
    all.push(`Content-Length: ${lengthText(choose, text.length)}`);
  }
  if (framing === "chunked") {
    all.push(`Transfer-Encoding: ${chunkedText(choose)}`);
    body = chunks(choose, text);
  }
  const end = lineEnd(choose);
  const extra = choose.odd() ? choose.random.pick(EXTRA) : "";
  return all.join(end) + end + lineEnd(choose) + body + extra;
}

const FRAMINGS = ["length", "length", "chunked", "chunked", "close"] as const;
const OLD_FRAMINGS = ["length", "close"] as const;

/** What stands behind an answer and belongs to nobody. */
// deno-fmt-ignore
const EXTRA = [
  "x", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nwrong",
  "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", "HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n",
];

/** What is odd mostly ends with its connection: nobody has to wait for what never comes. */
function toAnswer({ random }: Chooser, text: string, isTame: boolean): RawAnswer {
  const hasEnd = /^(?:content-length|transfer-encoding)/im.test(text);
  const keeps = hasEnd && random.once(isTame ? 2 : 4);
  const end = random.once(40) && !isTame ? "reset" : keeps ? "keep" : "close";
  // What comes behind an answer must come with it: the next request may be on its way.
  const count = random.once(4) && (isTame || end === "close") ? random.below(6) : 0;
  const cuts = Array.from({ length: count }, () => random.below(text.length + 1));
  return { text, cuts: cuts.sort((a, b) => a - b), end };
}

/** The bytes of an answer, with the Cookie that came in its place. */
export function bytesOf({ text }: RawAnswer, cookie: string): Uint8Array<ArrayBuffer> {
  return fromLatin1(text.replace(COOKIE_MARK, () => cookie));
}
