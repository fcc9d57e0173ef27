import { assertEquals } from "@std/assert";
import { MemoryCacheStore } from "../../../src/features/cache/mod.ts";
import { test } from "../../checked.ts";
import { did, Origin } from "./server.ts";

const URL_ = "http://example.org/";

/** A server of one text for several languages, which tells by its tag that it is the same. */
function languages(more: Readonly<Record<string, string>> = {}): Origin {
  return new Origin(({ headers }) => {
    const language = headers.get("accept-language") ?? "";
    const etag = language.startsWith("de") ? '"de"' : '"en"';
    const said = { "cache-control": "max-age=60", vary: "accept-language", etag, ...more };
    const isKnown = headers.get("if-none-match")?.includes(etag);
    return isKnown ? { status: 304, headers: said } : { headers: said, body: etag };
  });
}

test("the server is told of the variants that are there, and may choose one of them", async () => {
  const origin = languages();
  using client = origin.client();
  const ask = (language: string) => client.get(URL_, { headers: { "accept-language": language } });
  for (const language of ["de", "en"]) await ask(language);
  const chosen = await ask("de-at");
  assertEquals([did(chosen), chosen.status, await chosen.text()], ["vary-miss", 200, '"de"']);
  assertEquals(origin.requests[2]?.headers.get("if-none-match")?.split(", ").sort(), [
    '"de"',
    '"en"',
  ]);
  // What was there stays, and the one that was chosen is there for these headers, too.
  for (const language of ["de-at", "de", "en"]) {
    assertEquals(did(await ask(language)), "hit", language);
  }
  assertEquals(origin.count, 3);
});

test("a variant that no tag names, or one of which is gone, is asked for once more", async () => {
  for (const answer of [{ status: 304 }, { status: 304, headers: { etag: '"other"' } }]) {
    const said = { "cache-control": "max-age=60", vary: "x-a", etag: '"1"' };
    const origin = new Origin({ headers: said }, answer, { headers: said, body: "whole" });
    using client = origin.client();
    await client.get(URL_, { headers: { "x-a": "1" } });
    assertEquals(await client.get(URL_, { headers: { "x-a": "2" } }).text(), "whole");
    assertEquals(origin.requests.map(({ headers }) => headers.get("if-none-match")), [
      null,
      '"1"',
      null,
    ]);
  }
});

test("variants of one user are no business of another", async () => {
  const origin = languages();
  using client = origin.client();
  const ask = (language: string, authorization: string) =>
    client.get(URL_, { headers: { "accept-language": language, authorization } });
  await ask("de", "a");
  assertEquals(await ask("de-at", "b").then((response) => response.text()), '"de"');
  assertEquals(origin.requests[1]?.headers.has("if-none-match"), false);
});

test("at most 16 variants are named, and none to who brings conditions or wants a range", async () => {
  const origin = new Origin((request) => ({
    headers: {
      "cache-control": "max-age=60",
      vary: "x-a",
      etag: `"${request.headers.get("x-a")}"`,
    },
  }));
  using client = origin.client();
  for (let n = 0; n < 20; n++) await client.get(URL_, { headers: { "x-a": `${n}` } });
  assertEquals(origin.requests.at(-1)?.headers.get("if-none-match")?.split(", ").length, 16);
  await client.get(URL_, { headers: { "x-a": "a", "if-none-match": '"z"' } });
  assertEquals(origin.requests.at(-1)?.headers.get("if-none-match"), '"z"');
  await client.get(URL_, { headers: { "x-a": "b", range: "bytes=0-0" } });
  assertEquals(origin.requests.at(-1)?.headers.has("if-none-match"), false);
});

test("a 304 that forbids to store gives the variant and stores nothing more", async () => {
  const store = new MemoryCacheStore();
  const said = { "cache-control": "max-age=60", vary: "x-a", etag: '"1"' };
  const origin = new Origin({ headers: said, body: "one" }, {
    status: 304,
    headers: { ...said, "cache-control": "no-store" },
  });
  using client = origin.client({ store });
  await client.get(URL_, { headers: { "x-a": "1" } });
  assertEquals(await client.get(URL_, { headers: { "x-a": "2" } }).text(), "one");
  assertEquals(store.stats().entries, 1);
});

const modified = "Sat, 01 Nov 2025 00:00:00 GMT";
const earlier = "Fri, 31 Oct 2025 00:00:00 GMT";
const later = "Sun, 02 Nov 2025 00:00:00 GMT";

/** Conditions of the caller against an entry, and the status of the answer. */
const conditions: readonly (readonly [
  stored: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
  status: number,
])[] = [
  [{ etag: '"a"' }, { "if-none-match": '"a"' }, 304],
  [{ etag: '"a"' }, { "if-none-match": 'W/"a"' }, 304],
  [{ etag: 'W/"a"' }, { "if-none-match": '"a"' }, 304],
  [{ etag: '"a"' }, { "if-none-match": '"b", "a"' }, 304],
  [{ etag: '"a,b"' }, { "if-none-match": '"x", "a,b"' }, 304],
  [{ etag: '"a"' }, { "if-none-match": "*" }, 304],
  [{}, { "if-none-match": "*" }, 304],
  [{ etag: '"a"' }, { "if-none-match": '"A"' }, 200],
  [{ etag: '"a"' }, { "if-none-match": "a" }, 200],
  [{ etag: '"a"' }, { "if-none-match": "" }, 200],
  [{}, { "if-none-match": '"a"' }, 200],
  [{ "last-modified": modified }, { "if-modified-since": modified }, 304],
  [{ "last-modified": modified }, { "if-modified-since": later }, 304],
  [{ "last-modified": modified }, { "if-modified-since": earlier }, 200],
  [{ "last-modified": modified }, { "if-modified-since": "yesterday" }, 200],
  // If-None-Match wins (RFC 9110 section 13.1.3).
  [{ etag: '"a"', "last-modified": modified }, {
    "if-none-match": '"b"',
    "if-modified-since": later,
  }, 200],
  [{ etag: '"a"', "last-modified": modified }, {
    "if-none-match": '"a"',
    "if-modified-since": earlier,
  }, 304],
];

for (const [stored, asked, status] of conditions) {
  test(`${JSON.stringify(asked)} of ${JSON.stringify(stored)} is ${status} out of the store`, async () => {
    const headers = { "cache-control": "max-age=60", "content-type": "text/plain", ...stored };
    const origin = new Origin({ headers, body: "text" });
    using client = origin.client();
    await client.get(URL_);
    const response = await client.get(URL_, { headers: asked });
    assertEquals([response.status, await response.text()], [status, status === 200 ? "text" : ""]);
    assertEquals([did(response), origin.count], ["hit", 1]);
    for (const [name, value] of Object.entries(stored)) {
      assertEquals(response.headers.get(name), value);
    }
  });
}

test("conditions that ask for a change go to the server", async () => {
  const origin = new Origin({ headers: { "cache-control": "max-age=60", etag: '"a"' } });
  using client = origin.client();
  await client.get(URL_);
  for (const name of ["if-match", "if-unmodified-since"]) {
    await client.get(URL_, { headers: { [name]: name === "if-match" ? '"b"' : earlier } });
  }
  assertEquals(origin.count, 3);
});
