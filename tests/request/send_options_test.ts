import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import * as ferry from "../../mod.ts";
import { Client, HandlerTransport } from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects } from "../recording.ts";
import { overSockets } from "../wire/over_sockets.ts";

test("a built request can be sent again and again", async () => {
  const app = recordRedirects({ "http://h/a": "/b" }, { status: 307 });
  using client = new Client({ transport: app.transport });
  const options = [
    { body: "text" },
    { json: "text" },
    { body: () => "text" },
    { body: () => new Blob(["text"]).stream() },
    { files: { a: new Blob(["text"]) } },
    { body: new Blob(["text"]) },
  ];
  for (const one of options) {
    const request = client.buildRequest("POST", "http://h/a", one);
    await client.send(request);
    await client.send(request);
    assertEquals(app.seen.length, 4);
    assert(app.seen.splice(0).every(({ body }) => body.includes("text")));
  }
});

test("any web Request can be sent, as it is", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    headers: { "x-default": "1" },
    params: { p: 1 },
  });
  await client.send(
    new Request("http://h/a?b#c", { method: "patch", body: "x", headers: { "x-a": "1" } }),
  );
  assertEquals([app.last.method, app.last.url, app.last.body], ["PATCH", "http://h/a?b", "x"]);
  assertEquals(app.last.headers["x-a"], "1");
  assertEquals(app.last.headers["x-default"], undefined);
  const response = await client.send(new Request("http://u:p@h/a"));
  assertEquals(response.url, "http://h/a");
  assertEquals(app.last.headers["authorization"], `Basic ${btoa("u:p")}`);
  await assertRejects(() => client.send(new Request("ftp://h/")), ferry.UnsupportedProtocolError);
  const used = new Request("http://h/", { method: "POST", body: "x" });
  await used.text();
  await assertRejects(() => client.send(used), ferry.BodyUsedError);
});

test("a built request that goes out once keeps its size; the answer is read unless a stream is wanted", async () => {
  const app = record();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async ({ headers, body }) =>
      new Response(`${headers.get("content-length")} ${(await new Response(body).text()).length}`),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  using sockets = overSockets();
  const { client } = sockets;
  const late = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.enqueue(new TextEncoder().encode("text"));
      controller.close();
    },
  });
  const files = { f: { content: late, size: 4 } };
  const response = await client.send(client.buildRequest("POST", url, { files }));
  const [length, size] = (await response.text()).split(" ");
  assertEquals(length, size);
  const streamed = await client.send(new Request(url), { stream: true });
  assertThrows(() => streamed.content, ferry.ResponseNotReadError);
  assertEquals(await streamed.text(), "null 0");
  using other = new Client({ transport: app.transport });
  for (const options of [{}, { stream: false }, { stream: undefined }]) {
    assertEquals((await other.send(new Request(url), options)).content.length, 2);
  }
  await other.send(new Request("http://u:p@h/", { headers: { authorization: "own" } }));
  assertEquals(app.last.headers["authorization"], "own");
});

test("what a redirect leads to is sent without the credentials of the client, as if followed", async () => {
  const app = recordRedirects({ "http://h/a": "http://other/b", "http://h/c": "/d" });
  using client = new Client({ transport: app.transport, auth: ["u", "p"] });
  for (const [from, sent] of [["a", undefined], ["c", `Basic ${btoa("u:p")}`]] as const) {
    const { nextRequest } = await client.get(`http://h/${from}`, { followRedirects: false });
    assert(nextRequest);
    await client.send(nextRequest);
    assertEquals(app.last.headers["authorization"], sent);
  }
});

test("the signal of a request and that of its sending both abort", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const transport = new HandlerTransport(() => promise);
  using client = new Client({ transport });
  const reason = new Error("enough");
  const own = new AbortController();
  const given = new AbortController();
  const make = () => new Request("http://h/", { signal: own.signal });
  const first = client.send(make(), { signal: given.signal });
  given.abort(reason);
  assertStrictEquals(await assertRejects(() => first), reason);
  const second = client.send(make(), { signal: new AbortController().signal });
  const third = client.send(make(), { signal: undefined });
  const built = client.send(client.buildRequest("GET", "http://h/", { signal: own.signal }));
  own.abort(reason);
  for (const sent of [second, third, built]) {
    assertStrictEquals(await assertRejects(() => sent), reason);
  }
  resolve(new Response());
  assertEquals(client.stats.active, 0);
});
