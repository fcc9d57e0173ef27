import { assert, assertEquals } from "@std/assert";
import { Client, type ClientOptions, type RequestOptions } from "../../mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

interface Row extends RequestOptions {
  readonly method?: string;
  readonly client?: ClientOptions;
  /** What goes out over `fetch` alone, since it cannot be removed there. */
  readonly empty?: readonly string[];
}

const text = (words: string) => new Blob([words]).stream();

const ROWS: Readonly<Record<string, Row>> = {
  "nothing said": {},
  "a header of the caller's": { headers: { "x-a": "1", "accept-language": "fi" } },
  "the defaults, said otherwise": { headers: { accept: "text/html", "user-agent": "me" } },
  "the defaults removed": {
    headers: { accept: null, "user-agent": null },
    empty: ["accept", "user-agent"],
  },
  "all defaults removed": { client: { headers: null }, empty: ["accept", "user-agent"] },
  "another host": { headers: { host: "other.test:81" } },
  "a coding": { headers: { "accept-encoding": "br" } },
  "no coding": { headers: { "accept-encoding": "identity" } },
  "a range": { headers: { range: "bytes=0-1" } },
  "cookies": { cookies: { a: "1", b: "2" } },
  "credentials": { auth: ["user", "secret"] },
  "credentials for a proxy that is not there": { headers: { "proxy-authorization": "Basic eA==" } },
  "fetch metadata, a referrer and an origin": {
    headers: { "sec-fetch-mode": "cors", referer: "http://a.test/", origin: "http://b.test" },
  },
  "a value of Latin-1": { headers: { "x-a": "ü" } },
  "json": { method: "POST", json: { a: 1 } },
  "a form": { method: "POST", data: { a: 1 } },
  "an empty text": { method: "PUT", body: "" },
  "bytes": { method: "PATCH", body: new Uint8Array(3) },
  "a stream": { method: "POST", body: () => text("abc") },
  "POST without a body": { method: "POST" },
  "PUT without a body": { method: "PUT" },
  "PATCH without a body": { method: "PATCH" },
  "DELETE without a body": { method: "DELETE" },
  "OPTIONS": { method: "OPTIONS" },
  "a framing that the caller made up": {
    method: "POST",
    headers: { "transfer-encoding": "gzip" },
    json: { a: 1 },
  },
  "a framing without a body": {
    headers: { "transfer-encoding": "chunked", "content-length": "3" },
  },
  "a method of its own": { method: "LOCK" },
};

/** The fields of a head by name, but for those of the connection itself. */
function toFields(head: string): Record<string, string> {
  const lines = head.slice(0, head.indexOf("\r\n\r\n")).split("\r\n").slice(1);
  const fields = lines.map((line) => [
    line.slice(0, line.indexOf(":")).toLowerCase(),
    line.slice(line.indexOf(":") + 1).trim(),
  ]);
  assertEquals(new Set(fields.map(([name]) => name)).size, fields.length, "a name came twice");
  return Object.fromEntries(fields.filter(([name]) => name !== "connection"));
}

for (const [name, row] of Object.entries(ROWS)) {
  test(`the same headers go out over sockets and fetch: ${name}`, async () => {
    await using server = await respondWith(toAnswer("ok"));
    const { client: options, empty = [], method = "GET", ...request } = row;
    for (const http2 of [undefined, true]) {
      using client = new Client({ ...options, http2, trustEnv: false });
      assertEquals(client.path, http2 ? "fetch" : "sockets");
      await client.request(method, server.url, request);
    }
    const [overSockets = {}, overFetch = {}] = server.requests.map(toFields);
    for (const removed of empty) {
      assertEquals(overSockets[removed], undefined);
      assertEquals(overFetch[removed], "");
      delete overFetch[removed];
    }
    assertEquals(overFetch, overSockets);
    assert("host" in overSockets && "accept-encoding" in overSockets);
  });
}

test("client.fetch sends the same headers over either path", async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const http2 of [undefined, true]) {
    using client = new Client({ http2, trustEnv: false });
    await (await client.fetch(server.url, { headers: { "x-a": "1" } })).text();
    await (await client.fetch(new Request(server.url, { method: "POST", body: "x" }))).text();
  }
  const heads = server.requests.map(toFields);
  assertEquals(heads.slice(2), heads.slice(0, 2));
});
