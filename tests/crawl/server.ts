/**
 * The web of the crawl, a process of its own: every address of 127.0.0.0/8 is an origin. It prints its port.
 *
 * @module
 */

/** One origin in a hundred says nothing, another one breaks off. */
function kindOf(host: number): "hanging" | "breaking" | "right" {
  return host % 100 === 7 ? "hanging" : host % 100 === 57 ? "breaking" : "right";
}

/** The number of an address: 127.1.0.5 is 5, 127.1.1.0 is 256. */
function numberOf(hostname: string): number {
  const [, , high = 0, low = 0] = hostname.split(".").map(Number);
  return high * 256 + low;
}

function answer(request: Request): Response | Promise<Response> {
  const { hostname, port, pathname } = new URL(request.url);
  const host = numberOf(hostname);
  const kind = kindOf(host);
  if (kind === "hanging") return new Promise(() => {});
  if (kind === "breaking") {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error("broken")),
    });
    return new Response(body, { headers: { "content-length": "1000" } });
  }
  const page = Number(pathname.slice(1));
  const cookie = { "set-cookie": `seen=${host}; Path=/` };
  if (page % 10 === 9) {
    const location = `http://127.1.${host >> 8}.${host & 255}:${port}/${page + 1}`;
    return new Response(null, { status: 302, headers: { ...cookie, location } });
  }
  const links = Array.from({ length: 20 }, (_, at) => `<a href="/${page + at}">${at}</a>`).join(
    "\n",
  );
  return new Response(`<title>${host} ${page}</title>\n${links}`, {
    headers: { ...cookie, "content-type": "text/html" },
  });
}

const server = Deno.serve({
  hostname: "0.0.0.0",
  port: 0,
  tcpBacklog: 4096,
  onListen() {},
  onError: () => new Response(null, { status: 500 }),
}, answer);
console.log(server.addr.port);
