import { createHash } from "node:crypto";
import { DigestAuth } from "../../src/features/digest/digest.ts";

/** How the server behaves; what is left out is as RFC 7616 has it by default. */
export interface DigestServerOptions {
  /** The parameters of the challenge beside realm and nonce, as they stand in the header. */
  readonly params?: string;
  /** The `createHash` name of the algorithm. */
  readonly hash?: string;
  /** Whether the key is made with nonce and cnonce. */
  readonly isSession?: boolean;
  /** How many requests a nonce is good for. */
  readonly uses?: number;
  /** Whether answers name the nonce to use next. */
  readonly sendsNext?: boolean;
}

/** A server that checks Digest answers by itself, written from the RFC and not from the client. */
export class DigestServer {
  readonly #options: DigestServerOptions;
  readonly #counts = new Map<string, Set<string>>();
  #nonces = 0;
  /** What was wrong with the requests that were refused. */
  readonly complaints: string[] = [];

  constructor(options: DigestServerOptions = {}) {
    this.#options = options;
  }

  /** Answers 200, or 401 with a challenge. */
  async answer(request: Request): Promise<Response> {
    const header = request.headers.get("authorization") ?? "";
    if (!header.startsWith("Digest ")) return this.#challenge(false);
    const params = readParams(header);
    const complaint = await this.#check(request, params);
    if (complaint) this.complaints.push(complaint);
    if (complaint) return this.#challenge(complaint === "stale");
    const headers = new Headers();
    if (this.#options.sendsNext) {
      headers.set("authentication-info", `nextnonce="${this.#makeNonce()}"`);
    }
    return new Response("welcome", { headers });
  }

  #makeNonce(): string {
    const nonce = `nonce${++this.#nonces}`;
    this.#counts.set(nonce, new Set());
    return nonce;
  }

  #challenge(isStale: boolean): Response {
    const { params = 'qop="auth"' } = this.#options;
    const value = `Digest realm="a \\"b\\", c", nonce="${this.#makeNonce()}"` +
      (isStale ? ", stale=TRUE" : "") + (params && `, ${params}`);
    return new Response("no", {
      status: 401,
      headers: { "www-authenticate": value },
    });
  }

  async #check(
    request: Request,
    params: ReadonlyMap<string, string>,
  ): Promise<string | undefined> {
    const get = (name: string) => params.get(name) ?? "";
    const { uses = Infinity } = this.#options;
    const seen = this.#counts.get(get("nonce"));
    const { pathname, search } = new URL(request.url);
    if (get("uri") !== pathname + search) return "uri";
    if (get("response") !== await this.#expect(request, params)) {
      return "response";
    }
    if (!seen || seen.size >= uses) return "stale";
    if (params.has("qop") && !/^[0-9a-f]{8}$/.test(get("nc"))) return "nc";
    const count = get("nc") || String(seen.size);
    if (seen.has(count)) return "replay";
    seen.add(count);
    return undefined;
  }

  async #expect(
    request: Request,
    params: ReadonlyMap<string, string>,
  ): Promise<string> {
    const { hash = "md5", isSession } = this.#options;
    const digest = (...parts: (string | Uint8Array)[]) => {
      const hashing = createHash(hash);
      for (const part of parts) hashing.update(part);
      return hashing.digest("hex");
    };
    const get = (name: string) => params.get(name) ?? "";
    const nonce = get("nonce");
    const base = digest('Mufasa:a "b", c:Circle of Life');
    const key = isSession ? digest(`${base}:${nonce}:${get("cnonce")}`) : base;
    const body = digest(await request.clone().bytes());
    const a2 = `${request.method}:${get("uri")}` +
      (get("qop") === "auth-int" ? `:${body}` : "");
    const counted = params.has("qop") ? `${get("nc")}:${get("cnonce")}:${get("qop")}:` : "";
    return digest(`${key}:${nonce}:${counted}${digest(a2)}`);
  }
}

/** Reads the parameters of an Authorization header. */
export function readParams(header: string): ReadonlyMap<string, string> {
  const found = header.matchAll(/([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^ ,]+))/g);
  return new Map(
    [...found].map(([, name = "", quoted, token = ""]) => [
      name,
      quoted?.replace(/\\(.)/g, "$1") ?? token,
    ]),
  );
}

/** The client of the RFC's examples. */
export function mufasa(): DigestAuth {
  return new DigestAuth("Mufasa", "Circle of Life");
}

/** The parameters of each answer that was sent. */
export function answers(
  sent: readonly Request[],
): ReadonlyMap<string, string>[] {
  return sent.map(({ headers }) => readParams(headers.get("authorization") ?? ""));
}

/** Asks for an answer. */
export function refuse(challenge: string): Response {
  return new Response(null, {
    status: 401,
    headers: { "www-authenticate": challenge },
  });
}
