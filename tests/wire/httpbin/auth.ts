/**
 * /basic-auth, /hidden-basic-auth, /bearer and /digest-auth; digest responses are really verified (RFC 7616).
 *
 * @module
 */

import { createHash, randomBytes } from "node:crypto";
import { statusAnswer } from "./redirects.ts";
import { type Call, json, type Route } from "./route.ts";

/** The counts that were used with each nonce that the server gave. */
export type Nonces = Map<string, Set<string>>;

/** Starts with no nonces. */
export function newNonces(): Nonces {
  return new Map();
}

export const authRoutes: readonly Route[] = [
  {
    pattern: /^\/basic-auth\/([^/]+)\/([^/]*)$/,
    answer: (call) => basic(call, 401),
  },
  {
    pattern: /^\/hidden-basic-auth\/([^/]+)\/([^/]*)$/,
    answer: (call) => basic(call, 404),
  },
  { pattern: /^\/bearer$/, answer: bearer },
  {
    pattern: /^\/digest-auth\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/(never|\d+))?$/,
    answer: digest,
  },
];

function basic({ request, path }: Call, refusal: number): Response {
  const [user = "", password = ""] = path;
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  const [scheme = "", given] = authorizationOf(request).split(" ");
  if (/^basic$/i.test(scheme) && given === bytes.toBase64()) {
    return json({ authenticated: true, user });
  }
  return statusAnswer(refusal);
}

function bearer({ request }: Call): Response {
  const [, token] = /^Bearer (.+)$/.exec(authorizationOf(request)) ?? [];
  if (token !== undefined) return json({ authenticated: true, token });
  const headers = { "www-authenticate": "Bearer" };
  return new Response("", { status: 401, headers });
}

function authorizationOf(request: Request): string {
  return request.headers.get("authorization") ?? "";
}

async function digest(call: Call): Promise<Response> {
  const [, user = "", password = ""] = call.path;
  const limit = staleAfterOf(call);
  const given = parseDigest(authorizationOf(call.request));
  if (given === undefined) return challenge(call, false);
  const uses = call.nonces.get(given["nonce"] ?? "");
  const count = given["nc"] ?? "";
  const fresh = uses !== undefined && !uses.has(count) &&
    uses.size < (limit === "never" ? Infinity : Number(limit));
  const right = await expected(call, { user, password, given });
  if (!right) return challenge(call, false);
  if (!fresh) return challenge(call, true);
  if (count !== "") uses.add(count);
  return withFakeCookie(json({ authenticated: true, user }));
}

const algorithms: Readonly<Record<string, string>> = {
  "MD5": "md5",
  "SHA-256": "sha256",
  "SHA-512": "sha512",
  "SHA-512-256": "sha512-256",
};

function algorithmOf({ path }: Call): string {
  const asked = path[3] ?? "";
  return asked.replace(/-sess$/, "") in algorithms ? asked : "MD5";
}

function qopOf({ path }: Call): string {
  const asked = path[0] ?? "";
  return ["auth", "auth-int"].includes(asked) ? asked : "auth, auth-int";
}

/** How many times a nonce may be used; "never" is without end. */
function staleAfterOf({ path }: Call): string {
  return path[4] || "never";
}

const realm = "me@kennethreitz.com";

function challenge(call: Call, stale: boolean): Response {
  const nonce = randomBytes(16).toString("hex");
  call.nonces.set(nonce, new Set());
  const parts = [
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `qop="${qopOf(call)}"`,
    `opaque="${randomBytes(16).toString("hex")}"`,
    `algorithm=${algorithmOf(call)}`,
    `stale=${stale ? "TRUE" : "FALSE"}`,
  ];
  const headers = { "www-authenticate": `Digest ${parts.join(", ")}` };
  const response = new Response("", { status: 401, headers });
  response.headers.append(
    "set-cookie",
    `stale_after=${staleAfterOf(call)}; Path=/`,
  );
  return withFakeCookie(response);
}

function withFakeCookie(response: Response): Response {
  response.headers.append("set-cookie", "fake=fake_value; Path=/");
  return response;
}

function parseDigest(header: string): Record<string, string> | undefined {
  if (!/^digest /i.test(header)) return undefined;
  const parameters = header.slice(7).matchAll(
    /([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))/g,
  );
  return Object.fromEntries(
    parameters.map(([, name = "", quoted, plain = ""]) => [
      name.toLowerCase(),
      quoted?.replace(/\\(.)/g, "$1") ?? plain,
    ]),
  );
}

/** Says whether the response is the one that RFC 7616, section 3.4.1 asks for. */
async function expected(
  call: Call,
  { user, password, given }: {
    user: string;
    password: string;
    given: Readonly<Record<string, string>>;
  },
): Promise<boolean> {
  const { request, url } = call;
  const algorithm = algorithmOf(call);
  const hash = (text: string | Uint8Array) =>
    createHash(algorithms[algorithm.replace(/-sess$/, "")] ?? "md5")
      .update(text).digest("hex");
  const { username, uri, nonce, cnonce, nc, qop, response } = given;
  const offered = qopOf(call).split(", ");
  if (username !== user || given["realm"] !== realm) return false;
  if (uri !== url.pathname + url.search) return false;
  if (qop !== undefined && !offered.includes(qop)) return false;
  if ((given["algorithm"] ?? "MD5") !== algorithm) return false;
  let a1 = hash(`${user}:${realm}:${password}`);
  if (algorithm.endsWith("-sess")) a1 = hash(`${a1}:${nonce}:${cnonce}`);
  const body = qop === "auth-int" ? `:${hash(await request.bytes())}` : "";
  const a2 = hash(`${request.method}:${uri}${body}`);
  const middle = qop === undefined ? nonce : [nonce, nc, cnonce, qop].join(":");
  return response === hash(`${a1}:${middle}:${a2}`);
}
