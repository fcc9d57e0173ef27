import { assert, assertEquals } from "@std/assert";
import { Client, HandlerTransport, HttpResponse } from "../../mod.ts";
import { ask, ways } from "../answering.ts";
import { test } from "../checked.ts";
import { respondWith, sleep, toAnswer } from "../wire/scripted.ts";

test("a response can be sent on: as the answer of a handler, read or streamed", async () => {
  const big = "0123456789".repeat(20_000);
  for (const way of ways) {
    for (const body of ["", "short", big]) {
      const upstream = await ask(way, { body, status: 201, headers: { "x-a": "1" } });
      using client = new Client({ transport: new HandlerTransport(() => upstream) });
      const response = await client.get("http://h.example/");
      assertEquals([response.status, response.headers.get("x-a")], [201, "1"]);
      assertEquals(await response.text(), body);
    }
  }
});

test("a server passes a response on, read and streamed, and decoded bytes are labelled so", async () => {
  const plain = "hello ".repeat(50_000);
  const packed = await new Response(
    new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  const headers = [
    "Content-Encoding: gzip",
    "Content-Type: text/plain",
    "X-Up: 1",
    "Connection: close",
  ];
  await using upstream = await respondWith({
    send: toAnswer(packed, { headers: [...headers, "Set-Cookie: a=1", "Set-Cookie: b=2"] }),
    end: "close",
  });
  using client = new Client();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      return request.url.endsWith("/read")
        ? await client.get(upstream.url)
        : await client.stream("GET", upstream.url);
    },
  );
  using raw = Deno.createHttpClient({});
  for (const path of ["read", "streamed"]) {
    const response = await fetch(`http://127.0.0.1:${server.addr.port}/${path}`, {
      client: raw,
      headers: { "accept-encoding": "identity" },
    });
    assertEquals(await response.text(), plain);
    assertEquals(response.headers.get("content-encoding"), null);
    assertEquals(response.headers.get("x-up"), "1");
    assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"]);
  }
  await server.shutdown();
  assertEquals(client.stats.active, 0);
});

test("a downstream client that leaves frees the connection upstream", async () => {
  await using upstream = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
    end: "hang",
  });
  using client = new Client();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async () => await client.stream("GET", upstream.url),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  using raw = Deno.createHttpClient({});
  const response = await fetch(url, { client: raw });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  const head = await fetch(url, { client: raw, method: "HEAD" });
  await head.body?.cancel();
  for (let count = 0; count < 200 && client.stats.active > 0; count++) {
    await sleep(5, new AbortController().signal);
  }
  assertEquals(client.stats.active, 0);
  await server.shutdown();
});

test("a body on its way can be read into a buffer of the reader's, as fetch's", async () => {
  for (const body of ["", "hello", "hello ".repeat(20_000)]) {
    const response = await ask("streamed", { body: [body] });
    const reader = response.body?.getReader({ mode: "byob" });
    let text = "";
    for (;;) {
      const part = await reader?.read(new Uint8Array(1_000));
      if (!part || part.done) break;
      assert(part.value.length <= 1_000);
      text += new TextDecoder().decode(part.value);
    }
    assertEquals(text, body);
  }
});

/** What holds for one connection only. */
const HOP_BY_HOP = {
  "connection": "keep-alive",
  "keep-alive": "timeout=5",
  "proxy-connection": "keep-alive",
  "transfer-encoding": "chunked",
  "upgrade": "h2c",
};

test("a status and a reason that no web response has are still those of ours", async () => {
  for (const [status, statusText] of [[600, "Odd"], [200, "日本"], [200, "a\u0100"]] as const) {
    const response = HttpResponse.of(new TextEncoder().encode("x"), { status, statusText });
    assertEquals([response.status, response.statusText], [status, statusText]);
    assertEquals(await response.text(), "x");
  }
});

test("the platform has the status and the reason, as far as it knows such", async () => {
  const name = `ferry-${crypto.randomUUID()}`;
  const cache = await caches.open(name);
  try {
    for (const [statusText, kept] of [["Made", "Made"], ["", "Unknown"], ["日本", ""]]) {
      const url = `http://h.example/${encodeURIComponent(statusText ?? "")}`;
      const made = HttpResponse.of(new Uint8Array(1), { status: 599, statusText });
      await cache.put(url, made);
      const found = await cache.match(url);
      await found?.body?.cancel();
      assertEquals(found?.status, 599);
      if (statusText) assertEquals(found?.statusText, kept);
    }
  } finally {
    await caches.delete(name);
  }
});

test("the Cache API takes a response and gives it back", async () => {
  const name = `ferry-${crypto.randomUUID()}`;
  const cache = await caches.open(name);
  try {
    for (const way of ways) {
      const url = `http://h.example/${way}`;
      const headers = { ...HOP_BY_HOP, "x-a": "1" };
      const made = { body: "cached", status: 203, statusText: "Made", headers };
      await cache.put(url, await ask(way, made));
      const found = await cache.match(url);
      assertEquals([await found?.text(), found?.status, found?.statusText], [
        "cached",
        203,
        "Made",
      ]);
      const names = [...found?.headers.keys() ?? []];
      assertEquals(names.filter((name) => name === "x-a" || Object.hasOwn(HOP_BY_HOP, name)), [
        "x-a",
      ]);
    }
  } finally {
    await caches.delete(name);
  }
});
