/**
 * Changes to the bytes of an answer that no grammar would think of.
 *
 * @module
 */

import type { Random } from "../soak/random.ts";

// deno-fmt-ignore
const PIECES = [
  "\r\n", "\n", "\r", "\0", "\xff", " ", "\t", ":", ";", ",", "0", "-1", "\r\n\r\n", "0\r\n\r\n", "HTTP/1.1 200 OK\r\n",
  "Content-Length: 0\r\n", "Content-Length: 7\r\n", "Transfer-Encoding: chunked\r\n", "ffffffff", "\x1f\x8b", "HTTP/1.1 100 x\r\n\r\n",
  "Connection: keep-alive\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
];

/** Changes one to three places. */
export function mutate(random: Random, text: string): string {
  let changed = text;
  for (let left = 1 + random.below(3); left > 0; left--) changed = mutateOnce(random, changed);
  return changed;
}

/** Mostly in the head, where few bytes decide much. */
function placeIn(random: Random, text: string): number {
  const head = text.indexOf("\r\n\r\n") + 4;
  return random.below((random.once(3) || head < 4 ? text.length : head) + 1);
}

function mutateOnce(random: Random, text: string): string {
  const at = placeIn(random, text);
  const to = Math.min(text.length, at + 1 + random.below(random.once(3) ? 40 : 4));
  const kinds: readonly (() => string)[] = [
    () => text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1),
    () => text.slice(0, at) + flip(random, text, at) + text.slice(at + 1),
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, to) + text.slice(at),
    () => text.slice(0, at) + random.pick(PIECES) + text.slice(at),
    () => text.slice(0, at) + random.pick(PIECES) + text.slice(to),
    () => text.slice(0, at),
    () => text + random.pick(PIECES),
    () => text.slice(0, at) + text.slice(at, to).split("").reverse().join("") + text.slice(to),
    () =>
      text.slice(0, at) + text.slice(at, to).replace(/[a-z]/g, (letter) => letter.toUpperCase()) +
      text.slice(to),
  ];
  return random.pick(kinds)();
}

function flip(random: Random, text: string, at: number): string {
  return String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << random.below(8)));
}
