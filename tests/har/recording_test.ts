import { assert, assertEquals, assertRejects } from "@std/assert";
import { Client, DigestAuth, HandlerTransport, ReadTimeoutError } from "../../mod.ts";
import { HarRecorder, type Recorder } from "../../src/features/har/mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { assertHar } from "./schema.ts";

const body = "0123456789".repeat(20_000);

test("a challenge and its answer are an entry each", async () => {
  const recorder = new HarRecorder();
  const transport = new HandlerTransport((request) =>
    request.headers.has("authorization") ? new Response("in") : new Response("who?", {
      status: 401,
      headers: { "www-authenticate": 'Digest realm="r", nonce="n", qop="auth"' },
    })
  );
  await using client = new Client({ transport, recorder, auth: new DigestAuth("u", "p") });
  await client.get("http://app.example/");
  assertHar(recorder.toJSON());
  assertEquals(recorder.entries.map(({ response }) => response.status), [401, 200]);
  assertEquals(recorder.entries.map(({ response }) => response.content.text), ["who?", "in"]);
});

test("what failed by a time limit or was given up says so", async () => {
  await using server = await respondWith([
    { send: "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", end: "hang" },
    { send: "", end: "hang" },
  ]);
  const recorder = new HarRecorder();
  await using client = new Client({ transport: new SocketTransport(), recorder });
  await assertRejects(() => client.get(server.url, { timeout: { read: 200 } }), ReadTimeoutError);
  const signal = AbortSignal.timeout(30);
  await assertRejects(() => client.get(server.url, { signal }), DOMException);
  assertHar(recorder.toJSON());
  const [late, given] = recorder.entries;
  assertEquals(late?.response._error, "ERR_READ_TIMEOUT");
  assertEquals(late?.response.content._incomplete, true);
  assertEquals(given?.response.status, 0);
  assertEquals(given?.response._error, "TimeoutError");
});

test("every way to read a body is seen, and gives the same as without a recorder", async () => {
  await using server = await respondWith(toAnswer(body));
  const path = await Deno.makeTempFile();
  try {
    for (const over of ["sockets", "fetch"]) {
      const recorder = new HarRecorder();
      await using client = new Client({
        recorder,
        ...(over === "sockets" && { transport: new SocketTransport() }),
      });
      const stream = () => client.stream("GET", server.url);
      assertEquals(await (await stream()).text(), body);
      let text = "";
      for await (const chunk of (await stream()).iterText()) text += chunk;
      assertEquals(text, body);
      for await (const chunk of (await stream()).iterRaw()) text += new TextDecoder().decode(chunk);
      assertEquals(text.length, 2 * body.length);
      {
        using file = await Deno.open(path, { write: true, truncate: true });
        assertEquals(await (await stream()).writeTo(file), body.length);
      }
      assertEquals(await Deno.readTextFile(path), body);
      await client.download(server.url, path, { overwrite: true });
      const copy = (await stream()).clone();
      assertEquals(await copy.text(), body);
      assertHar(recorder.toJSON());
      for (const { response } of recorder.entries.slice(0, 5)) {
        assertEquals(response.content.size, body.length, over);
      }
    }
  } finally {
    await Deno.remove(path);
  }
});

test("a recorder that fails fails the request, and nothing is sent", async () => {
  let asked = 0;
  let cancelled = false;
  const transport = new HandlerTransport(() => new Response(`${asked++}`));
  const broken: Recorder = { start: () => Promise.reject(new Error("no disk")) };
  await using client = new Client({ transport, recorder: broken });
  const stream = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
  await assertRejects(() => client.post("http://app.example/", { body: stream }), Error, "no disk");
  assertEquals(asked, 0);
  assert(cancelled, "the body is let go");
});

test("a recorder that fails later leaves no connection open", async () => {
  await using server = await respondWith(toAnswer(body));
  for (const name of ["answered", "received"]) {
    const fail = () => {
      throw new Error(`cannot be ${name}`);
    };
    await using client = new Client({
      transport: new SocketTransport(),
      recorder: { start: () => ({ [name]: fail }) },
    });
    await assertRejects(() => client.get(server.url), Error, `cannot be ${name}`);
    assertEquals(client.stats.active, 0);
  }
});

test("uploads are seen as they go out, once for each try", async () => {
  let asked = 0;
  const recorder = new HarRecorder({ maxBodyBytes: 4 });
  const transport = new HandlerTransport(async (request) => {
    await request.bytes();
    return new Response(null, { status: asked++ === 0 ? 503 : 200 });
  });
  await using client = new Client({
    transport,
    recorder,
    retries: { total: 1, backoff: { base: 1 } },
  });
  await client.put("http://app.example/", {
    body: () => ReadableStream.from([new Uint8Array([97, 98]), new Uint8Array([99, 100, 101])]),
    headers: { "content-type": "text/plain" },
  });
  await client.put("http://app.example/", { body: new Blob(["abcde"], { type: "text/plain" }) });
  assertHar(recorder.toJSON());
  for (const { request } of recorder.entries) {
    assertEquals(request.postData?.text, "abcd");
    assertEquals(request.bodySize, 5);
  }
  assertEquals(recorder.entries.length, 3);
});
