/**
 * Servers of any name in this program, which redirect along a way and keep what they see.
 *
 * @module
 */

import {
  type Client,
  HandlerTransport,
  HttpResponse,
  PreparedRequest,
  type RequestOptions,
} from "../../mod.ts";
import { redirectRequest } from "../../src/core/redirect.ts";
import { carries, MARK, TOKEN_URL } from "./secrets.ts";
import type { Way } from "./ways.ts";

/** The servers along one way. */
export interface World {
  readonly transport: HandlerTransport;
  /** `+` or `-` for each URL of the way after the first; `?` for one that nobody asked for. */
  cells(): string;
  /** Whether the first request had it: a secret that is never sent proves nothing. */
  isSeenAtHome(): boolean;
}

/**
 * Makes the servers along a way.
 *
 * @param way Where they redirect to.
 * @param isDigest Whether they ask for a digest: the first and the last, and others that are to see credentials, so
 * that the chain goes on.
 */
export function makeWorld({ from, hops, cells }: Way, isDigest = false): World {
  const urls = [from, ...hops.map(([, url]) => url)];
  const seen = new Map<string, boolean>();
  const transport = new HandlerTransport((request) => {
    const { url } = request;
    if (url === TOKEN_URL) return Response.json({ access_token: MARK, token_type: "Bearer" });
    const at = urls.indexOf(url);
    seen.set(url, seen.get(url) || carries(request));
    const [location] = hops[at] ?? [];
    const asks = at === 0 || location === undefined || cells[0]?.[at - 1] === "+";
    if (isDigest && asks && !request.headers.has("authorization")) return challenge();
    return location === undefined
      ? new Response("the end")
      : new Response("moved", { status: 302, headers: { location } });
  });
  return {
    transport,
    isSeenAtHome: () => seen.get(from) === true,
    cells: () => urls.slice(1).map((url) => toCell(seen.get(url))).join(""),
  };
}

function challenge(): Response {
  const headers = { "www-authenticate": 'Digest realm="r", nonce="n", qop="auth"' };
  return new Response("who are you?", { status: 401, headers });
}

function toCell(seen: boolean | undefined): string {
  if (seen === undefined) return "?";
  return seen ? "+" : "-";
}

/** Goes along the way; whoever it is does so by hand or lets the client do it. */
export type Walk = (client: Client, url: string, options: RequestOptions) => Promise<unknown>;

/** Every way to go along a chain of redirects with what was said of the call. */
export const CALL_WALKS: Readonly<Record<string, Walk>> = {
  "followed": (client, url, options) => client.get(url, options),
  "streamed": async (client, url, options) => {
    await using response = await client.stream("GET", url, options);
    await response.text();
  },
  "next()": async (client, url, options) => {
    let response: HttpResponse | undefined = await client.get(url, byHand(options));
    while (response) response = await response.next();
  },
  "next() of a stream": async (client, url, options) => {
    const first = await client.stream("GET", url, byHand(options));
    for (let response: HttpResponse | undefined = first; response;) {
      await response.text();
      response = await response.next();
    }
  },
};

/** And those that say nothing but the request of the redirect. */
export const REQUEST_WALKS: Readonly<Record<string, Walk>> = {
  "send(nextRequest)": async (client, url, options) => {
    let response = await client.get(url, byHand(options));
    for (let next = response.nextRequest; next; next = response.nextRequest) {
      response = await client.send(next, { followRedirects: false });
    }
  },
  "fetch(nextRequest)": async (client, url, options) => {
    let { nextRequest: next } = await client.get(url, byHand(options));
    while (next) {
      const asked = PreparedRequest.from(next);
      const response = await client.fetch(next, { redirect: "manual" });
      next = redirectRequest(HttpResponse.from(response, asked), asked, ["x-api-key"])?.toRequest();
    }
  },
};

/** One step by hand, the others not: what the client may not send with that step, it does not send later. */
export const MIXED_WALK: Walk = async (client, url, options) => {
  const { nextRequest } = await client.get(url, byHand(options));
  if (nextRequest) await client.send(nextRequest);
};

function byHand(options: RequestOptions): RequestOptions {
  return { ...options, followRedirects: false };
}
