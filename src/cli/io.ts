/**
 * What the command line reads from and writes to; a test gives its own.
 *
 * @module
 */

/**
 * Where text or bytes go.
 *
 * @example Gather what is written
 * ```ts
 * import { main, type Output } from "@ferry/http/cli";
 * import { assertMatch } from "@std/assert";
 *
 * let text = "";
 * const stdout: Output = {
 *   isTerminal: false,
 *   write(bytes) {
 *     text += new TextDecoder().decode(bytes);
 *     return Promise.resolve();
 *   },
 * };
 * const stdin = () => new ReadableStream<Uint8Array>();
 * await main(["--version"], { stdout, stderr: stdout, color: false, stdin });
 * assertMatch(text, /^ferry \d+\.\d+/);
 * ```
 * @category Command line
 */
export interface Output {
  /** Whether a person looks at it: then it is formatted, and control characters are escaped. */
  readonly isTerminal: boolean;
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * What the command line is connected to.
 *
 * @example Run the command line within a program, its body from a text
 * ```ts
 * import { type Io, main } from "@ferry/http/cli";
 * import { assertStringIncludes } from "@std/assert";
 *
 * let text = "";
 * const write = (bytes: Uint8Array) => {
 *   text += new TextDecoder().decode(bytes);
 *   return Promise.resolve();
 * };
 * const io: Io = {
 *   stdout: { isTerminal: false, write },
 *   stderr: { isTerminal: false, write: () => Promise.resolve() },
 *   color: false,
 *   stdin: () => new Blob(['{"a":1}']).stream(),
 * };
 * await using server = Deno.serve(
 *   { hostname: "127.0.0.1", port: 0, onListen() {} },
 *   async (request) => new Response(await request.text()),
 * );
 * await main(["POST", `http://127.0.0.1:${server.addr.port}/`, "-j", "-"], io);
 * assertStringIncludes(text, '{"a":1}');
 * ```
 * @category Command line
 */
export interface Io {
  /** The answer. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  /** Whether a terminal may be sent colors. */
  readonly color: boolean;
  /** Whether colors are sent to whatever it is, or to nothing; by default to a terminal. */
  readonly forceColor?: boolean | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal?: AbortSignal | undefined;
  /** Whether something is piped in, which then is the body. Default `false`: it is read where `-` says so. */
  readonly isPiped?: boolean | undefined;
  /** Gives a variable of the environment. By default there are none. */
  readonly env?: ((name: string) => string | undefined) | undefined;
  /** Asks for a secret; `undefined` if there is nobody to ask. By default there is not. */
  readonly askSecret?: ((question: string) => Promise<string | undefined>) | undefined;
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
  readonly color: boolean = !readVariable("NO_COLOR") && readVariable("TERM") !== "dumb";
  /** Whether colors are sent to whatever it is, or to nothing (force-color.org). */
  readonly forceColor: boolean | undefined = toForced(readVariable("FORCE_COLOR"));

  /** Listens for Ctrl-C. */
  constructor() {
    Deno.addSignalListener("SIGINT", this.#interrupt);
  }

  /** Aborted by Ctrl-C. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether standard input is a pipe, a socket or a file, and no terminal or device. */
  get isPiped(): boolean {
    if (Deno.stdin.isTerminal()) return false;
    if (Deno.build.os === "windows") return true;
    try {
      // `fstat` of node:fs would tell the same, and takes 13 ms to load.
      const { isFifo, isFile, isSocket } = Deno.statSync("/dev/stdin");
      return isFifo === true || isSocket === true || isFile;
    } catch {
      // It is closed.
      return false;
    }
  }

  /** Gives a variable of the environment, if it may be read. */
  env(name: string): string | undefined {
    return readVariable(name);
  }

  /** Asks for a secret at the terminal. */
  async askSecret(question: string): Promise<string | undefined> {
    const { askSecret } = await import("./request/prompt.ts");
    return await askSecret(question, () => this.#controller.abort());
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

function readVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** 0 is for none, any other word for colors. */
function toForced(text: string | undefined): boolean | undefined {
  if (text === undefined || text === "") return undefined;
  return text !== "0" && text !== "false";
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
