import { assertEquals } from "@std/assert";
import { test } from "../checked.ts";
import { respondWith, type ScriptedServer, toAnswer } from "../wire/scripted.ts";
import { answering, RawServer } from "./socket/wire.ts";

const root = new URL("../../", import.meta.url);
const certs = new URL("./socket/certs/", import.meta.url);
const pem = (name: string) => Deno.readTextFileSync(new URL(name, certs));

/** The environment of this program, but for what it says of proxies. */
const CLEAN = Object.fromEntries(
  Object.entries(Deno.env.toObject()).filter(([name]) => !/_proxy$/i.test(name)),
);

const IMPORTS = `import { Client } from "${new URL("mod.ts", root)}";\n`;

interface ChildOptions {
  /** Its environment, from its start. */
  readonly env?: Record<string, string>;
  readonly permissions?: readonly string[];
  /** What stands before the script; by default it has `Client`. */
  readonly imports?: string;
}

/** Runs a script with `Client` at hand in a program of its own: what it printed, and what it complained of. */
async function run(
  script: string,
  { env = {}, permissions = ["-A"], imports = IMPORTS }: ChildOptions = {},
) {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, imports + script);
  const config = new URL("deno.json", root).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", "--config", config, ...permissions, path],
    env: { ...CLEAN, ...env, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
  }).output();
  await Deno.remove(path);
  const decoder = new TextDecoder();
  return { out: decoder.decode(stdout).trim().split("\n"), err: decoder.decode(stderr) };
}

/** Sends a GET and a POST, and prints what came. */
const both = (options: string, url: string) => `
  {
    using client = new Client(${options});
    for (const method of ["GET", "POST"]) {
      console.log(await (await client.request(method, "${url}")).text());
    }
  }
`;

async function withServers(
  use: (proxy: ScriptedServer, server: ScriptedServer) => Promise<void>,
): Promise<void> {
  await using proxy = await respondWith(toAnswer("proxied"));
  await using server = await respondWith(toAnswer("direct"));
  await use(proxy, server);
}

test("the proxies of the environment are used, excepted, replaced and switched off", () =>
  withServers(async (proxy, server) => {
    const { host, hostname } = new URL(server.url);
    const env = { HTTP_PROXY: proxy.url };
    const script = both("", server.url) + both("{ trustEnv: false }", server.url) +
      both("{ proxy: null }", server.url);
    const all = ["proxied", "proxied", "direct", "direct", "direct", "direct"];
    assertEquals((await run(script, { env })).out, all);
    for (const NO_PROXY of [host, hostname, "127.0.0.0/8", "*"]) {
      const { out } = await run(both("", server.url), { env: { ...env, NO_PROXY } });
      assertEquals(out, ["direct", "direct"], NO_PROXY);
    }
    const explicit = both(`{ proxy: "${proxy.url}" }`, server.url);
    const { out } = await run(explicit, {
      env: { NO_PROXY: "*", http_proxy: "http://127.0.0.1:1" },
    });
    assertEquals(out, ["proxied", "proxied"]);
    const off = { ...env, http_proxy: "" };
    assertEquals((await run(both("", server.url), { env: off })).out, ["direct", "direct"]);
    const cgi = { ...env, REQUEST_METHOD: "GET" };
    assertEquals((await run(both("", server.url), { env: cgi })).out, ["direct", "direct"]);
  }));

test("with --allow-net alone everything works, and nobody is asked for anything", () =>
  withServers(async (proxy, server) => {
    const permissions = ["--allow-net", "--no-prompt"];
    for (const options of ["", "{ trustEnv: false }", "{ verify: false, trustEnv: false }"]) {
      const { out, err } = await run(both(options, server.url), { permissions });
      assertEquals([out, err], [["direct", "direct"], ""], options);
    }
    const env = { http_proxy: proxy.url };
    const hidden = both("", server.url) + both("{ proxy: null }", server.url);
    const { out } = await run(hidden, { permissions, env });
    assertEquals(out, ["proxied", "proxied", "direct", "direct"]);
  }));

test("without the permission to read the environment everything goes over fetch", () =>
  withServers(async (_proxy, server) => {
    const permissions = ["--allow-net", "--no-prompt"];
    const script = `
      for (const options of [{}, { trustEnv: false }, { proxy: null }, { proxy: "http://p.test:1" }]) {
        using client = new Client(options);
        console.log(client.path);
      }
      using careless = new Client({ verify: false });
      console.log(await careless.get("${server.url}").catch(({ name, message }) => name + message));
    `;
    const { out, err } = await run(script, { permissions });
    assertEquals(out.slice(0, -1), ["fetch", "sockets", "sockets", "sockets"]);
    assertEquals(
      /^TypeError.*verify: false.*say proxy or trustEnv: false/.test(out[4] ?? ""),
      true,
    );
    assertEquals(err, "");
    const readable = await run(script, { permissions: [...permissions, "--allow-env"] });
    assertEquals(readable.out[0], "sockets");
  }));

test("where the runtime traces its fetch, everything goes over it, and is traced", async () => {
  const traces: string[] = [];
  await using collector = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (it) => {
      traces.push(`${new URL(it.url).pathname} ${await it.text()}`);
      return new Response(null);
    },
  );
  await using server = await respondWith(toAnswer("direct"));
  const env = {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  };
  const script = `console.log(new Client().path, new Client({ trustEnv: false }).path);` +
    both("", server.url);
  const { out } = await run(script, { env });
  assertEquals(out, ["fetch fetch", "direct", "direct"]);
  const spans = traces.filter((text) => text.startsWith("/v1/traces")).join();
  assertEquals([spans.includes('"GET"'), spans.includes('"POST"')], [true, true]);
  const off = await run(script, { env: { ...env, OTEL_DENO: "false" } });
  assertEquals(off.out[0], "sockets sockets");
});

test("a closed client does not keep the program alive, whatever it has under way", async () => {
  await using server = await respondWith((request) =>
    request.toString().includes("/endless")
      ? { send: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx", end: "hang" }
      : toAnswer("direct")
  );
  for (const options of ["{}", "{ http2: true }", "{ verify: false }"]) {
    const { out, err } = await run(`
      const client = new Client(${options});
      const child = client.extend();
      for (const it of [client, child]) console.log(await (await it.get("${server.url}")).text());
      await client.stream("GET", "${server.url}/endless");
      child.close();
      client.close();
      client.close();
    `);
    assertEquals([out, err], [["direct", "direct"], ""], options);
  }
});

test("a fetch that was replaced before Ferry was loaded is used, and a restored one is not", async () => {
  await using server = await respondWith(toAnswer("direct"));
  const { out, err } = await run(
    `
    const { fetch } = globalThis;
    globalThis.fetch = (...args) => { console.log("seen"); return fetch(...args); };
    const late = await import("${new URL("mod.ts", root)}");
    {
      using client = new late.Client();
      console.log(client.path, await (await client.get("${server.url}")).text());
    }
    globalThis.fetch = fetch;
    using client = new late.Client();
    console.log(client.path);
  `,
    { imports: "" },
  );
  assertEquals([out, err], [["seen", "fetch direct", "sockets"], ""]);
});

test("a proxy of the environment that may not be connected to is the runtime's own business", () =>
  withServers(async (proxy, server) => {
    const permissions = ["--allow-env", `--allow-net=${new URL(server.url).host}`, "--no-prompt"];
    const env = { http_proxy: proxy.url };
    assertEquals((await run(both("", server.url), { env, permissions })).out, [
      "proxied",
      "proxied",
    ]);
    const direct = both("{ trustEnv: false }", server.url);
    assertEquals((await run(direct, { env, permissions })).out, ["direct", "direct"]);
  }));

test("roots of DENO_CERT and SSL_CERT_FILE are trusted over fetch and sockets alike", async () => {
  const tls = { cert: pem("localhost.pem"), key: pem("localhost.key") };
  await using server = new RawServer(
    answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    { tls },
  );
  const url = server.url.replace("http://127.0.0.1", "https://localhost");
  const file = new URL("ca.pem", certs).pathname;
  for (const name of ["DENO_CERT", "SSL_CERT_FILE"]) {
    const { out, err } = await run(both("", url), { env: { [name]: file } });
    assertEquals([out, err], [["ok", "ok"], ""], name);
  }
  const refused = await run(both("{ trustEnv: false }", url), { env: { SSL_CERT_FILE: file } });
  assertEquals(refused.err.includes("TlsError"), true);
});

test("a runtime without sockets says so at once, and falls back where it can", async () => {
  await using server = await respondWith(toAnswer("direct"));
  const { out } = await run(`
    delete Deno.connect;
    for (const options of [{ unix: "/s" }, { verify: false }, { blockPrivateNetworks: true }]) {
      try { new Client(options); } catch (error) { console.log(error.name, error.message.includes("no sockets")); }
    }
    console.log(new Client().path);
    ${both("", server.url)}
  `);
  assertEquals(out, [...Array(3).fill("TypeError true"), "fetch", "direct", "direct"]);
});

test("sockets are loaded when they are needed, not before", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL("mod.ts", root).pathname],
    cwd: root,
  }).output();
  const { modules, roots } = JSON.parse(new TextDecoder().decode(stdout));
  const found = staticGraph(modules, roots[0]);
  assertEquals(found.length > 50, true);
  assertEquals(found.filter((name) => name.includes("/transports/socket/")), []);
});

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
  }[];
}

/** What is loaded with a module at once. */
function staticGraph(modules: readonly Module[], root: string): string[] {
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const found = new Set([root]);
  for (const name of found) {
    for (const { code, isDynamic } of byName.get(name)?.dependencies ?? []) {
      if (!isDynamic && code?.specifier) found.add(code.specifier);
    }
  }
  return [...found];
}

test("a guarded client needs the permission for a name and for its addresses", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const script = `
    using client = new Client({ blockPrivateNetworks: { allow: ["localhost"] }, trustEnv: false });
    const asking = client.get("http://localhost:${server.port}/");
    console.log(await asking.then(({ status }) => status, ({ name, cause }) => name + " " + cause.name));
  `;
  const outcomes: Record<string, string> = {
    "localhost,127.0.0.1": "200",
    "localhost": "ConnectError NotCapable",
    [`localhost:${server.port}`]: "ConnectError NotCapable",
  };
  for (const [list, outcome] of Object.entries(outcomes)) {
    const { out, err } = await run(script, { permissions: ["--no-prompt", `--allow-net=${list}`] });
    assertEquals([out.at(-1), err], [outcome, ""], list);
  }
});

test("what node's sockets may not do is an error of the call", async () => {
  const script = (options: string, url: string) => `
    using client = new Client(${options});
    const asking = client.get("${url}");
    console.log(await asking.then(({ status }) => status, ({ message, retryable, code }) =>
      code + " " + retryable + " " + message.includes("run it with --allow-net")));
  `;
  await using server = await respondWith(toAnswer("ok"));
  const { host } = new URL(server.url);
  const forbidden = "ERR_CONNECT false true";
  const cases: readonly (readonly [string, string, string, string])[] = [
    [`{ localAddress: "127.0.0.1" }`, server.url, host, forbidden],
    [`{ localAddress: "::1" }`, server.url, host, forbidden],
    [`{ localAddress: "127.0.0.1" }`, server.url, "127.0.0.1", "200"],
    [`{ localAddress: "127.0.0.2" }`, server.url, `${host},127.0.0.2`, "200"],
    ["{ verify: false }", "https://localhost:4444/", host, forbidden],
  ];
  for (const [options, url, list, outcome] of cases) {
    const permissions = ["--allow-env", "--no-prompt", `--allow-net=${list}`];
    const { out, err } = await run(script(options, url), { permissions });
    assertEquals([out.at(-1), err], [outcome, ""], `${options} ${list}`);
  }
});
