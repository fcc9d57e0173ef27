/**
 * A server of our own with the endpoints and JSON shapes of httpbin, so that the tests need no package.
 * `httpbin_test.ts` compares it with the real one where that is installed.
 *
 * @module
 */

import { authRoutes, newNonces } from "./httpbin/auth.ts";
import { contentRoutes } from "./httpbin/content.ts";
import { cookieRoutes } from "./httpbin/cookies.ts";
import { echoRoutes } from "./httpbin/echo.ts";
import { redirectRoutes } from "./httpbin/redirects.ts";
import { type Call, page, type Route } from "./httpbin/route.ts";
import { streamRoutes } from "./httpbin/streams.ts";
import { validatorRoutes } from "./httpbin/validators.ts";

/** How the server listens. */
export interface HttpbinOptions {
  /** Certificate and key as PEM text; with them the server speaks TLS and HTTP/2. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** 127.0.0.1 unless said otherwise. */
  readonly hostname?: string;
}

/** A server under way; disposing of it stops it, whatever is under way. */
export interface Httpbin extends AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What was asked so far: `GET /get?a=1`, in the order of arrival. */
  readonly requests: readonly string[];
}

/** Starts the server on a free port. */
export function startHttpbin(
  { tls, hostname = "127.0.0.1" }: HttpbinOptions = {},
): Httpbin {
  const stop = new AbortController();
  const requests: string[] = [];
  const state = { stopping: stop.signal, nonces: newNonces() };
  const server = Deno.serve(
    {
      ...tls,
      hostname,
      port: 0,
      signal: stop.signal,
      onListen: () => {},
      onError: (error) => {
        // A delay that was cut off: nobody waits for this answer.
        if (!isAbort(error)) console.error(error);
        return new Response("Internal Server Error", { status: 500 });
      },
    },
    (request, { remoteAddr }) => {
      const url = new URL(request.url);
      requests.push(`${request.method} ${url.pathname}${url.search}`);
      return answer({ ...state, request, url, origin: remoteAddr.hostname });
    },
  );
  const { port } = server.addr;
  return {
    port,
    requests,
    url: `${tls === undefined ? "http" : "https"}://${hostname}:${port}`,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

const routes: readonly Route[] = [
  ...echoRoutes,
  ...redirectRoutes,
  ...cookieRoutes,
  ...authRoutes,
  ...contentRoutes,
  ...streamRoutes,
  ...validatorRoutes,
];

async function answer(call: Omit<Call, "path">): Promise<Response> {
  const found = findRoute(call.url.pathname);
  const response = found === undefined
    ? new Response("Not Found", { status: 404 })
    : await answerRoute(found.route, { ...call, path: found.path });
  allowOrigins(response.headers, call.request);
  return response;
}

function findRoute(
  pathname: string,
): { route: Route; path: readonly string[] } | undefined {
  for (const route of routes) {
    const match = route.pattern.exec(pathname);
    if (match !== null) {
      return { route, path: match.slice(1).map(decode) };
    }
  }
  return undefined;
}

/** A group that caught nothing is empty. */
function decode(part: string | undefined): string {
  return decodeURIComponent(part ?? "");
}

async function answerRoute(route: Route, call: Call): Promise<Response> {
  const { method } = call.request;
  const methods = route.methods ?? ["GET"];
  const allow = [...methods, "OPTIONS"];
  if (methods.includes("GET")) allow.push("HEAD");
  const headers = { allow: allow.join(", ") };
  if (!allow.includes(method)) {
    return new Response("Method Not Allowed", { status: 405, headers });
  }
  if (method === "OPTIONS") return page("", { headers });
  const response = await route.answer(call);
  return method === "HEAD" ? await withoutBody(response) : response;
}

/** Keeps the Content-Length that a GET would have got. */
async function withoutBody(response: Response): Promise<Response> {
  const { status, headers } = response;
  const streamed = headers.has("content-length") || response.body === null;
  if (!streamed) {
    headers.set(
      "content-length",
      `${(await response.arrayBuffer()).byteLength}`,
    );
  } else {
    await response.body?.cancel();
  }
  return new Response(null, { status, headers });
}

function allowOrigins(headers: Headers, request: Request): void {
  headers.set(
    "access-control-allow-origin",
    request.headers.get("origin") ?? "*",
  );
  headers.set("access-control-allow-credentials", "true");
  if (request.method !== "OPTIONS") return;
  headers.set(
    "access-control-allow-methods",
    "GET, POST, PUT, DELETE, PATCH, OPTIONS",
  );
  headers.set("access-control-max-age", "3600");
}
