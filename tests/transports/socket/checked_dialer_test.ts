import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { resolvePrivateNetworks } from "../../../src/features/url_guard/private_networks.ts";
import {
  BlockedHost,
  CheckedDialer,
} from "../../../src/transports/socket/connect/checked_dialer.ts";
import type { Connection } from "../../../src/transports/socket/connection.ts";
import type { Dialer, Endpoint } from "../../../src/transports/socket/connect/dialer.ts";
import { Routes } from "../../../src/transports/socket/connect/route.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { Connector } from "../../../src/transports/socket/connect/connector.ts";
import { test } from "../../checked.ts";
import { until } from "../../until.ts";
import { respondWith, toAnswer } from "../../wire/scripted.ts";

const NOTHING = { names: [], networks: [] };
const signal = new AbortController().signal;

/** A connection that only tells whether it was closed. */
class StubConnection implements Connection {
  readonly tls = undefined;
  closed = false;
  constructor(readonly remoteAddress: string) {}
  read(): Promise<null> {
    return Promise.resolve(null);
  }
  write(): Promise<number> {
    return Promise.resolve(0);
  }
  close(): void {
    this.closed = true;
  }
  ref(): void {}
  unref(): void {}
}

/** A dialer whose addresses answer, fail or stay silent as the test says. */
class StubDialer implements Dialer {
  readonly dialed: string[] = [];
  readonly opened: StubConnection[] = [];
  readonly given: AbortSignal[] = [];
  constructor(
    readonly behaviour: Readonly<Record<string, "fails" | "silent" | Promise<void>>> = {},
  ) {}

  async connect(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
    const address = "path" in endpoint ? endpoint.path : endpoint.hostname;
    this.dialed.push(address);
    this.given.push(signal);
    const behaviour = this.behaviour[address];
    if (behaviour === "fails") throw new Error(`${address} refused`);
    if (behaviour === "silent") await untilAborted(signal);
    else await behaviour;
    const connection = new StubConnection(address);
    this.opened.push(connection);
    return connection;
  }

  secure(): Promise<Connection> {
    throw new Error("no TLS");
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

function connectVia(dialer: Dialer, addresses: readonly string[]): Promise<Connection> {
  const checked = new CheckedDialer(NOTHING, () => Promise.resolve(addresses));
  return checked.connect(dialer, { hostname: "h.example", port: 80 }, signal);
}

test("the address that was checked is connected to, whatever the name means afterwards", async () => {
  const answers = [["93.184.216.34"], ["127.0.0.1"]];
  let asked = 0;
  const checked = new CheckedDialer(NOTHING, () => Promise.resolve(answers[asked++] ?? []));
  const dialer = new StubDialer();
  const endpoint = { hostname: "rebind.example", port: 80 };
  await checked.connect(dialer, endpoint, signal);
  assertEquals(dialer.dialed, ["93.184.216.34"]);
  assertEquals(asked, 1);
  const error = await assertRejects(() => checked.connect(dialer, endpoint, signal), BlockedHost);
  assert(error.message.includes("127.0.0.1, which is loopback"), error.message);
  assertEquals(dialer.dialed.length, 1);
});

test("one private address among others is enough to refuse a name, and none is dialed", async () => {
  const dialer = new StubDialer();
  const bad = ["10.0.0.1", "::1", "fe80::1%eth0", "::ffff:192.168.0.1", "169.254.169.254"];
  for (const address of bad) {
    for (const list of [[address], ["93.184.216.34", address], [address, "2606:4700::1"]]) {
      await assertRejects(() => connectVia(dialer, list), BlockedHost, address);
    }
  }
  assertEquals(dialer.dialed, []);
});

test("an address in the URL is not looked up", async () => {
  const lookup = () => Promise.reject(new Error("asked"));
  const checked = new CheckedDialer(NOTHING, lookup);
  const dialer = new StubDialer();
  for (const hostname of ["93.184.216.34", "2606:4700::1"]) {
    await checked.connect(dialer, { hostname, port: 80 }, signal);
  }
  assertEquals(dialer.dialed, ["93.184.216.34", "2606:4700::1"]);
  for (const hostname of ["127.0.0.1", "::1", "::ffff:7f00:1", "localhost", "x.localhost"]) {
    const connecting = checked.connect(dialer, { hostname, port: 80 }, signal);
    await assertRejects(() => connecting, BlockedHost, "blockPrivateNetworks", hostname);
  }
});

test("an address that fails is followed by the next one, and the first failure is told", async () => {
  const dialer = new StubDialer({ "1.1.1.1": "fails", "1.1.1.2": "fails" });
  const connection = await connectVia(dialer, ["1.1.1.1", "1.1.1.2", "1.1.1.3"]);
  assertEquals(connection.remoteAddress, "1.1.1.3");
  await assertRejects(() => connectVia(dialer, ["1.1.1.1", "1.1.1.2"]), Error, "1.1.1.1 refused");
  await assertRejects(() => connectVia(dialer, []), Error, "ENOTFOUND");
});

test("a silent address does not hold up the next one, and is given up", async () => {
  const dialer = new StubDialer({ "1.1.1.1": "silent" });
  const start = performance.now();
  const connection = await connectVia(dialer, ["1.1.1.1", "1.1.1.2"]);
  assertEquals(connection.remoteAddress, "1.1.1.2");
  assert(performance.now() - start < 20_000);
  assert(dialer.given[0]?.aborted);
});

test("who comes second is closed", async () => {
  const late = Promise.withResolvers<void>();
  const dialer = new StubDialer({ "1.1.1.1": late.promise });
  const connection = await connectVia(dialer, ["1.1.1.1", "1.1.1.2"]);
  late.resolve();
  await until(() => dialer.opened.length === 2 && dialer.opened.some(({ closed }) => closed));
  const [second, first] = dialer.opened.map((each) => each.closed);
  assertEquals([connection.remoteAddress, second, first], ["1.1.1.2", false, true]);
});

test("giving up ends every attempt", async () => {
  const dialer = new StubDialer({ "1.1.1.1": "silent", "1.1.1.2": "silent" });
  const controller = new AbortController();
  const checked = new CheckedDialer(NOTHING, () => Promise.resolve(["1.1.1.1", "1.1.1.2"]));
  const endpoint = { hostname: "h.example", port: 80 };
  const connecting = checked.connect(dialer, endpoint, controller.signal);
  const reason = new Error("enough");
  await until(() => dialer.dialed.length === 2);
  controller.abort(reason);
  assertEquals(await connecting.catch((error) => error), reason);
  assertEquals(dialer.given.map(({ aborted }) => aborted), [true, true]);
  const late = checked.connect(dialer, endpoint, controller.signal);
  assertEquals(await late.catch((error) => error), reason);
  assertEquals(dialer.dialed.length, 2);
});

const routes = new Routes({ isForwarded: () => false, proxyAuthorization: undefined });
const certs = new URL("./certs/", import.meta.url);
const pem = (name: string) => Deno.readTextFileSync(new URL(name, certs));

test("TLS is spoken with the name, over Deno's sockets and node's", async () => {
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: pem("localhost.pem"),
    key: pem("localhost.key"),
    onListen() {},
  }, () => new Response("ok"));
  const blockPrivateNetworks = { allow: ["127.0.0.1", "localhost"] };
  for (const localAddress of [undefined, "127.0.0.1"]) {
    for (const [host, isGood] of [["localhost", true], ["other.example", false]] as const) {
      const options = { blockPrivateNetworks, localAddress, verify: pem("ca.pem") };
      const way = new Connector({ ...options, lookup: () => ["127.0.0.1"] });
      const route = routes.of(new URL(`https://${host}:${server.addr.port}/`));
      const plain = await way.open(route, signal);
      assertEquals(plain.remoteAddress, `127.0.0.1:${server.addr.port}`);
      const secured = await way.secure(plain, route).catch((error: unknown) => error);
      assertEquals(!(secured instanceof Error), isGood, `${host}: ${secured}`);
      if (typeof secured === "object" && secured !== null && "close" in secured) {
        const { close } = secured;
        if (typeof close === "function") close.call(secured);
      }
    }
  }
});

test("a real connection to one of several addresses works after the race is over", async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const localAddress of [undefined, "127.0.0.1"]) {
    const blockPrivateNetworks = { allow: ["127.0.0.0/8", "::1"] };
    const lookup = () => ["127.0.0.2", "127.0.0.1"];
    const way = new Connector({ blockPrivateNetworks, localAddress, lookup });
    const route = routes.of(new URL(`http://h.example:${server.port}/`));
    const connection = await way.open(route, signal);
    await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: h\r\n\r\n"));
    const buffer = new Uint8Array(100);
    assert((await connection.read(buffer) ?? 0) > 0);
    connection.close();
  }
});

test("a proxy gets no private address, and socks5 the address that was checked", async () => {
  const dialed: string[] = [];
  const lookups: string[] = [];
  await using proxy = await respondWith({ send: "", end: "close", read: "nothing" });
  for (const scheme of ["http", "socks5", "socks5h"]) {
    const way = new Connector({
      blockPrivateNetworks: true,
      proxy: `${scheme}://127.0.0.1:${proxy.port}`,
      lookup: (name) => {
        lookups.push(`${scheme} ${name}`);
        return name === "inside.example" ? ["10.0.0.1"] : ["93.184.216.34"];
      },
    });
    for (const host of ["10.0.0.1", "[::1]", "localhost", "inside.example", "out.example"]) {
      const route = routes.of(new URL(`https://${host}/`));
      const error = await way.open(route, signal).catch((error: unknown) => error);
      if (!(error instanceof BlockedHost)) dialed.push(`${scheme} ${host}`);
    }
  }
  assertEquals(lookups, ["socks5 inside.example", "socks5 out.example"]);
  assertEquals(dialed, [
    "http inside.example",
    "http out.example",
    "socks5 out.example",
    "socks5h inside.example",
    "socks5h out.example",
  ]);
});

test("a Unix socket and a guard contradict each other", () => {
  assertThrows(
    () => new SocketTransport({ unix: "/run/x.sock", blockPrivateNetworks: true }),
    TypeError,
    "unix together with blockPrivateNetworks",
  );
  new SocketTransport({ unix: "/run/x.sock", blockPrivateNetworks: false }).close();
  assert(resolvePrivateNetworks(true));
});
