import { assertEquals } from "@std/assert";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import {
  type Bytes,
  bytes,
  bytesBody,
  fetchOnce,
  latin1,
  RawServer,
  readBody,
  send,
  streamBody,
} from "./wire.ts";
import { until } from "../../until.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a refusal in the middle of the upload is taken, and the stream let go", async () => {
  let cancelled = false;
  const content = new ReadableStream<Bytes>({
    async pull(controller) {
      await pause(1);
      controller.enqueue(new Uint8Array(65536));
    },
    cancel() {
      cancelled = true;
    },
  });
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write(
      "HTTP/1.1 413 Too Large\r\nContent-Length: 7\r\n\r\ntoo big",
    );
    await peer.drain();
  });
  const transport = new SocketTransport();
  const raw = await send(transport, server.url, {
    body: { ...streamBody([]), open: () => content },
  });
  assertEquals(raw.status, 413);
  assertEquals(latin1(await readBody(raw)), "too big");
  assertEquals(cancelled, true);
  await until(() => transport.stats.open === 0);
  transport.close();
});

test("a refusal is taken although the server closes at once", async () => {
  for (let round = 0; round < 5; round++) {
    const answered = Promise.withResolvers<void>();
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(
        "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 7\r\n\r\ntoo big",
      );
      await peer.conn.closeWrite();
      await answered.promise;
    });
    const { raw, text } = await fetchOnce(server.url, {
      body: bytesBody(new Uint8Array(20_000_000)),
    }).finally(answered.resolve);
    assertEquals([raw.status, text], [413, "too big"]);
  }
});

test("an answer that is made of the request comes while it is still sent", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
    for (const mark of ["one", "two"]) {
      await peer.until(mark);
      await peer.write(mark);
    }
    await peer.until("0\r\n\r\n");
    await peer.drain();
  });
  const heard = Promise.withResolvers<void>();
  async function* talk() {
    yield bytes("one");
    await heard.promise;
    yield bytes("two");
  }
  const transport = new SocketTransport();
  const raw = await send(transport, server.url, {
    body: streamBody(talk()),
    timeout: { read: 300 },
  });
  assertEquals(latin1(await raw.source?.read() ?? new Uint8Array()), "one");
  heard.resolve();
  await pause(400);
  assertEquals(latin1(await readBody(raw)), "two", "the reader of the body watches the time now");
  transport.close();
});

test("with Expect the body waits for 100, for a refusal, or a while", async () => {
  const headers = { expect: "100-continue" };
  const early: string[] = [];
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await pause(20);
    early.push(peer.seen);
    await peer.write("HTTP/1.1 100 Continue\r\n\r\n");
    await peer.until("body");
    await peer.write(OK);
  });
  assertEquals(
    (await fetchOnce(server.url, { headers, body: bytesBody("body") })).text,
    "ok",
  );
  assertEquals(early, [""]);

  const body = streamBody([bytes("body")]);
  await using refusing = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
    early.push(peer.seen);
    await peer.drain();
    early.push(peer.seen);
  });
  assertEquals(
    (await fetchOnce(refusing.url, { headers, body })).raw.status,
    417,
  );
  assertEquals(body.discarded, true);

  await using silent = new RawServer(async (peer) => {
    await peer.until("body");
    await peer.write(OK);
  });
  assertEquals(
    (await fetchOnce(silent.url, { headers, body: bytesBody("body") })).text,
    "ok",
  );
});
