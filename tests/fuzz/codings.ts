/**
 * Bodies in content codings, whole and broken.
 *
 * @module
 */

import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { fromLatin1, toLatin1 } from "../wire/request_reader.ts";
import type { Chooser } from "./grammar.ts";

/** A body as it goes out. */
export interface CodedBody {
  /** One Latin-1 character a byte. */
  readonly text: string;
  /** The value of its Content-Encoding, if it has one. */
  readonly coding: string | undefined;
}

type Encode = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;

const CODINGS: Readonly<Record<string, Encode>> = {
  "gzip": gzipSync,
  "x-gzip": gzipSync,
  "GZIP": gzipSync,
  "deflate": deflateSync,
  "br": brotliCompressSync,
  "zstd": zstdCompressSync,
  "identity": (bytes) => bytes,
  "gzip, identity": gzipSync,
  "gzip, gzip": (bytes) => gzipSync(gzipSync(bytes)),
  "deflate, gzip": (bytes) => gzipSync(deflateSync(bytes)),
};

const ODD_CODINGS: Readonly<Record<string, Encode>> = {
  "deflate": deflateRawSync,
  "gzip": deflateSync,
  "br": gzipSync,
  "foo": (bytes) => bytes,
  "gzip;q=1": gzipSync,
  "gzip,": gzipSync,
  "": (bytes) => bytes,
  "gzip, foo": gzipSync,
  "utf-8": (bytes) => bytes,
  "none": (bytes) => bytes,
  "gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip": gzipSync,
};

/** Puts a body into a coding, or leaves it. */
export function toCoded(choose: Chooser, body: string): CodedBody {
  if (!choose.random.once(3)) return { text: body, coding: undefined };
  const table = choose.odd() ? ODD_CODINGS : CODINGS;
  const coding = choose.random.pick(Object.keys(table));
  const encode: Encode = table[coding] ?? gzipSync;
  const text = toLatin1(encode(fromLatin1(body)));
  return { coding, text: choose.odd() ? spoil(choose, text, coding) : text };
}

function spoil({ random }: Chooser, text: string, coding: string): string {
  const again = toLatin1((CODINGS[coding] ?? gzipSync)(fromLatin1("again")));
  const at = random.below(text.length + 1);
  return random.pick([
    "",
    text + again,
    `${text}garbage`,
    `${text}\0\0\0\0`,
    text.slice(0, at),
    text.slice(0, Math.max(0, text.length - 4)),
    text.slice(0, Math.max(0, text.length - 8)) + "12345678",
    text.slice(0, at) + "\xff" + text.slice(at + 1),
    text.slice(at) + text.slice(0, at),
  ]);
}
