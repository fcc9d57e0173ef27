/**
 * Sends many requests through one client, never more at once than it may, and counts them.
 *
 * Run it: `deno run -A examples/fan_out.ts`
 *
 * @module
 */

import { Client, get } from "@ferry/http";

let open = 0;
let most = 0;
await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async () => {
  most = Math.max(most, ++open);
  await new Promise((resolve) => setTimeout(resolve, 5));
  open--;
  return Response.json({ ok: true });
});
const baseUrl = `http://127.0.0.1:${server.addr.port}`;

// One request needs no client.
console.log(await (await get(`${baseUrl}/status`)).json());

using client = new Client({ baseUrl, limits: { maxConnections: 4 }, timeout: { pool: 60_000 } });
const paths = Array.from({ length: 40 }, (_, id) => `/items/${id}`);
const asking = paths.map((path) => client.get(path));
await asking[0];
console.log("under way and waiting:", client.stats);
const statuses = (await Promise.all(asking)).map(({ status }) => status);
console.log(statuses.length, "answers, at most", most, "at once");
