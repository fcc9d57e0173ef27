/**
 * Servers that close a connection of TLS without a closure alert, which is what many do.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer } from "node:tls";
import { Client, FetchTransport, ReadError } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { readPem } from "../wire/over_sockets.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** What the server does with a request: it answers, or has the connection cut below TLS. */
type Step = "answer" | "cut";

/** A server that does step after step, then the last one again and again; it keeps the methods it read. */
class CuttingServer implements AsyncDisposable {
  readonly methods: string[] = [];
  readonly #steps: readonly Step[];
  readonly #sockets = new Set<Socket>();
  readonly #tls: Server;
  readonly #relay: Server;

  private constructor(steps: readonly Step[]) {
    this.#steps = steps;
    const options = { cert: readPem("localhost.pem"), key: readPem("localhost.key") };
    const cuts = new Map<number | undefined, () => void>();
    this.#tls = createServer(options, (socket) => {
      this.#hold(socket);
      let head = "";
      socket.on("data", (bytes) => {
        head += bytes.toString("latin1");
        if (!head.includes("\r\n\r\n")) return;
        const step = this.#take(head);
        head = "";
        if (step === "answer") socket.write(OK);
        else cuts.get(socket.remotePort)?.();
      });
    });
    this.#relay = createTcpServer((near) => {
      const far = connect(portOf(this.#tls), "127.0.0.1");
      this.#hold(near);
      this.#hold(far);
      far.once("connect", () => cuts.set(far.localPort, () => near.end()));
      near.pipe(far);
      far.pipe(near);
    });
  }

  /** Starts one. */
  static async start(steps: readonly Step[]): Promise<CuttingServer> {
    const server = new CuttingServer(steps);
    for (const listener of [server.#tls, server.#relay]) {
      await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    }
    return server;
  }

  get url(): string {
    return `https://localhost:${portOf(this.#relay)}/`;
  }

  #take(head: string): Step {
    const index = this.methods.push(head.split(" ", 1)[0] ?? "") - 1;
    return this.#steps[Math.min(index, this.#steps.length - 1)] ?? "cut";
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = [this.#tls, this.#relay].map((listener) =>
      new Promise<void>((resolve) => void listener.close(() => resolve()))
    );
    this.#sockets.forEach((socket) => socket.destroy());
    await Promise.all(closed);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

const verify = readPem("ca.pem");
const makers = {
  fetch: () => new FetchTransport({ verify, http2: false }),
  sockets: () => new SocketTransport({ verify }),
};

for (const [over, makeTransport] of Object.entries(makers)) {
  test(`a POST that was read and not answered is a ReadError and goes out once, over ${over}`, async () => {
    for (const body of ["x", undefined, new Blob(["x"]), new Uint8Array(100_000)]) {
      await using server = await CuttingServer.start(["cut"]);
      using transport = makeTransport();
      using client = new Client({ transport, retries: { total: 3, backoff: { base: 1 } } });
      const error = await assertRejects(() => client.post(server.url, { body }), ReadError);
      assertEquals([error.phase, error.retryable, server.methods], ["read", false, ["POST"]]);
    }
  });

  test(`a POST on a kept connection that is closed so goes out once, over ${over}`, async () => {
    for (const body of ["x", undefined]) {
      await using server = await CuttingServer.start(["answer", "cut"]);
      using transport = makeTransport();
      using client = new Client({ transport });
      await client.get(server.url);
      await assertRejects(() => client.post(server.url, { body }), ReadError);
      assertEquals(server.methods, ["GET", "POST"]);
    }
  });

  test(`what may be repeated is, once, on a kept connection that is closed so, over ${over}`, async () => {
    for (const [method, body] of [["GET"], ["DELETE"], ["PUT", "x"]] as const) {
      await using server = await CuttingServer.start(["answer", "cut", "answer"]);
      using transport = makeTransport();
      using client = new Client({ transport });
      await client.get(server.url);
      assertEquals(await client.request(method, server.url, { body }).text(), "ok");
      assertEquals(server.methods, ["GET", method, method]);
    }
    await using server = await CuttingServer.start(["answer", "cut"]);
    using transport = makeTransport();
    using client = new Client({ transport });
    await client.get(server.url);
    await assertRejects(() => client.get(server.url), ReadError);
    assertEquals(server.methods, ["GET", "GET", "GET"]);
  });

  test(`a GET on a fresh connection that is closed so is not repeated, over ${over}`, async () => {
    await using server = await CuttingServer.start(["cut"]);
    using transport = makeTransport();
    using client = new Client({ transport });
    const error = await assertRejects(() => client.get(server.url), ReadError);
    assertEquals([error.retryable, server.methods], [true, ["GET"]]);
  });
}
