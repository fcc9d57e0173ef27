import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { X509Certificate } from "node:crypto";
import { Client } from "../../../mod.ts";
import { ReadError } from "../../../src/core/errors.ts";
import type { SocketOptions } from "../../../src/transports/socket/socket.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { RecordScanner } from "../../../src/transports/socket/connect/tls_closure.ts";
import { test } from "../../checked.ts";
import { wireTest } from "../../wire/checked_wire.ts";
import { openssl } from "../../wire/programs.ts";
import { type Ending, startRelay } from "./tls_relay.ts";
import { latin1, RawServer, readAll, readBody, send } from "./wire.ts";

const certs = new URL("./certs/", import.meta.url);
const pem = (name: string) => Deno.readTextFileSync(new URL(name, certs));
const tls = { cert: pem("localhost.pem"), key: pem("localhost.key") };
const { fingerprint256 } = new X509Certificate(tls.cert);

/** Deno's own TLS, and the two ways to node's. */
const WAYS: readonly SocketOptions[] = [
  { verify: pem("ca.pem") },
  { verify: false },
  { verify: { fingerprint256 } },
];

const ENDINGS: readonly Ending[] = ["whole", "without alert", "reset"];

/** Answers with a body that ends with its connection, whose last record may be as short as an alert. */
function closing(tail: string): RawServer {
  return new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\n\r\nthe body of an answer");
    if (tail) await peer.write(tail);
    await peer.conn.closeWrite();
    await peer.drain();
  }, { tls });
}

test("a body that ends with its TLS connection is whole only if the peer said so", async () => {
  for (const tail of ["", ".\n"]) {
    await using server = closing(tail);
    for (const ending of ENDINGS) {
      await using relay = await startRelay(Number(new URL(server.url).port), ending);
      for (const options of WAYS) {
        for (const read of [readAll, readBody]) {
          using transport = new SocketTransport(options);
          const outcome = await send(transport, `https://localhost:${relay.port}/`)
            .then(read).then(latin1, (error) => error);
          const why = JSON.stringify([ending, tail, options.verify]);
          if (ending === "whole") assertEquals(outcome, `the body of an answer${tail}`, why);
          else assertInstanceOf(outcome, ReadError, why);
          assertEquals(transport.stats.open, 0, why);
        }
      }
    }
  }
});

test("a download of such a body fails, too, and leaves no file", async () => {
  await using server = closing("");
  await using relay = await startRelay(Number(new URL(server.url).port), "without alert");
  const folder = await Deno.makeTempDir();
  try {
    for (const options of WAYS) {
      const transport = new SocketTransport(options);
      using client = new Client({ transport });
      const to = `${folder}/file`;
      const error = await client.download(`https://localhost:${relay.port}/`, to, { maxResumes: 0 })
        .then(() => undefined, (error: unknown) => error);
      assertInstanceOf(error, ReadError);
      assertStringIncludes(error.message, "close_notify");
      assertEquals([...Deno.readDirSync(folder)], []);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("a connection that was cut is no answer to what is read of it with a length", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    await peer.conn.closeWrite();
    await peer.drain();
  }, { tls });
  await using relay = await startRelay(Number(new URL(server.url).port), "without alert");
  for (const options of WAYS) {
    using transport = new SocketTransport(options);
    for (let round = 0; round < 2; round++) {
      const raw = await send(transport, `https://localhost:${relay.port}/`);
      assertEquals(latin1(await readBody(raw)), "hello");
    }
  }
});

test("a POST whose kept TLS connection is closed unanswered goes out once, a GET again", async () => {
  for (const ending of ENDINGS) {
    const methods: string[] = [];
    await using server = new RawServer(async (peer) => {
      const isFirst = peer.index % 2 === 0;
      for (let round = 0; round < (isFirst ? 2 : 1); round++) {
        const head = await peer.request();
        methods.push(head?.split(" ", 1)[0] ?? "");
        if (round === 0) await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
      }
      if (!isFirst) return await peer.drain();
      await peer.conn.closeWrite();
      await peer.drain();
    }, { tls });
    await using relay = await startRelay(Number(new URL(server.url).port), ending);
    const url = `https://localhost:${relay.port}/`;
    for (const options of WAYS) {
      for (const [method, outcome] of [["GET", "hello"], ["POST", undefined]] as const) {
        const why = JSON.stringify([ending, method, options.verify]);
        methods.length = 0;
        using transport = new SocketTransport(options);
        const ask = (method: string) =>
          send(transport, url, { method }).then(readBody).then(latin1, (error) => error);
        assertEquals(await ask("GET"), "hello", why);
        const second = await ask(method);
        if (outcome) assertEquals(second, outcome, why);
        else assertInstanceOf(second, ReadError, why);
        assertEquals(methods, ["GET", method, ...(outcome ? [method] : [])], why);
        if (!outcome) await ask("GET");
      }
    }
  }
});

wireTest("the same holds for TLS 1.2 of another implementation", openssl, async () => {
  await using server = await startOpenssl("-tls1_2");
  for (const ending of ENDINGS) {
    await using relay = await startRelay(server.port, ending);
    for (const options of WAYS) {
      using transport = new SocketTransport(options);
      const outcome = await send(transport, `https://localhost:${relay.port}/`)
        .then(readAll).then(latin1, (error) => error);
      if (ending === "whole") assertStringIncludes(outcome, "</HTML>");
      else assertInstanceOf(outcome, ReadError, ending);
    }
  }
});

/** Its page has no length. */
async function startOpenssl(version: string) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const path = (name: string) => new URL(name, certs).pathname;
  const files = ["-cert", path("localhost.pem"), "-key", path("localhost.key")];
  const child = new Deno.Command(openssl.path(), {
    args: ["s_server", "-accept", `127.0.0.1:${port}`, ...files, "-www", version],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = child.stdout.getReader();
  const decoder = new TextDecoder();
  for (let text = ""; !text.includes("ACCEPT");) {
    const { value, done } = await output.read();
    if (done) throw new Error("openssl does not listen");
    text += decoder.decode(value);
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
      await output.cancel();
    },
  };
}

test("records are followed however their bytes are cut", () => {
  const record = (
    type: number,
    length: number,
  ) => [type, 3, 3, 0, length, ...Array(length).fill(0)];
  const cases: readonly (readonly [number[], boolean])[] = [
    [[], false],
    [record(22, 40), false],
    [record(21, 2), true],
    [[...record(23, 40), ...record(23, 19)], true],
    [[...record(23, 19), ...record(23, 18)], false],
    [record(23, 19).slice(0, -1), false],
    [[...record(23, 19), 23], false],
    [[...record(23, 0), ...record(21, 26)], true],
  ];
  for (const [bytes, expected] of cases) {
    for (let size = 1; size <= bytes.length; size++) {
      const scanner = new RecordScanner();
      for (let at = 0; at < bytes.length; at += size) {
        scanner.scan(Uint8Array.from(bytes.slice(at, at + size)));
      }
      assert(scanner.endsWithAlert === expected, JSON.stringify([bytes, size]));
    }
  }
});
