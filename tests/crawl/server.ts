/**
 * The server of the crawl, a process of its own: it is every origin. It prints its port, and tells at `/cookies` how
 * many requests came with and without the cookie of their origin.
 *
 * @module
 */

import { kindOf, numberOf, targetOf, titleOf, urlOf, type Web } from "./web.ts";

const origins = Number(Deno.args[0]);
const seen = { with: 0, without: 0 };

function answer(request: Request): Response | Promise<Response> {
  const { hostname, port, pathname } = new URL(request.url);
  if (pathname === "/cookies") return Response.json(seen);
  const web: Web = { origins, port: Number(port) };
  const host = numberOf(hostname);
  const kind = kindOf(host);
  if (kind === "hanging") return new Promise(() => {});
  if (kind === "breaking") {
    return new Response(toBroken(), { headers: { "content-length": "1000" } });
  }
  const hasCookie = request.headers.get("cookie") === `seen=${host}`;
  seen[hasCookie ? "with" : "without"]++;
  const cookie = { "set-cookie": `seen=${host}; Path=/` };
  const page = Number(pathname.slice(1));
  const [target, shown] = targetOf(web, host, page);
  if (target !== host) {
    const location = urlOf(web, target, shown);
    return new Response(null, { status: 302, headers: { ...cookie, location } });
  }
  const links = Array.from({ length: 20 }, (_, at) => `<a href="/${page + at}">${at}</a>`);
  return new Response(`${titleOf(host, page)}\n${links.join("\n")}`, {
    headers: { ...cookie, "content-type": "text/html" },
  });
}

function toBroken(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) });
}

const server = Deno.serve({
  hostname: "0.0.0.0",
  port: 0,
  tcpBacklog: 4096,
  onListen() {},
  onError: () => new Response(null, { status: 500 }),
}, answer);
console.log(server.addr.port);
