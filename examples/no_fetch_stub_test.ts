/**
 * Tests without a stub of the global `fetch`, and what happens if there is one.
 *
 * Run it: `deno test -A examples/no_fetch_stub_test.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";
import { MockTransport } from "@ferry/http/testing";
import { assertEquals } from "@std/assert";

/** The code to test gets its client from who calls it. */
async function countStars(client: Client): Promise<number> {
  const { stars } = await client.get("/repos/ferry").json<{ stars: number }>();
  return stars;
}

Deno.test("with a transport of the test's own, nothing global changes", async () => {
  const mock = new MockTransport({ "GET /repos/:name": { json: { stars: 7 } } });
  using client = new Client({ baseUrl: "https://api.example", transport: mock });
  assertEquals(client.path, "transport");
  assertEquals(await countStars(client), 7);
  mock.assertCalled("GET", "/repos/ferry", 1);
});

Deno.test("a stub of fetch is used, too: the client sees that it is not the runtime's", async () => {
  const real = globalThis.fetch;
  const urls: string[] = [];
  globalThis.fetch = (input) => {
    urls.push(input instanceof Request ? input.url : String(input));
    return Promise.resolve(Response.json({ stars: 8 }));
  };
  try {
    using client = new Client({ baseUrl: "https://api.example" });
    assertEquals(await countStars(client), 8);
    assertEquals(client.path, "fetch");
    assertEquals(urls, ["https://api.example/repos/ferry"]);
  } finally {
    globalThis.fetch = real;
  }
});

Deno.test("a client decides once: one that was used before does not see a stub", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => Response.json({ stars: 9 }),
  );
  await using client = new Client({
    baseUrl: `http://127.0.0.1:${server.addr.port}`,
    trustEnv: false,
  });
  assertEquals(await countStars(client), 9);
  const real = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new Error("nobody calls this"));
  try {
    assertEquals(await countStars(client), 9);
    assertEquals(client.path, "sockets");
  } finally {
    globalThis.fetch = real;
  }
});
