import { assertEquals } from "@std/assert";
import { Client, CookieJar } from "../../mod.ts";
import { test } from "../checked.ts";

test("Secure cookies are taken from this machine over http and sent back, and from no other", () => {
  const rows: readonly (readonly [host: string, isTaken: boolean])[] = [
    ["localhost", true],
    ["localhost:8080", true],
    ["LOCALHOST", true],
    ["localhost.", true],
    ["app.localhost", true],
    ["127.0.0.1", true],
    ["127.1.2.3:81", true],
    ["[::1]", true],
    ["[::1]:8080", true],
    ["127.0.0.1.example.com", false],
    ["localhost.example", false],
    ["notlocalhost", false],
    ["128.0.0.1", false],
    ["[::2]", false],
    ["[::ffff:127.0.0.1]", false],
    ["intranet", false],
  ];
  for (const [host, isTaken] of rows) {
    for (const url of [`http://${host}/a?b`, new URL(`http://${host}/a`)]) {
      const jar = new CookieJar();
      jar.setCookie("a=1; Secure", url);
      jar.setCookie("__Host-b=2; Secure; Path=/", url);
      assertEquals(jar.size, isTaken ? 2 : 0, String(url));
      assertEquals(jar.cookieHeader(url), isTaken ? "a=1; __Host-b=2" : "", String(url));
    }
  }
});

test("a server on this machine gets its Secure cookie back", async () => {
  const seen: (string | null)[] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    seen.push(request.headers.get("cookie"));
    return new Response("", { headers: { "set-cookie": "sid=1; Secure; HttpOnly" } });
  });
  await using client = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}` });
  await client.get("/");
  await client.get("/");
  assertEquals(seen, [null, "sid=1"]);
});
