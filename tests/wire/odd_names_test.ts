import { assertEquals, assertThrows } from "@std/assert";
import { Client, codes, FetchTransport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

/** Names that every object has by itself. */
const NAMES = ["constructor", "toString", "hasOwnProperty", "valueOf"] as const;

for (const Transport of [FetchTransport, SocketTransport]) {
  test(`names that every object has are names like any other: ${Transport.name}`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const headers = new Headers(NAMES.map((name) => [name, `from ${name}`]));
        for (const name of NAMES) headers.append("set-cookie", `${name}=1`);
        return Response.json({
          headers: NAMES.map((name) => request.headers.get(name)),
          query: new URL(request.url).search,
          cookie: request.headers.get("cookie"),
          body: await request.text(),
        }, { headers });
      },
    );
    const url = `http://127.0.0.1:${server.addr.port}/`;
    using client = new Client({ transport: new Transport() });
    const record = Object.fromEntries([...NAMES, "__proto__"].map((name) => [name, "v"]));
    const headers = Object.fromEntries(NAMES.map((name) => [name, "v"]));
    const response = await client.post(url, {
      headers,
      params: record,
      cookies: record,
      data: record,
    });
    const pairs = [...NAMES, "__proto__"].map((name) => `${name}=v`);
    assertEquals(await response.json(), {
      headers: NAMES.map(() => "v"),
      query: `?${pairs.join("&")}`,
      cookie: pairs.join("; "),
      body: pairs.join("&"),
    });
    for (const name of NAMES) assertEquals(response.headers.get(name), `from ${name}`);
    assertEquals(NAMES.map((name) => client.cookies.get(name)), NAMES.map(() => "1"));
    const form = await client.post(url, { files: record }).json<{ body: string }>();
    assertEquals([...form.body.matchAll(/ name="(\w+)"/g)].map(([, name]) => name), [
      ...NAMES,
      "__proto__",
    ]);
  });
}

test("no option, header or status is known by a name that every object has", () => {
  for (const name of [...NAMES, "__proto__"]) {
    const options = JSON.parse(`{ "${name}": 1 }`);
    assertThrows(() => new Client(options), TypeError, name);
    assertThrows(() => new Client({ timeout: options }), TypeError, name);
    assertThrows(() => new Client({ limits: options }), TypeError, name);
    assertEquals(Reflect.get(codes, name), undefined);
  }
  using client = new Client();
  const built = client.buildRequest("GET", "http://a.example/", {
    headers: [["constructor", "v"]],
  });
  assertEquals(built.headers.get("constructor"), "v");
  assertThrows(
    () => client.buildRequest("GET", "http://a.example/", { headers: [["__proto__", "v"]] }),
    TypeError,
    "no valid name",
  );
});
