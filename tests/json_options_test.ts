import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, HttpResponse, JsonDecodeError, StatusError } from "../mod.ts";
import { MockTransport } from "../src/testing/mod.ts";
import { test } from "./checked.ts";

const url = "http://h.example/";

/** Dates and big numbers as a reviver makes them. */
const parseJson = (text: string): unknown =>
  JSON.parse(text, (key, value) => key === "at" ? new Date(value) : value);
const stringifyJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item) => typeof item === "bigint" ? `${item}n` : item);

const at = "2026-01-02T03:04:05.000Z";

test("parseJson parses for json(), iterJson(), typed events and the data of an error", async () => {
  const lines = { "content-type": "application/x-ndjson" };
  const events = { "content-type": "text/event-stream" };
  const transport = new MockTransport({
    "/one": { json: { at } },
    "/bad": { status: 400, json: { at } },
    "/lines": () => new Response(`{"at":"${at}"}\n`, { headers: lines }),
    "/events": () => new Response(`data: {"at":"${at}"}\n\n`, { headers: events }),
  });
  using client = new Client({ transport, baseUrl: url, parseJson, throwOnError: true });
  const expected = { at: new Date(at) };
  assertEquals(await client.get("one").json(), expected);
  assertEquals(await client.get("one", { parseJson: null }).json(), { at });
  assertEquals(await client.extend({}).get("one").json(), expected);
  const response = await client.stream("GET", "lines");
  assertEquals(await Array.fromAsync(response.iterJson()), [expected]);
  const schema = {
    "~standard": { version: 1, vendor: "x", validate: (value: unknown) => ({ value }) },
  } as const;
  const typed = client.events("events", { schema, reconnect: false });
  assertEquals((await Array.fromAsync(typed))[0]?.data, expected);
  const error = await assertRejects(() => client.get("bad"), StatusError);
  assertEquals(error.data, expected);
});

test("it parses what a stage answers, and copies of a response", async () => {
  const stages = [() => () => Promise.resolve(HttpResponse.from(Response.json({ at })))];
  using client = new Client({ stages, parseJson });
  const response = await client.get(url);
  const copy = response.clone();
  assertEquals(await response.json(), { at: new Date(at) });
  assertEquals(await copy.json(), { at: new Date(at) });
});

test("what parseJson throws is the cause of a JsonDecodeError", async () => {
  const cause = new RangeError("too deep");
  const transport = new MockTransport({ "*": { json: 1 } });
  using client = new Client({
    transport,
    parseJson: () => {
      throw cause;
    },
  });
  const error = await assertRejects(() => client.get(url).json(), JsonDecodeError);
  assertEquals(error.cause, cause);
});

test("stringifyJson makes the body of json, whatever the value", async () => {
  const transport = new MockTransport({ "*": 204 });
  using client = new Client({ transport, stringifyJson });
  await client.post(url, { json: { n: 1n } });
  await client.post(url, { json: 2n });
  await client.post(url, { json: { n: 1 }, stringifyJson: () => "own" });
  assertEquals(transport.calls.map((call) => call.text()), ['{"n":"1n"}', '"2n"', "own"]);
  assertEquals(transport.calls[0]?.headers.get("content-type"), "application/json");
  const none = { json: 1n, stringifyJson: null };
  assertThrows(() => client.buildRequest("POST", url, none), TypeError);
});

test("wrong ones are refused before anything is sent", async () => {
  for (const options of [{ parseJson: 1 }, { stringifyJson: "x" }]) {
    assertThrows(() => Reflect.construct(Client, [options]), TypeError, "give a function");
  }
  const transport = new MockTransport({ "*": 204 });
  using client = new Client({ transport });
  const options: object = { json: 1, stringifyJson: () => 7 };
  await assertRejects(() => client.post(url, options), TypeError, "stringifyJson");
  const late: object = { stringifyJson };
  await assertRejects(() => client.send(new Request(url), late), TypeError, "built already");
  assertEquals(transport.calls.length, 0);
});
