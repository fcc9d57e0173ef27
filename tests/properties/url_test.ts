import { assert, assertEquals } from "@std/assert";
import { Client, HttpError } from "../../mod.ts";
import { test } from "../checked.ts";
import { fc, piecesOf, textOf } from "./fast_check.ts";

const origins = fc.constantFrom(
  "https://h.example",
  "http://h.example:81",
  "http://127.0.0.1",
  "https://[::1]:8443",
);

/** What the URL standard takes as it is, in segments of which none is `.` or `..`. */
const safe = piecesOf(["a", "B9", "-_~", "!$&'()*+,;=@:", "%2F", "%c3%a9", ".x"], {
  min: 1,
  max: 4,
}).map((text) => `s${text}`);
const paths = fc.tuple(fc.array(safe, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([segments, closed]) => segments.join("/") + (closed ? "/" : ""));
const queries = piecesOf(["a=1", "&", "=", "%20", "+", "x=%C3%A9", "?", "/"], { max: 5 })
  .map((text) => text && `?q${text}`);

test("a path is appended to the base's, both byte for byte", () => {
  const basePath = fc.option(paths, { nil: "" });
  const property = fc.property(
    fc.record({ origin: origins, basePath, slash: fc.boolean(), path: paths, query: queries }),
    ({ origin, basePath, slash, path, query }) => {
      using client = new Client({ baseUrl: `${origin}/${basePath}` });
      // Without a slash in front, a colon in the first segment makes it absolute.
      const given = slash || /^[^/]*:/.test(path) ? `/${path}` : path;
      const { url } = client.buildRequest("GET", given + query);
      const front = basePath === "" ? "" : `/${basePath.replace(/\/$/, "")}`;
      assertEquals(url, `${origin}${front}/${path}${query}`);
    },
  );
  fc.assert(property, { numRuns: 1500 });
});

test("no path leads away from the host of the base", () => {
  const hostile = textOf(
    ["/", "//", "\\", "..", "/../", "@", ":", "?", "#", "%2e%2e", "\t", "\n", " ", "evil.example"],
  );
  const property = fc.property(origins, hostile, (origin, path) => {
    using client = new Client({ baseUrl: `${origin}/v1/` });
    // What the standard strips, then a scheme or two slashes: that is an absolute URL.
    // deno-fmt-ignore
    const seen = path.replace(/[\t\n\r]/g, "").replace(/^[\0- ]+/, "");
    if (seen.startsWith("//") || /^[a-z][\w+.-]*:/i.test(seen)) return;
    const { url } = client.buildRequest("GET", path);
    assertEquals(new URL(url).origin, origin);
  });
  fc.assert(property, { numRuns: 1500 });
});

test("any text is a URL of http or https without userinfo, or a typed error", () => {
  const any = textOf([
    "http:",
    "https://",
    "//",
    "@",
    ":",
    "[",
    "]",
    "#",
    "ftp:",
    "%",
    "h.example",
  ]);
  const property = fc.property(any, (text) => {
    using client = new Client({ trustEnv: false });
    try {
      const { url } = client.buildRequest("GET", text);
      const { protocol, username, password } = new URL(url);
      assert(protocol === "http:" || protocol === "https:", protocol);
      assertEquals([username, password], ["", ""]);
      assertEquals(new URL(url).host, new URL(text).host);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      assert(["InvalidUrlError", "UnsupportedProtocolError"].includes(error.name), error.name);
    }
  });
  fc.assert(property, { numRuns: 1500 });
});

const keys = fc.oneof(fc.constantFrom("a", "b", "c d", "é", "&=", "__proto__"), fc.string());
const values = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean(), fc.bigInt());
const loose = fc.option(
  fc.oneof(values, fc.constant(undefined), fc.array(fc.option(values), { maxLength: 3 })),
);
const records = fc.array(fc.tuple(keys, loose), { maxLength: 6 }).map((pairs) =>
  Object.fromEntries(pairs)
);

/** A value as the contract says it: `undefined` takes the client's, `null` removes, a list repeats. */
function toValues(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => item !== null && item !== undefined).map(String);
}

test("pairs keep their order, a text its bytes", () => {
  const pairs = fc.array(fc.tuple(keys, fc.string({ unit: "grapheme" })), { maxLength: 6 });
  const texts = piecesOf(["a", "b", "=", "&", "%20", "+", "%E4", "?", "%zz", "/", ";"], { max: 8 });
  const property = fc.property(pairs, texts, queries, (given, text, query) => {
    using client = new Client();
    const front = `http://h.example/p${query}`;
    const added = (params: string | [string, string][]) => {
      const { url } = client.buildRequest("GET", front, { params });
      assert(url.startsWith(front), url);
      return url.slice(front.length + 1);
    };
    const want = given.map((pair) => pair.map((part) => part.toWellFormed()));
    assertEquals([...new URLSearchParams(`&${added(given)}`)], want);
    // One question mark in front is the one that begins a query.
    assertEquals(added(text), text.replace(/^\?/, ""));
  });
  fc.assert(property, { numRuns: 1000 });
});

test("params are the client's with the request's over them, behind the query of the URL", () => {
  const client = fc.array(fc.tuple(keys, fc.string({ unit: "grapheme" })), { maxLength: 5 });
  const property = fc.property(client, records, queries, (defaults, params, query) => {
    using made = new Client({ params: new URLSearchParams(defaults) });
    const { url } = made.buildRequest("GET", `http://h.example/p${query}`, { params });
    const said = Object.entries(params).flatMap(([key, value]) => {
      const given = toValues(value);
      return given ? [{ key: key.toWellFormed(), pairs: given.map((text) => [key, text]) }] : [];
    });
    const want = [
      ...defaults.filter(([name]) => !said.some(({ key }) => key === name.toWellFormed())),
      ...said.flatMap(({ pairs }) => pairs),
    ];
    const front = `http://h.example/p${query}`;
    assert(url.startsWith(front), url);
    const added = url.slice(front.length).replace(query ? /^&/ : /^\?/, "");
    // Lone surrogates become U+FFFD in any query.
    const wellFormed = want.map((pair) => pair.map((text = "") => text.toWellFormed()));
    assertEquals([...new URLSearchParams(added)], wellFormed);
    assertEquals(/[ "<>#]/.test(added), false);
  });
  fc.assert(property, { numRuns: 1500 });
});
