/**
 * What the command line reads from and writes to; a test gives its own.
 *
 * @module
 */

/** Where text or bytes go. */
export interface Output {
  /** Whether a person looks at it: then it is formatted, and control characters are escaped. */
  readonly isTerminal: boolean;
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
}

/** What the command line is connected to. */
export interface Io {
  /** The answer. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  /** Whether a terminal may be sent colors. */
  readonly color: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal?: AbortSignal | undefined;
  /** Opens what comes in. */
  stdin(): ReadableStream<Uint8Array>;
}

/** Connects the command line to this process, and Ctrl-C to a signal, until it is disposed of. */
export class ProcessIo implements Io, Disposable {
  readonly #controller = new AbortController();
  readonly #interrupt = () => {
    // Whoever presses it again does not want to wait for the cleaning up.
    Deno.removeSignalListener("SIGINT", this.#interrupt);
    this.#controller.abort();
  };
  /** Standard output. */
  readonly stdout: Output = toOutput(Deno.stdout);
  /** Standard error; what cannot be written there is lost. */
  readonly stderr: Output = quietly(toOutput(Deno.stderr));
  /** Whether a terminal may be sent colors (no-color.org). */
  readonly color: boolean = !Deno.noColor;

  /** Listens for Ctrl-C. */
  constructor() {
    Deno.addSignalListener("SIGINT", this.#interrupt);
  }

  /** Aborted by Ctrl-C. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Standard input. */
  stdin(): ReadableStream<Uint8Array> {
    return Deno.stdin.readable;
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    Deno.removeSignalListener("SIGINT", this.#interrupt);
  }
}

function toOutput(file: typeof Deno.stdout): Output {
  return {
    isTerminal: file.isTerminal(),
    async write(bytes) {
      for (let done = 0; done < bytes.length;) {
        done += await file.write(bytes.subarray(done));
      }
    },
  };
}

function quietly(output: Output): Output {
  return {
    isTerminal: output.isTerminal,
    write: (bytes) => output.write(bytes).catch(() => {}),
  };
}

/** Writes text as UTF-8. */
export async function writeText(output: Output, text: string): Promise<void> {
  await output.write(new TextEncoder().encode(text));
}
