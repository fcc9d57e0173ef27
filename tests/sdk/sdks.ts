/**
 * The SDKs, each with a `fetch` of ours or the platform's, and what they are asked.
 *
 * The packages are imported by names in variables: without npm they are missed when they are asked for, not before.
 *
 * @module
 */

import { pieces, type Tasks } from "./outcome.ts";

/** Where an SDK runs. */
export interface Place {
  readonly fetch: typeof fetch;
  /** The server's URL. */
  readonly url: string;
  /** An empty folder. */
  readonly folder: string;
}

type MakeTasks = (place: Place) => Promise<Tasks>;

/** The packages, pinned. */
export const packages = {
  openai: "npm:openai@7.59.0",
  anthropic: "npm:@anthropic-ai/sdk@1.14.0",
  octokit: "npm:octokit@5.0.5",
  supabase: "npm:@supabase/supabase-js@2.119.1",
  stripe: "npm:stripe@23.1.0",
  "openapi-fetch": "npm:openapi-fetch@0.17.0",
  trpc: "npm:@trpc/client@11.25.2",
  mcp: "npm:@modelcontextprotocol/sdk@1.32.2",
  ky: "npm:ky@2.1.0",
  ofetch: "npm:ofetch@1.5.1",
  msw: "npm:msw@2.11.2",
  git: "npm:isomorphic-git@1.44.19",
} as const;

/** The name of an SDK. */
export type SdkName = keyof typeof packages;

/** What each is asked. */
export const sdks: Readonly<Record<SdkName, MakeTasks>> = {
  openai: toOpenAi,
  anthropic: toAnthropic,
  octokit: toOctokit,
  supabase: toSupabase,
  stripe: toStripe,
  "openapi-fetch": toOpenApi,
  trpc: toTrpc,
  mcp: toMcp,
  ky: toKy,
  ofetch: toOfetch,
  msw: toMsw,
  git: toGit,
};

/** Nobody listens there. */
const DEAD = "http://127.0.0.1:9";
const messages = [{ role: "user", content: "hi" }];

async function toOpenAi({ fetch, url }: Place): Promise<Tasks> {
  const { default: OpenAI, toFile } = await import(packages.openai);
  const options = { apiKey: "k", fetch, maxRetries: 1 };
  const client = new OpenAI({ ...options, baseURL: `${url}/openai` });
  const dead = new OpenAI({ ...options, baseURL: DEAD, maxRetries: 0 });
  const asked = { model: "m", messages };
  return {
    answer: async () => (await client.chat.completions.create(asked)).choices[0].message,
    stream: async () =>
      await pieces(
        await client.chat.completions.create({ ...asked, stream: true }),
        (chunk) => JSON.stringify(chunk),
      ),
    retried: async () => (await client.models.list()).data,
    upload: async () =>
      await client.files.create({
        file: await toFile(new Uint8Array(9), "a.txt"),
        purpose: "batch",
      }),
    refused: () => client.embeddings.create({ model: "m", input: "x" }),
    missing: () => client.models.retrieve("none/none"),
    dead: () => dead.models.list(),
    aborted: () => client.models.list({ signal: AbortSignal.abort() }),
    late: () => client.get("/slow", { timeout: 50, maxRetries: 0 }),
  };
}

async function toAnthropic({ fetch, url }: Place): Promise<Tasks> {
  const { default: Anthropic } = await import(packages.anthropic);
  const client = new Anthropic({ apiKey: "k", baseURL: `${url}/anthropic`, fetch, maxRetries: 1 });
  const asked = { model: "m", max_tokens: 9, messages };
  return {
    answer: async () => (await client.messages.create(asked)).content,
    stream: async () =>
      await pieces(
        await client.messages.create({ ...asked, stream: true }),
        (event) => JSON.stringify(event),
      ),
    gathered: async () => await client.messages.stream(asked).finalText(),
    refused: () => client.models.list(),
    aborted: () => client.messages.create(asked, { signal: AbortSignal.abort() }),
  };
}

async function toOctokit({ fetch, url }: Place): Promise<Tasks> {
  const { Octokit } = await import(packages.octokit);
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const client = new Octokit({
    auth: "t",
    baseUrl: `${url}/github`,
    request: { fetch },
    log: quiet,
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  return {
    user: async () => (await client.rest.users.getAuthenticated()).data,
    pages: async () => (await client.paginate(client.rest.issues.listForRepo, {
      owner: "o",
      repo: "r",
    })),
    missing: () => client.request("GET /none"),
    dead: () => client.request("GET /x", { baseUrl: DEAD }),
  };
}

async function toSupabase({ fetch, url }: Place): Promise<Tasks> {
  const { createClient } = await import(packages.supabase);
  const client = createClient(`${url}/supabase`, "key", {
    global: { fetch },
    auth: { persistSession: false, autoRefreshToken: false },
  });
  return {
    select: async () => await client.from("things").select("*", { count: "exact" }),
    insert: async () => await client.from("things").insert({ id: 1 }).select(),
    signIn: async () => {
      const { data, error } = await client.auth.signInWithPassword({
        email: "a@b.c",
        password: "p",
      });
      return { data, name: error?.name, status: error?.status };
    },
    upload: async () => await client.storage.from("b").upload("f", new Blob(["hello"])),
    missing: async () => await client.from("none").select(),
  };
}

async function toStripe({ fetch, url }: Place): Promise<Tasks> {
  const { default: Stripe } = await import(packages.stripe);
  const { hostname: host, port } = new URL(url);
  const httpClient = Stripe.createFetchHttpClient(fetch);
  const options = { protocol: "http", httpClient, maxNetworkRetries: 1, telemetry: false };
  const client = new Stripe("sk_test", { ...options, host, port });
  const dead = new Stripe("sk_test", { ...options, host, port: 9, maxNetworkRetries: 0 });
  return {
    get: async () => (await client.customers.retrieve("cus_1")).id,
    retried: async () => (await client.customers.create({ name: "a b&c" })).id,
    declined: () => client.charges.create({ amount: 1, currency: "eur" }),
    dead: () => dead.customers.retrieve("cus_1"),
  };
}

async function toOpenApi({ fetch, url }: Place): Promise<Tasks> {
  const { default: createClient } = await import(packages["openapi-fetch"]);
  const client = createClient({ baseUrl: `${url}/plain`, fetch });
  return {
    get: async () => (await client.GET("/json", { params: { query: { a: ["1", "2"] } } })).data,
    post: async () => (await client.POST("/echo", { body: { a: 1 }, parseAs: "text" })).data,
    fail: async () => (await client.GET("/fail")).error,
    moved: async () => (await client.GET("/moved")).response.redirected,
    broken: async () => (await client.GET("/broken")).data,
  };
}

async function toTrpc({ fetch, url }: Place): Promise<Tasks> {
  const { createTRPCClient, httpBatchLink } = await import(packages.trpc);
  const client = createTRPCClient({ links: [httpBatchLink({ url: `${url}/trpc`, fetch })] });
  const dead = createTRPCClient({ links: [httpBatchLink({ url: DEAD, fetch })] });
  return {
    batch: async () => await Promise.all([client.a.query(1), client.b.query(2)]),
    mutate: async () => await client.c.mutate({ x: 1 }),
    fail: () => client.fail.query(),
    dead: () => dead.a.query(),
    aborted: () => client.a.query(1, { signal: AbortSignal.abort() }),
  };
}

async function toMcp({ fetch, url }: Place): Promise<Tasks> {
  const { Client } = await import(`${packages.mcp}/client/index.js`);
  const { StreamableHTTPClientTransport } = await import(
    `${packages.mcp}/client/streamableHttp.js`
  );
  const client = new Client({ name: "c", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { fetch });
  return {
    connect: () => client.connect(transport),
    tools: async () => (await client.listTools()).tools,
    call: async () => (await client.callTool({ name: "add", arguments: { a: 1, b: 2 } })).content,
    unknown: () => client.listPrompts(),
    session: () => transport.sessionId,
    close: () => client.close(),
  };
}

async function toKy({ fetch, url }: Place): Promise<Tasks> {
  const { default: ky } = await import(packages.ky);
  const client = ky.create({
    fetch,
    retry: { limit: 1, delay: () => 1 },
    headers: { "x-from": "ky" },
  });
  return {
    json: () => client.get(`${url}/plain/json`).json(),
    post: () => client.post(`${url}/plain/echo`, { json: { a: 1 } }).text(),
    retried: () => client.get(`${url}/plain/flaky`).text(),
    fail: () => client.get(`${url}/plain/fail`),
    moved: async () => (await client.get(`${url}/plain/moved`)).redirected,
    broken: () => client.get(`${url}/plain/broken`).json(),
    late: () => client.get(`${url}/plain/slow`, { timeout: 50, retry: 0 }).text(),
    dead: () => client.get(DEAD, { retry: 0 }),
    stream: async () =>
      await pieces(
        (await client.get(`${url}/plain/pieces`)).body,
        (chunk) => chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : chunk,
      ),
  };
}

async function toOfetch({ fetch, url }: Place): Promise<Tasks> {
  const { createFetch } = await import(packages.ofetch);
  const ofetch = createFetch({ fetch, Headers, AbortController });
  return {
    json: () => ofetch(`${url}/plain/json`, { query: { a: [1, 2] } }),
    post: () => ofetch(`${url}/plain/echo`, { method: "POST", body: { a: 1 } }),
    form: () =>
      ofetch(`${url}/plain/echo`, { method: "POST", body: new URLSearchParams({ a: "b c" }) }),
    retried: () => ofetch(`${url}/plain/flaky`, { retry: 1 }),
    fail: () => ofetch(`${url}/plain/fail`),
    empty: () => ofetch(`${url}/plain/empty`),
    dead: () => ofetch(DEAD, { retry: 0 }),
    bytes: async () => [
      ...new Uint8Array(await ofetch(`${url}/plain/json`, { responseType: "arrayBuffer" })),
    ],
  };
}

/** msw puts itself in the place of the global `fetch`, which ours must then use. */
async function toMsw({ fetch, url }: Place): Promise<Tasks> {
  const { http, HttpResponse } = await import(packages.msw);
  const { setupServer } = await import(`${packages.msw}/node`);
  const server = setupServer(
    http.get("http://mocked.invalid/a", () => HttpResponse.json({ mocked: true })),
    http.post(
      "http://mocked.invalid/b",
      async ({ request }: { request: Request }) =>
        HttpResponse.text(await request.text(), { status: 201 }),
    ),
    http.get("http://mocked.invalid/error", () => HttpResponse.error()),
  );
  return {
    listen: () => server.listen({ onUnhandledRequest: "bypass" }),
    get: async () => await (await fetch("http://mocked.invalid/a")).json(),
    post: async () =>
      await (await fetch("http://mocked.invalid/b", { method: "POST", body: "x" })).text(),
    error: () => fetch("http://mocked.invalid/error"),
    through: async () => await (await fetch(`${url}/plain/json`)).json(),
    close: () => server.close(),
  };
}

async function toGit({ fetch, url, folder }: Place): Promise<Tasks> {
  const { default: git } = await import(packages.git);
  const { default: fs } = await import("node:fs");
  const http = { request: (asked: GitRequest) => gitRequest(fetch, asked) };
  const repository = { fs, http, dir: folder, url: `${url}/repo.git` };
  return {
    refs: async () =>
      (await git.listServerRefs({ http, url: `${url}/repo.git` })).map(({ ref }: { ref: string }) =>
        ref
      ),
    clone: () => git.clone({ ...repository, singleBranch: true, depth: 1 }),
    file: async () => (await Deno.readTextFile(`${folder}/hello.txt`)).length,
    log: async () =>
      (await git.log({ fs, dir: folder })).map(({ commit }: GitLog) => commit.message),
    missing: () => git.getRemoteInfo({ http, url: `${url}/none` }),
  };
}

interface GitLog {
  readonly commit: { readonly message: string };
}

interface GitRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

async function gitRequest(
  fetchOnce: typeof fetch,
  { url, method = "GET", headers = {}, body }: GitRequest,
) {
  const parts = body ? await Array.fromAsync(body) : [];
  const init = { method, headers, ...(body && { body: new Blob(parts) }) };
  const response = await fetchOnce(url, init);
  return {
    url: response.url,
    method,
    statusCode: response.status,
    statusMessage: response.statusText,
    headers: Object.fromEntries(response.headers),
    body: response.body ?? [],
  };
}
