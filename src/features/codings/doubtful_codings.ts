/**
 * Undoes the codings of a body that may have been undone already, which only its bytes tell.
 *
 * @module
 */

import { concatBytes } from "../../core/bytes/chunks.ts";
import type { ChunkSource } from "./coded_body.ts";
import { type ContentDecoder, decodeContent, MOST_CODINGS } from "./content_encoding.ts";
import { isZlib } from "./whole.ts";
import { ContentDecodingError, type HttpErrorOptions } from "../../core/errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Undoes each coding that is there: all but br begin with bytes of their own, and its decoder refuses what is not in
 * it. A body that is a gzip file itself is taken for one that is coded, and deflate without its wrapper for one that is
 * not.
 *
 * @param source The body, as the runtime gives it.
 * @param codings Those that were applied, in this order.
 * @param evidence What an error is to carry.
 */
export function decodeWhatIsCoded(
  source: ChunkSource,
  codings: readonly string[],
  evidence: HttpErrorOptions,
): ContentDecoder {
  if (codings.length > MOST_CODINGS) return decodeContent(source, codings, evidence);
  const layers: DoubtfulLayer[] = [];
  let last = source;
  for (const coding of codings.toReversed()) {
    const layer = new DoubtfulLayer(last, coding, evidence);
    layers.push(layer);
    last = layer;
  }
  const close = () => layers.forEach((layer) => layer.close());
  const read = async () => {
    try {
      return await last.read();
    } catch (error) {
      close();
      throw error;
    }
  };
  return { read, close };
}

/** Whether a body begins as one that is in a coding. */
const MARKS: Readonly<Record<string, (bytes: Bytes) => boolean>> = {
  "gzip": isGzip,
  "x-gzip": isGzip,
  "deflate": isZlib,
  "zstd": ([a, b, c, d]) => a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd,
};

function isGzip([a, b]: Bytes): boolean {
  return a === 0x1f && b === 0x8b;
}

/** The bytes by which a mark is told, and by which the decoder of br tells what is not in it. */
const MARK = 4;
const TRIAL = 1_024;

class DoubtfulLayer implements ContentDecoder {
  readonly #source: ChunkSource;
  readonly #coding: string;
  readonly #evidence: HttpErrorOptions;
  #decoder: ContentDecoder | undefined;
  #decided: ChunkSource | undefined;

  constructor(source: ChunkSource, coding: string, evidence: HttpErrorOptions) {
    this.#source = source;
    this.#coding = coding;
    this.#evidence = evidence;
  }

  async read(): Promise<Bytes | undefined> {
    this.#decided ??= await this.#decide();
    return await this.#decided.read();
  }

  close(): void {
    this.#decoder?.close();
  }

  async #decide(): Promise<ChunkSource> {
    const start = await this.#readStart(this.#coding in MARKS ? MARK : TRIAL);
    const whole = after(start.bytes, this.#source);
    if (start.bytes.length === 0 || !await isCoded(start, this.#coding)) return whole;
    return this.#decoder = decodeContent(whole, [this.#coding], this.#evidence);
  }

  async #readStart(enough: number): Promise<Start> {
    const chunks: Bytes[] = [];
    for (let length = 0; length < enough;) {
      const chunk = await this.#source.read();
      if (!chunk) return { bytes: concatBytes(chunks), isAll: true };
      chunks.push(chunk);
      length += chunk.length;
    }
    return { bytes: concatBytes(chunks), isAll: false };
  }
}

/** How a body begins. */
interface Start {
  readonly bytes: Bytes;
  /** Whether there is no more. */
  readonly isAll: boolean;
}

/** Whoever reads may detach a chunk, which need not be the runtime's own: each is a copy. */
function after(start: Bytes, source: ChunkSource): ChunkSource {
  let first: Bytes | undefined = start.slice();
  return {
    async read() {
      const chunk = first ?? await source.read();
      if (chunk !== first) return chunk?.slice();
      first = undefined;
      return chunk && chunk.length > 0 ? chunk : undefined;
    },
  };
}

async function isCoded(start: Start, coding: string): Promise<boolean> {
  const isMarked = MARKS[coding];
  return isMarked ? isMarked(start.bytes) : await isTaken(start, coding);
}

/** Whether a decoder gives something, or wants more. */
async function isTaken({ bytes, isAll }: Start, coding: string): Promise<boolean> {
  const wanted = new Error("more is wanted");
  const pieces = [bytes.slice()];
  const decoder = decodeContent({
    read() {
      const piece = pieces.shift();
      return piece || isAll ? Promise.resolve(piece) : Promise.reject(wanted);
    },
  }, [coding]);
  try {
    await decoder.read();
    return true;
  } catch (error) {
    return !(error instanceof ContentDecodingError);
  } finally {
    decoder.close();
  }
}
