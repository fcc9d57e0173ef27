/**
 * The ways in which the server of the soak answers as it should.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type Answering, chunked, type Exchange, headOf, send, sendSlowly } from "./exchange.ts";
import { checksum } from "./random.ts";

/** Every right way by its name. */
export const right: Readonly<Record<string, Answering>> = {
  length: (exchange) => whole(exchange),
  error500: (exchange) => whole(exchange, [], "500 Internal Server Error"),
  hints103: async (exchange) => {
    await send(exchange, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    return await whole(exchange);
  },
  continue100: async (exchange) => {
    await send(exchange, "HTTP/1.1 100 Continue\r\n\r\n");
    return await whole(exchange);
  },
  dribble: async (exchange) => {
    const { body } = exchange;
    await sendSlowly(exchange, headOf(exchange, [`Content-Length: ${body.length}`]));
    await sendSlowly(exchange, body);
    return "keep";
  },
  chunked: async (exchange) => {
    await send(exchange, headOf(exchange, ["Transfer-Encoding: chunked"]));
    await sendSlowly(exchange, chunked(exchange));
    return "keep";
  },
  untilClose: async (exchange) => {
    await send(exchange, headOf(exchange, ["Connection: close"]), exchange.body);
    return "close";
  },
  close: async (exchange) => {
    await whole(exchange, ["Connection: close"]);
    return "close";
  },
  gzip: (exchange) => coded(exchange, "gzip", gzipSync(exchange.body)),
  deflate: (exchange) => coded(exchange, "deflate", deflateSync(exchange.body)),
  br: (exchange) => coded(exchange, "br", brotliCompressSync(exchange.body)),
  zstd: (exchange) => coded(exchange, "zstd", zstdCompressSync(exchange.body)),
  head: async (exchange) => {
    await send(exchange, headOf(exchange, [`Content-Length: ${exchange.body.length}`]));
    return "keep";
  },
  none204: async (exchange) => {
    await send(exchange, headOf(exchange, [], "204 No Content"));
    return "keep";
  },
  none304: async (exchange) => {
    await send(exchange, headOf(exchange, ['ETag: "1"'], "304 Not Modified"));
    return "keep";
  },
  redirect: (exchange) => exchange.before > 0 ? whole(exchange) : moved(exchange, "302 Found"),
  redirect307: (exchange) =>
    exchange.before > 0 ? uploaded(exchange) : moved(exchange, "307 Temporary Redirect"),
  cookie: (exchange) => {
    const { request, id, before } = exchange;
    if (before === 0) {
      return moved(exchange, "303 See Other", [`Set-Cookie: c${id}=1; Path=/cookie/${id}`]);
    }
    const came = request.headers.get("cookie") === `c${id}=1`;
    return whole(exchange, [], came ? "200 OK" : "400 No Cookie");
  },
  digest: (exchange) => {
    if (isSigned(exchange)) return whole(exchange);
    const challenge =
      'WWW-Authenticate: Digest realm="soak", nonce="once", qop="auth", algorithm=MD5';
    return whole(exchange, [challenge], "401 Unauthorized");
  },
  again503: (exchange) => again(exchange, "503 Service Unavailable", "0"),
  again429: (exchange) => again(exchange, "429 Too Many Requests", new Date().toUTCString()),
  upload: (exchange) => uploaded(exchange),
};

async function whole(
  exchange: Exchange,
  headers: readonly string[] = [],
  status?: string,
): Promise<"keep"> {
  const { body } = exchange;
  await send(
    exchange,
    headOf(exchange, [...headers, `Content-Length: ${body.length}`], status),
    body,
  );
  return "keep";
}

async function coded(exchange: Exchange, coding: string, bytes: Uint8Array): Promise<"keep"> {
  const head = headOf(exchange, [`Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`]);
  await send(exchange, head);
  await sendSlowly(exchange, new Uint8Array(bytes));
  return "keep";
}

async function moved(
  exchange: Exchange,
  status: string,
  headers: readonly string[] = [],
): Promise<"keep"> {
  const location = `Location: ${exchange.request.target}`;
  await send(
    exchange,
    headOf(exchange, [...headers, location, "Content-Length: 5"], status),
    "moved",
  );
  return "keep";
}

async function again(exchange: Exchange, status: string, after: string): Promise<"keep"> {
  if (exchange.before > 1) return await whole(exchange);
  return await whole(exchange, [`Retry-After: ${after}`], status);
}

/** Says what came, with the body that belongs to the number. */
async function uploaded(exchange: Exchange): Promise<"keep"> {
  const { body } = exchange.request;
  return await whole(exchange, [`X-Got: ${checksum(body)}`, `X-Got-Bytes: ${body.length}`]);
}

/** RFC 7616 section 3.4.1, with the secret of the soak. */
function isSigned({ request }: Exchange): boolean {
  const given = request.headers.get("authorization") ?? "";
  const of = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)`).exec(given)?.[1] ?? "";
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const first = md5("user:soak:secret");
  // A proxy is given the whole URL.
  const path = request.target.replace(/^http:\/\/[^/]+/, "");
  const second = md5(`${request.method}:${path}`);
  const want = md5(`${first}:once:${of("nc")}:${of("cnonce")}:auth:${second}`);
  return given.startsWith("Digest ") && of("response") === want;
}
