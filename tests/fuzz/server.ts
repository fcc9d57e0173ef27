/**
 * The server of the fuzzing: it answers each path with the bytes of its case, and keeps what it sent to whom.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createServer, type Server, type Socket } from "node:net";
import { bytesOf, type Case, type RawAnswer } from "./case.ts";
import { toLatin1 } from "../wire/request_reader.ts";
import { HOST_MARK, PORT_MARK } from "./location.ts";

/** How long a connection may stay without a request, in milliseconds. */
const IDLE = 1_000;

/** Gives the case of a number. */
export type CaseOf = (index: number) => Case | undefined;

/** What the server did for one client in one case. */
export interface Transcript {
  /** Every answer, one Latin-1 character a byte. */
  readonly sent: string[];
  /** Every Cookie that came. */
  readonly cookies: string[];
  /** Answers under way. */
  writing: number;
}

/** A server under way. */
export class FuzzServer implements AsyncDisposable {
  readonly #caseOf: CaseOf;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Those on which an answer is being written, which is no idling. */
  readonly #busy = new Set<Socket>();
  readonly #transcripts = new Map<string, Transcript>();
  #port = 0;

  /** `caseOf` gives the case of a number. */
  constructor(caseOf: CaseOf) {
    this.#caseOf = caseOf;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Binds a free port on every address of this machine. */
  async listen(): Promise<void> {
    const listening = Promise.withResolvers<void>();
    this.#server.once("error", listening.reject);
    this.#server.listen(0, "0.0.0.0", listening.resolve);
    await listening.promise;
    const address = this.#server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  /** `http://127.0.0.1:port`, or another address of this machine: what two addresses say shares no connection. */
  url(last = 1): string {
    return `http://127.0.0.${last}:${this.#port}`;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.size;
  }

  /** What was sent to a client in a case; it is forgotten with this. */
  take(client: string, index: number): Transcript {
    const key = `${client} ${index}`;
    const transcript = this.#transcriptOf(key);
    this.#transcripts.delete(key);
    return transcript;
  }

  /** Whether an answer is still being written. */
  isWriting(client: string, index: number): boolean {
    return this.#transcriptOf(`${client} ${index}`).writing > 0;
  }

  #transcriptOf(key: string): Transcript {
    const found = this.#transcripts.get(key) ?? { sent: [], cookies: [], writing: 0 };
    this.#transcripts.set(key, found);
    return found;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    let head = "";
    const isOver = () => socket.writableEnded || socket.destroyed;
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    socket.setTimeout(IDLE, () => {
      if (!this.#busy.has(socket)) socket.end();
    });
    socket.on("data", (bytes: Uint8Array) => {
      head += toLatin1(bytes);
      // What comes when all was said belongs to no case.
      if (isOver()) return;
      if (!head.includes("\r\n\r\n")) return;
      const request = head;
      head = "";
      this.#answer(socket, request);
    });
  }

  #answer(socket: Socket, head: string): void {
    const [, target = ""] = head.split(" ", 2);
    const client = fieldOf(head, "user-agent");
    const probe = /^\/probe\/([^/]+)$/.exec(target)?.[1];
    if (probe !== undefined) {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${probe.length}\r\n\r\n${probe}`);
      return;
    }
    const [, index = "-1", hop = "0"] = /^\/(\d+)\/(\d+)(?:$|[^\d/])/.exec(target) ?? [];
    const answer = this.#caseOf(Number(index))?.answers[Number(hop)];
    const transcript = this.#transcriptOf(`${client} ${index}`);
    const cookie = fieldOf(head, "cookie");
    transcript.cookies.push(cookie);
    this.#write(socket, answer ?? NO_ANSWER, { transcript, head, cookie });
  }

  async #write(socket: Socket, answer: RawAnswer, about: Asked): Promise<void> {
    const { transcript, head, cookie } = about;
    const bytes = bytesOf(
      {
        ...answer,
        text: answer.text.replaceAll(PORT_MARK, `${this.#port}`)
          .replaceAll(HOST_MARK, fieldOf(head, "host")),
      },
      cookie,
    );
    transcript.sent.push(toLatin1(bytes));
    transcript.writing++;
    this.#busy.add(socket);
    const places = [...answer.cuts, bytes.length];
    for (const [at, to] of places.entries()) {
      if (at > 0) await new Promise((resolve) => setTimeout(resolve, at % 2));
      socket.write(Buffer.from(bytes.subarray(places[at - 1] ?? 0, to)));
    }
    this.#busy.delete(socket);
    if (answer.end === "reset") {
      // What a reset overtakes is lost, so the client gets the time to read it.
      await new Promise((resolve) => setTimeout(resolve, 100));
      socket.resetAndDestroy();
    } else if (answer.end === "close" || fieldOf(head, "connection") === "close") {
      socket.end();
    }
    transcript.writing--;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    this.#sockets.forEach((socket) => socket.destroy());
    await closed.promise;
  }
}

interface Asked {
  readonly transcript: Transcript;
  readonly head: string;
  readonly cookie: string;
}

function fieldOf(head: string, name: string): string {
  return new RegExp(`^${name}: (.*?)\r$`, "im").exec(head)?.[1] ?? "";
}

/** The body of what no case answers. */
export const NOWHERE = "no case";

const NO_ANSWER: RawAnswer = {
  text: `HTTP/1.1 404 Not Found\r\nContent-Length: ${NOWHERE.length}\r\n\r\n${NOWHERE}`,
  cuts: [],
  end: "keep",
};
