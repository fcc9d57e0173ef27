import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ContentDecodingError, HttpError, ProtocolError } from "../../../src/core/errors.ts";
import { test } from "../../checked.ts";
import { answering, bytes, fetchOnce, RawServer, readBody, send } from "./wire.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import contentLengths from "../../conformance/data/wpt-fetch/content-lengths.json" with {
  type: "json",
};
import parsing from "../../conformance/data/wpt-fetch/h1-parsing.json" with {
  type: "json",
};

const ENCODED = new URL(
  "../../conformance/data/wpt-fetch/content-encoding/",
  import.meta.url,
);

/** Answers once, then closes. */
async function once(answer: string | Uint8Array) {
  return await new RawServer(async (peer) => {
    await peer.request();
    await peer.write(answer);
  });
}

/** Three digits (RFC 9112 section 4), from 100 (RFC 9110 section 15): the runtime's fetch keeps to both. */
const isStatus = (status: unknown) => Number(status) >= 100;

test("status lines are read as the web platform tests say, but for what is no status", async () => {
  for (const { input, expected: wanted } of parsing.status_line) {
    const expected = isStatus(wanted?.[0]) ? wanted : null;
    await using server = await once(
      `HTTP/1.1 ${input}\r\nContent-Length: 0\r\n\r\n`,
    );
    if (expected === null) {
      await assertRejects(
        () => fetchOnce(server.url),
        ProtocolError,
        undefined,
        input,
      );
    } else {
      const { raw } = await fetchOnce(server.url);
      assertEquals([raw.status, raw.reasonPhrase], expected, input);
    }
  }
});

test("a lone CR anywhere in a head is an error", async () => {
  for (const message of parsing.lone_cr_all_errors) {
    await using server = await once(message);
    const error = await assertRejects(
      () => fetchOnce(server.url),
      HttpError,
      undefined,
      message,
    );
    assertEquals(error.message.includes("\r"), false);
  }
});

/** RFC 9112 section 6.3: what is no number is unrecoverable, as for the runtime's fetch; the tests have it ignored. */
const isNumber = (input: string) => !/aaaah|s$|: $|-1|0x|"/.test(input);

test("Content-Length is read as the web platform tests say, but for what is no number", async () => {
  for (const { input, output: wanted } of contentLengths) {
    const output = isNumber(input) ? wanted : null;
    const body = "x".repeat(42);
    await using server = await once(
      `HTTP/1.1 200 OK\r\n${input}\r\n\r\n${body}`,
    );
    if (output === null) {
      await assertRejects(
        () => fetchOnce(server.url),
        ProtocolError,
        undefined,
        input,
      );
    } else {assertEquals(
        (await fetchOnce(server.url)).text.length,
        output,
        input,
      );}
  }
});

test("content codings are undone as the web platform tests say", async () => {
  let count = 0;
  for (const { name } of Deno.readDirSync(ENCODED)) {
    if (name.endsWith(".headers")) continue;
    count++;
    const body = await Deno.readFile(new URL(name, ENCODED));
    const headers = (await Deno.readTextFile(new URL(`${name}.headers`, ENCODED))).trim();
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n` +
      headers.split(/\r?\n/).map((line) => `${line}\r\n`).join("") + "\r\n";
    const whole = new Uint8Array([...bytes(head), ...body]);
    await using server = new RawServer(answering(whole));
    const transport = new SocketTransport();
    try {
      const raw = await send(transport, server.url);
      assertEquals(raw.decoded, true, name);
      if (name === "big.window.zst") {
        await assertRejects(() => readBody(raw), ContentDecodingError);
        continue;
      }
      let length = 0;
      let most = 0;
      for (
        let part = await raw.source?.read();
        part;
        part = await raw.source?.read()
      ) {
        length += part.length;
        most = Math.max(most, part.length);
      }
      if (name.startsWith("foo")) assertEquals(length, 10_500, name);
      else if (name.startsWith("big")) {
        assertEquals(length > 1e6, true, `${name} ${length}`);
      } else assertEquals(length > 10, true, name);
      assertEquals(most <= 256 * 1024, true, "chunks stay bounded");
      assertEquals(raw.source?.wireBytes, body.length, name);
      assertInstanceOf(raw.headers, Headers);
    } finally {
      transport.close();
    }
  }
  assertEquals(count, 13);
});
