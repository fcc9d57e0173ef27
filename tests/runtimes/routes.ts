/**
 * What the main server answers.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";

/** Answers one path. */
export type Route = (request: Request, url: URL) => Response | Promise<Response>;

/** The text that comes in codings. */
export const TEXT: string = "All that is coded can be decoded. ".repeat(40);

const ENCODERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  "gzip": (bytes) => gzipSync(bytes),
  "x-gzip": (bytes) => gzipSync(bytes),
  "deflate": (bytes) => deflateSync(bytes),
  "br": (bytes) => brotliCompressSync(bytes),
  "zstd": (bytes) => zstdCompressSync(bytes),
};

/** How often each key was asked for. */
export class Counter {
  readonly #counts = new Map<string, number>();

  /** Counts one, and gives how many there were. */
  next(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }

  /** How many there were. */
  get(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}

/** Lists all paths. */
export function toRoutes(counter: Counter): Readonly<Record<string, Route>> {
  return {
    "/echo": echo,
    "/json": () => Response.json({ name: "Ferry", list: [1, 2, 3] }),
    "/unzip": async (request) => {
      const text = gunzipSync(await request.bytes()).toString();
      return new Response(`${request.headers.get("content-encoding")} ${text}`);
    },
    "/form": async (request) =>
      Response.json([...await request.formData()].map(([key, value]) => [key, toText(value)])),
    "/parts": parts,
    "/status": (_, url) =>
      new Response(url.searchParams.get("body"), {
        status: Number(url.searchParams.get("code")),
        headers: toHeaders(url),
      }),
    "/body": (_, url) => new Response(url.searchParams.get("text"), { headers: toHeaders(url) }),
    "/preflights": (_, url) =>
      Response.json(counter.get(`preflight ${url.searchParams.get("key")}`)),
    "/dropped": (_, url) => Response.json(counter.get(`drop ${url.searchParams.get("key")}`)),
    "/gzip-file": () =>
      new Response(new Uint8Array(gzipSync(TEXT)), {
        headers: { "content-type": "application/gzip" },
      }),
    "/flaky": (_, url) => flaky(counter, url),
    "/coded": coded,
    "/redirect": (_, url) => redirect(Number(url.searchParams.get("code") ?? 302), url),
    "/hop": hop,
    "/basic": (request) => basic(request),
    "/bearer": (request) => bearer(request),
    "/digest": (request, url) => digest(request, url),
    "/token": token,
    "/slow": slow,
    "/stalled": stalled,
    "/chunks": chunks,
    "/large": (_, url) =>
      new Response(new Uint8Array(Number(url.searchParams.get("size"))).fill(97)),
    "/pages": (_, url) => pages(url),
    "/file": file,
    "/breaking": (request, url) =>
      breaking(counter.next(url.searchParams.get("key") ?? ""), request),
    "/cached": (_, url) => cached(counter, url),
    "/bytes": (_, url) => bytes(url),
  };
}

async function echo(request: Request): Promise<Response> {
  const { method, url } = request;
  const body = await request.text();
  const { pathname, search } = new URL(url);
  return Response.json({
    method,
    path: pathname,
    search,
    headers: Object.fromEntries(request.headers),
    body,
  });
}

async function parts(request: Request): Promise<Response> {
  const form = await request.formData();
  const found = await Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === "string"
        ? { name, text: value }
        : { name, filename: value.name, type: value.type, text: await value.text() }
    ),
  );
  return Response.json(found);
}

function toText(value: FormDataEntryValue): string {
  return typeof value === "string" ? value : value.name;
}

/** Each `h` is a header, `name:value`. */
function toHeaders(url: URL): [string, string][] {
  return url.searchParams.getAll("h").map((line) => {
    const at = line.indexOf(":");
    return [line.slice(0, at), line.slice(at + 1)];
  });
}

/** Fails `times` times with a status, then answers. */
function flaky(counter: Counter, url: URL): Response {
  const count = counter.next(url.searchParams.get("key") ?? "");
  const fails = count <= Number(url.searchParams.get("times"));
  return fails
    ? new Response("not yet", {
      status: Number(url.searchParams.get("code") ?? 503),
      headers: toHeaders(url),
    })
    : Response.json(count);
}

/** `coding` is a list, applied from the left. */
function coded(_: Request, url: URL): Response {
  const codings = (url.searchParams.get("coding") ?? "").split(",");
  const [body = ""] = url.searchParams.getAll("text");
  const plain = new TextEncoder().encode(body || TEXT);
  const whole = codings.reduce<Uint8Array>(
    (bytes, coding) => ENCODERS[coding]?.(bytes) ?? bytes,
    plain,
  );
  const cut = Number(url.searchParams.get("cut") ?? 0);
  const sent = new Uint8Array(cut > 0 ? whole.slice(0, whole.length - cut) : whole);
  const type = url.searchParams.get("type") ?? "text/plain";
  return new Response(sent, {
    headers: { "content-encoding": codings.join(", "), "content-type": type },
  });
}

function redirect(status: number, url: URL): Response {
  const headers = new Headers(toHeaders(url));
  headers.set("location", url.searchParams.get("to") ?? "/echo");
  return new Response("moved", { status, headers });
}

/** Hops as often as `n` says, and sets a cookie with each. */
function hop(request: Request, url: URL): Response {
  const left = Number(url.searchParams.get("n"));
  if (left === 0) return Response.json({ cookie: request.headers.get("cookie") });
  const headers = { "location": `/hop?n=${left - 1}`, "set-cookie": `hop${left}=${left}; Path=/` };
  return new Response("hop", { status: 302, headers });
}

function basic(request: Request): Response {
  const expected = `Basic ${btoa("Aladdin:open sesame")}`;
  return request.headers.get("authorization") === expected
    ? Response.json("welcome")
    : new Response("who?", { status: 401, headers: { "www-authenticate": 'Basic realm="cave"' } });
}

function bearer(request: Request): Response {
  const authorization = request.headers.get("authorization");
  return authorization === "Bearer fresh" || authorization === "Bearer token-1"
    ? Response.json(authorization)
    : new Response("who?", { status: 401, headers: { "www-authenticate": "Bearer" } });
}

/** Digest with qop auth (RFC 7616), by the algorithm in the query. */
function digest(request: Request, url: URL): Response {
  const algorithm = url.searchParams.get("algorithm") ?? "MD5";
  const sent = request.headers.get("authorization") ?? "";
  if (sent.startsWith("Digest ")) {
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]+)`).exec(sent)?.[1] ?? "";
    const hash = (text: string) =>
      createHash(algorithm === "MD5" ? "md5" : "sha256").update(text).digest("hex");
    const [a1, a2] = [hash("Mufasa:realm:Circle"), hash(`${request.method}:${field("uri")}`)];
    const rest = ["nonce", "nc", "cnonce", "qop"].map(field).join(":");
    if (hash(`${a1}:${rest}:${a2}`) === field("response")) return Response.json("welcome");
  }
  const challenge =
    `Digest realm="realm", qop="auth", algorithm=${algorithm}, nonce="abc", opaque="x"`;
  return new Response("who?", { status: 401, headers: { "www-authenticate": challenge } });
}

async function token(request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  return ["client_credentials", "refresh_token"].includes(form.get("grant_type") ?? "")
    ? Response.json({ access_token: "token-1", token_type: "Bearer", expires_in: 3600 })
    : Response.json({ error: "unsupported_grant_type" }, { status: 400 });
}

async function slow(request: Request, url: URL): Promise<Response> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Number(url.searchParams.get("ms")));
  request.signal.addEventListener("abort", () => resolve());
  await promise;
  clearTimeout(timer);
  return Response.json("late");
}

/** Gives the start of a body, and nothing more. */
function stalled(request: Request): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("the start"));
      request.signal.addEventListener("abort", () => {
        try {
          controller.close();
        } catch {
          // The client has gone.
        }
      });
    },
  });
  return new Response(body);
}

/** Each `c` is a chunk. */
function chunks(_: Request, url: URL): Response {
  const all = url.searchParams.getAll("c");
  const body = new ReadableStream({
    async pull(controller) {
      const chunk = all.shift();
      if (chunk === undefined) return controller.close();
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.enqueue(new TextEncoder().encode(chunk));
    },
  });
  return new Response(body, { headers: toHeaders(url) });
}

function pages(url: URL): Response {
  const page = Number(url.searchParams.get("page") ?? 1);
  const headers = { ...(page < 3 && { link: `</pages?page=${page + 1}>; rel="next"` }) };
  return Response.json([page * 10, page * 10 + 1], { headers });
}

/** 1,000 bytes, whole or in parts. */
function file(request: Request): Response {
  const whole = Uint8Array.from({ length: 1_000 }, (_, at) => at % 251);
  const headers = {
    "etag": '"v1"',
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
  };
  const from = /^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1];
  if (from === undefined) return new Response(whole, { headers });
  const range = `bytes ${from}-999/1000`;
  return new Response(whole.slice(Number(from)), {
    status: 206,
    headers: { ...headers, "content-range": range },
  });
}

/** Breaks off the first time. */
function breaking(count: number, request: Request): Response {
  const whole = file(request);
  if (count > 1) return whole;
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue((await whole.bytes()).slice(0, 400));
      setTimeout(() => controller.error(new Error("it breaks off")), 50);
    },
  });
  return new Response(body, { headers: { ...Object.fromEntries(whole.headers) } });
}

function cached(counter: Counter, url: URL): Response {
  const count = counter.next(url.searchParams.get("key") ?? "");
  return Response.json(count, { headers: { "cache-control": "max-age=60" } });
}

/** `hex` as bytes. */
function bytes(url: URL): Response {
  const hex = url.searchParams.get("hex") ?? "";
  const body = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new Response(body, { headers: toHeaders(url) });
}
