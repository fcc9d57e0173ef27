import { assertEquals, assertThrows } from "@std/assert";
import { bracketParams, Client, type ClientOptions, type RequestOptions } from "../../mod.ts";
import type { SerializeParams } from "../../src/types.ts";
import { test } from "../checked.ts";

interface Search {
  readonly q: string;
  readonly since: Date;
  readonly page?: number;
}

const search: Search = { q: "a b", since: new Date(0) };
const encoded = "q=a+b&since=1970-01-01T00%3A00%3A00.000Z";

function queryOf(options: RequestOptions, client: ClientOptions = {}): string {
  using made = new Client(client);
  return new URL(made.buildRequest("GET", "http://h/", options).url).search.slice(1);
}

const bodyOf = (data: object) =>
  new Client().buildRequest("POST", "http://h/", { data: data }).text();

test("params and data take interfaces, instances and dates", async () => {
  class Page {
    readonly #secret = 1;
    constructor(readonly size: number, readonly at: Date) {}
    get double() {
      return this.#secret * 2;
    }
  }
  assertEquals(queryOf({ params: search }), encoded);
  assertEquals(queryOf({}, { params: search }), encoded);
  assertEquals(
    queryOf({ params: new Page(2, new Date(5)) }),
    "size=2&at=1970-01-01T00%3A00%3A00.005Z",
  );
  assertEquals(queryOf({ params: [["at", new Date(0)]] }), "at=1970-01-01T00%3A00%3A00.000Z");
  assertEquals(queryOf({ params: { at: [new Date(0), null] } }), "at=1970-01-01T00%3A00%3A00.000Z");
  assertEquals(await bodyOf(search), encoded);
  assertEquals(await bodyOf(new Page(2, new Date(0))), "size=2&at=1970-01-01T00%3A00%3A00.000Z");
});

test("a date that is none, and nested values, are refused with a hint", () => {
  using client = new Client();
  const build = (options: RequestOptions) => () =>
    client.buildRequest("POST", "http://h/", options);
  assertThrows(build({ params: { at: new Date(NaN) } }), TypeError, "params.at: an invalid Date");
  assertThrows(build({ params: { a: { b: 1 } } }), TypeError, "serializeParams: bracketParams");
  assertThrows(build({ data: { at: new Date(NaN) } }), TypeError, 'the field "at"');
  assertThrows(build({ params: new (class Nothing {})() }), TypeError, "Cannot use params");
});

test("bracketParams writes what PHP, Rails and qs read", () => {
  const rows: readonly (readonly [object, string])[] = [
    [
      { a: 1, b: "x y", c: true, d: 2n, e: new Date(0) },
      "a=1&b=x y&c=true&d=2&e=1970-01-01T00:00:00.000Z",
    ],
    [{ a: ["x", 1, null, undefined] }, "a[]=x&a[]=1"],
    [{ a: { b: { c: 1 } }, d: 2 }, "a[b][c]=1&d=2"],
    [{ a: [{ b: 1, c: 2 }, { b: 3 }] }, "a[0][b]=1&a[0][c]=2&a[1][b]=3"],
    [{ a: [[1, 2], [3]] }, "a[0][]=1&a[0][]=2&a[1][]=3"],
    [{ a: null, b: undefined, c: [], d: {} }, ""],
    [search, "q=a b&since=1970-01-01T00:00:00.000Z"],
  ];
  for (const [params, query] of rows) {
    assertEquals(decodeURIComponent(bracketParams(params).replaceAll("+", " ")), query);
  }
  assertEquals(bracketParams({ "a&b": { "[x]": "&=" } }), "a%26b%5B%5Bx%5D%5D=%26%3D");
  const loop: Record<string, unknown> = {};
  loop.self = [loop];
  assertThrows(() => bracketParams(loop), TypeError, "Cannot use params.self");
  assertThrows(() => bracketParams({ a: { b: Symbol("x") } }), TypeError, "params.a[b]");
  assertThrows(() => bracketParams({ a: new Map([["b", 1]]) }), TypeError, "a Map");
  assertThrows(() => bracketParams({ a: new Date(NaN) }), TypeError, "params.a");
  const same = { x: 1 };
  assertEquals(bracketParams({ a: same, b: same }), "a%5Bx%5D=1&b%5Bx%5D=1");
});

test("serializeParams writes objects and pairs; texts and URLSearchParams stay as they are", () => {
  const given: unknown[] = [];
  const serializeParams: SerializeParams = (params) => {
    given.push(params);
    return Object.entries(params).map(([key, value]) => `${key}:${[value].flat().join(",")}`).join(
      ";",
    );
  };
  const params = { a: [1, 2], b: null, c: undefined, d: search.since };
  assertEquals(
    queryOf({ params, serializeParams }),
    `a:1,2;d:${search.since}`.replaceAll(" ", "%20"),
  );
  assertEquals(given, [{ a: [1, 2], d: search.since }]);
  assertEquals(queryOf({ params: [["a", 1], ["b", 2], ["a", 3]], serializeParams }), "a:1,3;b:2");
  assertEquals(queryOf({ params: "?x=%E4", serializeParams }), "x=%E4");
  assertEquals(queryOf({ params: new URLSearchParams("x=1"), serializeParams }), "x=1");
  assertEquals(given.length, 2);
  assertEquals(queryOf({ params: {}, serializeParams }), "");
  assertEquals(queryOf({ params: { a: null }, serializeParams }), "");
  assertEquals(given.length, 2);
});

test("a client's style holds for its params and those of its requests, and a request may change it", () => {
  const client = { serializeParams: bracketParams, params: { f: { a: 1, b: 2 }, x: 1 } };
  const read = (query: string) => decodeURIComponent(query);
  assertEquals(read(queryOf({}, client)), "f[a]=1&f[b]=2&x=1");
  assertEquals(read(queryOf({ params: { f: { b: 3 } } }, client)), "f[a]=1&x=1&f[b]=3");
  assertEquals(read(queryOf({ params: { f: null } }, client)), "x=1");
  assertEquals(
    read(queryOf({ params: { l: [1] }, serializeParams: null }, client)),
    "f[a]=1&f[b]=2&x=1&l=1",
  );
  using made = new Client(client);
  using child = made.extend({ params: { g: [1] } });
  const { url } = child.buildRequest("GET", "http://h/", { params: { h: [2] } });
  assertEquals(read(new URL(url).search), "?f[a]=1&f[b]=2&x=1&g[]=1&h[]=2");
});

test("wrong ones are refused", () => {
  const options: object = { serializeParams: 1, params: {} };
  assertThrows(() => Reflect.construct(Client, [options]), TypeError, "give a function");
  assertThrows(() => queryOf(options), TypeError, "give a function");
  const silent: object = { serializeParams: () => undefined, params: { a: 1 } };
  assertThrows(() => queryOf(silent), TypeError, "serializeParams gave: undefined is no text");
});
