import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { HttpError, ReadError, WriteError } from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import {
  bytes,
  bytesBody,
  fetchOnce,
  latin1,
  type Peer,
  RawServer,
  readBody,
  send,
  streamBody,
} from "./wire.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** Answers the first request of the first connection, then takes another and closes without a word. */
function dying(requests: string[]) {
  return new RawServer(async (peer: Peer) => {
    const head = await peer.request();
    if (!head) return;
    requests.push(head.split(" ", 1)[0] ?? "");
    await peer.write(OK);
    const next = await peer.request();
    if (next) requests.push(next.split(" ", 1)[0] ?? "");
  });
}

test("a POST is sent once where its connection dies, and what may be repeated twice", async () => {
  const cases = [
    ["POST", bytesBody("x"), false],
    ["PATCH", bytesBody("x"), false],
    ["POST", undefined, false],
    ["GET", undefined, true],
    ["PUT", bytesBody("x"), true],
    ["PUT", streamBody([bytes("x")]), false],
    ["DELETE", undefined, true],
  ] as const;
  for (const [method, body, repeats] of cases) {
    const requests: string[] = [];
    await using server = dying(requests);
    const transport = new SocketTransport();
    await readBody(await send(transport, server.url));
    const error = await send(transport, server.url, {
      method,
      ...(body && { body }),
    })
      .then(readBody).then(() => undefined, (e) => e);
    transport.close();
    if (repeats) {
      assertEquals([requests, error], [["GET", method, method], undefined]);
    } else {
      assertEquals(requests, ["GET", method]);
      assertInstanceOf(error, ReadError);
      assertStringIncludes(error.message, "before the answer was complete");
    }
  }
});

test("a fresh connection that dies is not tried again", async () => {
  let count = 0;
  await using server = new RawServer(async (peer) => {
    count++;
    await peer.request();
  });
  await assertRejects(() => fetchOnce(server.url), ReadError);
  assertEquals(count, 1);
});

test("a connection that died after a byte of the answer is not tried again", async () => {
  const requests: string[] = [];
  await using server = new RawServer(async (peer) => {
    requests.push(await peer.request() ?? "");
    await peer.write(OK);
    requests.push(await peer.request() ?? "");
    await peer.write("H");
  });
  const transport = new SocketTransport();
  await readBody(await send(transport, server.url));
  await assertRejects(() => send(transport, server.url), ReadError);
  assertEquals(requests.length, 2);
  transport.close();
});

test("a POST on a connection that the server closed meanwhile is sent over a new one", async () => {
  let posts = 0;
  await using server = new RawServer(async (peer) => {
    for (let count = 0; count < 1; count++) {
      const head = await peer.request() ?? "";
      if (head.startsWith("POST")) posts++;
      await peer.write(OK);
    }
  });
  const transport = new SocketTransport();
  for (let round = 0; round < 20; round++) {
    await readBody(await send(transport, server.url));
    await pause(round % 4);
    const busy = performance.now();
    while (performance.now() - busy < 8);
    await readBody(
      await send(transport, server.url, {
        method: "POST",
        body: bytesBody("x"),
      }),
    );
    await pause(1);
  }
  assertEquals(posts, 20);
  transport.close();
});

test("a connection that breaks while a fresh one is written to is an error", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
  });
  const error = await fetchOnce(server.url, {
    body: bytesBody(new Uint8Array(20_000_000)),
  })
    .catch((e) => e);
  assertInstanceOf(error, HttpError);
  assert(error instanceof WriteError || error instanceof ReadError);
});

test("a Unix socket is spoken to", async () => {
  const path = await Deno.makeTempFile();
  await Deno.remove(path);
  const hosts: string[] = [];
  {
    await using server = new RawServer(async (peer) => {
      for (let head = await peer.request(); head; head = await peer.request()) {
        hosts.push(/host: (.*)\r\n/.exec(head)?.[1] ?? "");
        await peer.write(OK);
      }
    }, { unix: path });
    const transport = new SocketTransport({ unix: path });
    for (let round = 0; round < 2; round++) {
      assertEquals(
        latin1(await readBody(await send(transport, "http://app.test/x"))),
        "ok",
      );
    }
    assertEquals(server.accepted, 1);
    transport.close();
  }
  assertEquals(hosts, ["app.test", "app.test"]);
  await Deno.remove(path).catch(() => {});
});
