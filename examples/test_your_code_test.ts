/**
 * How to test code that uses Ferry: no port, no network, and what was sent can be looked at.
 *
 * Run it: `deno test examples/test_your_code_test.ts`
 *
 * @module
 */

import { Client, ReadTimeoutError } from "@ferry/http";
import { MockTransport } from "@ferry/http/testing";
import { assertEquals, assertRejects } from "@std/assert";

/** The code under test: it is given its client. */
async function addUser(client: Client, name: string): Promise<number> {
  const response = await client.post("/users", { json: { name } });
  return (await response.raiseForStatus().json<{ readonly id: number }>()).id;
}

Deno.test("addUser posts the name and gives the id", async () => {
  const mock = new MockTransport({ "POST /users": { status: 201, json: { id: 7 } } });
  using client = new Client({ baseUrl: "https://api.example", transport: mock });

  assertEquals(await addUser(client, "Ada"), 7);

  assertEquals(mock.calls[0]?.json(), { name: "Ada" });
  mock.assertCalled("POST", "https://api.example/users", 1);
});

Deno.test("addUser says what went wrong", async () => {
  const mock = new MockTransport().post("/users", { status: 409, text: "taken" });
  using client = new Client({ baseUrl: "https://api.example", transport: mock });
  await assertRejects(() => addUser(client, "Ada"), Error, "409 Conflict");
});

Deno.test("a slow server is a ReadTimeoutError", async () => {
  const mock = new MockTransport().post("/users", { delay: 5_000 });
  using client = new Client({ baseUrl: "https://api.example", transport: mock, timeout: 20 });
  await assertRejects(() => addUser(client, "Ada"), ReadTimeoutError);
});
