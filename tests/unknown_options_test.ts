import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { FetchTransport as CoreFetchTransport } from "../core.ts";
import {
  Client,
  CookieJar,
  copyUrl,
  FetchTransport,
  HandlerTransport,
  HttpResponse,
  PreparedRequest,
  type Stage,
} from "../mod.ts";
import { KvCookieStore } from "../src/features/cookie_stores/mod.ts";
import * as decode from "../src/features/decode/mod.ts";
import { FaultTransport, MockTransport } from "../src/testing/mod.ts";
import { test } from "./checked.ts";

/** Who is asked, what is given, and what is said of it. */
type Row = readonly [who: string, ask: (options: object) => unknown, given: object, says: string];

const jar = new CookieJar([["sid", "1"], ["theme", "dark"]]);
jar.setCookie("a=1", "https://a.example/");

const answer = HttpResponse.of(new TextEncoder().encode("1\n2\n"));
const request = new PreparedRequest("GET", new URL("http://a.example/"), {}, undefined);
const bytes = new Uint8Array();

const ROWS: readonly Row[] = [
  ["jar.clear", (given) => jar.clear(given), { domian: "a.example" }, "domian in the filter"],
  ["jar.clear", (given) => jar.clear(given), { domian: "a.example" }, "(is domain meant?)"],
  ["jar.clear", (given) => jar.clear(given), { Name: "a" }, "(is name meant?)"],
  ["jar.clear", (given) => jar.clear(given), { host: "x" }, "(there are domain, path, name)"],
  ["jar.clear", (given) => jar.clear(given), new URL("https://a.example/"), "Cannot use a URL"],
  ["jar.get", (given) => jar.get("sid", given), { domian: "b" }, "(is domain meant?)"],
  ["jar.getAll", (given) => jar.getAll("sid", given), { pth: "/" }, "(is path meant?)"],
  ["jar.has", (given) => jar.has("sid", given), { url: "b" }, "(there are domain, path)"],
  ["jar.delete", (given) => jar.delete("sid", given), { Domain: "b" }, "(is domain meant?)"],
  ["jar.delete", (given) => jar.delete("sid", given), { name: "b" }, "name in the filter"],
  ["jar.pop", (given) => jar.pop("sid", given), { domains: "b" }, "(is domain meant?)"],
  ["jar.toObject", (given) => jar.toObject(given), { paths: "b" }, "(is path meant?)"],
  ["jar.cookieHeader", ask(jar), { unscoped: false, scoped: true }, "(is unscoped meant?)"],
  ["jar.cookieHeader", ask(new CookieJar()), { unscope: false }, "(is unscoped meant?)"],
  ["FetchTransport", (given) => new FetchTransport(given), { prxy: "" }, "(is proxy meant?)"],
  ["FetchTransport of the core", coreFetch, { limit: {} }, "(is limits meant?)"],
  ...["proxy", "verify", "cert"].map((name): Row => [
    `FetchTransport of the core: ${name}`,
    coreFetch,
    { [name]: undefined },
    `the option ${name}: a FetchTransport has no such option in @ferry/http/core; @ferry/http has`,
  ]),
  ["HandlerTransport", (given) => new HandlerTransport(() => answer, given), {
    raiseError: false,
  }, "(is raiseErrors meant?)"],
  ["KvCookieStore", (given) => new KvCookieStore(given), { keys: ["a"] }, "(is key meant?)"],
  ["copyUrl", (given) => copyUrl("http://a.example/", given), { path: "/b" }, "pathname meant?)"],
  ["copyUrl", (given) => copyUrl("http://a.example/", given), new URL("http://b.example/"), "URL"],
  ["a file", file, { content: "x", fileName: "a.txt" }, "(is filename meant?)"],
  ["a file", file, { content: "x", name: "a.txt" }, "(is filename meant?)"],
  ["a file", file, { content: "x", type: "text/csv" }, "(is contentType meant?)"],
  ["a file", file, { content: "x", mime: "a/b" }, 'mime in a file of the field "a": no such'],
  ["iterBytes", (given) => answer.iterBytes(given), { chunksize: 1 }, "(is chunkSize meant?)"],
  ["iterRaw", (given) => answer.iterRaw(given), { size: 1 }, "(is chunkSize meant?)"],
  ["iterText", (given) => answer.iterText(given), { delimiter: "" }, "(there are chunkSize)"],
  ["iterLines", (given) => answer.iterLines(given), { delimeter: "x" }, "(is delimiter meant?)"],
  ["iterLineBatches", (given) => answer.iterLineBatches(given), { limit: 1 }, "maxLineLength)"],
  ["iterJson", (given) => answer.iterJson(undefined, given), { lineLength: 9 }, "maxLineLength"],
  ["iterJsonBatches", (given) => answer.iterJsonBatches(undefined, given), { delimiter: "" }, "no"],
  ["events", (given) => answer.events(given), { maxLineLenght: 9 }, "(is maxLineLength meant?)"],
  ["eventBatches", (given) => answer.eventBatches(given), { until: 9 }, "until in the options of"],
  ["response.with", (given) => answer.with(given), { state: 500 }, "(is status meant?)"],
  ["HttpResponse.of", (given) => HttpResponse.of(null, given), { header: {} }, "(is headers mean"],
  ["request.with", (given) => request.with(given), { header: {} }, "(is headers meant?)"],
  ["decode.parseJson", (given) => decode.parseJson(bytes, given), { encoding: "" }, "(there are"],
  ["decode.iterText", (given) => decode.iterText(bytes, given), { encodng: "" }, "(is encoding"],
  ["decode.iterLines", (given) => decode.iterLines(bytes, given), { delim: "" }, "(is delimiter"],
  ["decode.iterLineBatches", (given) => decode.iterLineBatches(bytes, given), { a: 1 }, "are enc"],
  ["decode.iterJson", (given) => decode.iterJson(bytes, given), { parser: 1 }, "(is parse meant?)"],
  ["decode.iterJsonBatches", (given) => decode.iterJsonBatches(bytes, given), { a: 1 }, "are enc"],
  ["decode.iterEvents", (given) => decode.iterEvents(bytes, given), { State: {} }, "(is state"],
  ["decode.iterEventBatches", (given) => decode.iterEventBatches(bytes, given), { a: 1 }, "are st"],
  [
    "decode.resolveEncoding",
    (given) => decode.resolveEncoding(bytes, given),
    { type: "" },
    "contentType me",
  ],
  ["decode.encodingSniffer", (given) => decode.encodingSniffer(given), { label: "" }, "defaultEnc"],
  ["mock.route", (given) => new MockTransport().route(given), { urls: "/" }, "(is url meant?)"],
  ["a reply", (given) => new MockTransport({ "*": given }), { header: {} }, "(is headers meant?)"],
  ["FaultTransport", (given) => new FaultTransport(new MockTransport(), given), {
    drops: 1,
  }, "(is drop meant?)"],
];

function file(given: object): unknown {
  const options: object = { files: { a: given } };
  return new Client().buildRequest("POST", "http://a.example/", options);
}

function coreFetch(given: object): CoreFetchTransport {
  return new CoreFetchTransport(given);
}

function ask(jar: CookieJar): Row[1] {
  return (given) => jar.cookieHeader("https://a.example/", given);
}

test("an unknown option is refused before anything is done, and the right one is named", async () => {
  const before = JSON.stringify(jar);
  for (const [who, ask, given, says] of ROWS) {
    const { message } = assertThrows(() => ask(given), TypeError, undefined, who);
    assertStringIncludes(message, says, who);
  }
  assertEquals(JSON.stringify(jar), before);
  assertEquals(await Array.fromAsync(answer.iterLines()), ["1", "2"]);
});

test("a cookie itself says which one of a jar is meant", () => {
  const jar = new CookieJar();
  for (const host of ["a", "b"]) jar.setCookie("sid=1", `https://${host}.example/`);
  const [first, second] = jar;
  assertEquals([first && jar.delete(first.name, first), jar.domains()], [true, ["b.example"]]);
  assertEquals([second && jar.clear(second), jar.size], [1, 0]);
});

test("an unknown option of decode.json is refused, and the body stays unread", async () => {
  const response = new Response("{}");
  const options: object = { contentTyp: "text/plain" };
  await assertRejects(() => decode.json(response, options), TypeError, "(is contentType meant?)");
  assertEquals(response.bodyUsed, false);
});

test("an unknown option of detach is refused", async () => {
  const options: object = { totl: 5 };
  const stage: Stage = (next) => (request, context) =>
    next(request, context.detach(undefined, options));
  using client = new Client({ stages: [stage], transport: new MockTransport({ "*": 204 }) });
  const run = async () => await client.get("http://a.example/");
  await assertRejects(run, TypeError, "(is total meant?)");
});

test("a web Response may be the init of an HttpResponse, or its changes", async () => {
  const given = new Response(null, { status: 203, headers: { "x-a": "1" } });
  for (const made of [HttpResponse.of(null, given), HttpResponse.of(null).with(given)]) {
    assertEquals([made.status, made.headers.get("x-a"), await made.text()], [203, "1", ""]);
  }
});
