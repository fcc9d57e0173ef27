import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import * as zlib from "node:zlib";
import { decodeContent, resolveCodings } from "../../src/decode/content_encoding.ts";
import { ContentDecodingError } from "../../src/errors.ts";
import { test } from "../checked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const TEXT = Array.from(
  { length: 3000 },
  (_, line) => `line ${line} of a log\n`,
).join("");

function plain(content: Uint8Array): Bytes {
  return new Uint8Array(content);
}

function join(...parts: Uint8Array[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const encode: Record<string, (content: Uint8Array | string) => Bytes> = {
  "gzip": (content) => plain(zlib.gzipSync(content)),
  "x-gzip": (content) => plain(zlib.gzipSync(content)),
  "deflate": (content) => plain(zlib.deflateSync(content)),
  "br": (content) => plain(zlib.brotliCompressSync(content)),
  "zstd": (content) => plain(zlib.zstdCompressSync(content)),
};

/** Gives `content` in pieces of `size`. */
function cut(content: Bytes, size: number) {
  let at = 0;
  return {
    size: content.length,
    read(): Promise<Bytes | undefined> {
      if (at >= content.length) return Promise.resolve(undefined);
      at += size;
      return Promise.resolve(content.slice(at - size, at));
    },
  };
}

async function decode(
  content: Bytes,
  coding: string,
  size = 1 << 20,
): Promise<string> {
  const decoder = decodeContent(cut(content, size), resolveCodings(coding));
  const decoderOfText = new TextDecoder();
  let text = "";
  for (let part = await decoder.read(); part; part = await decoder.read()) {
    assertEquals(part.length > 0, true);
    text += decoderOfText.decode(part, { stream: true });
  }
  decoder.close();
  return text;
}

test("each coding is undone, however the bytes are cut", async () => {
  for (const coding of Object.keys(encode)) {
    const content = encode[coding]?.(TEXT) ?? new Uint8Array();
    for (const size of [1, 2, 3, 7, 100, 1 << 20]) {
      assertEquals(
        await decode(content, coding, size) === TEXT,
        true,
        `${coding} by ${size}`,
      );
    }
  }
});

test("raw deflate is told from zlib", async () => {
  const content = plain(zlib.deflateRawSync(TEXT));
  assertEquals(await decode(content, "deflate") === TEXT, true);
});

test("every member of gzip and every frame of zstd counts", async () => {
  for (const coding of ["gzip", "zstd"]) {
    const one = encode[coding]?.("one ") ?? new Uint8Array();
    const two = encode[coding]?.("two") ?? new Uint8Array();
    for (const size of [1, 5, 1000]) {
      assertEquals(
        await decode(join(one, two, one), coding, size),
        "one twoone ",
      );
    }
  }
});

test("skippable frames of zstd are skipped", async () => {
  const skip = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9);
  const empty = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0);
  const frame = encode["zstd"]?.("text") ?? new Uint8Array();
  for (const size of [1, 4, 6, 1000]) {
    assertEquals(
      await decode(join(skip, frame, empty, frame, skip), "zstd", size),
      "texttext",
    );
  }
});

test("zstd with every kind of header is followed", async () => {
  for (const length of [0, 1, 255, 256, 70_000, 300_000]) {
    for (const checksumFlag of [0, 1]) {
      const content = Uint8Array.from({ length }, (_, at) => (at * 7919) >> 5);
      const params = { [zlib.constants.ZSTD_c_checksumFlag]: checksumFlag };
      const frame = plain(zlib.zstdCompressSync(content, { params }));
      const decoder = decodeContent(cut(join(frame, frame), 999), ["zstd"]);
      let total = 0;
      for (let part = await decoder.read(); part; part = await decoder.read()) {
        total += part.length;
      }
      assertEquals(total, 2 * length);
    }
  }
});

test("lists of codings are undone in order", async () => {
  const twice = encode["br"]?.(encode["gzip"]?.(TEXT) ?? "") ??
    new Uint8Array();
  assertEquals(await decode(twice, "gzip, br") === TEXT, true);
  assertEquals(await decode(twice, " GZip ,identity, BR,") === TEXT, true);
  const thrice = encode["zstd"]?.(twice) ?? new Uint8Array();
  assertEquals(await decode(thrice, "gzip,br,zstd", 10) === TEXT, true);
});

test("what is cut short anywhere is an error", async () => {
  for (const coding of ["gzip", "deflate", "br", "zstd"]) {
    const content = encode[coding]?.("some text, some text, more") ??
      new Uint8Array();
    for (let length = 1; length < content.length; length++) {
      const error = await assertRejects(
        () => decode(content.slice(0, length), coding),
        ContentDecodingError,
        undefined,
        `${coding} ${length}`,
      );
      assertStringIncludes(error.message, coding);
    }
  }
});

test("a second member cut short is an error", async () => {
  for (const coding of ["gzip", "zstd"]) {
    const content = encode[coding]?.("some text") ?? new Uint8Array();
    for (let length = 1; length < content.length; length++) {
      const both = join(content, content.slice(0, length));
      await assertRejects(() => decode(both, coding, 8), ContentDecodingError);
    }
  }
});

test("garbage is an error", async () => {
  const garbage = Uint8Array.from(
    { length: 200 },
    (_, at) => (at * 37 + 201) % 256,
  );
  for (const coding of ["gzip", "deflate", "br", "zstd"]) {
    for (const size of [10, 1000]) {
      await assertRejects(() => decode(garbage, coding, size), ContentDecodingError, coding);
    }
  }
  const wrongSum = encode["gzip"]?.("text") ?? new Uint8Array();
  wrongSum[wrongSum.length - 6] = (wrongSum[wrongSum.length - 6] ?? 0) ^ 1;
  await assertRejects(() => decode(wrongSum, "gzip"), ContentDecodingError);
});

test("an empty body is empty in any coding", async () => {
  for (const coding of Object.keys(encode)) {
    assertEquals(await decode(new Uint8Array(), coding), "");
  }
});

test("unknown codings leave the body as it is", () => {
  assertEquals(resolveCodings("gzip, lzma"), []);
  assertEquals(resolveCodings("identity"), []);
  assertEquals(resolveCodings(null), []);
  assertEquals(resolveCodings(undefined), []);
  assertEquals(resolveCodings("deflate , br"), ["deflate", "br"]);
});

test("a bomb comes out in pieces, and only as far as it is read", async () => {
  for (const coding of ["gzip", "br", "zstd"]) {
    const bomb = encode[coding]?.(new Uint8Array(24 << 20)) ?? new Uint8Array();
    const decoder = decodeContent(cut(bomb, 1 << 20), [coding]);
    const before = Deno.memoryUsage().rss;
    for (let read = 0; read < 12; read++) {
      const part = await decoder.read();
      assertEquals((part?.length ?? 0) <= 1 << 18, true);
    }
    decoder.close();
    assertEquals(Deno.memoryUsage().rss - before < 32 << 20, true, coding);
  }
});

test("a closed decoder ends", async () => {
  const decoder = decodeContent(
    cut(encode["gzip"]?.(TEXT) ?? new Uint8Array(), 10),
    ["gzip"],
  );
  await decoder.read();
  decoder.close();
  decoder.close();
});

test("an error of the source comes out as it is", async () => {
  const reason = new Error("the line is dead");
  const decoder = decodeContent({ read: () => Promise.reject(reason) }, [
    "gzip",
  ]);
  assertEquals(await decoder.read().catch((error) => error), reason);
});

test("bytes changed anywhere are an error or some text, at once as in pieces", async () => {
  for (const coding of ["gzip", "deflate", "zstd", "br"]) {
    const content = encode[coding]?.("some text, some text, more of the text") ?? new Uint8Array();
    for (let at = 0; at < content.length; at++) {
      const changed = content.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const results = await Promise.all(
        [1 << 20, 1].map((size) =>
          decode(changed, coding, size).catch((error) => {
            assertInstanceOf(error, ContentDecodingError);
            return "error";
          })
        ),
      );
      assertEquals(results[0], results[1], `${coding} ${at}`);
    }
  }
});

test("five codings are undone, six are an error that is no stack overflow", async () => {
  const codings = ["gzip", "gzip", "deflate", "gzip", "br"];
  const five = codings.reduce(
    (bytes, coding) => encode[coding]?.(bytes) ?? bytes,
    plain(zlib.gzipSync(TEXT)),
  );
  const six = ["gzip", ...codings].join(", ");
  await assertRejects(() => decode(five, six), ContentDecodingError, "6 codings");
  assertEquals(
    await decode(plain(zlib.brotliDecompressSync(five)), six.slice(0, -4)) === TEXT,
    true,
  );
  const list = Array.from({ length: 5_000 }, () => "gzip").join(", ");
  await assertRejects(() => decode(five, list), ContentDecodingError, "5000 codings");
});
