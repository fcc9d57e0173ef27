import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  Client,
  type ClientOptions,
  DigestAuth,
  FetchTransport,
  HandlerTransport,
  HttpError,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { RawServer } from "../transports/socket/wire.ts";

/** What an error tells of the answers before it. */
async function historyOf(client: Client, url: string, stream: boolean): Promise<string[]> {
  const error: unknown = await (stream ? client.stream("GET", url) : client.get(url))
    .catch((error: unknown) => error);
  assertInstanceOf(error, HttpError);
  return error.history.map(({ status, url }) => `${status} ${new URL(url).pathname}`);
}

test("an error of a later hop tells of all hops before, oldest first, over both transports", async () => {
  await using server = new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      const path = head.split(" ", 2)[1];
      const to = path === "/1" ? "/2" : "/3";
      if (path === "/3" && /^authorization/im.test(head)) return;
      const challenge = 'www-authenticate: Digest realm="r", nonce="n"';
      await peer.write(
        path === "/3"
          ? `HTTP/1.1 401 No\r\n${challenge}\r\ncontent-length: 0\r\n\r\n`
          : `HTTP/1.1 302 Found\r\nlocation: ${to}\r\ncontent-length: 0\r\n\r\n`,
      );
    }
  });
  for (const make of [() => new FetchTransport(), () => new SocketTransport()]) {
    for (const stream of [false, true]) {
      const auth = new DigestAuth("ada", "pw");
      await using client = new Client({ transport: make(), auth, trustEnv: false });
      const history = await historyOf(client, `${server.url}1`, stream);
      assertEquals(history, ["302 /1", "302 /2", "401 /3"]);
    }
  }
});

test("so does every error that is no answer's: of hooks, auth, the total timeout", async () => {
  const redirect = (url: string) =>
    new Response(null, { status: 302, headers: { location: url.endsWith("/1") ? "/2" : "/3" } });
  const rows: Readonly<Record<string, ClientOptions>> = {
    "a hook": {
      hooks: {
        request: [({ url }) => {
          if (url.endsWith("/3")) throw new HttpError("Cannot go there");
        }],
      },
    },
    "the total timeout": { timeout: { total: 1_000 } },
    "an auth function": {
      auth: ({ url }) => {
        if (url.endsWith("/3")) throw new HttpError("Cannot sign");
      },
    },
  };
  for (const [name, options] of Object.entries(rows)) {
    const transport = new HandlerTransport(({ url, signal }) => {
      if (!url.endsWith("/3")) return redirect(url);
      const { promise, reject } = Promise.withResolvers<Response>();
      signal.addEventListener("abort", () => reject(signal.reason));
      return promise;
    });
    using client = new Client({ transport, ...options });
    assertEquals(await historyOf(client, "http://h/1", false), ["302 /1", "302 /2"], name);
  }
});

test("an error about a redirect has that one as its response, and those before as its history", async () => {
  const transport = new HandlerTransport(({ url }) =>
    new Response(null, { status: 302, headers: { location: url.endsWith("/1") ? "/2" : "/3" } })
  );
  const rows: readonly ClientOptions[] = [
    { maxRedirects: 1 },
    { allowUrl: ({ pathname }) => pathname !== "/3" },
  ];
  for (const options of rows) {
    using client = new Client({ transport, ...options });
    const error: unknown = await client.get("http://h/1").catch((error: unknown) => error);
    assertInstanceOf(error, HttpError);
    assertEquals(error.response?.url, "http://h/2");
    assertEquals(error.history.map(({ url }) => url), ["http://h/1"]);
  }
});

test("response.next() tells of what came before, too, and a first hop of nothing", async () => {
  const transport = new HandlerTransport(({ url }) => {
    if (url.endsWith("/1")) return new Response(null, { status: 302, headers: { location: "/2" } });
    throw new HttpError("Cannot go on");
  });
  using client = new Client({ transport, followRedirects: false });
  const response = await client.get("http://h/1");
  const error: unknown = await response.next().catch((error: unknown) => error);
  assertInstanceOf(error, HttpError);
  assertEquals(error.history.map(({ status }) => status), [302]);
  assertEquals(await historyOf(client, "http://h/2", false), []);
});

test("the caller's own reason comes out untouched", async () => {
  const reason = new HttpError("Cannot wait any longer");
  const controller = new AbortController();
  const transport = new HandlerTransport(({ url, signal }) => {
    if (url.endsWith("/1")) return new Response(null, { status: 302, headers: { location: "/2" } });
    controller.abort(reason);
    return Promise.reject(signal.reason);
  });
  using client = new Client({ transport });
  const error: unknown = await client.get("http://h/1", { signal: controller.signal })
    .catch((error: unknown) => error);
  assertEquals(error, reason);
  assertEquals(reason.history, []);
});
