import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { brotliCompressSync } from "node:zlib";
import { type Client, ConnectError, ResponseTooLargeError } from "../../mod.ts";
import { wireTest } from "./checked_wire.ts";
import { getText, overSockets } from "./over_sockets.ts";
import { nginx, nginxBrotli } from "./programs.ts";
import { answers, startNginx } from "./servers.ts";
import { until } from "../until.ts";

const where = 'location /where { return 200 "$connection $connection_requests"; }';

/** Gives which connection it was, and the how many-th request on it. */
async function whereOf(client: Client, url: string, method = "GET"): Promise<[string, number]> {
  const text = await (await client.request(method, `${url}/where`)).text();
  const [connection = "", count] = text.split(" ");
  return [connection, Number(count)];
}

wireTest("every kind of answer leaves its socket to the next request", nginx, async () => {
  const text = "line of text\n".repeat(30_000);
  await using server = await startNginx({
    files: { "big.bin": new Uint8Array(1_000_000), "a.txt": text },
    server: `${where}
      gzip on; gzip_types *; gzip_min_length 1;
      location /moved { return 302 /where; }
      location /missing { return 404 "nothing here"; }
      location /empty { return 204; }`,
  });
  using sockets = overSockets();
  const { client, transport } = sockets;
  const [first] = await whereOf(client, server.url);
  await client.get(`${server.url}/moved`, { followRedirects: true });
  await client.get(`${server.url}/missing`);
  await client.head(`${server.url}/big.bin`);
  await client.get(`${server.url}/empty`);
  assertEquals((await client.get(`${server.url}/a.txt`)).headers.get("content-encoding"), "gzip");
  await client.get(`${server.url}/big.bin`);
  for await (const _ of (await client.stream("GET", `${server.url}/big.bin`)).iterBytes());
  await client.post(`${server.url}/where`, { body: "x".repeat(1_000) });
  assertEquals(await whereOf(client, server.url), [first, 11]);
  assertEquals(transport.stats, { open: 1, idle: 1, waiting: 0 });
});

wireTest("a server that ends connections loses no request, POSTs least of all", nginx, async () => {
  await using server = await startNginx({
    http: "keepalive_requests 3;",
    server: where,
  });
  using sockets = overSockets();
  const seen = [];
  for (let count = 0; count < 12; count++) {
    seen.push(await whereOf(sockets.client, server.url, count % 2 ? "POST" : "GET"));
  }
  assertEquals(seen.map(([, count]) => count), [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
  assertEquals(new Set(seen.map(([connection]) => connection)).size, 4);
});

wireTest("a kept connection that nginx has closed costs nothing but a new one", nginx, async () => {
  await using server = await startNginx({ http: "keepalive_timeout 100ms;", server: where });
  using sockets = overSockets();
  for (const method of ["GET", "POST", "POST"]) {
    assertEquals((await whereOf(sockets.client, server.url, method))[1], 1);
    await until(() => sockets.transport.stats.open === 0);
  }
});

wireTest("many at once use no more sockets than they may", nginx, async () => {
  await using server = await startNginx(where);
  using sockets = overSockets({ limits: { maxConnections: 4 } });
  const seen = await Promise.all(
    Array.from({ length: 80 }, () => whereOf(sockets.client, server.url)),
  );
  const connections = new Set(seen.map(([connection]) => connection));
  assertGreater(5, connections.size);
  assertEquals(seen.length, 80);
  assertEquals(sockets.transport.stats.waiting, 0);
});

wireTest("a stream that is left early costs its socket, and no more", nginx, async () => {
  await using server = await startNginx({
    files: { "big.bin": new Uint8Array(20_000_000) },
    server: where,
  });
  using sockets = overSockets({ limits: { maxConnections: 1 } });
  const { client } = sockets;
  const [first] = await whereOf(client, server.url);
  {
    await using response = await client.stream("GET", `${server.url}/big.bin`);
    for await (const _ of response.iterBytes()) break;
  }
  await assertRejects(
    () => client.get(`${server.url}/big.bin`, { maxResponseBytes: 1_000 }),
    ResponseTooLargeError,
  );
  const [last, count] = await whereOf(client, server.url);
  assertEquals([last === first, count], [false, 1]);
});

wireTest("nginx is reached over a Unix socket", nginx, async () => {
  await using server = await startNginx(({ directory }) => `
    listen unix:${directory}/nginx.sock;
    location / { return 200 "$host $server_addr $connection_requests"; }`);
  const path = `${server.directory}/nginx.sock`;
  // nginx listens at its port first, and a moment later there.
  await until(() => answers({ transport: "unix", path }));
  using sockets = overSockets({ unix: path });
  for (const count of [1, 2]) {
    const response = await sockets.client.get("http://app.test/a");
    assertEquals(await response.text(), `app.test unix:${path} ${count}`);
  }
  using nowhere = overSockets({ unix: `${server.directory}/none.sock` });
  await assertRejects(() => nowhere.client.get("http://app.test/"), ConnectError);
});

wireTest("trailers are there when the body was read", nginx, async () => {
  await using server = await startNginx({
    files: { "a.txt": "body", "big.bin": new Uint8Array(2_000_000) },
    server: 'add_trailer X-Sum "$request_length of $uri"; add_trailer X-Two 2;',
  });
  using sockets = overSockets();
  for (let round = 0; round < 2; round++) {
    const response = await sockets.client.get(`${server.url}/a.txt`);
    assertEquals(response.headers.get("transfer-encoding"), "chunked");
    assertEquals(await response.text(), "body");
    assertEquals(response.trailers?.get("x-two"), "2");
    assertEquals(response.trailers?.get("x-sum")?.endsWith(" of /a.txt"), true);
  }
  await using streamed = await sockets.client.stream("GET", `${server.url}/big.bin`);
  assertEquals(streamed.trailers, undefined, "the body is not read yet");
  await streamed.read();
  assertEquals(streamed.trailers?.get("x-two"), "2");
  assertEquals(sockets.transport.stats, { open: 1, idle: 1, waiting: 0 });
});

wireTest("a 413 comes while the body is still on its way", nginx, async () => {
  await using server = await startNginx(({ port }) => `
    client_max_body_size 1k;
    location /take { proxy_pass http://127.0.0.1:${port}/where; }
    ${where}`);
  using sockets = overSockets();
  let sent = 0;
  async function* body() {
    for (; sent < 500; sent++) {
      yield new Uint8Array(100_000);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  for (const headers of [{}, { "content-length": "50000000" }, { expect: "100-continue" }]) {
    sent = 0;
    const response = await sockets.client.post(`${server.url}/take`, { body: body(), headers });
    assertEquals([response.status, response.reasonPhrase], [413, "Request Entity Too Large"]);
    assertGreater(400, sent);
    assertEquals((await whereOf(sockets.client, server.url))[1], 1, "on a new connection");
  }
  const whole = await sockets.client.post(`${server.url}/take`, { body: new Uint8Array(5e6) });
  assertEquals(whole.status, 413);
});

wireTest("an upload that nginx takes arrives whole", nginx, async () => {
  await using server = await startNginx(({ port }) => `
    client_max_body_size 10m;
    location /take { proxy_pass http://127.0.0.1:${port}/count; }
    location /count { return 200 "$request_method $content_length $http_x_a"; }`);
  using sockets = overSockets();
  async function* chunks() {
    for (let count = 0; count < 20; count++) yield new Uint8Array(10_000);
  }
  const headers = { "x-a": "1" };
  for (const expect of [{}, { expect: "100-continue" }]) {
    const all = { ...headers, ...expect };
    const known = await sockets.client.put(`${server.url}/take`, {
      body: new Uint8Array(200_000),
      headers: all,
    });
    assertEquals(await known.text(), "PUT 200000 1");
    // Nginx reads the chunks to their end and gives the length to the one behind.
    const streamed = await sockets.client.put(`${server.url}/take`, {
      body: chunks(),
      headers: all,
    });
    assertEquals(await streamed.text(), "PUT 200000 1");
  }
});

wireTest("chunked, compressed and ranged answers come as they are meant", nginx, async () => {
  const text = "line of text\n".repeat(20_000);
  await using server = await startNginx({
    files: { "a.txt": text, "sub/b.txt": "0123456789" },
    server: "gzip on; gzip_types *; gzip_min_length 1;",
  });
  using sockets = overSockets();
  const { client } = sockets;
  const packed = await client.get(`${server.url}/a.txt`);
  assertEquals(packed.headers.get("content-encoding"), "gzip");
  assertEquals(packed.headers.get("transfer-encoding"), "chunked");
  assertEquals(await packed.text(), text);
  await using streamed = await client.stream("GET", `${server.url}/a.txt`);
  assertEquals((await Array.fromAsync(streamed.iterLines())).length, 20_000);
  const plain = await client.get(`${server.url}/a.txt`, {
    headers: { "accept-encoding": "identity" },
  });
  assertEquals([plain.headers.get("content-encoding"), await plain.text()], [null, text]);
  const range = await client.get(`${server.url}/sub/b.txt`, { headers: { range: "bytes=2-5" } });
  assertEquals(
    [range.status, range.headers.get("content-range"), await range.text()],
    [206, "bytes 2-5/10", "2345"],
  );
  const many = await client.get(`${server.url}/sub/b.txt`, { headers: { range: "bytes=0-1,8-" } });
  assertEquals(many.headers.get("content-type")?.startsWith("multipart/byteranges"), true);
  const wrong = await client.get(`${server.url}/sub/b.txt`, { headers: { range: "bytes=99-" } });
  assertEquals([wrong.status, wrong.headers.get("content-range")], [416, "bytes */10"]);
  const etag = plain.headers.get("etag") ?? "";
  const fresh = await client.get(`${server.url}/a.txt`, {
    headers: { "if-none-match": etag, "accept-encoding": "identity" },
  });
  assertEquals([fresh.status, await fresh.text()], [304, ""]);
  assertEquals(sockets.transport.stats.open, 1);
});

wireTest(
  "brotli is decoded, whole and streamed, and left as it came in a range",
  nginxBrotli,
  async () => {
    const text = "line of text\n".repeat(20_000);
    const packed = brotliCompressSync(text);
    await using server = await startNginx({
      main: `load_module ${nginxBrotli.path()};`,
      files: { "a.txt": text, "b.br": new Uint8Array(packed) },
      server: `brotli on; brotli_types *; brotli_min_length 1;
      location = /b.br { brotli off; add_header Content-Encoding br; }`,
    });
    using sockets = overSockets();
    const { client } = sockets;
    const headers = { "accept-encoding": "br" };
    const whole = await client.get(`${server.url}/a.txt`, { headers });
    assertEquals(whole.headers.get("content-encoding"), "br");
    assertEquals(await whole.text(), text);
    await using streamed = await client.stream("GET", `${server.url}/a.txt`, { headers });
    assertEquals((await Array.fromAsync(streamed.iterLines())).length, 20_000);
    assertEquals(await (await client.get(`${server.url}/b.br`, { headers })).text(), text);
    const range = await client.get(`${server.url}/b.br`, { headers: { range: "bytes=0-4" } });
    assertEquals([range.status, await range.bytes()], [206, new Uint8Array(packed.subarray(0, 5))]);
    assertEquals(sockets.transport.stats.open, 1);
  },
);

wireTest("the version, the reason and the times of an answer are told", nginx, async () => {
  await using server = await startNginx('location / { return 299 "odd"; }');
  using sockets = overSockets();
  const response = await sockets.client.get(server.url);
  assertEquals([response.status, response.httpVersion], [299, "HTTP/1.1"]);
  assertEquals(response.reasonPhrase, "");
  assertEquals(response.remoteAddress, `127.0.0.1:${server.port}`);
  for (const phase of ["connect", "send", "wait", "receive"] as const) {
    assertEquals(typeof response.timings?.[phase], "number", phase);
  }
  assertEquals(await getText(server.url), "odd");
});
