/**
 * Answers the examples that name real servers: tests talk to none. A client uses a global `fetch` that was replaced.
 *
 * @module
 */

globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  const { host, pathname } = new URL(request.url);
  const answer = host === "httpbin.org"
    ? answerAsHttpbin(request, pathname)
    : answerTo(host, pathname);
  return Promise.resolve(answer);
};

function answerTo(host: string, pathname: string): Response {
  if (host === "www.rfc-editor.org") return new Response("9.2.2.  idempotent methods\nand more\n");
  if (pathname.endsWith("/no-such-repository")) {
    return Response.json({ message: "Not Found" }, { status: 404 });
  }
  return Response.json({ stargazers_count: 97531, items: [] });
}

function answerAsHttpbin(request: Request, pathname: string): Response | Promise<Response> {
  const [, what, status] = pathname.split("/");
  if (what === "status") return new Response(null, { status: Number(status) });
  if (what === "delay") return waitFor(request.signal);
  if (what === "stream") return new Response('{"id":0}\n{"id":1}\n{"id":2}\n');
  if (pathname.startsWith("/cookies/set/")) {
    const headers = { location: "/cookies", "set-cookie": "sid=31d4; Path=/" };
    return new Response(null, { status: 302, headers });
  }
  return Response.json({ url: request.url });
}

/** Gives no answer until the request is given up. */
function waitFor(signal: AbortSignal): Promise<Response> {
  const { promise, reject } = Promise.withResolvers<Response>();
  const timer = setTimeout(() => reject(new Error("nobody gave up")), 20_000);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    reject(signal.reason);
  }, { once: true });
  return promise;
}
