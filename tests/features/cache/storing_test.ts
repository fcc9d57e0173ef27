import { assertEquals } from "@std/assert";
import { test } from "../../checked.ts";
import { after, Origin } from "./server.ts";

type Fields = Readonly<Record<string, string>>;

interface Row {
  readonly status?: number;
  readonly asked?: Fields;
  /** Whether a private cache stores and gives it again, and whether a shared one does. */
  readonly hits: readonly [own: boolean, shared: boolean];
}

const both = { hits: [true, true] } as const;
const none = { hits: [false, false] } as const;
const own = { hits: [true, false] } as const;
const fresh = "max-age=60";
const auth = { authorization: "Bearer a" };

/** RFC 9111 section 3: is the second, equal request answered by what the first one stored? */
const rows: readonly (readonly [headers: Fields, row: Row])[] = [
  [{ "cache-control": fresh }, both],
  [{ expires: after(60) }, both],
  [{}, none],
  [{ "last-modified": after(-10_000) }, both],
  [{ etag: '"a"' }, none],
  [{ "cache-control": "public" }, none],
  [{ "cache-control": "public", "last-modified": after(-10_000) }, both],
  [{ "cache-control": "no-store" }, none],
  [{ "cache-control": "no-store, max-age=60" }, none],
  [{ "cache-control": "NO-STORE, max-age=60" }, none],
  [{ "cache-control": "private, max-age=60" }, own],
  [{ "cache-control": 'private="x-a", max-age=60' }, both],
  [{ "cache-control": "private", "last-modified": after(-10_000) }, own],
  [{ "cache-control": "no-cache, max-age=60" }, none],
  [{ "cache-control": 'no-cache="x-a", max-age=60' }, both],
  [{ "cache-control": "must-revalidate, max-age=60" }, both],
  [{ "cache-control": "must-understand, no-store, max-age=60" }, both],
  [{ "cache-control": "must-understand, max-age=60" }, { ...none, status: 299 }],
  [{ "cache-control": "max-age=60, foo, bar=1" }, both],
  [{ "cache-control": fresh, pragma: "no-cache" }, both],
  [{ "cache-control": fresh, vary: "*" }, none],
  [{ "cache-control": fresh, vary: "accept, *" }, none],
  [{ "cache-control": fresh, vary: "accept" }, both],
  [{ "cache-control": fresh, "content-type": "text/event-stream" }, none],
  [{ "cache-control": fresh, "set-cookie": "a=b" }, both],
  [{ "last-modified": after(-10_000), "set-cookie": "a=b" }, own],
  [{ "cache-control": fresh, age: "30" }, both],
  [{ "cache-control": fresh, age: "61" }, none],
  [{ "cache-control": fresh, date: after(-61) }, none],
  [{ "cache-control": "s-maxage=60" }, { hits: [false, true] }],
  [{ "cache-control": "s-maxage=60", "cdn-cache-control": "no-store" }, none],
  [{ "cdn-cache-control": "max-age=60", "cache-control": "no-store" }, { hits: [false, true] }],
  [{ "cache-control": fresh }, { ...own, asked: auth }],
  [{ "cache-control": "public, max-age=60" }, { ...both, asked: auth }],
  [{ "cache-control": "s-maxage=60, max-age=60" }, { ...both, asked: auth }],
  [{ "cache-control": "must-revalidate, max-age=60" }, { ...both, asked: auth }],
  [{ "cache-control": fresh }, { ...both, asked: { cookie: "a=b" } }],
  [{ "last-modified": after(-10_000) }, { ...own, asked: { cookie: "a=b" } }],
  [{ "cache-control": fresh }, { ...none, asked: { "cache-control": "no-store" } }],
  [{ "cache-control": fresh }, { ...none, asked: { "cache-control": "no-cache" } }],
  [{ "cache-control": fresh }, { ...none, asked: { pragma: "no-cache" } }],
  [{ "cache-control": fresh }, {
    ...both,
    asked: { pragma: "no-cache", "cache-control": "max-age=9" },
  }],
  [{ "cache-control": fresh }, { ...none, asked: { "cache-control": "max-age=0" } }],
  [{ "cache-control": "max-age=60, immutable" }, {
    ...both,
    asked: { "cache-control": "max-age=0" },
  }],
  [{ "cache-control": "max-age=60, immutable" }, {
    ...none,
    asked: { "cache-control": "no-cache" },
  }],
  [{ "cache-control": fresh, age: "30" }, { ...none, asked: { "cache-control": "max-age=20" } }],
  [{ "cache-control": fresh }, { ...both, asked: { "cache-control": "min-fresh=30" } }],
  [{ "cache-control": fresh, age: "40" }, { ...none, asked: { "cache-control": "min-fresh=30" } }],
  [{ "cache-control": fresh, age: "90", etag: "1" }, {
    ...both,
    asked: { "cache-control": "max-stale" },
  }],
  [{ "cache-control": fresh, age: "90", etag: "1" }, {
    ...both,
    asked: { "cache-control": "max-stale=40" },
  }],
  [{ "cache-control": fresh, age: "90", etag: "1" }, {
    ...none,
    asked: { "cache-control": "max-stale=20" },
  }],
  [{ "cache-control": fresh, age: "90", etag: "1" }, {
    ...none,
    asked: { "cache-control": "max-stale=x" },
  }],
  [
    { "cache-control": "max-age=60, must-revalidate", age: "90", etag: "1" },
    { ...none, asked: { "cache-control": "max-stale" } },
  ],
  [
    { "cache-control": "max-age=60, proxy-revalidate", age: "90", etag: "1" },
    { ...own, asked: { "cache-control": "max-stale" } },
  ],
  [
    { "cache-control": "max-age=60, s-maxage=60", age: "90", etag: "1" },
    { ...own, asked: { "cache-control": "max-stale" } },
  ],
  [
    { "cache-control": "max-age=60, no-cache", age: "90", etag: "1" },
    { ...none, asked: { "cache-control": "max-stale" } },
  ],
  [{ "cache-control": fresh }, { ...none, asked: { accept: "text/event-stream" } }],
  [{ "cache-control": fresh }, { ...none, asked: { "if-match": '"a"' } }],
  ...[201, 203, 204, 299, 300, 400, 403, 404, 410, 451, 500, 503, 599].map((status) =>
    [{ "cache-control": fresh }, { ...both, status }] as const
  ),
  ...[401, 407, 412].map((status) => [{ "cache-control": fresh }, { ...none, status }] as const),
  ...[404, 410].map((status) =>
    [{ "last-modified": after(-10_000) }, { ...both, status }] as const
  ),
  ...[201, 403, 500].map((status) =>
    [{ "last-modified": after(-10_000) }, { ...none, status }] as const
  ),
];

for (const [headers, { status = 200, asked = {}, hits }] of rows) {
  const about = `${status} ${JSON.stringify(headers)} asked with ${JSON.stringify(asked)}`;
  test(`${about} is stored: ${hits}`, async () => {
    const found: boolean[] = [];
    for (const shared of [false, true]) {
      const origin = new Origin({ status, headers });
      using client = origin.client({ shared });
      await client.get("http://example.org/", { headers: asked });
      await client.get("http://example.org/", { headers: asked });
      found.push(origin.count === 1);
    }
    assertEquals(found, [...hits]);
  });
}

test("fields that are named in no-cache, in Connection, or belong to a connection are not given again", async () => {
  const origin = new Origin({
    headers: {
      "cache-control": 'max-age=60, no-cache="x-a"',
      connection: "x-b",
      "proxy-authenticate": "Basic",
      "x-a": "1",
      "x-b": "1",
      "x-c": "1",
    },
  });
  using client = origin.client();
  await client.get("http://example.org/");
  const { headers } = await client.get("http://example.org/");
  const names = ["x-a", "x-b", "x-c", "proxy-authenticate", "connection"];
  assertEquals(names.filter((name) => headers.has(name)), ["x-c"]);
});

test("what is private for some fields is shared without them", async () => {
  const origin = new Origin({
    headers: { "cache-control": 'private="x-a", max-age=60', "x-a": "1" },
  });
  using client = origin.client({ shared: true });
  await client.get("http://example.org/");
  assertEquals((await client.get("http://example.org/")).headers.has("x-a"), false);
});
