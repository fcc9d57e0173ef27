import { assertEquals, assertRejects } from "@std/assert";
import { Client, FetchTransport, ReadError } from "../../mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

/** What is sent, and how it goes over the wire. */
const BODIES: readonly (readonly [name: string, body: BodyInit | undefined, wire: RegExp])[] = [
  ["text", "a=1", /content-length: 3\r\n[^]*\r\n\r\na=1$/i],
  ["bytes", new Uint8Array([97, 98]), /content-length: 2\r\n[^]*\r\n\r\nab$/i],
  ["a form", new URLSearchParams({ a: "1" }), /content-length: 3\r\n[^]*\r\n\r\na=1$/i],
  ["a Blob", new Blob(["blob"]), /content-length: 4\r\n[^]*\r\n\r\nblob$/i],
  ["an empty text", "", /\r\n\r\n$/],
  ["an empty Blob", new Blob([]), /\r\n\r\n/],
  ["nothing", undefined, /\r\n\r\n$/],
];

for (const method of ["POST", "PATCH"]) {
  test(`over fetch a ${method} goes out once, whatever it sends, and whenever its connection closes`, async () => {
    for (const [name, body, wire] of BODIES) {
      await using server = await respondWith([toAnswer("first"), { end: "close" }, toAnswer("no")]);
      using transport = new FetchTransport();
      using client = new Client({ transport });
      await client.get(server.url);
      const send = () => client.request(method, server.url, { body });
      const error = await assertRejects(send, ReadError, undefined, name);
      assertEquals(error.phase, "read");
      const seen = server.requests.filter((request) => request.startsWith(method));
      assertEquals([seen.length, wire.test(seen[0] ?? "")], [1, true], `${name}: ${seen[0]}`);
    }
  });
}

test("over fetch a POST with a body uses a kept connection", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using transport = new FetchTransport();
  using client = new Client({ transport });
  for (let count = 0; count < 3; count++) await client.post(server.url, { json: count });
  assertEquals([server.accepted, server.requests.length], [1, 3]);
  assertEquals(/content-type: application\/json\r\n/i.test(server.requests[0] ?? ""), true);
});

test("over fetch what may be sent twice still is, by the runtime", async () => {
  for (const [method, body] of [["GET"], ["PUT", "x"]] as const) {
    await using server = await respondWith([toAnswer("1"), { end: "close" }, toAnswer("again")]);
    using transport = new FetchTransport();
    using client = new Client({ transport });
    await client.get(server.url);
    assertEquals(await client.request(method, server.url, { body }).text(), "again");
  }
});
