/**
 * Logs a line for everything that is sent, draws the phases of a call from its trace, and writes the request for curl.
 *
 * Run it: `deno run -A examples/see_what_happens.ts`
 *
 * @module
 */

import { Client, toCurl, type TraceEvent } from "@ferry/http";
import { SocketTransport } from "@ferry/http/socket";

let visits = 0;
await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/old") return Response.redirect(new URL("/new?api_key=hunter2", request.url));
  return ++visits === 1
    ? new Response("busy", { status: 503 })
    : Response.json({ traceparent: request.headers.get("traceparent") });
});

const events: TraceEvent[] = [];
using client = new Client({
  baseUrl: `http://127.0.0.1:${server.addr.port}`,
  transport: new SocketTransport(),
  retries: { total: 1, backoff: { base: 20, jitter: false } },
  logger: console,
  trace: (event) => events.push(event),
  traceContext: true,
});

const response = await client.get("/old", { headers: { authorization: "Bearer s3cret" } });
for (const { time, hop, attempt, type } of events) {
  console.log(`${time.toFixed(1).padStart(7)} ms  ${hop}.${attempt}  ${type}`);
}
console.log("timings", response.timings);
console.log(await response.text());
console.log(await toCurl(response.request));
