/**
 * gzip (RFC 1952), member by member: `node:zlib` takes what stands behind the last one for one more, and does not tell
 * how many there were.
 *
 * @module
 */

import { CHUNK, type CodedBody, Output } from "./coded_body.ts";
import { GZIP_MAGIC, GzipHeader } from "./gzip_header.ts";
import { MalformedCoding } from "./malformed_coding.ts";
import { type Decoded, decodeStart, type Zlib } from "./whole.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How many bytes stand behind the content of a member: its checksum and its size. */
const TRAILER = 8;

/** How many bytes many small members may hold. */
const MOST_AT_ONCE = 512 * 1024;

/** What the content of a member was. */
interface Sum {
  length: number;
  checksum: number;
}

/** Decodes a body. */
export async function* decodeGzip(
  body: CodedBody,
  zlib: Zlib,
): AsyncGenerator<Bytes, void, undefined> {
  do {
    yield* decodeMember(body, zlib);
    yield* decodeSmallMembers(body, zlib);
  } while (await beginsMember(body));
  await body.dropRest();
}

/** What begins otherwise is no member, but something that got behind the body, and is passed over as browsers do. */
async function beginsMember(body: CodedBody): Promise<boolean> {
  const start = await body.peek(2);
  return beginsWithMember(start) || (start.length === 1 && start[0] === GZIP_MAGIC[0]);
}

/** Decodes one member, however it comes. */
async function* decodeMember(
  body: CodedBody,
  zlib: Zlib,
): AsyncGenerator<Bytes, void, undefined> {
  await skipHeader(body);
  const sum: Sum = { length: 0, checksum: 0 };
  const engine = body.open(zlib.createInflateRaw({ chunkSize: CHUNK }));
  while (engine.spare === 0) {
    const piece = await body.next();
    if (!piece) throw body.cutShort();
    for await (const chunk of body.push(engine, piece)) {
      sum.length += chunk.length;
      sum.checksum = zlib.crc32(chunk, sum.checksum);
      yield chunk;
    }
  }
  body.skip(-engine.spare);
  body.release(engine);
  checkTrailer(await body.take(TRAILER), sum);
  body.countPart(sum.length);
}

async function skipHeader(body: CodedBody): Promise<void> {
  const header = new GzipHeader();
  while (!header.isComplete) {
    const piece = await body.next();
    if (!piece) throw body.cutShort();
    body.skip(header.scan(piece) - piece.length);
  }
}

/**
 * Decodes the members that have come as a whole and are small. A stream for each costs more than it decodes, and so
 * does a chunk for each.
 */
function* decodeSmallMembers(body: CodedBody, zlib: Zlib): Generator<Bytes, void, undefined> {
  const output = new Output();
  let mayBeMany = true;
  try {
    while (!output.isFull && !body.isLate) {
      const many: Decoded | undefined = mayBeMany
        ? decodeManyMembers(body.atHand, zlib)
        : undefined;
      mayBeMany = many !== undefined;
      const decoded = many ?? decodeOneMember(body.atHand, zlib);
      if (!decoded) break;
      output.add(decoded.content);
      body.skip(decoded.used);
      body.countPart(decoded.content.length);
    }
  } catch (error) {
    yield* output.take();
    throw error;
  }
  yield* output.take();
}

/** Decodes all members that have come but for the last, if they hold something and nothing stands between them. */
function decodeManyMembers(bytes: Bytes, zlib: Zlib): Decoded | undefined {
  const end = beginsWithMember(bytes) ? lastMember(bytes) : 0;
  if (end === 0) return undefined;
  const options = { decode: zlib.gunzipSync, maxOutputLength: MOST_AT_ONCE };
  const decoded = decodeStart(bytes.subarray(0, end), options);
  return decoded?.used === end && decoded.content.length > 0 ? decoded : undefined;
}

/** Where the last member seems to begin. */
function lastMember(bytes: Bytes): number {
  let at = bytes.lastIndexOf(GZIP_MAGIC[0]);
  while (at > 0 && !beginsWithMember(bytes.subarray(at))) {
    at = bytes.lastIndexOf(GZIP_MAGIC[0], at - 1);
  }
  return Math.max(at, 0);
}

function beginsWithMember([first, second]: Bytes): boolean {
  return first === GZIP_MAGIC[0] && second === GZIP_MAGIC[1];
}

function decodeOneMember(bytes: Bytes, zlib: Zlib): Decoded | undefined {
  if (!beginsWithMember(bytes)) return undefined;
  const header = new GzipHeader();
  const start = header.scan(bytes);
  if (!header.isComplete) return undefined;
  const options = { decode: zlib.inflateRawSync, maxOutputLength: CHUNK };
  const decoded = decodeStart(bytes.subarray(start), options);
  const used = start + (decoded?.used ?? 0) + TRAILER;
  if (!decoded || used > bytes.length) return undefined;
  const { content } = decoded;
  const sum = { length: content.length, checksum: zlib.crc32(content) };
  checkTrailer(bytes.subarray(used - TRAILER, used), sum);
  return { content, used };
}

/** RFC 1952 section 2.3.1: the checksum, and the size modulo 2 ** 32. */
function checkTrailer(trailer: Bytes, { length, checksum }: Sum): void {
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER);
  const reason = view.getUint32(0, true) !== checksum
    ? "its checksum is wrong"
    : view.getUint32(4, true) !== length % 2 ** 32
    ? "its size is wrong"
    : undefined;
  if (reason) throw new MalformedCoding("gzip", `is corrupt: ${reason}`);
}
