/**
 * The server that the twenty tasks are done against.
 *
 * @module
 */

/** The server, with counts of its own. */
export function startTaskServer(): Deno.HttpServer<Deno.NetAddr> {
  const counts = { tries: 0, atOnce: 0, most: 0 };
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const url = new URL(request.url);
    const answer = ANSWERS[url.pathname];
    if (answer) return await answer(request, url);
    if (url.pathname === "/flaky") {
      return ++counts.tries % 3 === 0
        ? new Response("done")
        : new Response("wait", { status: 503 });
    }
    counts.most = Math.max(counts.most, ++counts.atOnce);
    await pause(20);
    counts.atOnce--;
    return url.pathname === "/most"
      ? Response.json(counts.most)
      : new Response(url.pathname, { status: url.pathname.startsWith("/items/") ? 200 : 404 });
  });
}

type Answer = (request: Request, url: URL) => Response | Promise<Response>;

const ANSWERS: Readonly<Record<string, Answer>> = {
  "/user": () => Response.json({ name: "Ada" }),
  "/search": (_request, { searchParams }) => Response.json([...searchParams]),
  "/echo": async (request) => {
    const type = request.headers.get("content-type")?.split(";")[0] ?? null;
    const body = await request.text();
    return Response.json({
      type,
      auth: request.headers.get("authorization"),
      team: request.headers.get("x-team"),
      // Python writes JSON with spaces.
      body: type === "application/json" ? JSON.stringify(JSON.parse(body)) : body,
    });
  },
  "/upload": async (request) => {
    const form = await request.formData();
    const file = form.get("file");
    return Response.json([form.get("title"), file instanceof File ? [file.name, file.size] : null]);
  },
  "/broken": () => Response.json({ error: "no such ship" }, { status: 404 }),
  "/slow": async () => {
    await pause(1_000);
    return new Response("late");
  },
  "/old": () => new Response(null, { status: 302, headers: { location: "/older" } }),
  "/older": () => new Response(null, { status: 301, headers: { location: "/user" } }),
  "/login": () =>
    new Response(null, {
      status: 303,
      headers: { location: "/me", "set-cookie": "sid=1; Path=/" },
    }),
  "/me": (request) => new Response(request.headers.get("cookie") ?? "who?"),
  "/file": () => new Response("x".repeat(100_000)),
  "/lines": () => new Response("one\ntwo\nthree\n"),
  "/events": () =>
    new Response("data: one\n\ndata: two\n\ndata: three\n\n", {
      headers: { "content-type": "text/event-stream" },
    }),
  "/pages": (_request, { searchParams }) => {
    const page = Number(searchParams.get("page") ?? 1);
    const link = page < 3 ? { link: `</pages?page=${page + 1}>; rel="next"` } : undefined;
    return Response.json([page], link && { headers: link });
  },
};

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
