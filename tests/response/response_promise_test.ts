import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  Client,
  ConnectError,
  FetchTransport,
  get,
  HandlerTransport,
  HttpResponse,
  JsonDecodeError,
  post,
  request,
  type ResponsePromise,
  SchemaError,
  type StandardSchema,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

const number: StandardSchema<unknown, number> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) =>
      typeof value === "number" ? { value } : { issues: [{ message: "it is no number" }] },
  },
};

const url = "http://example.org/";
const transport = new HandlerTransport(({ method }) =>
  Response.json(method === "HEAD" ? null : 7, { status: 404, headers: { "x-method": method } })
);

test("every reader of the promise, whatever the status", async () => {
  using client = new Client({ transport });
  assertEquals(await client.get(url).json(), 7);
  assertEquals(await client.get(url).json(number), 7);
  assertEquals(await client.post(url).text(), "7");
  assertEquals(await client.put(url).bytes(), new Uint8Array([55]));
  assertEquals(await client.patch(url).arrayBuffer(), new Uint8Array([55]).buffer);
  assertEquals(await (await client.del(url).blob()).text(), "7");
  const form = new HandlerTransport(() =>
    new Response("a=1", { headers: { "content-type": "application/x-www-form-urlencoded" } })
  );
  assertEquals([...await get(url, { transport: form }).formData()], [["a", "1"]]);
});

test("every verb, helper and send() gives one, which is a promise of the response", async () => {
  using client = new Client({ transport });
  const built = () => client.buildRequest("GET", url);
  const asked: readonly ResponsePromise[] = [
    ...[client.get(url), client.options(url), client.post(url), client.put(url)],
    ...[client.patch(url), client.del(url), client.delete(url), client.request("X", url)],
    ...[client.send(built()), get(url, { transport }), post(url, { transport })],
    request("GET", url, { transport }),
  ];
  for (const promise of asked) {
    assertInstanceOf(promise, Promise);
    assertEquals(promise.constructor, Promise); // else awaiting it costs two promises more
    assertInstanceOf(await promise, HttpResponse);
    assertEquals(await promise.json(), 7);
    assertEquals(await promise.text(), "7");
    assertEquals(promise.then(() => {}) instanceof Promise, true);
  }
  assertEquals(await client.head(url).text(), "");
});

for (const Transport of [FetchTransport, SocketTransport]) {
  test(`whoever awaits the reader alone sees the failure, and nothing is unhandled: ${Transport.name}`, async () => {
    const unhandled: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    addEventListener("unhandledrejection", note);
    try {
      await using server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        () => new Response("no json"),
      );
      using over = new Transport();
      using client = new Client({ transport: over });
      const here = `http://127.0.0.1:${server.addr.port}/`;
      await assertRejects(() => client.get(here).json(), JsonDecodeError);
      await assertRejects(() => client.get("http://127.0.0.1:1/").json(), ConnectError);
      await assertRejects(() => client.get("http://127.0.0.1:1/").text(), ConnectError);
      const wrong = JSON.parse('{ "no": 1 }');
      await assertRejects(
        () => client.get(here, wrong).json(),
        TypeError,
      );
      await assertRejects(() => get(url, { transport: text }).json(number), SchemaError);
      await new Promise((resolve) => setTimeout(resolve, 5));
      assertEquals(unhandled, []);
    } finally {
      removeEventListener("unhandledrejection", note);
    }
  });
}

const text = new HandlerTransport(() => Response.json("seven"));
