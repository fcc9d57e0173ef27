/**
 * Listens to Server-Sent Events until there were enough, and hangs up.
 *
 * Run it: `deno run -A examples/sse.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";

await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
  let tick = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const events = new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setInterval(() => {
        tick++;
        const text = `event: tick\nid: ${tick}\ndata: {"n": ${tick}}\n\n`;
        controller.enqueue(new TextEncoder().encode(text));
      }, 20);
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(events, { headers: { "content-type": "text/event-stream" } });
});

// An event stream may be silent for as long as it likes.
using client = new Client({ timeout: { read: null } });
await using response = await client.stream("GET", `http://127.0.0.1:${server.addr.port}/`, {
  headers: { accept: "text/event-stream" },
});
for await (const { event, id, data } of response.raiseForStatus().events()) {
  console.log(event, id, JSON.parse(data));
  if (id === "3") break; // Leaving the loop closes the response.
}
