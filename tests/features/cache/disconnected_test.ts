import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  Client,
  ConnectError,
  HandlerTransport,
  type HttpResponse,
  NetworkError,
  PoolTimeoutError,
  TlsError,
  type Transport,
} from "../../../mod.ts";
import { FetchTransport } from "../../../core.ts";
import { SocketTransport } from "../../../src/transports/socket/mod.ts";
import { cache, type CacheOptions } from "../../../src/features/cache/mod.ts";
import { test } from "../../checked.ts";
import { after, did } from "./server.ts";

const URL_ = "http://example.org/a";

/** In milliseconds. */
const DAY = 86_400_000;

/** What a server says once, before it cannot be reached any more. */
class Lost {
  readonly #fields: Readonly<Record<string, string>>;
  readonly #failure: Error;
  count = 0;

  constructor(fields: Readonly<Record<string, string>>, failure: Error = new ConnectError("gone")) {
    this.#fields = fields;
    this.#failure = failure;
  }

  client(options: CacheOptions = {}): Client {
    const transport = new HandlerTransport(() => {
      if (++this.count > 1) throw this.#failure;
      return new Response("old", { headers: this.#fields });
    });
    return new Client({ transport, cookies: null, retries: 0, stages: [cache(options)] });
  }
}

/** Answers that became stale 30 seconds ago. */
function staleWith(control: string): Readonly<Record<string, string>> {
  return { date: after(-90), etag: '"a"', "cache-control": control };
}

/** Of a HEAD: as many bytes as a GET would give, since it has no body. */
async function outcomeOfHead(asking: () => PromiseLike<HttpResponse>): Promise<string> {
  const found = await outcome(async () => {
    const response = await asking();
    assertEquals(await response.text(), "");
    return response;
  });
  return found === "" ? "old" : found;
}

async function outcome(asking: () => PromiseLike<HttpResponse>): Promise<string> {
  try {
    const response = await asking();
    return response.status === 200 ? await response.text() : `${response.status}`;
  } catch (error) {
    assert(NetworkError.is(error), String(error));
    return "thrown";
  }
}

/** RFC 9111 sections 4.2.4, 5.2.2.2, 5.2.2.4, 5.2.2.8 and 5.2.2.10: what is given privately and shared. */
const cases: readonly (readonly [string, readonly [string, string]])[] = [
  ["max-age=60", ["old", "old"]],
  ["max-age=60, must-revalidate", ["504", "504"]],
  ["max-age=60, no-cache", ["504", "504"]],
  ["no-cache", ["504", "504"]],
  ["max-age=60, proxy-revalidate", ["old", "504"]],
  ["max-age=60, s-maxage=60", ["old", "504"]],
  ["max-age=60, stale-if-error=10", ["thrown", "thrown"]],
  ["max-age=60, stale-if-error=600", ["old", "old"]],
  ["max-age=60, stale-if-error=600, must-revalidate", ["504", "504"]],
];

for (const [control, expected] of cases) {
  test(`${control}, and then no server: ${expected}`, async () => {
    const found: string[] = [];
    for (const shared of [false, true]) {
      using client = new Lost(staleWith(control)).client({ shared, staleIfDisconnected: DAY });
      await client.get(URL_);
      found.push(await outcome(() => client.get(URL_)));
    }
    assertEquals(found, [...expected]);
  });

  test(`${control}, and then no server for a HEAD: ${expected}`, async () => {
    const found: string[] = [];
    for (const shared of [false, true]) {
      using client = new Lost(staleWith(control)).client({ shared, staleIfDisconnected: DAY });
      await client.get(URL_);
      found.push(await outcomeOfHead(() => client.head(URL_)));
    }
    assertEquals(found, [...expected]);
  });
}

/** A client whose server answers once, and then with 503. */
function failingAfter(headers: Readonly<Record<string, string>>): Client {
  let count = 0;
  const transport = new HandlerTransport(() =>
    ++count === 1 ? new Response("old", { headers }) : new Response(null, { status: 503 })
  );
  return new Client({ transport, cookies: null, retries: 0, stages: [cache()] });
}

test("a stale answer stands in for a 503 to a HEAD, which does not change what is stored", async () => {
  using client = failingAfter(staleWith("max-age=60, stale-if-error=600"));
  await client.get(URL_);
  const head = await client.head(URL_);
  assertEquals([head.status, head.cacheStatus?.detail], [200, "stale-if-error"]);
  assertEquals(head.cacheStatus?.forwardStatus, 503);
  assertEquals(await (await client.get(URL_)).text(), "old");
});

test("a HEAD that nobody may answer stale gets the server's 503", async () => {
  using client = failingAfter(staleWith("max-age=60"));
  await client.get(URL_);
  assertEquals((await client.head(URL_)).status, 503);
});

test("the answer says that it stands in, and how stale it is", async () => {
  using client = new Lost(staleWith("max-age=60")).client({ staleIfDisconnected: DAY });
  await client.get(URL_);
  const response = await client.get(URL_);
  assertEquals(did(response), "stale");
  const { hit, detail, ttl = 0 } = response.cacheStatus ?? {};
  assertEquals([hit, detail], [false, "disconnected"]);
  assert(ttl <= -30 && ttl > -40);
  assert(Number(response.headers.get("age")) >= 90);
});

test("a 504 says why, and has no body of what is stored", async () => {
  using client = new Lost(staleWith("max-age=60, must-revalidate")).client();
  await client.get(URL_);
  const response = await client.get(URL_);
  assertEquals([response.status, await response.text()], [504, ""]);
  assertEquals(response.cacheStatus?.detail, "disconnected");
  assertEquals(response.headers.get("etag"), null);
});

/** What the caller says is stronger than being disconnected. */
const strict: readonly (readonly [string, Parameters<Client["get"]>[1]])[] = [
  ["cache: no-cache", { cache: "no-cache" }],
  ["cache: reload", { cache: "reload" }],
  ["cache: no-store", { cache: "no-store" }],
  ["Cache-Control: no-cache", { headers: { "cache-control": "no-cache" } }],
  ["Cache-Control: max-age=0", { headers: { "cache-control": "max-age=0" } }],
  ["Cache-Control: min-fresh=5", { headers: { "cache-control": "min-fresh=5" } }],
];

for (const [name, options] of strict) {
  for (const control of ["max-age=60", "max-age=60, must-revalidate"]) {
    test(`${name} of ${control}, and then no server: the failure is thrown`, async () => {
      using client = new Lost(staleWith(control)).client({ staleIfDisconnected: DAY });
      await client.get(URL_);
      await assertRejects(async () => await client.get(URL_, options), ConnectError);
    });
  }
}

test("how long a stale answer may stand in must be said, else the failure is thrown", async () => {
  const limits: readonly (readonly [number | undefined, string, string])[] = [
    [undefined, "max-age=60", "thrown"],
    [undefined, "max-age=60, must-revalidate", "504"],
    [undefined, "max-age=60, stale-if-error=60", "old"],
    [Infinity, "max-age=60", "old"],
    [40_000, "max-age=60", "old"],
    [20_000, "max-age=60", "thrown"],
    [0, "max-age=60", "thrown"],
    [0, "max-age=60, must-revalidate", "504"],
    [0, "max-age=60, stale-if-error=60", "old"],
  ];
  for (const [staleIfDisconnected, control, expected] of limits) {
    using client = new Lost(staleWith(control)).client({ staleIfDisconnected });
    await client.get(URL_);
    const found = await outcome(() => client.get(URL_));
    assertEquals(found, expected, `${staleIfDisconnected} ${control}`);
  }
});

test("what is not the network's fault is thrown", async () => {
  const failures = [
    new TlsError("expired", { reason: "expired" }),
    new PoolTimeoutError("full"),
    new TypeError("a mistake"),
  ];
  for (const failure of failures) {
    using client = new Lost(staleWith("max-age=60, must-revalidate"), failure).client();
    await client.get(URL_);
    const thrown = await client.get(URL_).then(({ status }) => status, (error: unknown) => error);
    assert(thrown instanceof Error, `${failure}: ${thrown}`);
  }
});

test("who gave up gets the own reason", async () => {
  using client = new Lost(staleWith("max-age=60")).client({ staleIfDisconnected: DAY });
  await client.get(URL_);
  const signal = AbortSignal.abort(new RangeError("mine"));
  await assertRejects(async () => await client.get(URL_, { signal }), RangeError, "mine");
});

const transports: readonly (readonly [string, () => Transport & Disposable])[] = [
  ["SocketTransport", () => new SocketTransport()],
  ["FetchTransport", () => new FetchTransport()],
];

for (const [name, make] of transports) {
  test(`${name}: a server that closes the connection is stood in for, and comes back`, async () => {
    const server = Deno.serve(
      { port: 0, onListen: () => {} },
      () => new Response("old", { headers: staleWith("max-age=60") }),
    );
    const url = `http://127.0.0.1:${server.addr.port}/`;
    using transport = make();
    using client = new Client({
      transport,
      retries: 0,
      stages: [cache({ staleIfDisconnected: DAY })],
    });
    assertEquals(await client.get(url).text(), "old");
    await server.shutdown();
    const response = await client.get(url);
    assertEquals([await response.text(), response.cacheStatus?.detail], ["old", "disconnected"]);
    const { port } = server.addr;
    const again = Deno.serve({ port, onListen: () => {} }, () => new Response("new"));
    assertEquals(await client.get(url).text(), "new");
    await again.shutdown();
  });
}
