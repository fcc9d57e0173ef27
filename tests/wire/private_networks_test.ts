import { assert, assertEquals, assertRejects } from "@std/assert";
import { BlockedUrlError, Client, DnsError, get } from "../../mod.ts";
import { test } from "../checked.ts";
import { ownAddress, ownName } from "./own_name.ts";
import { respondWith, type ScriptedServer, toAnswer } from "./scripted.ts";

/** A server that redirects `/` to a Location and answers everything else. */
function redirecting(to: (port: number) => string): Promise<ScriptedServer> {
  const server = respondWith((request) => {
    const isFirst = request.raw.startsWith("GET / ");
    const port = Number(/host: [^\r]*:(\d+)/i.exec(request.raw)?.[1]);
    const headers = [`Location: ${to(port)}`];
    return isFirst ? toAnswer("", { status: "302 Found", headers }) : toAnswer("ok");
  });
  return server;
}

test("a server of this machine is refused, whoever asks, and sees nothing", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const options = {
    blockPrivateNetworks: true,
    retries: { total: 2, backoff: { base: 0 } },
  } as const;
  for (const host of ["127.0.0.1", "0x7f.1", "localhost", "a.localhost.", "[::1]", "0.0.0.0"]) {
    const url = `http://${host}:${server.port}/`;
    const error = await assertRejects(() => get(url, options), BlockedUrlError, "", host);
    assertEquals([error.phase, error.attempts.length], ["build", 1], host);
  }
  assertEquals(server.requests.length, 0);
});

test("a name that leads to this machine is refused where it is connected to, once", async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const method of ["GET", "POST"]) {
    using client = new Client({
      blockPrivateNetworks: true,
      retries: { total: 2, backoff: { base: 0 } },
    });
    const asking = client.request(method, `http://${ownName}:${server.port}/`);
    const error = await assertRejects(() => asking, BlockedUrlError, ownAddress);
    assertEquals([error.phase, error.attempts.length], ["connect", 1]);
    assert(error.message.includes("blockPrivateNetworks"), error.message);
    assertEquals(client.stats.active, 0);
  }
  assertEquals(server.requests.length, 0);
}, { ignore: ownName === undefined });

test("what is allowed is reached over sockets, and its connection kept", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const rules = [["127.0.0.1", "::1"], ["127.0.0.0/8", "localhost"], ["localhost"]] as const;
  for (const allow of rules) {
    using client = new Client({ blockPrivateNetworks: { allow } });
    const ports = new Set<number | undefined>();
    for (let count = 0; count < 3; count++) {
      const host = allow.find((place) => place === "localhost") ?? "127.0.0.1";
      const response = await client.get(`http://${host}:${server.port}/`);
      assertEquals(await response.text(), "ok");
      assertEquals(response.httpVersion, "HTTP/1.1");
      ports.add(response.timings?.connect === undefined ? 0 : 1);
    }
    assertEquals(ports.size, 2, "the first request connects, the others do not");
  }
});

test("a redirect to what is not allowed is refused", async () => {
  const targets: readonly ((port: number) => string)[] = [
    (port) => `http://127.0.0.1:${port}/secret`,
    (port) => `http://2130706433:${port}/secret`,
    (port) => `http://[::1]:${port}/secret`,
    (port) => `http://[::ffff:127.0.0.1]:${port}/secret`,
    () => "http://169.254.169.254/latest/meta-data/",
    ...(ownName ? [(port: number) => `http://${ownName}:${port}/secret`] : []),
  ];
  for (const to of targets) {
    await using server = await redirecting(to);
    using client = new Client({ blockPrivateNetworks: { allow: ["localhost"] } });
    const asking = client.get(`http://localhost:${server.port}/`);
    await assertRejects(() => asking, BlockedUrlError, "blockPrivateNetworks", to(1));
    assertEquals(server.requests.length, 1);
  }
});

test("a name that nobody knows is a DnsError", async () => {
  using client = new Client({ blockPrivateNetworks: true });
  await assertRejects(() => client.get("http://no-such-host.invalid/"), DnsError);
});
