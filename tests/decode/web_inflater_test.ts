import { assertEquals, assertRejects } from "@std/assert";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { CodedBody } from "../../src/features/codings/coded_body.ts";
import { MalformedCoding } from "../../src/features/codings/malformed_coding.ts";
import { inflateByWeb } from "../../src/features/codings/web_inflater.ts";
import { TimeSlice } from "../../src/core/time/time_slice.ts";
import { test } from "../checked.ts";

const TEXT = "What is coded can be decoded. ".repeat(5_000);

/** Decodes chunks of some bytes. */
async function decode(coding: string, bytes: Uint8Array, chunkSize = 1_000): Promise<string> {
  let at = 0;
  const source = {
    read() {
      const chunk = new Uint8Array(bytes.subarray(at, at += chunkSize));
      return Promise.resolve(chunk.length > 0 ? chunk : undefined);
    },
  };
  const decoder = new TextDecoder();
  let text = "";
  const body = new CodedBody({ source, coding, slice: new TimeSlice() });
  for await (const chunk of inflateByWeb(body)) text += decoder.decode(chunk, { stream: true });
  return text;
}

const CODED = {
  "gzip": gzipSync(TEXT),
  "x-gzip": gzipSync(TEXT),
  "deflate": deflateSync(TEXT),
} as const;

test("what the web can decode is decoded without node:zlib", async () => {
  for (const [coding, bytes] of Object.entries(CODED)) {
    for (const size of [1, 7, 100_000]) assertEquals(await decode(coding, bytes, size), TEXT);
  }
  assertEquals(await decode("deflate", deflateRawSync(TEXT)), TEXT);
});

test("what is corrupt or cut short is an error, and so is what nobody knows", async () => {
  // Deno's own does not tell that of deflate.
  await assertRejects(() => decode("gzip", CODED.gzip.subarray(0, -4)), MalformedCoding);
  await assertRejects(() => decode("gzip", new Uint8Array(40).fill(7)), MalformedCoding, "gzip");
  await assertRejects(
    () => decode("br", new Uint8Array(4)),
    MalformedCoding,
    "cannot be decoded by this runtime",
  );
});

test("why the body failed comes out", async () => {
  const failure = new Error("the line broke");
  const source = { read: () => Promise.reject(failure) };
  const body = new CodedBody({ source, coding: "gzip", slice: new TimeSlice() });
  const error = await assertRejects(() => Array.fromAsync(inflateByWeb(body)), Error);
  assertEquals(error, failure);
});
