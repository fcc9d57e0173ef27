/**
 * Small servers in the wire format of the services that the SDKs talk to, and what reached them.
 *
 * @module
 */

import { gitAnswer } from "./git.ts";

/** A server under way. */
export interface SdkServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** What came since this was last asked: method, path, and what the body says. */
  calls(): readonly string[];
}

/** Starts it. */
export function startSdkServer(repository: string | undefined): SdkServer {
  let calls: string[] = [];
  const seen = new Map<string, number>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    calls.push(toCall(request, `${pathname}${search}`, body));
    const before = seen.get(pathname) ?? 0;
    seen.set(pathname, before + 1);
    if (pathname.endsWith("/slow")) await new Promise((resolve) => setTimeout(resolve, 300));
    if (repository !== undefined && pathname.startsWith("/repo.git/")) {
      return await gitAnswer(repository, request, body);
    }
    return answer(pathname, { request, text: new TextDecoder().decode(body), before });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    calls() {
      const all = calls;
      calls = [];
      seen.clear();
      return all;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Headers that an SDK sets for its server; the rest is for the connection. */
const TOLD =
  /^(?:accept$|authorization|content-type|x-|anthropic-|stripe-|idempotency|apikey|prefer|mcp-|git-)/;

function toCall(request: Request, target: string, body: Uint8Array): string {
  const headers = [...request.headers].filter(([name]) => TOLD.test(name))
    .map(([name, value]) => `${name}: ${value.replace(CHANGING, "…")}`);
  const text = new TextDecoder().decode(body).replace(CHANGING, "…");
  return [`${request.method} ${target}`, ...headers, text].join("\n");
}

/** Keys, boundaries and times, which are others in each run. */
const CHANGING =
  /[0-9a-f]{8}-[0-9a-f-]{27}|-{3,}[\w-]+|formdata-[\w-]+|(?:--)?FerryFormBoundary\w+(?:--\r\n)?|"request_duration_ms":\d+|"request_id":"[^"]*"|\?cid=\w+/g;

interface Asked {
  readonly request: Request;
  readonly text: string;
  /** How often this path was asked for before. */
  readonly before: number;
}

type Answering = (asked: Asked) => Response;

function answer(path: string, asked: Asked): Response {
  const found = Object.entries(ROUTES).find(([start]) => path.startsWith(start));
  return found?.[1](asked) ?? Response.json({ message: "Not Found" }, { status: 404 });
}

const ROUTES: Readonly<Record<string, Answering>> = {
  "/openai/chat/completions": ({ text }) =>
    JSON.parse(text).stream
      ? sse([
        { choices: [{ index: 0, delta: { content: "Hel" } }] },
        { choices: [{ index: 0, delta: { content: "lo ✓" } }] },
      ], "[DONE]")
      : Response.json({
        choices: [{ index: 0, message: { role: "assistant", content: "Hello" } }],
      }),
  "/openai/models": ({ before }) =>
    before === 0
      ? Response.json({ error: { message: "slow down" } }, {
        status: 429,
        headers: { "retry-after-ms": "5" },
      })
      : Response.json({ object: "list", data: [{ id: "m" }] }),
  "/openai/files": () => Response.json({ id: "file-1", object: "file" }),
  "/openai/embeddings": () =>
    Response.json({ error: { message: "no", code: "bad" } }, { status: 400 }),
  "/anthropic/v1/messages": ({ text }) =>
    JSON.parse(text).stream ? anthropicStream() : Response.json({
      id: "msg_1",
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "Hi" }],
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  "/anthropic/v1/models": () =>
    Response.json({ type: "error", error: { type: "authentication_error", message: "no" } }, {
      status: 401,
    }),
  "/github/repos/o/r/issues": ({ request: { url } }) => {
    const page = Number(new URL(url).searchParams.get("page") ?? "1");
    const next = `<${url.split("?")[0]}?page=${page + 1}>; rel="next"`;
    return Response.json([{ number: page }], page < 3 ? { headers: { link: next } } : {});
  },
  "/github/user": () => Response.json({ login: "me" }, { headers: { etag: '"1"' } }),
  "/supabase/rest/v1/things": ({ request }) =>
    request.method === "GET"
      ? Response.json([{ id: 1 }], { headers: { "content-range": "0-0/1" } })
      : Response.json({ message: "duplicate", code: "23505" }, { status: 409 }),
  "/supabase/auth/v1/token": () => Response.json({ error: "invalid_grant" }, { status: 400 }),
  "/supabase/storage/v1/object": () => Response.json({ Key: "b/f", Id: "1" }),
  "/v1/customers": ({ request, before }) =>
    request.method === "POST" && before === 0
      ? Response.json({ error: { type: "api_error" } }, { status: 500 })
      : Response.json({ id: "cus_1", object: "customer" }),
  "/v1/charges": () =>
    Response.json({ error: { type: "card_error", code: "card_declined", message: "no" } }, {
      status: 402,
    }),
  "/trpc/fail": () =>
    Response.json([{
      error: { message: "no", code: -32004, data: { code: "NOT_FOUND", httpStatus: 404 } },
    }], {
      status: 404,
    }),
  "/trpc/": ({ request }) =>
    Response.json(
      new URL(request.url).pathname.split("/").at(-1)?.split(",").map((name) => ({
        result: { data: name },
      })),
    ),
  "/mcp": mcp,
  "/plain/json": ({ request }) =>
    Response.json({ method: request.method, from: request.headers.get("x-from") }),
  "/plain/echo": ({ text }) => new Response(text),
  "/plain/fail": () => new Response("no", { status: 418 }),
  "/plain/flaky": ({ before }) => new Response(`${before}`, { status: before < 1 ? 503 : 200 }),
  "/plain/moved": () => new Response(null, { status: 302, headers: { location: "/plain/json" } }),
  "/openai/slow": () => Response.json({}),
  "/plain/slow": () => Response.json({}),
  "/plain/empty": () => new Response(null, { status: 204 }),
  "/plain/pieces": () => dribble(["a", "b", "c"]),
  "/plain/broken": () => new Response('{"a":', { headers: { "content-type": "application/json" } }),
};

function mcp({ request, text }: Asked): Response {
  if (request.method !== "POST") return new Response(null, { status: 405 });
  const { id, method } = JSON.parse(text);
  if (id === undefined) return new Response(null, { status: 202 });
  const reply = (result: unknown) => ({ jsonrpc: "2.0", id, result });
  if (method === "initialize") {
    const result = {
      protocolVersion: "2025-06-18",
      capabilities: { tools: {} },
      serverInfo: { name: "s", version: "1" },
    };
    return Response.json(reply(result), { headers: { "mcp-session-id": "s1" } });
  }
  if (method === "tools/list") {
    return Response.json(reply({ tools: [{ name: "add", inputSchema: { type: "object" } }] }));
  }
  if (method === "tools/call") {
    return sse([reply({ content: [{ type: "text", text: "3" }] })], undefined, "message");
  }
  return Response.json({ jsonrpc: "2.0", id, error: { code: -32601, message: "no such method" } });
}

/** Events with a pause between them, which a client must not wait for. */
function sse(events: readonly unknown[], last?: string, name?: string): Response {
  const start = name === undefined ? "" : `event: ${name}\n`;
  const texts = events.map((event) => `${start}data: ${JSON.stringify(event)}\n\n`);
  return dribble(last === undefined ? texts : [...texts, `data: ${last}\n\n`], "text/event-stream");
}

function anthropicStream(): Response {
  const events = [
    { type: "message_start", message: { id: "m", role: "assistant", content: [], usage: {} } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hi " } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "there" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ];
  const texts = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  return dribble(texts, "text/event-stream");
}

function dribble(texts: readonly string[], type = "text/plain"): Response {
  const encoder = new TextEncoder();
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at > 0) await new Promise((resolve) => setTimeout(resolve, 60));
      const text = texts[at++];
      if (text === undefined) controller.close();
      else controller.enqueue(encoder.encode(text));
    },
  });
  return new Response(body, { headers: { "content-type": type } });
}
