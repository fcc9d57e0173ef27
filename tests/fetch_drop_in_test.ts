import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import ky, { HTTPError } from "npm:ky@2.1.0";
import createClient from "npm:openapi-fetch@0.17.0";
import { Client, type ClientOptions } from "../mod.ts";
import { test } from "./checked.ts";
import { until } from "./until.ts";

/** What came over the wire. */
interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

interface Served extends AsyncDisposable {
  readonly url: string;
  readonly client: Client;
  readonly arrived: Arrived[];
}

type Answer = (arrived: Arrived, index: number) => Response | Promise<Response>;

function serve(answer: Answer, options: ClientOptions = {}): Served {
  const arrived: Arrived[] = [];
  const listen = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const server = Deno.serve(listen, async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const one = { method, path: pathname + search, headers, body: await request.text() };
    arrived.push(one);
    return await answer(one, arrived.length - 1);
  });
  const client = new Client(options);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    client,
    arrived,
    async [Symbol.asyncDispose]() {
      client.close();
      await server.shutdown();
    },
  };
}

test("ky: JSON arrives with a length, and the answer is parsed", async () => {
  await using served = serve(({ body }) => Response.json({ got: JSON.parse(body) }));
  const api = ky.create({ fetch: served.client.fetch, prefix: served.url });
  const answer = await api.post("users", { json: { name: "ä" }, searchParams: { a: 1 } }).json();
  assertEquals(answer, { got: { name: "ä" } });
  const [arrived] = served.arrived;
  assertEquals(arrived?.path, "/users?a=1");
  assertEquals(arrived?.headers.get("content-type"), "application/json");
  assertEquals(arrived?.headers.get("content-length"), "13");
  assertEquals(arrived?.headers.get("transfer-encoding"), null);
});

test("ky: a retry sends the body again", async () => {
  await using served = serve((_, index) =>
    index < 2 ? new Response("busy", { status: 503 }) : Response.json({ ok: true })
  );
  const api = ky.create({
    fetch: served.client.fetch,
    prefix: served.url,
    retry: { limit: 3, methods: ["put"], delay: () => 1 },
  });
  assertEquals(await api.put("x", { json: [1, 2] }).json(), { ok: true });
  assertEquals(served.arrived.map(({ body }) => body), ["[1,2]", "[1,2]", "[1,2]"]);
  assertEquals(served.arrived.at(-1)?.headers.get("content-length"), "5");
  assertEquals(served.client.stats.active, 0);
});

test("ky: an error status is ky's error", async () => {
  await using served = serve(() => Response.json({ why: "no" }, { status: 422 }));
  const api = ky.create({ fetch: served.client.fetch, prefix: served.url });
  const error = await assertRejects(() => api.get("x").json(), HTTPError);
  assertEquals(error.response.status, 422);
  assertEquals(served.client.stats.active, 0);
});

test("ky: an abort and a timeout of ky's end the request", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using served = serve(async () => (await promise, new Response("late")));
  const api = ky.create({ fetch: served.client.fetch, prefix: served.url, retry: 0 });
  const controller = new AbortController();
  const pending = assertRejects(() => api.get("x", { signal: controller.signal }).text());
  setTimeout(() => controller.abort(new Error("enough")), 20);
  const error = await pending;
  assert(String(error).includes("enough") || String(error).includes("abort"), String(error));
  const late = await assertRejects(() => api.get("x", { timeout: 30 }).text());
  assertInstanceOf(late, Error);
  assertEquals(late.name, "TimeoutError");
  // The error of ky comes before its abort.
  await until(() => served.client.stats.active === 0);
  resolve();
});

test("ky: hooks, cookies and auth of the client hold", async () => {
  await using served = serve(
    ({ headers }) => new Response(headers.get("cookie"), { headers: { "set-cookie": "s=1" } }),
    { auth: ["u", "p"] },
  );
  const api = ky.create({ fetch: served.client.fetch, prefix: served.url });
  await api.get("x").text();
  assertEquals(await api.get("x").text(), "s=1");
  assertEquals(served.arrived[0]?.headers.get("authorization"), `Basic ${btoa("u:p")}`);
});

interface Paths {
  "/users/{id}": {
    get: {
      parameters: { path: { id: string }; query?: { full?: boolean } };
      responses: { 200: { content: { "application/json": { id: string } } } };
    };
    put: {
      parameters: { path: { id: string } };
      requestBody: { content: { "application/json": { name: string } } };
      responses: {
        200: { content: { "application/json": { name: string } } };
        422: { content: { "application/json": { why: string } } };
      };
    };
  };
}

test("openapi-fetch: reads and writes over the client", async () => {
  await using served = serve(({ method, path, body }) =>
    method === "GET" ? Response.json({ id: path }) : Response.json(JSON.parse(body))
  );
  const api = createClient<Paths>({ baseUrl: served.url, fetch: served.client.fetch });
  const read = await api.GET("/users/{id}", {
    params: { path: { id: "7" }, query: { full: true } },
  });
  assertEquals(read.data, { id: "/users/7?full=true" });
  assert(read.response instanceof Response);
  const written = await api.PUT("/users/{id}", {
    params: { path: { id: "7" } },
    body: { name: "x" },
  });
  assertEquals(written.data, { name: "x" });
  assertEquals(served.arrived[1]?.headers.get("content-length"), "12");
  assertEquals(served.arrived[1]?.headers.get("content-type"), "application/json");
  assertEquals(served.client.stats.active, 0);
});

test("openapi-fetch: an error status gives the error", async () => {
  await using served = serve(() => Response.json({ why: "no" }, { status: 422 }));
  const api = createClient<Paths>({ baseUrl: served.url, fetch: served.client.fetch });
  const { data, error } = await api.PUT("/users/{id}", {
    params: { path: { id: "7" } },
    body: { name: "x" },
  });
  assertEquals([data, error], [undefined, { why: "no" }]);
});
