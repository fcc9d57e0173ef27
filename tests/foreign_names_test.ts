import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Client, get } from "../mod.ts";
import { Client as CoreClient } from "../core.ts";
import { FEATURES } from "../src/features.ts";
import { FOREIGN_NAMES } from "../src/features/foreign_names.ts";
import { test } from "./checked.ts";

/** An option of somebody else's, and ours. */
const ROWS: readonly (readonly [from: string, theirs: string, ours: string])[] = [
  ["fetch", "redirect", "followRedirects"],
  ["fetch", "credentials", "cookies"],
  ["ky", "searchParams", "params"],
  ["ky", "throwHttpErrors", "throwOnError"],
  ["ky", "retry", "retries"],
  ["axios", "paramsSerializer", "serializeParams"],
  ["axios", "validateStatus", "throwOnError"],
  ["axios", "maxContentLength", "maxResponseBytes"],
  ["axios", "cancelToken", "signal"],
  ["got", "followRedirect", "followRedirects"],
  ["got", "form", "data"],
  ["got", "cookieJar", "cookies"],
  ["got", "username", "auth"],
  ["ofetch", "query", "params"],
  ["ofetch", "retryStatusCodes", "retries.statuses"],
  ["ofetch", "ignoreResponseError", "throwOnError"],
  ["ofetch", "onRequest", "hooks"],
  ["requests", "allow_redirects", "followRedirects"],
  ["httpx", "follow_redirects", "followRedirects"],
  ["httpx", "content", "body"],
  ["httpx", "event_hooks", "hooks"],
];

const CLIENT_ROWS: typeof ROWS = [
  ["ky", "prefixUrl", "baseUrl"],
  ["axios", "baseURL", "baseUrl"],
  ["axios", "socketPath", "unix"],
  ["axios", "adapter", "transport"],
  ["got", "https", "verify"],
  ["got", "dnsCache", "lookup"],
  ["requests", "proxies", "proxy"],
  ["requests", "trust_env", "trustEnv"],
  ["requests", "max_redirects", "maxRedirects"],
  ["httpx", "base_url", "baseUrl"],
  ["httpx", "app", "transport"],
  ["undici", "dispatcher", "proxy"],
  ["others", "middleware", "stages"],
];

const build = (options: object) => () =>
  new Client().buildRequest("POST", "http://a.example/", options);
const make = (options: object) => () => new Client(options);

test("an option of fetch, ky, axios, got, ofetch, requests or httpx is answered with ours", () => {
  for (const [, theirs, ours] of ROWS) {
    const { message } = assertThrows(build({ [theirs]: 1 }), TypeError);
    assertStringIncludes(message, `the option ${theirs}: a request has no such option`);
    assertStringIncludes(message, `(is ${ours} meant?)`);
  }
  for (const [, theirs, ours] of CLIENT_ROWS) {
    const { message } = assertThrows(make({ [theirs]: 1 }), TypeError);
    assertStringIncludes(message, `(is ${ours} meant?)`);
  }
});

test("an option of a client that is given to a request says extend(), and the other way round", () => {
  for (const [theirs, ours] of [["proxy", "proxy"], ["baseURL", "baseUrl"], ["verify", "verify"]]) {
    const { message } = assertThrows(build({ [theirs ?? ""]: 1 }), TypeError);
    assertStringIncludes(message, `client.extend({ ${ours} })`);
  }
  const { message } = assertThrows(make({ json: 1 }), TypeError);
  assertStringIncludes(message, "json is one of a request");
});

test("what is no option here says what to do", () => {
  assertThrows(build({ method: "POST" }), TypeError, "call request(method, url)");
  assertThrows(build({ responseType: "json" }), TypeError, "json(), text()");
  assertThrows(build({ duplex: "half" }), TypeError, "needs nothing more");
  assertThrows(make({ pagination: {} }), TypeError, "paginate()");
});

test("a helper answers for the client that it makes and for its request", async () => {
  const rows = [
    [{ form: {} }, "(is data meant?)"],
    [{ searchParams: {} }, "(is params meant?)"],
    [{ baseURL: "x" }, "(is baseUrl meant?)"],
    [{ method: "POST" }, "call request(method, url)"],
    [{ heders: {} }, "(is headers meant?)"],
    [{ proxi: "x" }, "(is proxy meant?)"],
  ] as const;
  for (const [options, says] of rows) {
    const { message } = await assertRejects(
      async () => await Reflect.apply(get, undefined, ["http://a.example/", options]),
      TypeError,
    );
    assertStringIncludes(message, "a call has no such option");
    assertStringIncludes(message, says);
  }
});

test("every name of the table leads to an option that there is, and is none itself", () => {
  const names = new Set([...FEATURES.namesOf("client"), ...FEATURES.namesOf("request")]);
  for (const [theirs, ours] of Object.entries(FOREIGN_NAMES)) {
    assertEquals(theirs, theirs.toLowerCase().replace(/[_-]/g, ""));
    if (!/[ (]/.test(ours)) assert(names.has(ours.split(".", 1).join()), ours);
    assert(!names.has(theirs), theirs);
  }
});

test("the core answers for its own options by how they are written", () => {
  for (
    const [given, ours] of [["baseURL", "baseUrl"], ["header", "headers"], ["param", "params"]]
  ) {
    assertThrows(
      () => Reflect.construct(CoreClient, [{ [given ?? ""]: 1 }]),
      TypeError,
      `is ${ours} meant`,
    );
  }
  const message = "a client has no such option in @ferry/http/core; @ferry/http has more";
  for (const option of ["searchParams", "retries", "proxy", "rateLimit"]) {
    assertThrows(() => Reflect.construct(CoreClient, [{ [option]: 1 }]), TypeError, message);
  }
});

test("other mistakes of beginners say what to do", async () => {
  using client = new Client();
  const url = "http://a.example/";
  const get = (...given: unknown[]) => Reflect.apply(client.request, client, ["GET", ...given]);
  const rows: readonly (readonly [() => unknown, string])[] = [
    [() => get(new Request(url)), "a Request as URL: send it by client.send(request)"],
    [() => get(undefined), "Cannot use undefined as URL: give a string or a URL"],
    [() => get({}), "Cannot use an object as URL"],
    [() => get(url, { auth: { username: "ada", password: "s3cret" } }), "[username, password]"],
    [() => get(url, { timeout: 0.5 }), "0.5 as timeout: it is in milliseconds, so 0.5 s are 500"],
    [() => get(url, { timeout: { read: 0.1 } }), "timeout.read: it is in milliseconds"],
    [() => get(url, { timeout: "5" }), "a string as timeout"],
    [() => get(url, { retries: [] }), "a list as retries"],
    [() => get(url, { retries: { limit: 3 } }), "retries.limit: no such option (is total meant?)"],
    [() => get(url, { retries: { max: 3 } }), "retries.max: no such option (is total meant?)"],
    [() => make({ cookies: { load: () => {} } })(), "the jar that await store.load() gives"],
    [() => get(url, { signal: {} }), "an object as signal"],
    [() => get(url, { maxRedirects: {} }), "an object as maxRedirects"],
    [() => get(url, { data: new Blob(["x"]) }), "a Blob: pass it as body, or as one of the files"],
    [() => get(url, { data: new Error("x") }), "from an Error"],
    [() => get(url, { progress: () => {} }), "onDownloadProgress and onUploadProgress tell of it"],
    [() => get(url, { resume: true }), "call download(url, path)"],
  ];
  for (const [run, says] of rows) {
    const error: unknown = await Promise.try(run).catch((error) => error);
    assert(error instanceof TypeError || error instanceof RangeError, says);
    assertStringIncludes(error.message, says);
    assert(!error.message.includes("s3cret"));
  }
  assertThrows(make({ verify: "/etc/ca.pem" }), TypeError, "await readTextFile(path)");
  using file = await Deno.open(new URL(import.meta.url));
  assertThrows(build({ data: file }), TypeError, "pass it as body, or as one of the files");
});
