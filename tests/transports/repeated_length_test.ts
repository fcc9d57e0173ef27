import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { type HarLog, HarRecorder } from "../../src/features/har/mod.ts";
import { type ProgressCallback, ProtocolError, ResponseTooLargeError } from "../../mod.ts";
import { respondWith } from "../wire/scripted.ts";
import { testOverBoth } from "./both.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const TWICE = [
  `${OK}Content-Length: 5\r\nContent-Length: 5\r\n\r\n`,
  `${OK}Content-Length: 5, 5\r\n\r\n`,
];

testOverBoth("a length that is said twice is that length", async (makeClient) => {
  for (const head of TWICE) {
    await using server = await respondWith({ send: `${head}hello` });
    const totals: (number | undefined)[] = [];
    const onDownloadProgress: ProgressCallback = ({ total }) => totals.push(total);
    using client = makeClient();
    const response = await client.get(server.url, { onDownloadProgress });
    assertEquals([await response.text(), response.numBytesDownloaded], ["hello", 5]);
    await using streamed = await client.stream("GET", server.url, { onDownloadProgress });
    assertEquals(await Array.fromAsync(streamed.iterText()), ["hello"]);
    const folder = await Deno.makeTempDir();
    const { bytes } = await client.download(server.url, `${folder}/f`, {
      onDownloadProgress,
    });
    assertEquals([bytes, await Deno.readTextFile(`${folder}/f`)], [5, "hello"]);
    await Deno.remove(folder, { recursive: true });
    assertEquals(new Set(totals), new Set([5]));
  }
});

testOverBoth("a length that is said twice is held against maxResponseBytes", async (makeClient) => {
  for (const head of TWICE) {
    await using server = await respondWith({ send: `${head}he`, end: "hang" });
    using client = makeClient({ maxResponseBytes: 4 });
    await assertRejects(() => client.get(server.url), ResponseTooLargeError);
  }
});

testOverBoth("a bomb with its length said twice is found out", async (makeClient) => {
  const bomb = gzipSync(new Uint8Array(100_000_000));
  const length = `Content-Length: ${bomb.length}\r\n`;
  const head = `${OK}Content-Encoding: gzip\r\n${length}${length}\r\n`;
  await using server = await respondWith({ send: [head, Uint8Array.from(bomb)] });
  using client = makeClient();
  await assertRejects(() => client.get(server.url), ResponseTooLargeError, "maxDecompressionRatio");
});

testOverBoth("lengths that differ are a ProtocolError", async (makeClient) => {
  for (const lines of ["Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5, 6"]) {
    await using server = await respondWith({ send: `${OK}${lines}\r\n\r\nhello`, end: "close" });
    using client = makeClient();
    await assertRejects(() => client.get(server.url), ProtocolError);
  }
});

testOverBoth(
  "a recorder tells the wire size by a length that is said twice",
  async (makeClient) => {
    const body = Uint8Array.from(gzipSync("hello ".repeat(100)));
    const length = `Content-Length: ${body.length}\r\n`;
    const head = `${OK}Content-Encoding: gzip\r\n${length}${length}\r\n`;
    await using server = await respondWith({ send: [head, body] });
    const recorder = new HarRecorder();
    using client = makeClient({ recorder });
    await client.get(server.url);
    const { entries }: HarLog = recorder.toJSON().log;
    assertEquals(entries[0]?.response.bodySize, body.length);
  },
);
