import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import * as zlib from "node:zlib";
import { decodeContent, resolveCodings } from "../../src/features/codings/content_encoding.ts";
import { ContentDecodingError } from "../../src/core/errors.ts";
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

/** What may get behind the end of a body. */
const TRAILING: Readonly<Record<string, Bytes>> = {
  "a line end": Uint8Array.of(13, 10),
  "one byte": Uint8Array.of(7),
  "padding": new Uint8Array(600),
  "a half magic number": Uint8Array.of(0x1f, 0x8c),
  "a text": new TextEncoder().encode("<!-- served in 12 ms -->"),
  "much": new Uint8Array(200_000).fill(65),
};

test("what stands behind the end of a body is passed over, however the bytes are cut", async () => {
  const raw = plain(zlib.deflateRawSync(TEXT));
  const bodies: [string, Bytes][] = Object.keys(encode).map((
    coding,
  ) => [coding, encode[coding]?.(TEXT) ?? new Uint8Array()]);
  bodies.push(["deflate", raw], ["gzip", join(bodies[0]?.[1] ?? raw, encode["gzip"]?.("") ?? raw)]);
  for (const [coding, body] of bodies) {
    for (const [name, trailing] of Object.entries(TRAILING)) {
      const whole = join(body, trailing);
      for (const size of [1, 3, 1000, whole.length]) {
        if (size < 1000 && name === "much") continue;
        assertEquals(await decode(whole, coding, size) === TEXT, true, `${coding} ${name} ${size}`);
      }
    }
  }
});

test("behind a list of codings something may stand at each end", async () => {
  const end = Uint8Array.of(13, 10);
  const inner = join(encode["gzip"]?.(TEXT) ?? end, end);
  const outer = join(encode["zstd"]?.(join(encode["br"]?.(inner) ?? end, end)) ?? end, end);
  for (const size of [1, 100, outer.length]) {
    assertEquals(await decode(outer, "gzip, br, zstd", size) === TEXT, true);
  }
});

test("members and what is none give the same, however they are cut", async () => {
  const one = plain(zlib.gzipSync("one "));
  const named = one.slice();
  named[3] = 8 + 16 + 4 + 2;
  const fields = Uint8Array.of(3, 0, 1, 2, 3, 110, 0, 0, 99, 99);
  const parts: readonly Bytes[] = [
    one,
    plain(zlib.gzipSync("")),
    plain(zlib.gzipSync("x".repeat(3_000_000))),
    join(named.slice(0, 10), fields, named.slice(10)),
    plain(zlib.gzipSync(Uint8Array.from({ length: 90_000 }, (_, at) => (at * at) >> 7))),
    Uint8Array.of(0),
    Uint8Array.of(0x1f),
    Uint8Array.of(0x1f, 0x8b, 8),
  ];
  let seed = 1;
  const next = (count: number) => (seed = (seed * 48_271) % 2_147_483_647) % count;
  for (let round = 0; round < 40; round++) {
    const body = join(one, ...Array.from({ length: next(30) }, () => parts[next(8)] ?? one));
    const results = await Promise.all([body.length, 1 << 16, 5000, 97].map(async (size) => {
      try {
        return await decode(body, "gzip", size);
      } catch (error) {
        assertInstanceOf(error, ContentDecodingError);
        return "an error";
      }
    }));
    assertEquals(new Set(results).size, 1, `round ${round}`);
  }
});

test("a header of gzip must be one", async () => {
  const good = plain(zlib.gzipSync("text"));
  for (const [at, byte] of [[0, 0x1e], [1, 0x8a], [2, 9], [3, 0x20]] as const) {
    const bad = good.slice();
    bad[at] = byte;
    await assertRejects(() => decode(bad, "gzip", 4), ContentDecodingError, "is corrupt");
  }
  for (const at of [good.length - 1, good.length - 5]) {
    const bad = good.slice();
    bad[at] = 1;
    await assertRejects(() => decode(join(bad, good), "gzip"), ContentDecodingError, "is wrong");
    await assertRejects(() => decode(join(good, bad), "gzip"), ContentDecodingError, "is wrong");
  }
});

function repeat(bytes: Bytes, count: number): Bytes {
  const all = new Uint8Array(bytes.length * count);
  for (let index = 0; index < count; index++) all.set(bytes, index * bytes.length);
  return all;
}

test("parts that hold nothing have an end, and those between others do not count", async () => {
  const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 9);
  const empty: [string, Bytes][] = [
    ["gzip", plain(zlib.gzipSync(""))],
    ["zstd", plain(zlib.zstdCompressSync(""))],
    ["zstd", skippable],
  ];
  for (const [coding, part] of empty) {
    const full = encode[coding]?.("x") ?? part;
    for (const size of [1000, 1 << 16, 1 << 30]) {
      const many = repeat(part, 200_000);
      await assertRejects(() => decode(many, coding, size), ContentDecodingError, "hold nothing");
      const mixed = repeat(join(repeat(part, 3000), full), 4);
      assertEquals(await decode(mixed, coding, size), "xxxx");
    }
  }
});

test("what came before an error is given", async () => {
  for (const coding of ["gzip", "zstd"]) {
    const part = encode[coding]?.("x") ?? new Uint8Array();
    const bad = part.slice(0, -1);
    const decoder = decodeContent(cut(join(repeat(part, 500), bad), 1 << 20), [coding]);
    let length = 0;
    const pull = async () => {
      for (let chunk = await decoder.read(); chunk; chunk = await decoder.read()) {
        length += chunk.length;
      }
    };
    await assertRejects(pull, ContentDecodingError);
    assertEquals(length >= 500, true, `${coding} ${length}`);
  }
});
