import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import {
  BlockedUrlError,
  Client,
  type ClientOptions,
  DigestAuth,
  FetchTransport,
  HandlerTransport,
  type HttpResponse,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects, redirectTo } from "../recording.ts";

const PRIVATE = "http://169.254.169.254/latest/meta-data";

test("allowUrl is asked before each hop, with a copy of what is about to be sent", async () => {
  const app = recordRedirects({ "http://a.example/1": "http://b.example/2" });
  const asked: string[] = [];
  using client = new Client({
    transport: app.transport,
    allowUrl: (url) => {
      asked.push(url.href);
      url.hostname = "evil.example";
      return url.pathname !== "/no";
    },
  });
  const response = await client.get("http://user:secret@a.example/1");
  assertEquals(response.url, "http://b.example/2");
  assertEquals(asked, ["http://a.example/1", "http://b.example/2"]);
  const error = await assertRejects(() => client.get("http://a.example/no"), BlockedUrlError);
  assertEquals(error.code, "ERR_BLOCKED_URL");
  assertEquals(error.phase, "build");
  assertEquals(error.response, undefined);
  assert(error.message.includes("allowUrl"), error.message);
  assertEquals(app.seen.length, 2);
});

test("a platform that hides redirects may follow them only where no URL is to be looked at", async () => {
  const seen: unknown[] = [];
  class Seen extends FetchTransport {
    override sendPrepared(...args: Parameters<FetchTransport["sendPrepared"]>) {
      seen.push(args[1].followsRedirects);
      return super.sendPrepared(...args);
    }
  }
  const { fetch } = globalThis;
  globalThis.fetch = () => Promise.resolve(new Response("ok"));
  try {
    using transport = new Seen();
    using free = new Client({ transport });
    using guarded = new Client({ transport, allowUrl: () => true });
    for (const client of [free, guarded]) {
      await client.get("http://a.example/");
      await client.get("http://a.example/", { followRedirects: false });
    }
    assertEquals(seen, [true, false, false, false]);
  } finally {
    globalThis.fetch = fetch;
  }
});

test("a hop that is refused has the redirect that led there", async () => {
  const app = recordRedirects({
    "http://a.example/": "http://b.example/",
    "http://b.example/": "http://c.example/",
  });
  using client = new Client({
    transport: app.transport,
    allowUrl: ({ hostname }) => Promise.resolve(hostname !== "c.example"),
    retries: { total: 3, backoff: { base: 0 } },
  });
  const error = await assertRejects(() => client.get("http://a.example/"), BlockedUrlError);
  assertEquals(error.phase, "redirect");
  assertEquals(error.response?.url, "http://b.example/");
  assertEquals(error.history.map(({ url }) => url), ["http://a.example/"]);
  assertEquals(error.request?.url, "http://c.example/");
  assertEquals(app.seen.length, 2);
});

test("what allowUrl must not do is a TypeError, what it throws comes out as it is", async () => {
  const app = record();
  for (const answer of [undefined, null, 1, "true", {}, Promise.resolve("yes")]) {
    const allowUrl = () => answer;
    using client: Client = Reflect.construct(Client, [{ transport: app.transport, allowUrl }]);
    await assertRejects(() => client.get("http://a.example/"), TypeError, "allowUrl");
  }
  const failure = new Error("no database");
  const throwing = [() => {
    throw failure;
  }, () => Promise.reject(failure)];
  for (const allowUrl of throwing) {
    using client = new Client({ transport: app.transport, allowUrl });
    assertEquals(await client.get("http://a.example/").catch((error) => error), failure);
  }
  assertEquals(app.seen.length, 0);
  for (const allowUrl of ["", 0, false, true, {}, /x/]) {
    assertThrows(() => Reflect.construct(Client, [{ allowUrl }]), TypeError, "allowUrl");
  }
});

test("a call that is over does not wait for allowUrl", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  using client = new Client({
    transport: record().transport,
    allowUrl: () => {
      setTimeout(() => controller.abort(reason), 5);
      return new Promise(() => {});
    },
  });
  const asked = client.get("http://a.example/", { signal: controller.signal });
  assertEquals(await asked.catch((error) => error), reason);
});

test("an answered challenge behind a redirect is told as the redirect", async () => {
  const app = record(({ url, headers }) => {
    if (url === "http://a.example/") return redirectTo("http://a.example/b");
    if (headers.authorization) return redirectTo("http://c.example/");
    const challenge = 'Digest realm="r", nonce="n", qop="auth"';
    return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
  });
  let asked = 0;
  using client = new Client({
    transport: app.transport,
    auth: new DigestAuth("u", "p"),
    allowUrl: () => ++asked < 3,
  });
  const error = await assertRejects(() => client.get("http://a.example/"), BlockedUrlError);
  assertEquals(error.phase, "redirect");
  assertEquals(error.response?.url, "http://a.example/");
});

/** Each way to reach a URL that a client has; the first URL is public. */
const REACH: Readonly<Record<string, (client: Client, url: string) => Promise<unknown>>> = {
  "get()": (client, url) => client.get(url),
  "stream()": (client, url) => client.stream("GET", url),
  "post()": (client, url) => client.post(url, { json: 1 }),
  "send()": (client, url) => client.send(new Request(url)),
  "fetch()": async (client, url) => {
    await client.fetch(url).catch((error: TypeError) => Promise.reject(error.cause));
  },
  "download()": (client, url) => client.download(url, new WritableStream()),
  "events()": async (client, url) => await client.events(url).next(),
  "paginate()": async (client, url) => await client.paginate(url).next(),
  "next()": async (client, url) => {
    const response = await client.get(url, { followRedirects: false });
    if (response.isRedirect) await response.next();
  },
};

test("every way to send is guarded, on the first hop and behind a redirect", async () => {
  const rules: readonly ClientOptions[] = [
    { allowUrl: ({ hostname }) => hostname === "a.example" },
    { blockPrivateNetworks: true },
  ];
  for (const [name, reach] of Object.entries(REACH)) {
    for (const rule of rules) {
      const app = recordRedirects({ "http://a.example/": PRIVATE }, { status: 307 });
      using client = new Client({ ...rule, transport: app.transport });
      const first = await assertRejects(
        () => reach(client, PRIVATE),
        BlockedUrlError,
        undefined,
        name,
      );
      assertEquals(first.phase, "build", name);
      const later = await assertRejects(() => reach(client, "http://a.example/"), BlockedUrlError);
      assertEquals(later.phase, "redirect", name);
      assertInstanceOf(later.response, Response);
      assertEquals(app.seen.map(({ url }) => url), ["http://a.example/"], name);
    }
  }
});

test("the next page and the URL of a hook or a flow are guarded, too", async () => {
  const app = record(() => Response.json([1], { headers: { link: `<${PRIVATE}>; rel="next"` } }));
  const options: ClientOptions = { transport: app.transport, blockPrivateNetworks: true };
  using client = new Client(options);
  const pages: HttpResponse[] = [];
  const error = await assertRejects(async () => {
    for await (const page of client.paginate("http://a.example/")) pages.push(page);
  }, BlockedUrlError);
  assertEquals([pages.length, error.phase], [1, "build"]);
  const moved = () => new Request(PRIVATE);
  await assertRejects(
    () => client.get("http://a.example/", { hooks: { request: [moved] } }),
    BlockedUrlError,
    "169.254.169.254",
  );
  const auth = {
    async *flow() {
      yield await Promise.resolve(moved());
    },
  };
  await assertRejects(() => client.get("http://a.example/", { auth }), BlockedUrlError);
  assertEquals(app.seen.length, 1);
});

test("a permit is not held while allowUrl thinks, and the body of a refused request is let go of", async () => {
  const transport = new HandlerTransport(() => new Response("ok"));
  let cancelled = false;
  using client = new Client({
    transport,
    allowUrl: () => {
      assertEquals(client.stats.active, 0);
      return false;
    },
  });
  const body = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  await assertRejects(() => client.post("http://a.example/", { body }), BlockedUrlError);
  assert(cancelled);
});

test("an extension keeps the guard, and null switches it off", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    allowUrl: () => false,
    blockPrivateNetworks: true,
  });
  using same = client.extend();
  using open = client.extend({ allowUrl: null, blockPrivateNetworks: null });
  await assertRejects(() => same.get("http://a.example/"), BlockedUrlError);
  await assertRejects(() => same.get(PRIVATE), BlockedUrlError, "link-local");
  assertEquals((await open.get(PRIVATE)).status, 200);
});
