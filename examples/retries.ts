/**
 * Tries again as often as it helps, keeps to a pace, and leaves a server alone that fails again and again.
 *
 * Run it: `deno run -A examples/retries.ts`
 *
 * @module
 */

import { Client, NetworkError } from "@ferry/http";

let asked = 0;
const keys = new Set<string | null>();
await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/broken") return new Response("broken", { status: 500 });
  if (pathname === "/orders") keys.add(request.headers.get("idempotency-key"));
  return ++asked % 3 === 0 ? new Response("done") : new Response("busy", { status: 503 });
});
const baseUrl = `http://127.0.0.1:${server.addr.port}`;

{
  using client = new Client({
    baseUrl,
    retries: {
      total: 4,
      backoff: { base: 20 },
      onRetry: ({ status, wait }) => console.log(`  ${status}, again in ${Math.round(wait)} ms`),
    },
  });
  console.log("a GET");
  const got = (await client.get("/reports")).raiseForStatus();
  console.log(await got.text(), "after", got.attempts.length, "tries");

  console.log("a POST, with a key by which the server knows it again");
  const posted = await client.post("/orders", { json: { id: 7 }, idempotencyKey: true });
  console.log(await posted.text(), "after", posted.attempts.length, "tries,", keys.size, "key");
}

{
  // Two at once, then one each 50 ms.
  using client = new Client({ baseUrl, rateLimit: { requests: 2, per: 100 } });
  const start = performance.now();
  await Promise.all(Array.from({ length: 5 }, () => client.get("/reports")));
  console.log("5 requests at a pace took 150 ms or more:", performance.now() - start > 140);
}

{
  using client = new Client({ baseUrl, circuitBreaker: { failures: 3, cooldown: 60_000 } });
  for (let n = 0; n < 3; n++) await client.get("/broken");
  try {
    await client.get("/broken");
  } catch (error) {
    if (!NetworkError.is(error)) throw error;
    console.log("not sent any more:", error.code);
  }
}
