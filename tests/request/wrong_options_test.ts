import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, get, HandlerTransport, HttpError } from "../../mod.ts";
import { FEATURES } from "../../src/features.ts";
import { MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";

/** Objects of which nothing is seen when they are read by their keys. */
const OPAQUE: Readonly<Record<string, unknown>> = {
  promise: Promise.resolve({ a: "1" }),
  date: new Date(0),
  expression: /x/,
  url: new URL("http://a.example/?a=1"),
  error: new Error("x"),
  buffer: new ArrayBuffer(2),
  blob: new Blob(["x"]),
  request: new Request("http://a.example/"),
  number: Object(5),
  controller: new AbortController(),
  weakMap: new WeakMap(),
};

/** Values of every kind, of which an option takes some. */
const VALUES: readonly unknown[] = [
  ...[null, 0, -1, NaN, Infinity, 1.5, 10n, true, false, "", "x", "\u20ac", "a\nb: c"],
  ...["x".repeat(100_000), Symbol("x"), () => {}, Object.create(null)],
  ...[[], [1], [null], [[]], ["a", "b"], [["a", "b"]], [["a", Symbol("x")]]],
  ...[[[Symbol("x"), "a"]], [[{}, "a"]], [[null, "a"]]],
  ...[{}, { a: 1 }, { a: null }, { a: {} }, { a: Symbol("x") }, { a: () => {} }, { "": "1" }],
  ...[{ constructor: 1 }, new Map([["a", 1]]), new Set(["a"]), new Uint8Array(2)],
  ...[new Headers({ a: "b" }), new URLSearchParams("a=b"), new FormData()],
  ...Object.values(OPAQUE),
];

const wrong = (name: string, value: unknown) => JSON.parse("{}", () => ({ [name]: value }));

test("whatever an option is given, it is taken or refused by a typed error, and nothing is sent", async () => {
  for (const name of FEATURES.namesOf("request")) {
    for (const value of VALUES) {
      const transport = new MockTransport({ "*": 204 });
      using client = new Client({ transport });
      try {
        await client.post("http://a.example/", wrong(name, value));
      } catch (error) {
        const isTyped = error instanceof TypeError || error instanceof RangeError ||
          error instanceof HttpError;
        assert(isTyped, `${name}: ${String(error)}`);
        assert(error.message.startsWith("Cannot "), `${name}: ${error.message}`);
        assertEquals(transport.calls.length, 0, name);
      }
      assertEquals(client.stats.active, 0);
    }
  }
});

test("what cannot be read by its keys is refused, not dropped", () => {
  using client = new Client({ transport: new MockTransport({ "*": 204 }) });
  const names = ["params", "headers", "cookies", "timeout", "retries", "hooks"];
  for (const [kind, value] of Object.entries(OPAQUE)) {
    for (const name of names) {
      const options = wrong(name, value);
      const build = () => client.buildRequest("POST", "http://a.example/", options);
      assertThrows(build, TypeError, "Cannot", `${name}: ${kind}`);
      assertThrows(() => new Client(options), TypeError, "Cannot", `${name}: ${kind}`);
    }
    for (const name of ["limits", "mounts"]) {
      assertThrows(() => new Client(wrong(name, value)), TypeError, "Cannot", `${name}: ${kind}`);
    }
    const build = () => Reflect.apply(client.buildRequest, client, ["GET", "http://h/", value]);
    assertThrows(build, TypeError, "options", kind);
  }
});

test("a promise, a Map or an Error is no JSON; what knows its JSON is", async () => {
  using client = new Client();
  const build = (json: unknown) => client.buildRequest("POST", "http://a.example/", { json });
  for (const json of [OPAQUE.promise, OPAQUE.error, OPAQUE.expression, new Map([["a", 1]])]) {
    assertThrows(() => build(json), TypeError, "as JSON");
  }
  class Empty {}
  const rows = [[{}, "{}"], [[], "[]"], [new Empty(), "{}"], [Object(5), "5"], [
    OPAQUE.date,
    '"1970-01-01T00:00:00.000Z"',
  ]] as const;
  for (const [json, text] of rows) assertEquals(await build(json).text(), text);
});

test("an instance of a class is read by its own fields", () => {
  class Filter {
    page = 2;
    tag = ["a", "b"];
  }
  using client = new Client();
  const params = JSON.parse("{}", () => new Filter());
  const { url } = client.buildRequest("GET", "http://a.example/", { params });
  assertEquals(url, "http://a.example/?page=2&tag=a&tag=b");
});

test("whatever takes options takes an object, and nothing is sent otherwise", async () => {
  let sent = 0;
  using client = new Client({ transport: new HandlerTransport(() => new Response(`${++sent}`)) });
  const url = "http://a.example/";
  const ways: Record<string, readonly [(...given: never[]) => unknown, readonly unknown[]]> = {
    get: [client.get, [url]],
    stream: [client.stream, ["GET", url]],
    buildRequest: [client.buildRequest, ["GET", url]],
    send: [client.send, [new Request(url)]],
    download: [client.download, [url, new WritableStream()]],
    paginate: [client.paginate, [url]],
    events: [client.events, [url]],
    extend: [client.extend, []],
    helper: [get, [url]],
  };
  for (const [name, [way, before]] of Object.entries(ways)) {
    for (const wrong of [null, 3, "text", [], new Map(), new Headers(), Promise.resolve({})]) {
      const ask = async () => await Reflect.apply(way, client, [...before, wrong]);
      await assertRejects(ask, TypeError, "as options: give an object", name);
    }
  }
  assertEquals(sent, 0);
});
