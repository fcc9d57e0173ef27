import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { Client } from "../../mod.ts";
import { MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { overSockets } from "../wire/over_sockets.ts";

const DECODERS = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
} as const;
const CODINGS = ["gzip", "deflate", "br", "zstd"] as const;

/** A server that undoes the coding, and wants everything twice at `/again`. */
function serve(seen: string[]): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const coding = request.headers.get("content-encoding") ?? "";
    const bytes = await request.bytes();
    const [name] = CODINGS.filter((name) => name === coding);
    const text = name ? DECODERS[name](bytes).toString() : new TextDecoder().decode(bytes);
    seen.push(text);
    const { pathname } = new URL(request.url);
    if (pathname === "/again" && seen.length % 2) return new Response("", { status: 503 });
    if (pathname === "/moved") {
      return new Response("", { status: 307, headers: { location: "/here" } });
    }
    const length = request.headers.get("content-length");
    const type = request.headers.get("content-type");
    return Response.json({ coding, length: length && Number(length), type, sent: bytes.length });
  });
}

const text = "hello, ".repeat(10_000);
const large = "x".repeat(3_000_000);

async function* pieces() {
  for (let at = 0; at < large.length; at += 100_000) yield large.slice(at, at + 100_000);
  await Promise.resolve();
}

for (const way of ["fetch", "sockets"] as const) {
  test(`over ${way}, bodies are compressed by each coding, sent again and along redirects`, async () => {
    const seen: string[] = [];
    await using server = serve(seen);
    const options = {
      baseUrl: `http://127.0.0.1:${server.addr.port}`,
      retries: { total: 1, methods: ["POST"], backoff: { base: 1 } },
    };
    await using client = way === "fetch" ? overFetch(options) : overSockets({}, options).client;
    for (const compress of CODINGS) {
      const short = await client.post("/", { json: text, compress }).json<
        Record<string, unknown>
      >();
      assertEquals([short.coding, short.type], [compress, "application/json"]);
      assert(Number(short.sent) < 2_000 && short.length === short.sent);
      assertEquals(seen.splice(0), [JSON.stringify(text)]);
      for (const body of [pieces(), new Blob([large]), () => new Blob([large]).stream()]) {
        await client.post("/", { body, compress });
        assertEquals(seen.splice(0), [large]);
      }
      await client.post("/again", { data: { a: "b" }, compress });
      assertEquals(seen.splice(0), ["a=b", "a=b"]);
      await client.post("/moved", { body: new Blob([large]), compress });
      assertEquals(seen.splice(0).map(({ length }) => length), [large.length, large.length]);
      await client.post("/", { files: { f: new File(["hi"], "a.txt") }, compress });
      assert(seen.splice(0)[0]?.includes('filename="a.txt"'));
    }
    assertEquals(client.stats.active, 0);
  });
}

const url = "http://h.example/";

test("nothing, what is empty and what is coded already stays as it is; null switches off", async () => {
  const transport = new MockTransport({ "*": 204 });
  using client = new Client({ transport, compress: "gzip" });
  await client.get(url);
  await client.post(url, { body: "" });
  await client.post(url, { body: "x", headers: { "content-encoding": "identity" } });
  await client.post(url, { body: "x", compress: null });
  await client.extend({ compress: null }).post(url, { body: "x" });
  await client.post(url, { body: "x", headers: { "content-length": "1" } });
  const found = transport.calls.map(({ headers }) => headers.get("content-encoding"));
  assertEquals(found, [null, null, "identity", null, null, "gzip"]);
  assertEquals(transport.calls.slice(0, 5).map((call) => call.text()), ["", "", "x", "x", "x"]);
});

test("a stream that fails fails the request, and one that nobody wants is let go of", async () => {
  await using server = serve([]);
  const own = new Error("mine");
  await using client = new Client({ compress: "gzip" });
  async function* failing() {
    yield "a";
    await Promise.resolve();
    throw own;
  }
  const to = `http://127.0.0.1:${server.addr.port}/`;
  await assertRejects(async () => await client.post(to, { body: failing() }));
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
  const signal = AbortSignal.timeout(50);
  await assertRejects(async () => await client.post(to, { body, signal }));
  assert(cancelled);
  assertEquals(client.stats.active, 0);
});

test("a coding that nobody knows is refused before anything is sent", () => {
  for (const compress of ["gzp", true, 1, {}]) {
    assertThrows(() => Reflect.construct(Client, [{ compress }]), TypeError, "as compress");
  }
});
