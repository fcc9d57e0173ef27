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
    const key = request.headers.get("idempotency-key") ?? "";
    if (!orders.has(key)) orders.set(key, orders.size + 1);
    // The order is in the books, and the first answer still says no.
    if (++asked === 1) return new Response("try later", { status: 503 });
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
console.log("orders in the books:", orders.size);
