import { assertEquals, assertRejects } from "@std/assert";
import { ReadError, ReadTimeoutError } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { readBody, send } from "../transports/socket/wire.ts";
import { wireTest } from "./checked_wire.ts";
import { overSockets } from "./over_sockets.ts";
import { haproxy } from "./programs.ts";
import { startHaproxy } from "./proxies.ts";
import { respondWith, toAnswer } from "./scripted.ts";

wireTest("103 is told before the answer, which is the one behind it", haproxy, async () => {
  await using server = await respondWith(toAnswer("page"));
  await using front = await startHaproxy(
    'http-request early-hint Link "</a.css>; rel=preload" if { path /hints }',
    server.port,
  );
  const transport = new SocketTransport();
  const seen: unknown[] = [];
  for (let round = 0; round < 2; round++) {
    const raw = await send(transport, `${front.url}/hints`, {
      onInformational: (status, headers) => seen.push([status, headers.get("link")]),
    });
    assertEquals([raw.status, new TextDecoder().decode(await readBody(raw))], [200, "page"]);
  }
  assertEquals(seen, [[103, "</a.css>; rel=preload"], [103, "</a.css>; rel=preload"]]);
  assertEquals(transport.stats, { open: 1, idle: 1, waiting: 0 });
  transport.close();
});

wireTest(
  "a connection dropped in silence is an error in time, and nothing stays",
  haproxy,
  async () => {
    await using server = await respondWith(toAnswer("page"));
    await using front = await startHaproxy(
      "http-request silent-drop if { path /drop }",
      server.port,
    );
    using sockets = overSockets({ limits: { maxConnections: 1 } });
    const { client, transport } = sockets;
    for (const method of ["GET", "POST"]) {
      assertEquals(await (await client.get(`${front.url}/a`)).text(), "page");
      const started = performance.now();
      const error = await assertRejects(() =>
        client.request(method, `${front.url}/drop`, { timeout: { read: 200 } })
      );
      // Without the right to drop in silence, haproxy resets.
      assertEquals(error instanceof ReadTimeoutError || error instanceof ReadError, true);
      assertEquals(performance.now() - started < 20_000, true);
      assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
    }
    assertEquals(server.requests.filter((request) => request.includes("/drop")), []);
  },
);

wireTest("429 and 503 say when to come again", haproxy, async () => {
  await using server = await respondWith(toAnswer("page"));
  const answer = (status: number, path: string) =>
    `http-request return status ${status} content-type text/plain string "later" ` +
    `hdr Retry-After 7 if { path ${path} }`;
  await using front = await startHaproxy(
    `${answer(429, "/slow")}\n  ${answer(503, "/down")}`,
    server.port,
  );
  using sockets = overSockets();
  for (const [path, status] of [["/slow", 429], ["/down", 503], ["/slow", 429]] as const) {
    const response = await sockets.client.get(front.url + path);
    assertEquals([response.status, response.headers.get("retry-after")], [status, "7"]);
    assertEquals(await response.text(), "later");
  }
  assertEquals(sockets.transport.stats.open, 1);
});

wireTest(
  "a server that is down is haproxy's 503, and one that breaks off an error",
  haproxy,
  async () => {
    const cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this";
    await using server = await respondWith({ send: cut, end: "close" });
    await using front = await startHaproxy("", server.port);
    using sockets = overSockets();
    await assertRejects(() => sockets.client.get(front.url), ReadError);
    assertEquals(sockets.transport.stats.open, 0);
    await server[Symbol.asyncDispose]();
    assertEquals((await sockets.client.get(front.url)).status, 503);
  },
);

wireTest("trailers come through haproxy", haproxy, async () => {
  await using server = await respondWith(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n" +
      "4\r\nbody\r\n0\r\nX-Sum: 42\r\n\r\n",
  );
  await using front = await startHaproxy("", server.port);
  using sockets = overSockets();
  const response = await sockets.client.get(front.url);
  assertEquals([await response.text(), response.trailers?.get("x-sum")], ["body", "42"]);
});
