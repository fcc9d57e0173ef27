/** What stands beside the client. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { main, type Scenario } from "../scenario.ts";

export const tools: readonly Scenario[] = [
  main("codes", ({ main }) => {
    assertEquals([main.codes.not_found, main.codes.NOT_FOUND, main.codes["\\o/"]], [404, 404, 200]);
    assertEquals([main.reasonPhrase(404), main.codeName(404)], ["Not Found", "not_found"]);
  }),
  main("toCurl", ({ main }) => {
    using client = new main.Client();
    const request = client.buildRequest("GET", "http://h.example/a?b=c d");
    return Promise.resolve(main.toCurl(request)).then((text) => assertMatch(text, /^curl /));
  }),
  main("@ferry/http/decode", async ({ decode, facts }) => {
    const lines: string[] = [];
    const response = await fetch(`${facts.http}/chunks?c=a%0Ab&c=c%0A`);
    for await (const line of decode.iterLines(response)) lines.push(line);
    assertEquals(lines, ["a", "bc"]);
    assertEquals(await decode.json(await fetch(`${facts.http}/json`)), {
      name: "Ferry",
      list: [1, 2, 3],
    });
  }),
  main("HAR", async ({ main, har, facts }) => {
    const recorder = new har.HarRecorder();
    using client = new main.Client({ recorder });
    await client.post(`${facts.http}/echo`, { json: { a: 1 } });
    const { log } = recorder.toJSON();
    assertEquals(log.entries.map(({ request }) => request.method), ["POST"]);
    assertEquals(log.entries[0]?.response.status, 200);
  }),
  main("HAR in a file", async ({ main, har, testing, facts, platform }) => {
    const recorder = new har.HarRecorder();
    using client = new main.Client({ recorder });
    await client.get(`${facts.http}/json`);
    const path = `${facts.folder}/${platform.title}.har`;
    await recorder.save(path);
    using player = new main.Client({ transport: new testing.CassetteTransport(path) });
    assertEquals((await player.get(`${facts.http}/json`)).status, 200);
  }, "files"),
  main("a cassette in memory", async ({ main, har, testing, facts }) => {
    const recorder = new har.HarRecorder();
    using client = new main.Client({ recorder });
    const url = `${facts.http}/json`;
    await client.get(url);
    const transport = new testing.CassetteTransport(recorder.toJSON());
    using player = new main.Client({ transport });
    assertEquals(await player.get(url).json(), { name: "Ferry", list: [1, 2, 3] });
  }),
  main("a cache in SQLite", async ({ main, cache, facts, platform }) => {
    const path = `${facts.folder}/${platform.title}.sqlite`;
    const store = new cache.SqliteCacheStore(path);
    using client = new main.Client({ stages: [cache.cache({ store })] });
    const url = `${facts.http}/cached?key=${crypto.randomUUID()}`;
    assertEquals([await client.get(url).json(), await client.get(url).json()], [1, 1]);
    store.close();
  }, "sqlite"),
  main("@ferry/http/charset", ({ charset }) => {
    const text = "\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0. \xca\xe0\xea \xe4\xe5\xeb\xe0?".repeat(9);
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    assertEquals(charset.detectEncoding(bytes), "windows-1251");
  }),
  main("a logger", async ({ main, facts }) => {
    const lines: string[] = [];
    using client = new main.Client({ logger: (line) => void lines.push(line) });
    await client.get(`${facts.http}/json`);
    assertEquals(lines.length, 1);
    assertMatch(lines[0] ?? "", /^GET http:\/\/127\.0\.0\.1:\d+\/json 200 OK /);
  }),
  main("a trace", async ({ main, facts }) => {
    const types: string[] = [];
    using client = new main.Client({ trace: ({ type }) => void types.push(type) });
    await client.get(`${facts.http}/json`);
    assertEquals([types.at(0), types.at(-1)], ["call.start", "call.end"]);
    assert(types.includes("response.head"));
  }),
  main("the cache", async ({ main, cache, facts }) => {
    using client = new main.Client({ stages: [cache.cache()] });
    const url = `${facts.http}/cached?key=${crypto.randomUUID()}`;
    assertEquals([await client.get(url).json(), await client.get(url).json()], [1, 1]);
    const response = await client.get(url);
    assertEquals(response.cacheStatus?.hit, true);
  }),
  main("the whole list of public suffixes", ({ psl }) => {
    assertEquals(psl.isPublicSuffix("co.uk"), true);
    assertEquals(psl.registrableDomain("www.example.co.uk"), "example.co.uk");
  }),
  main("Content-Disposition and Set-Cookie are parsed", ({ main, cookies }) => {
    assertEquals(main.parseContentDisposition('attachment; filename="a.txt"')?.filename, "a.txt");
    assertEquals(cookies.parseSetCookie("a=1; Secure")?.name, "a");
  }),
  main("console.log shows no secret", ({ main }) => {
    const auth = new main.BasicAuth("user", "hunter2");
    assert(!JSON.stringify(auth).includes("hunter2"));
  }),
];
