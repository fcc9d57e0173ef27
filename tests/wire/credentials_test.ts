import { assertEquals } from "@std/assert";
import { Client, type RequestOptions } from "../../mod.ts";
import { test } from "../checked.ts";
import { CALL_SECRETS, carries, CLIENT_SECRETS, type Secret } from "../credentials/secrets.ts";

/** A server on a port of its own that redirects once to where it is told, and says what it saw. */
function serve(hostname: string, seen: string[], location?: () => string) {
  const server = Deno.serve({ hostname, port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    seen.push(`${carries(request) ? "+" : "-"}${pathname}`);
    return location && pathname === "/0"
      ? new Response("moved", { status: 302, headers: { location: location() } })
      : new Response("the end");
  });
  const { port } = server.addr;
  return { port, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** What is told apart by more than the headers of one request is in the table of `credentials_test.ts`. */
const SECRETS = [...CALL_SECRETS, ...CLIENT_SECRETS].filter(({ name, column }) =>
  ["option", "header", "strict", "cookies"].includes(column) &&
  !/Digest|OAuth|userinfo of the baseUrl/.test(name)
);

async function go(secret: Secret, url: string, more: RequestOptions = {}): Promise<void> {
  const from = new URL(url);
  using client = new Client(secret.client?.(from));
  const target = url.replace("://", `://${secret.userinfo ?? ""}`);
  await client.get(target, { ...secret.request?.(from), ...more });
}

test("over the wire nothing goes to another port or another name of the same machine", async () => {
  for (const secret of SECRETS) {
    const seen: string[] = [];
    let ports: readonly number[] = [];
    const targets = [
      () => `http://127.0.0.1:${ports[1]}/port`,
      () => `http://localhost:${ports[1]}/host`,
      () => `//localhost:${ports[1]}/relative`,
      () => `http://127.0.0.1:${ports[0]}@localhost:${ports[1]}/userinfo`,
      () => `\\\\localhost:${ports[1]}\\backslash`,
      () => `/home`,
      () => `http://evil@127.0.0.1:${ports[0]}/own`,
    ];
    let next = 0;
    await using home = serve("127.0.0.1", seen, () => targets[next++]?.() ?? "/");
    await using other = serve("localhost", seen);
    ports = [home.port, other.port];
    await using same = serve("127.0.0.1", seen);
    for (const _ of targets) {
      if (next === 0) ports = [home.port, same.port];
      else ports = [home.port, other.port];
      await go(secret, `http://127.0.0.1:${home.port}/0`);
    }
    // Credentials for a proxy go to no server at all.
    const own = /ProxyAuth|proxy-authorization/i.test(secret.name) ? "-" : "+";
    assertEquals(seen.filter((path) => path !== `${own}/0`), [
      "-/port",
      "-/host",
      "-/relative",
      "-/userinfo",
      "-/backslash",
      `${own}/home`,
      `${own}/own`,
    ], secret.name);
    assertEquals(seen.length, 2 * targets.length, secret.name);
  }
});

test("over the wire, userinfo is one Authorization header, and none beside another", async () => {
  const seen: (string | null)[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ headers }) => {
      seen.push(headers.get("authorization"));
      return new Response("ok");
    },
  );
  using client = new Client();
  const url = `http://u:p@127.0.0.1:${server.addr.port}/`;
  await client.get(url);
  await client.get(url, { auth: ["a", "b"] });
  await client.get(url, { headers: { authorization: "Bearer t" } });
  await client.send(new Request(url));
  await (await client.fetch(url)).text();
  const basic = (text: string) => `Basic ${btoa(text)}`;
  assertEquals(seen, [basic("u:p"), basic("a:b"), "Bearer t", basic("u:p"), basic("u:p")]);
});
