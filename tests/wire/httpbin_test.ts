import { assert, assertEquals, assertRejects } from "@std/assert";
import { test } from "../checked.ts";
import { wireTest } from "./checked_wire.ts";
import { startHttpbin } from "./httpbin.ts";
import { type Row, rows } from "./httpbin/compared.ts";
import { gunicornHttpbin } from "./programs.ts";
import { startGunicornHttpbin } from "./servers.ts";

wireTest(
  "our httpbin answers as the real one does",
  gunicornHttpbin,
  async (t) => {
    await using real = await startGunicornHttpbin();
    await using ours = startHttpbin();
    using client = Deno.createHttpClient({});
    for (const row of rows) {
      const { method = "GET" } = row[1]?.() ?? {};
      await t.step(`${method} ${row[0]}`, async () => {
        const wanted = await ask(real.url, row, client);
        assertEquals(await ask(ours.url, row, client), wanted);
      });
    }
  },
);

/** What matters of an answer, without what tells one server from the other. */
async function ask(
  base: string,
  [path, init]: Row,
  client: Deno.HttpClient,
): Promise<unknown> {
  const response = await fetch(base + path, {
    redirect: "manual",
    ...init?.(),
    client,
  });
  const { host } = new URL(base);
  const plain = (text: string) =>
    text.replaceAll(host, "server").replace(/boundary=[^"]+/g, "boundary=x")
      // The real one decodes the URL that it shows.
      .replaceAll("%C3%A9", "é");
  const { headers, status } = response;
  const kept = keptHeaders.map((
    name,
  ) => [name, plain(headers.get(name) ?? "")]);
  return {
    status,
    headers: Object.fromEntries(kept),
    allow: headers.get("allow")?.split(", ").sort(),
    cookies: headers.getSetCookie(),
    body: bodyOf(response, plain(await response.text())),
  };
}

const keptHeaders = [
  "accept-ranges",
  "access-control-allow-credentials",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "cache-control",
  "content-encoding",
  "content-range",
  "location",
  "www-authenticate",
];

/** Pages for people are not compared, nor how JSON is laid out. */
function bodyOf({ headers, status }: Response, text: string): unknown {
  const type = headers.get("content-type") ?? "";
  if (status !== 200 && /html|^$|plain/.test(type)) return undefined;
  if (!type.startsWith("application/json")) return { type, text };
  const values: unknown[] = text.startsWith('{"url"') || /"id"/.test(text)
    ? text.trim().split("\n").map((line) => JSON.parse(line))
    : [text === "" ? "" : JSON.parse(text)];
  return values.map(withoutLength);
}

/** Leaves out the length that /response-headers tells of itself. */
function withoutLength(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { "Content-Length": _length, ...rest } = {
    "Content-Length": 0,
    ...value,
  };
  return rest;
}

test("the JSON of the quickstart page comes as it stands there", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  const text = async (path: string, init?: RequestInit) =>
    await (await fetch(server.url + path, { ...init, client })).text();
  const timeline = await text("/events");
  assert(
    timeline.startsWith(
      '[{"repository":{"open_issues":0,"url":"https://github.com/',
    ),
  );
  const headers = { cookie: "cookies_are=working" };
  assertEquals(JSON.parse(await text("/cookies", { headers })), {
    cookies: { cookies_are: "working" },
  });
  const body = new URLSearchParams([["key1", "value1"], ["key1", "value2"]]);
  const { form } = JSON.parse(await text("/post", { method: "POST", body }));
  assertEquals(form, { key1: ["value1", "value2"] });
  assertEquals(server.requests, ["GET /events", "GET /cookies", "POST /post"]);
});

test("a Location is sent as it was asked for, as UTF-8", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  const target = `${server.url}/redirect-to?url=/caf%C3%A9?a%20b`;
  const response = await fetch(target, { client, redirect: "manual" });
  await response.text();
  assertEquals(response.headers.get("location"), "/caf\xc3\xa9?a b");
});

test("compressed answers unpack, and the image is one", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  for (
    const [path, flag] of [["gzip", "gzipped"], ["brotli", "brotli"]] as const
  ) {
    const response = await fetch(`${server.url}/${path}`, { client });
    assertEquals((await response.json())[flag], true);
  }
  const packed = await fetch(`${server.url}/deflate`, { client });
  assertEquals(packed.headers.get("content-encoding"), "deflate");
  const unpacked = packed.body?.pipeThrough(new DecompressionStream("deflate"));
  assertEquals((await new Response(unpacked).json()).deflated, true);
  const image = await (await fetch(`${server.url}/image/png`, { client }))
    .bytes();
  assertEquals([...image.slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
});

test("HEAD has the length of the GET and no body", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  for (
    const path of ["/json", "/html", "/range/30", "/drip?numbytes=3&duration=0"]
  ) {
    const get = await fetch(server.url + path, { client });
    const { length } = await get.bytes();
    const head = await fetch(server.url + path, { client, method: "HEAD" });
    assertEquals(await head.text(), "");
    assertEquals(head.headers.get("content-length"), `${length}`, path);
  }
});

test("seeded bytes are the same again, and are cut into chunks", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  const get = async (path: string) => await (await fetch(server.url + path, { client })).bytes();
  const first = await get("/bytes/1000?seed=1");
  assertEquals(first.length, 1_000);
  assertEquals(await get("/bytes/1000?seed=1"), first);
  assertEquals(await get("/stream-bytes/1000?seed=1&chunk_size=7"), first);
  assert(`${await get("/bytes/1000?seed=2")}` !== `${first}`);
});

test("server-sent events have every field, and go on after the last id", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  const headers = { "last-event-id": "41" };
  const response = await fetch(`${server.url}/sse?count=1`, {
    headers,
    client,
  });
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  assertEquals(
    await response.text(),
    ': hello\nretry: 1000\n\nid: 42\nevent: tick\ndata: {"id":42}\ndata: second line\n\n',
  );
});

test("drip and delay take their time", async () => {
  await using server = startHttpbin();
  using client = Deno.createHttpClient({});
  const started = performance.now();
  const drip = "/drip?numbytes=4&duration=0.1&delay=0.05&code=202";
  const response = await fetch(server.url + drip, { client });
  assertEquals([response.status, await response.text()], [202, "****"]);
  assert(performance.now() - started >= 120);
});

test("the disposal ends what is under way", async () => {
  const server = startHttpbin();
  using client = Deno.createHttpClient({});
  const delayed = assertRejects(() => fetch(`${server.url}/delay/9`, { client }));
  const dripping = await fetch(`${server.url}/drip?numbytes=9&duration=90`, {
    client,
  });
  const cut = assertRejects(() => dripping.text());
  while (server.requests.length < 2) {
    await new Promise((done) => setTimeout(done, 1));
  }
  const started = performance.now();
  await server[Symbol.asyncDispose]();
  await Promise.all([delayed, cut]);
  assert(performance.now() - started < 7_000);
});
