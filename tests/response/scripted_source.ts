/**
 * Bodies that come in from a script.
 *
 * @module
 */

import type { ByteSource } from "../../src/core/response/byte_source.ts";
import { Incoming, type IncomingOptions } from "../../src/core/response/incoming.ts";
import { Deadlines } from "../../src/core/time/deadlines.ts";

type Bytes = Uint8Array<ArrayBuffer>;
/** What a source gives next. */
type Step = string | Error | "…";

/** A source that gives its steps one by one; at "…" it hangs until it is aborted. */
export class ScriptedSource implements ByteSource {
  readonly aborts: unknown[] = [];
  readonly #steps: Step[];
  #hanging: ((reason: unknown) => void) | undefined;

  constructor(steps: readonly Step[], readonly size: number | undefined = undefined) {
    this.#steps = [...steps];
  }

  async read(): Promise<Bytes | undefined> {
    if (this.aborts.length > 0) throw this.aborts[0];
    const step = this.#steps.shift();
    if (step === "…") return await new Promise((_, reject) => this.#hanging = reject);
    if (step instanceof Error) throw step;
    await Promise.resolve();
    return step === undefined ? undefined : new TextEncoder().encode(step);
  }

  abort(reason: unknown): void {
    this.aborts.push(reason);
    this.#hanging?.(reason);
  }
}

/** What a body told of. */
export interface Trace {
  readonly ends: boolean[];
  readonly bytes: number[];
}

/** A body of a source, without limits but those that are said. */
export function incomingOf(
  source: ByteSource,
  options: Partial<IncomingOptions> = {},
): { incoming: Incoming; trace: Trace } {
  const trace: Trace = { ends: [], bytes: [] };
  const incoming = new Incoming(source, {
    deadlines: new Deadlines(),
    readTimeout: Infinity,
    maxBytes: Infinity,
    evidence: () => ({ elapsed: 1 }),
    onBytes: (bytes) => trace.bytes.push(bytes),
    onEnd: (complete) => trace.ends.push(complete),
    ...options,
  });
  return { incoming, trace };
}

/** The text of bytes, if there are any. */
export function textOf(bytes: Bytes | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}

/** A source that gives its rest in one piece, too. */
export class RestSource extends ScriptedSource {
  async readAll(touch: (bytes: number) => void): Promise<Bytes> {
    const chunks: Bytes[] = [];
    for (let chunk = await this.read(); chunk; chunk = await this.read()) {
      touch(chunk.length);
      chunks.push(chunk);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  }
}
