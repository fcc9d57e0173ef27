/**
 * A reverse proxy in a `Deno.serve` handler: passes requests on to another server and streams the answers back.
 *
 * Run it: `deno run -A examples/proxy_handler.ts`
 *
 * @module
 */

import { Client, HttpError, TimeoutError } from "@ferry/http";

/** Headers that are for one connection alone (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Gives the names of the headers that are not passed on: those above, and those that `connection` names. */
function namesOfOneHop(headers: Headers): readonly string[] {
  const named = headers.get("connection")?.split(",").map((name) => name.trim()) ?? [];
  return [...HOP_BY_HOP, ...named.filter((name) => name !== "")];
}

/** Makes a handler that asks the server at `target` whatever it is asked. */
function makeProxy(client: Client, target: string): Deno.ServeHandler<Deno.NetAddr> {
  return async (request, { remoteAddr }) => {
    const { pathname, search, host, protocol } = new URL(request.url);
    const headers = new Headers(request.headers);
    for (const name of namesOfOneHop(headers)) headers.delete(name);
    // The client derives the target's own Host.
    headers.delete("host");
    headers.set("x-forwarded-for", remoteAddr.hostname);
    headers.set("x-forwarded-host", host);
    headers.set("x-forwarded-proto", protocol.slice(0, -1));
    try {
      const answer = await client.stream(request.method, `${target}${pathname}${search}`, {
        headers,
        ...request.body && { body: request.body },
      });
      // The copy has no coding and no length of a body that was decoded on the way.
      const copy = new Response(answer.body, answer);
      for (const name of namesOfOneHop(copy.headers)) copy.headers.delete(name);
      return copy;
    } catch (error) {
      if (error instanceof TimeoutError) return new Response("too slow", { status: 504 });
      if (error instanceof HttpError) return new Response("bad gateway", { status: 502 });
      throw error;
    }
  };
}

await using target = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const seen = {
      host: request.headers.get("host"),
      for: request.headers.get("x-forwarded-for"),
      secret: request.headers.get("x-only-here"),
      agent: request.headers.get("user-agent"),
      body: await request.text(),
    };
    return Response.json(seen, { status: 201, headers: { "keep-alive": "timeout=5" } });
  },
);
const targetUrl = `http://127.0.0.1:${target.addr.port}`;

// No cookies and no redirects: these are the caller's. No retries: the caller knows whether to try again.
using client = new Client({ cookies: false, followRedirects: false });
await using proxy = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  makeProxy(client, targetUrl),
);

using caller = new Client({ baseUrl: `http://127.0.0.1:${proxy.addr.port}` });
const response = await caller.post("/orders?id=7", {
  body: "two apples",
  headers: { connection: "x-only-here", "x-only-here": "for the proxy alone", "user-agent": "me" },
});
console.log(response.status, await response.json());
console.log("keep-alive of the target:", response.headers.get("keep-alive"));

const gone = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  makeProxy(client, "http://127.0.0.1:1"),
);
const failed = await caller.get(`http://127.0.0.1:${gone.addr.port}/`);
console.log("without a target:", failed.status);
await gone.shutdown();
