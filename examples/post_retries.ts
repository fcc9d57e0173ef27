/**
 * Sends a POST again without ordering twice: the server knows an order by its `idempotency-key`.
 *
 * Run it: `deno run -A examples/post_retries.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";

const orders = new Map<string, number>();
let asked = 0;
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) => {
    const isFirst = ++asked === 1;
    if (isFirst && request.url.endsWith("/busy")) {
      return Response.json({ taken: false }, { status: 503 });
    }
    const key = request.headers.get("idempotency-key") ?? crypto.randomUUID();
    if (!orders.has(key)) orders.set(key, orders.size + 1);
    // The order is in the books, and the first answer still says no.
    if (isFirst) return new Response("try later", { status: 503 });
    return Response.json({ order: orders.get(key) }, { status: 201 });
  },
);

using client = new Client({
  baseUrl: `http://127.0.0.1:${server.addr.port}`,
  retries: { total: 3, backoff: { base: 20 } },
});

const once = await client.post("/orders", { json: { item: "apple" } });
console.log("without a key:", once.status, "after", once.attempts.length, "try");

asked = 0;
const response = await client.post("/orders", { json: { item: "pear" }, idempotencyKey: true });
console.log("with a key:", response.status, await response.json());
console.log("tries:", response.attempts.map(({ status }) => status));

// Without such a key, the answer may tell that the order was not taken.
asked = 0;
const busy = await client.post("/busy", {
  json: { item: "plum" },
  retries: {
    when: async ({ response }) =>
      response?.status === 503 && !(await response.json<{ taken: boolean }>()).taken,
  },
});
console.log("by the answer:", busy.status, "after", busy.attempts.length, "tries");
console.log("orders in the books:", orders.size);
