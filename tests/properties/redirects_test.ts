import { assert, assertEquals, assertRejects } from "@std/assert";
import { BlockedUrlError, Client, HttpResponse, TooManyRedirectsError } from "../../mod.ts";
import { test } from "../checked.ts";
import { record, redirectTo, type Seen } from "../recording.ts";
import { fc } from "./fast_check.ts";

const origins = fc.constantFrom(
  "http://a.example",
  "https://a.example",
  "https://a.example:8443",
  "http://b.example",
  "https://b.example",
);
const statuses = fc.constantFrom(301, 302, 303, 307, 308);
const hops = fc.array(
  fc.record({ origin: origins, status: statuses, fragment: fc.constantFrom("", "#own", "#") }),
  { maxLength: 6 },
);
const methods = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND");

/** The rules of the contract, hop by hop, in the plainest words. */
interface State {
  method: string;
  body: boolean;
  /** Headers that the caller set by hand and that are still there. */
  readonly own: Set<string>;
  hash: string;
  origin: string;
}

const ONLY_ORIGIN = ["cookie", "proxy-authorization", "x-api-key"];
const OF_BODY = ["content-type", "content-language", "content-encoding"];

function follow(state: State, hop: { origin: string; status: number; fragment: string }): void {
  const { status, origin } = hop;
  const toGet = (status === 303 && state.method !== "HEAD") ||
    ((status === 301 || status === 302) && state.method === "POST");
  if (toGet) {
    if (state.method !== "GET" || status === 303) {
      state.body = false;
      OF_BODY.forEach((name) => state.own.delete(name));
    }
    state.method = "GET";
  }
  if (origin !== state.origin) {
    ONLY_ORIGIN.forEach((name) => state.own.delete(name));
    const upgrade = origin === state.origin.replace(/^http:/, "https:");
    if (!upgrade) state.own.delete("authorization");
  }
  state.origin = origin;
  // An empty fragment is one, too.
  if (hop.fragment !== "") state.hash = hop.fragment === "#" ? "" : hop.fragment;
}

/** An app that redirects from `/0` to the first hop, from there (`/1`) to the second, and so on. */
function chain(list: readonly { origin: string; status: number; fragment: string }[]) {
  return record(({ url }) => {
    const index = Number(new URL(url).pathname.slice(1));
    const hop = list[index];
    if (hop === undefined) return new Response("ok");
    return redirectTo(`${hop.origin}/${index + 1}${hop.fragment}`, { status: hop.status });
  });
}

/** Follows from https to http, too. */
function unguarded({ transport }: ReturnType<typeof chain>) {
  return { transport, trustEnv: false, allowInsecureRedirects: true };
}

const HEADERS = {
  authorization: "Bearer secret",
  cookie: "c=secret",
  "proxy-authorization": "Basic secret",
  "x-api-key": "secret",
  "x-plain": "1",
};

function ownOf({ headers }: Seen, names: readonly string[]): string[] {
  return names.filter((name) => headers[name] !== undefined).sort();
}

test("method, body, headers and fragment after any chain are those of the contract", async () => {
  const property = fc.asyncProperty(methods, origins, hops, async (method, start, list) => {
    const app = chain(list);
    const sensitiveHeaders = ["X-Api-Key"];
    using client = new Client({ ...unguarded(app), sensitiveHeaders });
    const withBody = method === "POST" || method === "PUT" || method === "PATCH";
    const own = { ...HEADERS, ...(withBody && { "content-language": "en" }) };
    const response = await client.request(method, `${start}/0#first`, {
      headers: own,
      ...(withBody && { json: { a: 1 } }),
    });
    const names = [...Object.keys(own), ...(withBody ? ["content-type"] : [])];
    const state: State = {
      method,
      body: withBody,
      own: new Set(names),
      hash: "#first",
      origin: start,
    };
    const want = [undefined, ...list].map((hop) => {
      if (hop) follow(state, hop);
      return [state.method, state.body ? '{"a":1}' : "", [...state.own].sort(), state.origin];
    });
    const found = app.seen.map((
      seen,
    ) => [seen.method, seen.body, ownOf(seen, names), new URL(seen.url).origin]);
    assertEquals(found, want);
    assertEquals(new URL(response.request.url).hash, state.hash);
    assertEquals(new URL(response.url).hash, "");
    assertEquals([response.redirected, response.history.length], [list.length > 0, list.length]);
  });
  await fc.assert(property, { numRuns: 150 });
});

test("credentials of an auth are seen by nobody but whom they were given for", async () => {
  const property = fc.asyncProperty(origins, hops, async (start, list) => {
    const app = chain(list);
    using client = new Client(unguarded(app));
    await client.get(`${start}/0`, { auth: ["user", "secret"] });
    let secure = false;
    for (const { url, headers } of app.seen) {
      const { origin, protocol } = new URL(url);
      secure ||= protocol === "https:";
      const may = origin === start || origin === start.replace(/^http:/, "https:");
      const sent = headers["authorization"] !== undefined;
      assertEquals(sent, may && !(secure && protocol === "http:"), url);
    }
    assert(app.seen.length === list.length + 1);
  });
  await fc.assert(property, { numRuns: 150 });
});

test("a chain ends where it leads from https to http with credentials, and there alone", async () => {
  const property = fc.asyncProperty(origins, hops, async (start, list) => {
    const app = chain(list);
    using client = new Client({ transport: app.transport, trustEnv: false });
    const chained = [start, ...list.map(({ origin }) => origin)];
    const refusedAt = chained.findIndex((origin, index) => {
      const may = origin === start || origin === start.replace(/^http:/, "https:");
      return origin.startsWith("https:") && may && chained[index + 1]?.startsWith("http:");
    });
    const send = () => client.get(`${start}/0`, { auth: ["user", "secret"] });
    if (refusedAt < 0) assert(await send() instanceof HttpResponse);
    else await assertRejects(send, BlockedUrlError);
    assertEquals(app.seen.length, refusedAt < 0 ? chained.length : refusedAt + 1);
  });
  await fc.assert(property, { numRuns: 150 });
});

test("cookies that a hop sets go to its own host alone", async () => {
  const property = fc.asyncProperty(origins, hops, async (start, list) => {
    const app = record(({ url }) => {
      const { hostname, pathname, protocol } = new URL(url);
      const hop = list[Number(pathname.slice(1))];
      const secure = protocol === "https:" ? "; Secure" : "";
      const answer = hop
        ? redirectTo(`${hop.origin}/${Number(pathname.slice(1)) + 1}`, { status: 302 })
        : new Response("ok");
      answer.headers.set("set-cookie", `${protocol.slice(0, -1)}=${hostname}${secure}`);
      return answer;
    });
    using client = new Client({ transport: app.transport, trustEnv: false });
    await client.get(`${start}/0`);
    const jar = new Set<string>();
    for (const { url, headers } of app.seen) {
      const { hostname, protocol } = new URL(url);
      const scheme = protocol.slice(0, -1);
      const readable = [...jar].filter((each) => each.endsWith(`=${hostname}`))
        .filter((each) => scheme === "https" || each.startsWith("http="));
      assertEquals((headers["cookie"] ?? "").split("; ").filter(Boolean).sort(), readable.sort());
      jar.add(`${scheme}=${hostname}`);
    }
  });
  await fc.assert(property, { numRuns: 150 });
});

test("so many redirects as were allowed, and not one more", async () => {
  const property = fc.asyncProperty(hops, fc.nat({ max: 7 }), async (list, maxRedirects) => {
    const app = chain(list);
    using client = new Client({ transport: app.transport, trustEnv: false, maxRedirects });
    const send = () => client.get("http://a.example/0");
    if (list.length <= maxRedirects) assert(await send() instanceof HttpResponse);
    else await assertRejects(send, TooManyRedirectsError);
    assertEquals(app.seen.length, Math.min(list.length, maxRedirects) + 1);
  });
  await fc.assert(property, { numRuns: 100 });
});
