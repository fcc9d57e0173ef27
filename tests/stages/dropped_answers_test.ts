import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  Client,
  type ClientOptions,
  DigestAuth,
  FetchTransport,
  HandlerTransport,
  OAuth2ClientCredentials,
  ProtocolError,
  ReadError,
  StatusError,
  type Transport,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { type Peer, RawServer } from "../transports/socket/wire.ts";

const TRANSPORTS: readonly (readonly [name: string, make: () => Transport])[] = [
  ["fetch", () => new FetchTransport()],
  ["sockets", () => new SocketTransport()],
];

/** A client that would fail on each of the bodies below, if it took them in. */
const STRICT = {
  maxResponseBytes: 1_000,
  timeout: { connect: 60_000, read: 60_000, total: 100_000 },
  trustEnv: false,
  retries: { total: 1, backoff: { base: 0 }, budget: null },
} as const;

/** Writes a body; tells whether the connection can be used again. */
type Finish = (peer: Peer) => Promise<unknown>;

/** Bodies that are of no use to anybody: the rest of their head, and what follows. */
const BODIES: Readonly<Record<string, readonly [head: string, finish: Finish]>> = {
  endless: ["transfer-encoding: chunked", writeForEver],
  huge: ["content-length: 100000000000", writeForEver],
  stalled: ["content-length: 10", (peer) => peer.drain()],
  "cut short": ["content-length: 10", (peer) => peer.write("abc")],
  "of no coding": [
    "content-encoding: gzip\r\ncontent-length: 12",
    (peer) => writeWhole(peer, "this is none"),
  ],
  "too large": [
    "content-length: 2000",
    (peer) => writeWhole(peer, "x".repeat(2_000)),
  ],
};

const CHUNK = new TextEncoder().encode(`10000\r\n${"x".repeat(65_536)}\r\n`);

async function writeWhole(peer: Peer, text: string): Promise<boolean> {
  await peer.write(text);
  return true;
}

/** Writes until the other side has closed. */
async function writeForEver(peer: Peer): Promise<void> {
  for (;;) await peer.write(CHUNK);
}

/** What is wrong at first, and how the client goes on from there. */
const CASES: Readonly<Record<string, (head: string, seen: number) => string | undefined>> = {
  retried: (_, seen) => seen === 1 ? "503 Busy\r\nretry-after: 0" : undefined,
  "challenged with Digest": (head) =>
    /^authorization: Digest /im.test(head)
      ? undefined
      : '401 No\r\nwww-authenticate: Digest realm="r", nonce="n", qop="auth"',
  "of a token that has expired": (head) =>
    /^authorization: Bearer t2/im.test(head) ? undefined : "401 No",
  redirected: (head) => / \/there\?/.test(head) ? undefined : "302 Found\r\nlocation: /there?TAIL",
};

/** A server that answers each target by a case and a body, which its query names, and then with one event. */
function serve(): RawServer {
  const seen = new Map<string, number>();
  let tokens = 0;
  return new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      const [, target = ""] = head.split(" ", 2);
      const count = (seen.get(target) ?? 0) + 1;
      seen.set(target, count);
      if (target.startsWith("/token")) {
        const json = JSON.stringify({ access_token: `t${++tokens > 1 ? 2 : 1}` });
        await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${json.length}\r\n\r\n${json}`);
        continue;
      }
      const query = new URL(target, "http://h").searchParams;
      const status = CASES[query.get("case") ?? ""]?.(head, count);
      const body = BODIES[query.get("body") ?? ""];
      if (!status || !body) {
        await peer.write(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 10\r\n\r\ndata: ok\n\n",
        );
        continue;
      }
      const line = status.replace("TAIL", target.split("?")[1] ?? "");
      await peer.write(`HTTP/1.1 ${line}\r\n${body[0]}\r\n\r\n`);
      if (await body[1](peer) !== true) return;
    }
  });
}

/** All ways to ask. */
const WAYS: Readonly<Record<string, (client: Client, url: string) => Promise<string>>> = {
  get: async (client, url) => (await client.get(url)).text(),
  stream: async (client, url) => (await client.stream("GET", url)).text(),
  fetch: async (client, url) => (await client.fetch(url)).text(),
  send: async (client, url) => (await client.send(new Request(url))).text(),
  download: async (client, url) => {
    let text = "";
    const sink = new WritableStream<Uint8Array>({
      write: (chunk) => void (text += new TextDecoder().decode(chunk)),
    });
    await client.download(url, sink);
    return text;
  },
  paginate: async (client, url) => {
    const [page] = await Array.fromAsync(client.paginate(url, { maxPages: 1 }));
    return await page?.text() ?? "";
  },
  events: async (client, url) => {
    const events = await Array.fromAsync(client.events(url, { reconnect: false }));
    return events.map(({ data }) => `data: ${data}\n\n`).join("");
  },
  "get with hooks": async (client, url) =>
    (await client.get(url, { hooks: { response: [() => {}] } })).text(),
  "get with a progress callback": async (client, url) => {
    const onDownloadProgress = () => {};
    return (await client.get(url, { onDownloadProgress })).text();
  },
};

function authFor(name: string, base: string): ClientOptions["auth"] {
  if (name.includes("Digest")) return new DigestAuth("ada", "pw");
  if (!name.includes("token")) return undefined;
  const tokenUrl = `${base}token`;
  return new OAuth2ClientCredentials({ tokenUrl, clientId: "c", clientSecret: "s" });
}

for (const [transportName, make] of TRANSPORTS) {
  for (const [caseName] of Object.entries(CASES)) {
    test(`an answer that is ${caseName} never decides a call, over ${transportName}`, async () => {
      const cells = Object.keys(BODIES).flatMap((body) =>
        Object.entries(WAYS).map(async ([way, ask]) => {
          await using server = serve();
          const auth = authFor(caseName, server.url);
          await using client = new Client({ ...STRICT, transport: make(), ...(auth && { auth }) });
          const query = new URLSearchParams({ case: caseName, body });
          const text = await ask(client, `${server.url}?${query}`)
            .catch((error) => `${error.name}: ${error.message}`);
          assertEquals(text, "data: ok\n\n", `${body}, ${way}`);
          assertEquals(client.stats.active, 0, `${body}, ${way}`);
        })
      );
      await Promise.all(cells);
    });
  }
}

/** A body of which there is always more at hand, and that counts what was taken of it. */
function endless(count: (bytes: number) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunk = new Uint8Array(16_384);
  return new ReadableStream({
    pull(controller) {
      count(chunk.length);
      controller.enqueue(chunk.slice());
    },
  }, { highWaterMark: 0 });
}

test("no more than 64 KiB are taken of what is thrown away, also where all of it is at hand", async () => {
  for (const stream of [false, true]) {
    for (const status of [503, 401, 302]) {
      let taken = 0;
      let asked = 0;
      const challenge = 'Digest realm="r", nonce="n", qop="auth"';
      const transport = new HandlerTransport(() =>
        asked++ > 0 ? new Response("ok") : new Response(endless((bytes) => taken += bytes), {
          status,
          headers: { "www-authenticate": challenge, location: "/there" },
        })
      );
      const auth = new DigestAuth("ada", "pw");
      using client = new Client({ ...STRICT, transport, auth, maxResponseBytes: null });
      const send = stream ? client.stream("GET", "http://h/") : client.get("http://h/");
      assertEquals(await (await send).text(), "ok");
      assert(taken <= 65_536 + 2 * 16_384, `${taken} bytes of a ${status}`);
      assertEquals([asked, client.stats.active], [2, 0]);
    }
  }
});

test("a short answer that was thrown away can still be read in the history", async () => {
  const transport = new HandlerTransport(({ url }) =>
    url.endsWith("/b") ? new Response("ok") : new Response("moved", {
      status: 302,
      headers: { location: "/b" },
    })
  );
  using client = new Client({ transport });
  const { history } = await client.get("http://h/a");
  assertEquals(await history[0]?.text(), "moved");
});

test("the last answer is whole, however long, where it is not thrown away after all", async () => {
  const page = "x".repeat(300_000);
  const transport = new HandlerTransport(({ url }) =>
    new Response(page, {
      status: url.endsWith("/late") ? 503 : 401,
      headers: { "retry-after": url.endsWith("/late") ? "3600" : "0" },
    })
  );
  using client = new Client({ ...STRICT, transport, maxResponseBytes: null });
  const auth = new DigestAuth("ada", "pw");
  for (const url of ["http://h/late", "http://h/plain"]) {
    const response = await client.get(url, { auth });
    assertEquals((await response.text()).length, page.length);
    const streamed = await client.stream("GET", url, { auth });
    assertEquals((await streamed.text()).length, page.length);
    assertEquals(client.stats.active, 0);
  }
});

for (const [name, make] of TRANSPORTS) {
  for (const status of [200, 299]) {
    test(`a body of a ${status} that breaks is retried behind an auth flow, too, over ${name}`, async () => {
      let asked = 0;
      await using server = new RawServer(async (peer) => {
        while (await peer.request()) {
          const body = ++asked > 1 ? "ok!!" : "o";
          await peer.write(`HTTP/1.1 ${status} OK\r\ncontent-length: 4\r\n\r\n${body}`);
          if (body === "o") return;
        }
      });
      const options = { ...STRICT, transport: make(), auth: new DigestAuth("ada", "pw") };
      await using client = new Client(options);
      assertEquals(await (await client.get(server.url)).text(), "ok!!");
      await using last = new Client({ ...STRICT, transport: make(), retries: 0 });
      asked = 0;
      await assertRejects(() => last.get(server.url), ReadError);
    });
  }
}

test("an answer of a token endpoint is bounded, and of a refusal the status decides", async () => {
  for (const stream of [false, true]) {
    for (const [name, status] of [["success", 200], ["refusal", 400], ["failure", 500]] as const) {
      let taken = 0;
      const transport = new HandlerTransport(({ url }) =>
        url.endsWith("/token")
          ? new Response(endless((bytes) => taken += bytes), { status })
          : new Response("unsigned")
      );
      const auth = new OAuth2ClientCredentials({
        tokenUrl: "http://login/token",
        clientId: "c",
        clientSecret: "s",
      });
      using client = new Client({ transport, auth });
      const error = await (stream ? client.stream("GET", "http://h/") : client.get("http://h/"))
        .catch((error: unknown) => error);
      assertInstanceOf(error, status === 200 ? ProtocolError : StatusError, name);
      assert(taken <= 1_300_000, `${taken} bytes of a ${name}`);
      assertEquals(client.stats.active, 0);
    }
  }
});

test("a refusal of a token endpoint is told whatever becomes of its body", async () => {
  for (const [name, make] of TRANSPORTS) {
    for (const [body, [head, finish]] of Object.entries(BODIES)) {
      await using server = new RawServer(async (peer) => {
        await peer.request();
        await peer.write(`HTTP/1.1 401 No\r\n${head}\r\n\r\n`);
        await finish(peer);
      });
      const tokenUrl = `${server.url}token`;
      const auth = new OAuth2ClientCredentials({ tokenUrl, clientId: "c", clientSecret: "s" });
      await using client = new Client({ ...STRICT, transport: make(), auth });
      const error = await assertRejects(() => client.get(server.url), StatusError);
      assertEquals([error.status, client.stats.active], [401, 0], `${body}, ${name}`);
    }
  }
});

test("permits, tokens and circuits go by the head of what is thrown away, and the key stays", async () => {
  let asked = 0;
  const keys = new Set<string | null>();
  const transport = new HandlerTransport(({ headers }) => {
    keys.add(headers.get("idempotency-key"));
    return ++asked < 4 ? new Response(endless(() => {}), { status: 503 }) : new Response("ok");
  });
  using client = new Client({
    ...STRICT,
    transport,
    retries: { ...STRICT.retries, total: 5 },
    limits: { maxConnections: 1 },
    rateLimit: { requests: 4, per: 3_600_000 },
    circuitBreaker: { failures: 4, statuses: [503] },
    idempotencyKey: true,
  });
  const response = await client.post("http://h/", { json: 1 });
  assertEquals([await response.text(), asked, keys.size], ["ok", 4, 1]);
  assertEquals(response.attempts.map(({ status }) => status), [503, 503, 503, 200]);
  assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
});
