import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { Client, FetchTransport, type HttpResponse, type RequestOptions } from "../../mod.ts";
import { ReadError, StreamClosedError, TotalTimeoutError } from "../../src/core/errors.ts";
import { SocketTransport } from "../../src/transports/socket/socket.ts";
import { test } from "../checked.ts";
import { RawServer } from "../transports/socket/wire.ts";

const TRANSPORTS = [() => new FetchTransport(), () => new SocketTransport()];

/** Sends the begin of a body and waits, or ends. */
function beginning(end: "wait" | "close" = "wait"): RawServer {
  return new RawServer(async (peer) => {
    while (await peer.request()) {
      await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegin");
      if (end === "close") return;
    }
  });
}

interface Given {
  readonly response: HttpResponse;
  readonly controller: AbortController;
}

/** Gives the stream of an answer to `use`, over both transports; the connection is free afterwards. */
async function withStream(
  server: RawServer,
  use: (body: ReadableStream<Uint8Array>, given: Given) => Promise<unknown>,
  options: RequestOptions = {},
): Promise<void> {
  for (const make of TRANSPORTS) {
    using client = new Client({ transport: make(), limits: { maxConnections: 1 } });
    const controller = new AbortController();
    const { signal } = controller;
    const response = await client.stream("GET", server.url, { ...options, signal });
    if (!response.body) throw new Error("no body");
    await use(response.body, { response, controller });
    assertEquals(client.stats.active, 0);
  }
}

const failureOf = (promise: Promise<unknown>) => promise.then(() => "no failure", (error) => error);

test("an abort rejects the stream of a body, with and without a read under way", async () => {
  await using server = beginning();
  for (const reads of [0, 1, 2]) {
    for (const mode of ["byob", undefined] as const) {
      await withStream(server, async (body, { controller }) => {
        const reason = new Error("enough");
        const reader = mode ? body.getReader({ mode }) : body.getReader();
        const read = () =>
          reader instanceof ReadableStreamBYOBReader
            ? reader.read(new Uint8Array(100))
            : reader.read();
        if (reads > 0) await read();
        const pending = reads > 1 ? failureOf(read()) : reason;
        const closed = failureOf(reader.closed);
        controller.abort(reason);
        assertStrictEquals(await closed, reason);
        assertStrictEquals(await pending, reason);
        assertStrictEquals(await failureOf(read()), reason);
      });
    }
  }
});

test("an abort rejects the streams of a response and of its clone", async () => {
  await using server = beginning();
  for (const reads of [0, 1]) {
    await withStream(server, async (_, { response, controller }) => {
      const copy = response.clone();
      const readers = [response, copy].map(({ body }) => body?.getReader());
      if (reads) assertEquals((await readers[1]?.read())?.value?.length, 5);
      const closed = readers.map((reader) => failureOf(reader?.closed ?? Promise.resolve()));
      const reason = new Error("enough");
      controller.abort(reason);
      for (const failure of closed) assertStrictEquals(await failure, reason);
    });
  }
});

test("an abort comes before what a clone has not taken yet", async () => {
  await using server = beginning();
  await withStream(server, async (_, { response, controller }) => {
    const copy = response.clone();
    assertEquals((await response.iterBytes().next()).value?.length, 5);
    const reason = new Error("enough");
    controller.abort(reason);
    assertStrictEquals(await failureOf(copy.iterBytes().next()), reason);
  });
});

test("the total timeout rejects the stream of a body that nobody reads", async () => {
  await using server = beginning();
  await withStream(server, async (body) => {
    assertInstanceOf(await failureOf(body.getReader().closed), TotalTimeoutError);
  }, { timeout: { total: 300 } });
});

test("a body that breaks off, or is closed, rejects its stream", async () => {
  await using server = beginning("close");
  await withStream(server, async (body) => {
    const reader = body.getReader();
    const closed = failureOf(reader.closed);
    while (await failureOf(reader.read()) instanceof ReadError === false);
    assertInstanceOf(await closed, ReadError);
  });
  await using open = beginning();
  await withStream(open, async (body, { response }) => {
    const closed = failureOf(body.getReader().closed);
    response.close();
    assertInstanceOf(await closed, StreamClosedError);
  });
});

test("a stream that is cancelled, or read to its end, is closed", async () => {
  await using open = beginning();
  await withStream(open, async (body) => {
    const reader = body.getReader();
    await reader.cancel();
    assertEquals(await reader.closed, undefined);
  });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("hello"),
  );
  for (const make of TRANSPORTS) {
    using client = new Client({ transport: make() });
    const controller = new AbortController();
    const { signal } = controller;
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const response = await client.stream("GET", url, { signal });
    const reader = response.body?.getReader();
    while (!(await reader?.read())?.done);
    controller.abort();
    assertEquals(await reader?.closed, undefined);
  }
});
