import { assertEquals, assertRejects } from "@std/assert";
import { ProxyError } from "../../mod.ts";
import type { SocketOptions } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { wireTest } from "./checked_wire.ts";
import { getText, overSockets, readPem } from "./over_sockets.ts";
import { danted, microsocks, type Program, squid, tinyproxy } from "./programs.ts";
import {
  type ProxyUsers,
  startDante,
  startMicrosocks,
  startSquid,
  startTinyproxy,
} from "./proxies.ts";
import { respondWith, toAnswer } from "./scripted.ts";
import { freePort, type RunningServer } from "./servers.ts";

interface HttpProxy {
  readonly program: Program;
  readonly start: (users?: ProxyUsers) => Promise<RunningServer>;
}

const httpProxies: readonly HttpProxy[] = [
  { program: squid, start: startSquid },
  { program: tinyproxy, start: startTinyproxy },
];

/** A plain server and one over TLS that keep what they were asked. */
async function startServers() {
  const tls = { cert: readPem("localhost.pem"), key: readPem("localhost.key") };
  const plain = await respondWith((request) => toAnswer(`plain ${toText(request.body)}`));
  const secure = await respondWith(
    (request) => toAnswer(`secure ${toText(request.body)}`),
    { tls },
  );
  return {
    plain,
    secure,
    async [Symbol.asyncDispose]() {
      await plain[Symbol.asyncDispose]();
      await secure[Symbol.asyncDispose]();
    },
  };
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Whether the secret of a proxy came to a server. */
function sawSecret(requests: readonly string[]): boolean {
  return requests.some((request) => /proxy-authorization|ferry:secret|ZmVycnk6/i.test(request));
}

for (const { program, start } of httpProxies) {
  wireTest("plain requests are forwarded, others go through a tunnel", program, async () => {
    await using servers = await startServers();
    await using proxy = await start();
    for (const tls of [{ verify: readPem("ca.pem") }, { verify: false }]) {
      using sockets = overSockets({ ...tls, proxy: proxy.url });
      for (const { url } of [servers.plain, servers.secure]) {
        const response = await sockets.client.post(`${url}/a?b=c`, { body: "hello" });
        const kind = url.startsWith("https") ? "secure" : "plain";
        assertEquals(await response.text(), `${kind} hello`);
        assertEquals(await (await sockets.client.get(url)).text(), `${kind} `);
        assertEquals(response.remoteAddress, `127.0.0.1:${proxy.port}`);
      }
    }
    assertEquals(servers.plain.requests[0]?.startsWith("POST /a?b=c HTTP/1."), true);
    assertEquals(servers.secure.accepted, 2, "one tunnel for two requests");
    assertEquals(/^via:/im.test(servers.plain.requests[0] ?? ""), true);
    assertEquals(/^via:/im.test(servers.secure.requests[0] ?? ""), false);
  });

  wireTest("credentials go to the proxy and nowhere else", program, async () => {
    await using servers = await startServers();
    await using proxy = await start({ withAuth: true });
    const verify = readPem("ca.pem");
    const inUrl = proxy.url.replace("//", "//ferry:secret@");
    for (const own of [inUrl, { url: proxy.url, auth: ["ferry", "secret"] as const }]) {
      for (const { url } of [servers.plain, servers.secure]) {
        const text = await getText(url, { verify, proxy: own });
        assertEquals(text, url.startsWith("https") ? "secure " : "plain ");
      }
    }
    const { plain, secure } = servers;
    assertEquals([plain.requests.length, secure.requests.length], [2, 2]);
    assertEquals(sawSecret([...plain.requests, ...secure.requests]), false);
  });

  wireTest("a proxy that wants other credentials refuses the tunnel", program, async () => {
    await using servers = await startServers();
    await using proxy = await start({ withAuth: true });
    for (const own of [proxy.url, { url: proxy.url, auth: ["ferry", "wrong"] as const }]) {
      using sockets = overSockets({ verify: readPem("ca.pem"), proxy: own });
      const error = await assertRejects(
        () => sockets.client.get(servers.secure.url),
        ProxyError,
        "refused",
      );
      assertEquals(/40[17]/.test(error.message), true, error.message);
      assertEquals(/wrong|ZmVycnk6/.test(error.message), false);
      assertEquals(sockets.transport.stats.open, 0);
      const forwarded = await sockets.client.get(servers.plain.url);
      assertEquals([401, 407].includes(forwarded.status), true);
    }
    assertEquals([servers.plain.accepted, servers.secure.accepted], [0, 0]);
  });

  wireTest("a server that the proxy cannot reach is its refusal", program, async () => {
    await using proxy = await start();
    const port = freePort();
    using sockets = overSockets({ proxy: proxy.url });
    await assertRejects(() => sockets.client.get(`https://127.0.0.1:${port}/`), ProxyError);
    const forwarded = await sockets.client.get(`http://127.0.0.1:${port}/`);
    assertEquals(forwarded.status >= 500, true);
  });

  wireTest("large bodies go through both ways", program, async () => {
    await using servers = await startServers();
    await using proxy = await start();
    const body = "0123456789".repeat(100_000);
    using sockets = overSockets({ proxy: proxy.url, verify: readPem("ca.pem") });
    for (const { url } of [servers.plain, servers.secure]) {
      const response = await sockets.client.post(url, { body });
      assertEquals((await response.text()).replace(/^\w+ /, "") === body, true);
    }
  });
}

wireTest("a host that squid forbids is a ProxyError, or its 403", squid, async () => {
  await using proxy = await startSquid();
  using sockets = overSockets({ proxy: proxy.url });
  await assertRejects(() => sockets.client.get("https://forbidden.test/"), ProxyError, "403");
  assertEquals((await sockets.client.get("http://forbidden.test/")).status, 403);
});

const socksProxies: readonly HttpProxy[] = [
  { program: danted, start: startDante },
  { program: microsocks, start: startMicrosocks },
];

for (const { program, start } of socksProxies) {
  wireTest("requests go over SOCKS5, names resolved here or there", program, async () => {
    await using servers = await startServers();
    await using proxy = await start();
    const verify = readPem("ca.pem");
    for (const scheme of ["socks5", "socks5h"]) {
      const options: SocketOptions = { verify, proxy: proxy.url.replace("http", scheme) };
      using sockets = overSockets(options);
      for (const url of [servers.plain.url, servers.secure.url]) {
        for (const host of ["127.0.0.1", "localhost"]) {
          const named = url.replace("127.0.0.1", host);
          const response = await sockets.client.post(named, { body: scheme });
          assertEquals((await response.text()).endsWith(scheme), true);
        }
      }
      assertEquals(sockets.transport.stats.open, 4);
    }
    assertEquals([servers.plain.accepted, servers.secure.accepted], [4, 4]);
  });
}

wireTest("SOCKS5 with a user and a password", microsocks, async () => {
  await using servers = await startServers();
  await using proxy = await startMicrosocks({ withAuth: true });
  const url = proxy.url.replace("http", "socks5h");
  const verify = readPem("ca.pem");
  for (const own of [url.replace("//", "//ferry:secret@"), { url, auth: ["ferry", "secret"] }]) {
    const settled = typeof own === "string" ? own : { url, auth: ["ferry", "secret"] as const };
    assertEquals(await getText(servers.secure.url, { verify, proxy: settled }), "secure ");
  }
  for (const own of [url, url.replace("//", "//ferry:wrong@")]) {
    const error = await assertRejects(() => getText(servers.plain.url, { proxy: own }), ProxyError);
    assertEquals(/credentials/.test(error.message), true, error.message);
  }
  assertEquals(sawSecret(servers.secure.requests), false);
  assertEquals(servers.plain.accepted, 0);
});

wireTest(
  "what dante's rules forbid, and a port that is closed, are ProxyErrors",
  danted,
  async () => {
    await using proxy = await startDante();
    const url = proxy.url.replace("http", "socks5h");
    await assertRejects(
      () => getText("http://127.0.0.1:9/", { proxy: url }),
      ProxyError,
      "not allowed by its rules",
    );
    await assertRejects(
      () => getText(`http://127.0.0.1:${freePort()}/`, { proxy: url }),
      ProxyError,
      "connection refused",
    );
  },
);

test("a proxy that is not there is a ProxyError that names it", async () => {
  const port = freePort();
  for (const scheme of ["http", "socks5", "socks5h"]) {
    using sockets = overSockets({ proxy: `${scheme}://ferry:secret@127.0.0.1:${port}` });
    const error = await assertRejects(() => sockets.client.get("http://a.test/"), ProxyError);
    assertEquals(error.message.includes(`127.0.0.1:${port}`), true);
    assertEquals(error.message.includes("secret"), false);
  }
});
