/**
 * The connections of a transport over `fetch`: what Deno's HTTP clients are told, and when they are made and closed.
 *
 * @module
 */

import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { FetchClients } from "../../src/core/fetch/fetch_clients.ts";
import type { LimitsOptions } from "../../src/core/limits/connection_limits.ts";
import { test } from "../checked.ts";

interface Made {
  readonly options: Deno.CreateHttpClientOptions;
  closed: number;
}

/** Stands in the place of `Deno.createHttpClient`, for one test. */
class StubbedClients implements Disposable {
  readonly #before = Deno.createHttpClient;
  readonly made: Made[] = [];

  constructor() {
    Reflect.set(Deno, "createHttpClient", (options: Deno.CreateHttpClientOptions) => {
      const made = { options, closed: 0 };
      this.made.push(made);
      return { close: () => void made.closed++ };
    });
  }

  [Symbol.dispose](): void {
    Reflect.set(Deno, "createHttpClient", this.#before);
  }
}

/** What is said of limits, how many idle connections are kept for it, and how long. */
const POOLS: readonly (readonly [LimitsOptions | null | undefined, number, number | false])[] = [
  [undefined, 100, 5_000],
  [{}, 100, 5_000],
  [{ maxConnections: 200 }, 200, 5_000],
  [{ maxConnections: 3 }, 20, 5_000],
  [{ maxKeepaliveConnections: 5 }, 5, 5_000],
  [{ maxKeepaliveConnections: 0, keepaliveExpiry: 700 }, 0, 700],
  [{ keepaliveExpiry: null }, 100, false],
  [null, 2 ** 31, false],
];

test("idle connections are kept as the limits say", () => {
  for (const [limits, count, expiry] of POOLS) {
    using stub = new StubbedClients();
    new FetchClients(limits).pick(true);
    const label = JSON.stringify(limits);
    const pools = stub.made.map(({ options }) => options);
    assertEquals(
      [label, pools],
      [label, [{ allowHost: true, poolMaxIdlePerHost: count, poolIdleTimeout: expiry }]],
    );
  }
});

test("there is a client for kept connections and one for fresh ones, each made when it is needed", () => {
  using stub = new StubbedClients();
  const clients = new FetchClients(undefined, { http2: false });
  assertEquals([clients.hasFresh, stub.made.length], [true, 0]);
  const kept = clients.pick(true);
  assertStrictEquals(clients.pick(true), kept);
  const fresh = clients.pick(false);
  assertStrictEquals(clients.pick(false), fresh);
  assertNotStrictEquals(fresh, kept);
  const told = stub.made.map(({ options }) => [options.poolMaxIdlePerHost, options.http2]);
  assertEquals(told, [[100, false], [0, false]]);
});

test("what is closed is made anew for who comes later", () => {
  using stub = new StubbedClients();
  const clients = new FetchClients(undefined);
  clients.close();
  clients.pick(true);
  clients.close();
  clients.pick(false);
  clients.pick(true);
  clients.close();
  clients.close();
  assertEquals(stub.made.map(({ closed }) => closed), [1, 1, 1]);
});
