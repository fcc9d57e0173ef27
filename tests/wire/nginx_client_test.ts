import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { Client, ResponseTooLargeError } from "../../mod.ts";
import { wireTest } from "./checked_wire.ts";
import { nginx } from "./programs.ts";
import { startNginx } from "./servers.ts";

const place = 'location /where { return 200 "$connection $connection_requests $request_method"; }';

/** Gives which connection it was, and the how many-th request on it. */
async function whereOf(client: Client, url: string, method = "GET"): Promise<[string, number]> {
  const text = await (await client.request(method, `${url}/where`)).text();
  const [connection = "", count] = text.split(" ");
  return [connection, Number(count)];
}

/** The runtime puts the connection of a long body back one turn of the event loop after its end. */
function backInPool(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

wireTest("one connection carries one request after the other", nginx, async () => {
  await using server = await startNginx(place);
  using client = new Client();
  const seen = [];
  for (let count = 0; count < 5; count++) seen.push(await whereOf(client, server.url));
  assertEquals(new Set(seen.map(([connection]) => connection)).size, 1);
  assertEquals(seen.map(([, count]) => count), [1, 2, 3, 4, 5]);
});

wireTest(
  "after a redirect, an error, HEAD, 204 and a stream the connection is kept",
  nginx,
  async () => {
    await using server = await startNginx({
      files: { "big.bin": new Uint8Array(300_000) },
      server: `${place}
      location /moved { return 302 /where; }
      location /missing { return 404 "nothing here"; }
      location /empty { return 204; }`,
    });
    using client = new Client();
    const [first] = await whereOf(client, server.url);
    await client.get(`${server.url}/moved`);
    await client.get(`${server.url}/missing`);
    await client.head(`${server.url}/big.bin`);
    await client.get(`${server.url}/empty`);
    await client.get(`${server.url}/big.bin`);
    await backInPool();
    for await (const _ of (await client.stream("GET", `${server.url}/big.bin`)).iterBytes());
    await backInPool();
    await using failed = await client.stream("GET", `${server.url}/missing`);
    await failed.read();
    const [last, count] = await whereOf(client, server.url);
    assertEquals([last, count], [first, 10]);
  },
);

wireTest("a stream that is left early costs its connection, and no more", nginx, async () => {
  await using server = await startNginx({
    files: { "big.bin": new Uint8Array(20_000_000) },
    server: place,
  });
  using client = new Client({ limits: { maxConnections: 1 } });
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
  assertEquals([last === first, count, client.stats.active], [false, 1, 0]);
});

wireTest("many at once use no more connections than they may", nginx, async () => {
  await using server = await startNginx(place);
  using client = new Client({ limits: { maxConnections: 4 } });
  const seen = await Promise.all(
    Array.from({ length: 60 }, () => whereOf(client, server.url)),
  );
  const connections = new Set(seen.map(([connection]) => connection));
  assertGreater(5, connections.size);
  assertEquals(client.stats.active, 0);
});

wireTest("chunked, compressed and ranged answers come as they are meant", nginx, async () => {
  const text = "line of text\n".repeat(10_000);
  await using server = await startNginx({
    files: { "a.txt": text, "sub/b.txt": "0123456789" },
    server: `
      gzip on; gzip_types *; gzip_min_length 1; gzip_http_version 1.0;
      location /where { return 200 "ok"; }`,
  });
  using client = new Client();
  const packed = await client.get(`${server.url}/a.txt`);
  assertEquals(packed.headers.get("content-encoding"), "gzip");
  assertEquals(packed.headers.get("transfer-encoding"), "chunked");
  assertEquals(await packed.text(), text);
  await using streamed = await client.stream("GET", `${server.url}/a.txt`);
  assertEquals((await Array.fromAsync(streamed.iterLines())).length, 10_000);
  const plain = await client.get(`${server.url}/a.txt`, {
    headers: { "accept-encoding": "identity" },
  });
  assertEquals(plain.headers.get("content-encoding"), null);
  assertEquals(await plain.text(), text);
  const range = await client.get(`${server.url}/sub/b.txt`, { headers: { range: "bytes=2-5" } });
  assertEquals([range.status, range.reasonPhrase, await range.text()], [
    206,
    "Partial Content",
    "2345",
  ]);
  const wrong = await client.get(`${server.url}/sub/b.txt`, { headers: { range: "bytes=99-" } });
  assertEquals([wrong.status, wrong.headers.get("content-range")], [416, "bytes */10"]);
  const etag = plain.headers.get("etag") ?? "";
  const fresh = await client.get(`${server.url}/a.txt`, {
    headers: { "if-none-match": etag, "accept-encoding": "identity" },
  });
  assertEquals([fresh.status, await fresh.text()], [304, ""]);
});

wireTest("what a client sends arrives whole", nginx, async () => {
  await using server = await startNginx(`
    client_max_body_size 10m;
    location /take { return 200 "$request_method $http_x_a [$http_cookie] $args $content_length"; }`);
  using client = new Client();
  const response = await client.put(`${server.url}/take?x=%20y`, {
    body: new Uint8Array(200_000),
    headers: { "x-a": "1" },
    cookies: { a: "b" },
    params: { z: "é" },
  });
  assertEquals(await response.text(), "PUT 1 [a=b] x=%20y&z=%C3%A9 200000");
});
