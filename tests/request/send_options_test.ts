import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import * as ferry from "../../mod.ts";
import { Client, HandlerTransport } from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects } from "../recording.ts";

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
