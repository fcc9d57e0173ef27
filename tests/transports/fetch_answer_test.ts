import { assertEquals, assertRejects } from "@std/assert";
import { get, NetworkError } from "../../core.ts";
import { FetchHeaders } from "../../src/core/fetch/fetch_answer.ts";
import { test } from "../checked.ts";

test("headers that are looked at once say what Headers say", () => {
  const headers = new Headers([
    ["Content-Type", "text/plain"],
    ["x-twice", "a"],
    ["X-Twice", "b"],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["set-cookie", "c=3"],
    ["x-empty", ""],
    ["location", ""],
    ["location", "/next"],
  ]);
  const fields = new FetchHeaders(headers);
  // A Location beside an empty one is not the only one, though who goes through Headers sees no other.
  assertEquals(fields.get("location"), ", /next");
  for (const name of [...headers.keys(), "set-cookie2", "x-none", "x"]) {
    assertEquals([name, fields.get(name)], [name, headers.get(name)]);
    assertEquals([name, fields.has(name)], [name, headers.has(name)]);
  }
  const pairs: [string, string][] = [];
  fields.forEach((value, name) => pairs.push([name, value]));
  const others = ([name]: readonly [string, string]) => name !== "location";
  assertEquals(pairs.filter(others), [...headers].filter(others));
  assertEquals(new FetchHeaders(new Headers()).get("date"), null);
});

test("what a stub of fetch gives that is no response, or an error, is no empty answer", async () => {
  const { fetch } = globalThis;
  const ask = (given: unknown) => {
    Reflect.set(globalThis, "fetch", () => Promise.resolve(given));
    return get("http://a.example/");
  };
  try {
    const text = () => Promise.resolve("duck");
    for (
      const wrong of [undefined, null, "text", {}, { status: 200, headers: new Headers(), text }]
    ) {
      await assertRejects(() => ask(wrong), TypeError, "Cannot use what fetch gave");
    }
    await assertRejects(() => ask(Response.error()), NetworkError, "Response.error()");
    assertEquals(await ask(new Response("hello")).text(), "hello");
  } finally {
    globalThis.fetch = fetch;
  }
});
