import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { constants, createSecureServer } from "node:http2";
import { Client, FetchTransport, ReadError } from "../../mod.ts";
import { test } from "../checked.ts";
import { readPem } from "../wire/over_sockets.ts";

const verify = readPem("ca.pem");

test("HTTP/2: a POST whose stream is reset is a ReadError and goes out once", async () => {
  for (const code of [constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_REFUSED_STREAM]) {
    const methods: unknown[] = [];
    const server = createSecureServer({
      cert: readPem("localhost.pem"),
      key: readPem("localhost.key"),
    });
    server.on("stream", (stream, headers) => {
      methods.push(headers[":method"]);
      stream.on("error", () => {});
      stream.close(code);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    {
      using transport = new FetchTransport({ verify, http1: false });
      using client = new Client({ transport, retries: { total: 2, backoff: { base: 1 } } });
      const send = () => client.post(`https://localhost:${port}/`, { body: "x" });
      const error = await assertRejects(send, ReadError);
      assertEquals([error.phase, error.retryable, methods], ["read", false, ["POST"]]);
    }
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  }
});

/** However it is read. */
const READS: Readonly<Record<string, (client: Client, url: string) => Promise<unknown>>> = {
  "get()": (client, url) => client.get(url),
  "iterBytes()": async (client, url) => {
    await using response = await client.stream("GET", url);
    await Array.fromAsync(response.iterBytes());
  },
  "iterBytes() in pieces": async (client, url) => {
    await using response = await client.stream("GET", url);
    await Array.fromAsync(response.iterBytes({ chunkSize: 7 }));
  },
  "download()": async (client, url) => {
    const folder = await Deno.makeTempDir();
    try {
      await client.download(url, `${folder}/file`, { resumeDelay: 1 });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
  "fetch()": async (client, url) => {
    const response = await client.fetch(url);
    await response.arrayBuffer().catch(({ cause }) => {
      throw cause;
    });
  },
};

for (const [name, read] of Object.entries(READS)) {
  test(`over fetch, a body that ends before its Content-Length is a ReadError: ${name}`, async () => {
    const own = globalThis.fetch;
    // Over HTTP/2 Deno's fetch gives such a body as if it were whole.
    const headers = { "content-length": "100" };
    const whole = (bytes: number) => new Blob(["x".repeat(bytes)]).stream();
    globalThis.fetch = () => Promise.resolve(new Response(whole(50), { headers }));
    try {
      using client = new Client({ transport: new FetchTransport() });
      const error = await assertRejects(() => read(client, "https://short.test/"), ReadError);
      assertStringIncludes(error.message, "50 of 100 bytes");
      globalThis.fetch = () => Promise.resolve(new Response(whole(100), { headers }));
      await read(client, "https://whole.test/");
    } finally {
      globalThis.fetch = own;
    }
  });
}
