import { assertEquals, assertRejects } from "@std/assert";
import { Client, HttpError, type Transport } from "../../mod.ts";
import { type MockReply, MockTransport } from "../../src/testing/mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { type RawHandler, startRawServer } from "./raw.ts";
import { freePort } from "./servers.ts";

/** What fails really, and what stands in for it. */
const CASES: Readonly<Record<string, readonly [RawHandler, MockReply]>> = {
  "a connection that is closed before the answer": [
    write(""),
    { fails: "ReadError" },
  ],
  "a body that is cut short": [
    write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
    { text: "abcdefghi", fails: "ReadError", afterBytes: 3 },
  ],
  "an answer that is no HTTP": [
    write("SSH-2.0-server\r\n\r\n"),
    { fails: "ProtocolError" },
  ],
  "a chunk that is malformed": [
    write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"),
    { text: "abcdef", fails: "ProtocolError", afterBytes: 3 },
  ],
  "an answer that does not come": [
    async (connection) => void await connection.drain(),
    { fails: "ReadTimeoutError" },
  ],
  "a body that is no gzip": [
    write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
    { fails: "ContentDecodingError" },
  ],
};

function write(text: string): RawHandler {
  return async (connection) => {
    await connection.read(new Uint8Array(4096));
    await connection.write(new TextEncoder().encode(text));
  };
}

/** What a program sees of a failure, but for the time that it took. */
async function observe(transport: Transport, url: string): Promise<unknown> {
  const client = new Client({
    transport,
    timeout: { connect: 10_000, read: 500 },
    retries: { total: 1, backoff: { base: 0 } },
    trustEnv: false,
  });
  const error = await assertRejects(() => client.get(url), HttpError);
  await client.close();
  await transport.close?.();
  const { name, code, phase, attempts } = error;
  return { name, code, phase, attempts: attempts.map((attempt) => attempt.error?.name) };
}

for (const [name, [handler, reply]] of Object.entries(CASES)) {
  test(`a mock fails like the real thing: ${name}`, async () => {
    await using server = await startRawServer(handler);
    const real = await observe(new SocketTransport(), server.url);
    assertEquals(await observe(new MockTransport({ "*": reply }), server.url), real);
  });
}

test("a mock fails like the real thing: a port on which nobody listens", async () => {
  const url = `http://127.0.0.1:${freePort()}/`;
  const real = await observe(new SocketTransport(), url);
  const mock = new MockTransport({ "*": { fails: "ConnectError" } });
  assertEquals(await observe(mock, url), real);
});

test("a mock fails like the real thing: a TLS handshake that breaks off", async () => {
  await using server = await startRawServer(write(""));
  const url = server.url.replace("http:", "https:");
  const real = await observe(new SocketTransport(), url);
  const mock = new MockTransport({ "*": { fails: "TlsError" } });
  assertEquals(await observe(mock, url), real);
});
