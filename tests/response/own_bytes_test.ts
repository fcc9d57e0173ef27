import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { cache, MemoryCacheStore } from "../../src/features/cache/mod.ts";
import { HarRecorder } from "../../src/features/har/mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { Client, FetchTransport, HandlerTransport, HttpResponse, type Stage } from "../../mod.ts";
import { Client as CoreClient } from "../../core.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

const TEXT = "a body that is long enough to be worth no copy. ".repeat(5_000);
const BYTES = new TextEncoder().encode(TEXT);
const HEAD = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n${
  BYTES.length.toString(16)
}\r\n${TEXT}\r\n0\r\n\r\n`;
const FRAMINGS = {
  "of a known length": toAnswer(TEXT),
  chunked: CHUNKED,
  "to the end of the connection": { send: `${HEAD}\r\n${TEXT}`, end: "close" },
} as const;

const CLIENTS = {
  sockets: () => new Client({ transport: new SocketTransport() }),
  fetch: () => new Client({ transport: new FetchTransport() }),
  core: () => new CoreClient(),
};

for (const [path, toClient] of Object.entries(CLIENTS)) {
  for (const [framing, script] of Object.entries(FRAMINGS)) {
    test(`the bytes of a promise are no copy, and of its response they are: ${path}, ${framing}`, async () => {
      await using server = await respondWith(script);
      using client = toClient();
      const asked = client.get(server.url);
      const bytes = await asked.bytes();
      assertEquals(bytes, BYTES);
      assertStrictEquals(bytes.buffer.byteLength, BYTES.length);
      const again = await asked.bytes();
      const response = await asked;
      assertStrictEquals(response.content.buffer, bytes.buffer);
      const others = [again, await response.bytes(), await asked.bytes()];
      for (const other of others) assertNotStrictEquals(other.buffer, bytes.buffer);
      const buffer = client.get(server.url);
      assertStrictEquals(await buffer.arrayBuffer(), (await buffer).content.buffer);
      assertNotStrictEquals(await buffer.arrayBuffer(), (await buffer).content.buffer);
    });
  }
}

/** Asks twice, and changes what came first. */
async function askTwice(client: Client, url: string): Promise<string> {
  const first = await client.get(url).bytes();
  assertEquals(first, BYTES);
  first.fill(0);
  return await client.get(url).text();
}

test("bytes that a stage, a hook, a handler or a stream may keep are copied", async () => {
  const kept = BYTES.slice();
  const memory: Stage = () => () => Promise.resolve(HttpResponse.of(kept));
  const seen: Uint8Array[] = [];
  const look = async (response: HttpResponse) => {
    seen.push(await response.read());
  };
  const keeping =
    (look: (response: HttpResponse) => Promise<Uint8Array | undefined>): Stage =>
    (send) =>
    async (request, context) => {
      const response = await send(request, context);
      seen.push(await look(response) ?? BYTES);
      return response;
    };
  await using server = await respondWith(toAnswer(TEXT));
  const stream = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(kept);
          controller.close();
        },
      }),
    );
  const clients = {
    "a stage that gives bytes of its own": new Client({ stages: [memory] }),
    "a stage that reads": new Client({ stages: [keeping((response) => response.read())] }),
    "a stage that looks": new Client({
      stages: [keeping((response) => Promise.resolve(response.content))],
    }),
    "a stage that goes through": new Client({
      stages: [keeping(async (response) => (await response.iterBytes().next()).value)],
    }),
    "a hook that reads": new Client({ hooks: { response: [look] } }),
    "a handler": new Client({ transport: new HandlerTransport(stream) }),
    "a transport": new Client({ transport: { send: () => Promise.resolve(stream()) } }),
  };
  for (const [name, client] of Object.entries(clients)) {
    assertEquals(await askTwice(client, server.url), TEXT, name);
    client.close();
  }
  assertEquals(kept, BYTES);
  for (const bytes of seen) assertEquals(bytes, BYTES);
});

/** What a stage hands on of an answer, and what it keeps. */
const DIVIDED: Record<string, (response: HttpResponse) => readonly [HttpResponse, HttpResponse]> = {
  "what was changed of it": (response) => [response.with({ status: 203 }), response],
  "it, and keeps a changed one": (response) => [response, response.with({ status: 203 })],
  "its clone": (response) => [response.clone(), response],
  "it, and keeps a clone": (response) => [response, response.clone()],
};

for (const [name, divide] of Object.entries(DIVIDED)) {
  test(`who changes the bytes of a promise changes nothing for a stage that gives ${name}`, async () => {
    await using server = await respondWith(toAnswer(TEXT));
    let kept: HttpResponse | undefined;
    const stage: Stage = (send) => async (request, context) => {
      const [given, mine] = divide(await send(request, context));
      kept = mine;
      return given;
    };
    using client = new Client({ stages: [stage] });
    (await client.get(server.url).bytes()).fill(0);
    assertEquals(await kept?.text(), TEXT);
  });
}

test("who changes the bytes of a promise changes no cache and no recording", async () => {
  const headers = ["Cache-Control: max-age=60"];
  await using server = await respondWith(toAnswer(TEXT, { headers }));
  const recorder = new HarRecorder();
  using client = new Client({ stages: [cache({ store: new MemoryCacheStore() })], recorder });
  assertEquals(await askTwice(client, server.url), TEXT);
  assertEquals(await askTwice(client, server.url), TEXT);
  for (const { response } of recorder.toJSON().log.entries) {
    assertEquals(response.content.text, TEXT);
  }
});
