import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { X509Certificate } from "node:crypto";
import { createServer } from "node:tls";
import { ReadError, TlsError } from "../../../src/core/errors.ts";
import { type SocketOptions, SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { bytesBody, latin1, prepare, readAll, readBody, send, toContext } from "./wire.ts";

const certs = new URL("./certs/", import.meta.url);
const pem = (name: string) => Deno.readTextFileSync(new URL(name, certs));
const CA = pem("ca.pem");

function serve(name: string) {
  return Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: pem(`${name}.pem`),
    key: pem(`${name}.key`),
    onListen() {},
  }, async (request) => new Response(await request.bytes()));
}

async function ask(options: SocketOptions, url: string) {
  const transport = new SocketTransport(options);
  try {
    const raw = await send(transport, url, { body: bytesBody("hello") });
    return { raw, text: latin1(await readBody(raw)) };
  } finally {
    transport.close();
  }
}

const FAILURES: readonly (readonly [cert: string, options: SocketOptions, words: RegExp])[] = [
  ["localhost", {}, /issuer is unknown/],
  ["other", { verify: CA }, /another name/],
  ["expired", { verify: CA }, /expired/],
  ["self", { verify: CA }, /issuer is unknown|self-signed/],
  ["localhost", { verify: { fingerprint256: "ab".repeat(32) } }, /fingerprint/],
];

test("a certificate that is refused is a TlsError that says why", async () => {
  for (const [name, options, words] of FAILURES) {
    await using server = serve(name);
    const url = `https://localhost:${server.addr.port}/`;
    const error = await assertRejects(() => ask(options, url), TlsError, undefined, name);
    assertEquals(words.test(error.message), true, error.message);
    assertEquals(error.phase, "connect");
    assertEquals(error.code, "ERR_TLS");
  }
});

test("roots, addresses, a pinned certificate and no check at all are taken", async () => {
  await using server = serve("localhost");
  await using self = serve("self");
  const { port } = server.addr;
  const fingerprint256 = new X509Certificate(pem("self.pem")).fingerprint256;
  assertEquals((await ask({ verify: CA }, `https://localhost:${port}/`)).text, "hello");
  assertEquals((await ask({ verify: CA }, `https://127.0.0.1:${port}/`)).text, "hello");
  assertEquals(
    (await ask({ verify: { caCerts: [CA] } }, `https://localhost:${port}/`)).text,
    "hello",
  );
  for (
    const verify of [
      false,
      { fingerprint256 },
      { fingerprint256: fingerprint256.replaceAll(":", "").toLowerCase() },
    ]
  ) {
    const { raw, text } = await ask({ verify }, `https://127.0.0.1:${self.addr.port}/`);
    assertEquals(text, "hello");
    assertEquals(raw.tls?.alpnProtocol, "http/1.1");
    assertEquals(raw.remoteAddress, `127.0.0.1:${self.addr.port}`);
  }
});

test("large bodies go both ways over both kinds of TLS, connections are kept", async () => {
  await using server = serve("localhost");
  const content = Uint8Array.from({ length: 3_000_000 }, (_, at) => at % 241);
  for (const verify of [CA, false]) {
    const transport = new SocketTransport({ verify });
    for (const read of [readAll, readBody]) {
      const request = prepare(`https://localhost:${server.addr.port}/`, {
        body: bytesBody(content),
      });
      const raw = await transport.sendPrepared(request, toContext());
      const found = await read(raw);
      assertEquals(found.length, content.length);
      assertEquals(found.every((byte, at) => byte === content[at]), true);
    }
    assertEquals(transport.stats, { open: 1, idle: 1, waiting: 0 });
    transport.close();
  }
});

test("a client certificate is shown, also with an encrypted key, and missed where it is wanted", async () => {
  const server = createServer({
    cert: pem("localhost.pem"),
    key: pem("localhost.key"),
    ca: [CA],
    requestCert: true,
    rejectUnauthorized: true,
  }, (socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 204 Good\r\nConnection: close\r\n\r\n"));
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const url = `https://localhost:${port}/`;
  try {
    const cert = { cert: pem("client.pem"), key: pem("client.key") };
    assertEquals((await ask({ verify: CA, cert }, url)).raw.status, 204);
    const encrypted = { cert: pem("client.pem"), key: pem("client.enc.key"), passphrase: "secret" };
    assertEquals((await ask({ verify: CA, cert: encrypted }, url)).raw.status, 204);
    const error = await ask({ verify: CA }, url).catch((e) => e);
    // With TLS 1.3 the server may tell only after the client believes that it is connected.
    assertEquals(error instanceof TlsError || error instanceof ReadError, true, String(error));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test("a server that speaks no TLS is a TlsError", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("plain"),
  );
  const error = await ask({}, `https://localhost:${server.addr.port}/`).catch((e) => e);
  assertInstanceOf(error, TlsError);
  assertStringIncludes(error.message, "handshake");
});

test("options that cannot be meant are a TypeError", () => {
  const wrong: SocketOptions[] = [
    { verify: "no certificate" },
    { verify: { caCerts: [] } },
    { verify: { fingerprint256: "ab" } },
    { cert: { cert: "x", key: "y" } },
  ];
  for (const options of wrong) {
    assertThrows(() => new SocketTransport(options), TypeError, "Cannot use");
  }
});
