import { assert, assertEquals } from "@std/assert";
import * as core from "../core.ts";
import * as main from "../mod.ts";
import { FEATURES } from "../src/features.ts";
import { NO_FEATURES } from "../src/core/feature_set.ts";
import { test } from "./checked.ts";
import { importsOf, sources } from "./sources.ts";

const files = [...sources.keys()].filter((file) => file.startsWith("src/core/"));

test("core imports nothing outside of core but @std", () => {
  const local = files.flatMap((file) =>
    importsOf(file).local.map(({ to }) => to).filter((to) => !to.startsWith("src/core/"))
  );
  const other = files.flatMap((file) => importsOf(file).other);
  assertEquals(local, []);
  assertEquals(other.filter((name) => !name.startsWith("@std/")), []);
  assert(files.length > 50);
});

test("the code of core names no feature, by an option or by its folder", () => {
  const added = FEATURES.namesOf("client").concat(FEATURES.namesOf("request"));
  const own = new Set([...NO_FEATURES.namesOf("client"), ...NO_FEATURES.namesOf("request")]);
  const folders = [...Deno.readDirSync(new URL("../src/features/", import.meta.url))]
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  // Words that the standards use for other things as well.
  const common = new Set(
    ["cache", "codings", "connection", "decode", "events", "http2", "pages", "proxy", "retry"],
  );
  const names = [...added, ...folders]
    .filter((name) => !own.has(name) && !common.has(name) && name !== "onInformational");
  const found = files.flatMap((file) => {
    const code = (sources.get(file) ?? "").replace(/\/\*[^]*?\*\/|\/\/.*|"[^"\n]*"|`[^`]*`/g, "");
    return names.filter((name) => new RegExp(`\\b${name}\\b`).test(code))
      .map((name) => `${file} names ${name}`);
  });
  assertEquals(found, []);
});

test("the classes of the main entry are those of core, or extend them", () => {
  const same = ["HttpResponse", "CookieJar", "PreparedRequest", "BasicAuth", "HttpError"] as const;
  for (const name of same) assertEquals<unknown>(main[name], core[name], name);
  for (const name of ["codes", "reasonPhrase", "StatusError", "TimeoutError"] as const) {
    assertEquals<unknown>(main[name], core[name], name);
  }
  using client = new main.Client();
  assert(client instanceof core.Client);
  assert(new main.FetchTransport() instanceof core.FetchTransport);
});

/** Answers by the path. */
async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = { "set-cookie": `seen=${pathname.slice(1)}; Path=/` };
  if (pathname === "/redirect") {
    return new Response(null, { status: 302, headers: { ...headers, location: "/echo" } });
  }
  if (pathname === "/slow") await new Promise((resolve) => setTimeout(resolve, 2_000));
  if (pathname === "/missing") return Response.json({ error: "no such" }, { status: 404 });
  if (pathname === "/lines") return new Response("one\ntwo\r\nthree");
  return Response.json({
    method: request.method,
    search,
    type: request.headers.get("content-type")?.split(";")[0] ?? null,
    cookie: request.headers.get("cookie"),
    authorization: request.headers.get("authorization"),
    agent: request.headers.get("user-agent"),
    body: request.method === "GET" ? "" : await request.text(),
  });
}

interface Echo {
  readonly method: string;
  readonly search: string;
  readonly type: string | null;
  readonly cookie: string | null;
  readonly authorization: string | null;
  readonly agent: string;
  readonly body: string;
}

async function withServer(use: (baseUrl: string) => Promise<void>): Promise<void> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  await use(`http://127.0.0.1:${server.addr.port}`);
}

test("core: a client over the runtime's fetch, with params, redirects, history and cookies", async () => {
  await withServer(async (baseUrl) => {
    using client = new core.Client({ baseUrl, auth: ["ada", "s3cret"], params: { v: 1 } });
    assertEquals(client.path, "fetch");
    const response = await client.get("redirect", { params: { q: "a b" } });
    const echo = await response.json<Echo>();
    assertEquals([response.status, response.history.map(({ status }) => status)], [200, [302]]);
    assertEquals([echo.cookie, echo.authorization], [
      "seen=redirect",
      `Basic ${btoa("ada:s3cret")}`,
    ]);
    assertEquals(client.cookies.toObject(), { seen: "redirect" });
    assertEquals((await client.get("echo").json<Echo>()).search, "?v=1");
  });
});

test("core: bodies as JSON, form, text, bytes, FormData and a stream", async () => {
  await withServer(async (baseUrl) => {
    using client = new core.Client({ baseUrl });
    const form = new FormData();
    form.set("file", new File(["hello"], "a.txt"));
    const sent: [core.RequestOptions, string | null, string | RegExp][] = [
      [{ json: { a: 1 } }, "application/json", '{"a":1}'],
      [{ data: { a: [1, 2], b: "x y" } }, "application/x-www-form-urlencoded", "a=1&a=2&b=x+y"],
      [{ body: "text" }, "text/plain", "text"],
      [{ body: new Uint8Array([104, 105]) }, null, "hi"],
      [{ body: new Blob(["blob"]).stream() }, null, "blob"],
      [{ body: form }, "multipart/form-data", /name="file"; filename="a.txt"[^]*hello/],
    ];
    for (const [options, type, body] of sent) {
      const echo = await client.post("echo", options).json<Echo>();
      assertEquals(echo.type, type);
      assert(typeof body === "string" ? echo.body === body : body.test(echo.body), echo.body);
    }
    const error = await client.post("echo", { body: form, headers: { "content-type": "a/b" } })
      .then(() => undefined, (error: unknown) => error);
    assert(error instanceof TypeError);
  });
});

test("core: an open file is read to its end and closed", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "hello");
  try {
    await withServer(async (baseUrl) => {
      using client = new core.Client({ baseUrl });
      const made = async () => await Deno.open(path);
      for (const body of [await Deno.open(path), made]) {
        assertEquals((await client.post("echo", { body }).json<Echo>()).body, "hello");
      }
    });
  } finally {
    await Deno.remove(path);
  }
});

test("core: limits, timeouts, errors, hooks, stages, lines", async () => {
  await withServer(async (baseUrl) => {
    const seen: string[] = [];
    using client = new core.Client({
      baseUrl,
      limits: { maxConnections: 1 },
      hooks: { request: [({ method }) => void seen.push(method)] },
      stages: [(next) => async (request, context) => {
        const response = await next(request.withHeader("authorization", "signed"), context);
        seen.push(`${context.hop} ${response.status}`);
        return response;
      }],
    });
    const held = await client.stream("GET", "lines");
    assertEquals(client.stats.active, 1);
    const waiting = client.get("missing");
    assertEquals(await Array.fromAsync(held.iterLines()), ["one", "two", "three"]);
    const missing = await waiting;
    assertEquals(missing.status, 404);
    const status = await Promise.try(() => missing.raiseForStatus()).catch((error) => error);
    assert(core.StatusError.is(status));
    assertEquals(seen, ["GET", "1 200", "GET", "1 404"]);
    const late = await client.get("slow", { timeout: 50 }).catch((error) => error);
    assert(core.ReadTimeoutError.is(late));
    const given = await client.get("slow", { signal: AbortSignal.timeout(50) }).catch((error) =>
      error
    );
    assertEquals(given.name, "TimeoutError");
    assert(!(given instanceof core.HttpError));
  });
});

test("core: its helpers, a child by extend(), and no option of a feature", async () => {
  await withServer(async (baseUrl) => {
    const echo = await core.post("echo", { baseUrl, json: [1] }).json<Echo>();
    assertEquals([echo.method, echo.body], ["POST", "[1]"]);
    using parent = new core.Client({ baseUrl, headers: { "user-agent": "parent" }, timeout: 700 });
    using child = parent.extend({ params: { of: "child" } });
    assertEquals(child.timeout.read, 700);
    const asked = await child.get("echo").json<Echo>();
    assertEquals([asked.agent, asked.search], ["parent", "?of=child"]);
  });
  using given = new core.Client({ transport: { send: () => Promise.resolve(new Response()) } });
  assertEquals(given.path, "transport");
  const options: object = { retries: 3 };
  const error = await Promise.try(() => new core.Client(options)).catch((error) => error);
  assert(error instanceof TypeError);
  assert(/retries/.test(error.message), error.message);
});
