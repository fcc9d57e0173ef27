import { assert, assertEquals, assertRejects } from "@std/assert";
import * as zlib from "node:zlib";
import { Client, FetchTransport, ResponseTooLargeError, type Transport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/socket.ts";
import { test } from "../checked.ts";

const MIB = 1024 * 1024;

/** What is decoded without a question. */
const FLOOR = 64 * MIB;

const zeros = new Uint8Array(80 * MIB);

const toBytes = (buffer: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);

/** Bodies that inflate to 80 MiB, and to five gigabytes where frames may follow each other. */
const BOMBS: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "gzip": toBytes(zlib.gzipSync(zeros)),
  "zstd": repeat(toBytes(zlib.zstdCompressSync(zeros)), 64),
  "br": toBytes(zlib.brotliCompressSync(zeros, {
    params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 },
  })),
  "deflate": toBytes(zlib.deflateSync(zeros)),
};

function repeat(bytes: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes.length * count);
  for (let index = 0; index < count; index++) all.set(bytes, index * bytes.length);
  return all;
}

/** Serves each bomb under the name of its coding; with `?chunked` without a length. */
function serveBombs() {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    const [coding = "", ...more] = pathname.slice(1).split(",");
    const bomb = more.reduce(
      (bytes, name) => name === "gzip" ? toBytes(zlib.gzipSync(bytes)) : bytes,
      BOMBS[coding] ?? new Uint8Array(0),
    );
    const body = search ? new Blob([bomb]).stream() : bomb;
    return new Response(body, { headers: { "content-encoding": [coding, ...more].join(", ") } });
  });
}

interface Bombed {
  readonly transport: Transport & Disposable;
  readonly codings: readonly string[];
}

/** Over `fetch` gzip and br are decoded by the runtime, which hides how much came: the length must be known. */
const BOMBED: Readonly<Record<string, () => Bombed>> = {
  "sockets": () => ({
    transport: new SocketTransport(),
    codings: ["gzip", "zstd", "br?c", "deflate?c", "zstd?c", "zstd,gzip"],
  }),
  "fetch": () => ({
    transport: new FetchTransport(),
    codings: ["gzip", "br", "zstd", "deflate?c"],
  }),
};

for (const [name, make] of Object.entries(BOMBED)) {
  test(`a bomb is cut off when it has shown what it is, over ${name}`, async () => {
    await using server = serveBombs();
    const { transport, codings } = make();
    using client = new Client({ transport });
    const base = `http://127.0.0.1:${server.addr.port}/`;
    for (const coding of codings) {
      let most = 0;
      const onDownloadProgress = ({ transferred }: { transferred: number }) => most = transferred;
      const asking = client.get(base + coding, { onDownloadProgress });
      const error = await assertRejects(() => asking, ResponseTooLargeError, "", coding);
      const [, inflated, wire] =
        /inflated to (\d+) bytes so far from (\d+) on/.exec(error.message) ??
          [];
      assert(error.message.includes("more than 200 times as many (maxDecompressionRatio)"));
      assert(Number(inflated) > FLOOR && Number(inflated) < FLOOR + 2 * MIB, error.message);
      assert(Number(wire) > 0 && Number(wire) * 200 < FLOOR, error.message);
      assert(most < FLOOR + 2 * MIB, `${coding}: ${most}`);
      assertEquals([error.phase, error.response?.status], ["read", 200]);
      assertEquals(client.stats.active, 0);
    }
  });
}

test("a stream gives what came before, then the error", async () => {
  await using server = serveBombs();
  using client = new Client({ transport: new SocketTransport() });
  await using response = await client.stream("GET", `http://127.0.0.1:${server.addr.port}/gzip`);
  let length = 0;
  await assertRejects(
    async () => {
      for await (const chunk of response.iterBytes()) length += chunk.length;
    },
    ResponseTooLargeError,
    "maxDecompressionRatio",
  );
  assert(length > FLOOR - 2 * MIB && length <= FLOOR, `${length}`);
  await using raw = await client.stream("GET", `http://127.0.0.1:${server.addr.port}/gzip`);
  const chunks = await Array.fromAsync(raw.iterRaw());
  assertEquals(
    chunks.reduce((sum, { length }) => sum + length, 0),
    BOMBS["gzip"]?.length,
    "undecoded it is small",
  );
});

test("the ratio can be another one, or none, of a client and of a request", async () => {
  await using server = serveBombs();
  const url = `http://127.0.0.1:${server.addr.port}/deflate`;
  using open = new Client({ transport: new SocketTransport(), maxDecompressionRatio: null });
  assertEquals((await open.get(url)).content.length, 80 * MIB);
  await assertRejects(() => open.get(url, { maxDecompressionRatio: 50 }), ResponseTooLargeError);
  using strict = open.extend({ transport: new SocketTransport(), maxDecompressionRatio: 10 });
  await assertRejects(() => strict.get(url), ResponseTooLargeError, "more than 10 times");
  assertEquals((await strict.get(url, { maxDecompressionRatio: 1e6 })).content.length, 80 * MIB);
  await assertRejects(
    () => strict.get(url, { maxResponseBytes: 1000, maxDecompressionRatio: null }),
    ResponseTooLargeError,
    "maxResponseBytes (1000 bytes)",
  );
});
