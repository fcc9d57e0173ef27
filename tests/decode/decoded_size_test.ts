import { assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { decodedSizeOf } from "../../src/features/codings/decoded_size.ts";
import { Client } from "../../mod.ts";
import { test } from "../checked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const text = new TextEncoder().encode("some text, not the same again: ".repeat(100_000));
const random = crypto.getRandomValues(new Uint8Array(60_000));
const own = (...parts: Uint8Array[]): Bytes => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
};

test("the end of a body says how large it becomes", () => {
  const body = own(gzipSync(text));
  assertEquals(decodedSizeOf(body), text.length);
  assertEquals(decodedSizeOf(body.subarray(-4)), text.length);
  assertEquals(decodedSizeOf(body.subarray(-3)), undefined);
  assertEquals(decodedSizeOf(undefined), undefined);
});

/** Bodies of which the last member is less or more than all of it, and one whose end says nothing of it. */
const BODIES: Readonly<Record<string, { readonly body: Bytes; readonly content: Bytes }>> = {
  "one member": { body: own(gzipSync(text)), content: text },
  "what cannot be made smaller": {
    body: own(gzipSync(own(random, text, random))),
    content: own(random, text, random),
  },
  "a large member and a small one": {
    body: own(gzipSync(text), gzipSync("end")),
    content: own(text, new TextEncoder().encode("end")),
  },
  "many members": {
    body: own(...new Array(15).fill(gzipSync(text))),
    content: own(...new Array(15).fill(text)),
  },
  "a member of nothing at the end": { body: own(gzipSync(text), gzipSync("")), content: text },
  "an untrue size behind it": {
    body: own(gzipSync(text), new Uint8Array(20).fill(0xff)),
    content: text,
  },
};

for (const isChunked of [false, true]) {
  test(`whatever the end says, the body is the same${isChunked ? ", in chunks" : ""}`, async () => {
    for (const [name, { body, content }] of Object.entries(BODIES)) {
      await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
        const sent = isChunked ? new Blob([body]).stream() : body;
        return new Response(sent, { headers: { "content-encoding": "gzip" } });
      });
      using client = new Client();
      const bytes = await client.get(`http://127.0.0.1:${server.addr.port}/`).bytes();
      assertEquals(bytes.length, content.length, name);
      assertEquals(bytes.every((byte, at) => byte === content[at]), true, name);
      assertEquals(bytes.buffer.byteLength, bytes.length, name);
    }
  });
}
